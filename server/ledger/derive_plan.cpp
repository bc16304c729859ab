#include "ledger/derive_plan.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

// Days with another stamp, or none at all, are as good as not derived.
bool is_current(const DerivedState& state, const DayStamp& stamp) {
    return state.derived_to && state.stamp == stamp;
}

// From where on days are missing or out of date.
SlotIndex first_due(const DerivedState& state, const DayStamp& stamp) {
    if (!is_current(state, stamp)) {
        return *state.first;
    }
    return state.dirty.empty() ? *state.derived_to : state.dirty.from;
}

}  // namespace

std::optional<DerivePiece> next_piece(const DerivedState& state, const Zone& zone,
                                      const DayStamp& stamp, LocalDate end, std::size_t most,
                                      bool only_dirty) {
    if (!state.first) {
        return std::nullopt;
    }
    const auto date_of = [&](SlotIndex slot) { return zone.date_of(slot_start(slot)); };
    const auto first = date_of(first_due(state, stamp));
    auto last = std::min(plus_days(end, -1), plus_days(first, static_cast<int>(most) - 1));
    if (only_dirty && is_current(state, stamp) && !state.dirty.empty()) {
        last = std::min(last, date_of(state.dirty.to - 1));
    }
    if (last < first) {
        return std::nullopt;
    }
    return DerivePiece{.days = local_days(zone, first, last),
                       .is_first = first <= date_of(*state.first)};
}

std::optional<std::size_t> days_needed(const DerivedState& state, std::span<const DaySums> piece,
                                       std::span<const DaySums> stored) {
    if (state.dirty.empty() || !is_current(state, piece.front().stamp)) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < piece.size(); ++i) {
        const auto& day = piece[i];
        const auto before = std::ranges::find(stored, day.day, &DaySums::day);
        if (day.day.slots.to >= state.dirty.to && before != stored.end() &&
            before->stamp == day.stamp && before->content == day.content) {
            return i + 1;
        }
    }
    return std::nullopt;
}

DerivedState state_after(DerivedState state, std::span<const DaySums> piece, bool closed) {
    const auto& last = piece.back();
    const SlotIndex end = last.day.slots.to;
    if (!is_current(state, last.stamp)) {
        state.derived_to = end;
        state.dirty = {};
        state.stamp = last.stamp;
        return state;
    }
    state.derived_to = std::max(*state.derived_to, end);
    // The next day begins with another content than when it was derived.
    const SlotRange rest{end, std::min(std::max(state.dirty.to, end + 1), *state.derived_to)};
    state.dirty = closed || rest.empty() ? SlotRange{} : rest;
    return state;
}

}  // namespace ohmstead
