#include "store/derived_state.hpp"

#include <algorithm>

namespace ohmstead {

DerivedState marked(DerivedState state, SlotRange changed) {
    if (changed.empty()) {
        return state;
    }
    ++state.revision;
    state.first = std::min(state.first.value_or(changed.from), changed.from);
    // What is not derived yet is not out of date.
    changed.to = std::min(changed.to, state.derived_to.value_or(changed.from));
    state.dirty = hull(state.dirty, changed);
    return state;
}

bool is_derived(const DerivedState& state, SlotRange day) {
    return state.derived_to && day.to <= *state.derived_to &&
           (state.dirty.empty() || day.to <= state.dirty.from);
}

SlotRange changed_slots(std::span<const Slot> before, std::span<const Slot> after) {
    SlotRange changed;
    const auto note = [&](const Slot& slot) {
        changed = hull(changed, {slot.index, slot.index + 1});
    };
    auto old = before.begin();
    auto now = after.begin();
    while (old != before.end() || now != after.end()) {
        if (now == after.end() || (old != before.end() && old->index < now->index)) {
            note(*old++);
        } else if (old == before.end() || now->index < old->index) {
            note(*now++);
        } else {
            if (*old != *now) {
                note(*now);
            }
            ++old;
            ++now;
        }
    }
    return changed;
}

}  // namespace ohmstead
