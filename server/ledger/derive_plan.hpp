#pragma once

#include <optional>
#include <span>
#include <vector>

#include "store/derived_state.hpp"

namespace ohmstead {

// What the deriver decides between its reads and writes. Pure.

// The days that are to be derived next: they follow one another, and the first is the earliest one
// that is missing or out of date.
struct DerivePiece {
    std::vector<LocalDay> days;
    bool is_first = false;  // begins with the home's first day: nothing comes before it
};

// What is due of a home whose days would have `stamp` now. `end` is the first date that may still
// change by itself. At most `most` days, and no more than are dirty where `only_dirty`.
std::optional<DerivePiece> next_piece(const DerivedState& state, const Zone& zone,
                                      const DayStamp& stamp, LocalDate end, std::size_t most,
                                      bool only_dirty);

// How many days of a piece that begins with what is dirty are needed: up to the first one after
// which no stored day can be out of date, because it reaches beyond what is dirty and ends with the
// content that is stored for it. Nothing when there is none such. `stored` are the days that were
// stored before.
std::optional<std::size_t> days_needed(const DerivedState& state, std::span<const DaySums> piece,
                                       std::span<const DaySums> stored);

// The state once `piece` is stored. `closed`: no stored day after it is out of date.
DerivedState state_after(DerivedState state, std::span<const DaySums> piece, bool closed);

}  // namespace ohmstead
