#pragma once

#include <cstdint>
#include <optional>

#include "store/derived_store.hpp"
#include "store_sqlite/connection.hpp"

namespace ohmstead {

// How far a home's days are derived, and who derives it.
struct DerivedRow {
    DerivedState state;
    DerivingLease lease;  // without a holder: nobody's
};

// As nothing derived when the home has no row yet.
DerivedRow read_derived(Connection& connection, std::int64_t home_no);
void write_derived(Connection& connection, std::int64_t home_no, const DerivedRow& row);

// Slots within `changed` were written, in the same transaction.
void mark_changed(Connection& connection, std::int64_t home_no, SlotRange changed);

}  // namespace ohmstead
