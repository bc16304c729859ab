#pragma once

#include <optional>
#include <span>

#include "domain/balance/day_sums.hpp"
#include "domain/metering/slot.hpp"

namespace ohmstead {

// How far a home's days are derived from its slots, and what of that is out of date.
struct DerivedState {
    std::optional<SlotIndex> first;       // of all slots that were ever written; nothing: none was
    std::optional<SlotIndex> derived_to;  // where the last derived day ends
    SlotRange dirty;                      // holds every slot before that which has changed since
    DayStamp stamp;                       // of the derived days
    std::uint64_t revision = 0;           // greater after each change of slots

    friend bool operator==(const DerivedState&, const DerivedState&) = default;
};

// The state after slots within `changed` were written; unchanged when that is empty.
DerivedState marked(DerivedState state, SlotRange changed);

// Whether the stored day that fills `day` is what its slots make it: nothing of it or before it,
// which its battery's content comes from, has changed. Its stamp must be checked beside.
bool is_derived(const DerivedState& state, SlotRange day);

// The least range that holds every slot in which two versions of a channel's slots differ.
SlotRange changed_slots(std::span<const Slot> before, std::span<const Slot> after);

}  // namespace ohmstead
