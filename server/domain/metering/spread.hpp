#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "domain/metering/slot.hpp"

namespace ohmstead {

// What one slot receives from one stretch of time. The portions of a stretch add up to it exactly.
struct Portion {
    SlotIndex slot = 0;
    std::int64_t amount = 0;
    std::uint16_t seconds = 0;  // how much of the slot the stretch covers
    Quality quality = Quality::measured;

    friend bool operator==(const Portion&, const Portion&) = default;
};

// Spreads `amount` evenly over a span that is not empty: up to an instant b it has counted
// floor(amount * (b - from) / (to - from)).
void spread(std::int64_t amount, Span span, Quality quality, std::vector<Portion>& out);

// Spreads `amount` over a span that is not empty in proportion to `weights`, one for each slot of a
// UTC day, but nowhere faster than `max_rate` as long as there is room elsewhere. Where no weight
// is left, evenly.
void spread_by(std::span<const std::uint32_t> weights, std::int64_t max_rate, std::int64_t amount,
               Span span, Quality quality, std::vector<Portion>& out);

// Integrates a constant rate over a span that is not empty. `remainder` is what is left below one
// base unit, in rate times milliseconds; it is carried on within a UTC day and starts at 0 with
// each, so that late data of one day cannot move the days after it.
void integrate(std::int64_t rate, Span span, std::int64_t& remainder, std::vector<Portion>& out);

// Adds portions up into the slots of a span.
class SlotTable {
public:
    // Both ends must be borders of slots.
    explicit SlotTable(Span span);

    // The slot as it is then; null when the portion is outside the span and is left out. Here,
    // because it is called for every reading.
    const Slot* add(const Portion& portion) {
        const auto position = static_cast<std::size_t>(portion.slot - first_);
        if (portion.slot < first_ || position >= slots_.size()) {
            return nullptr;
        }
        Slot& slot = slots_[position];
        slot.amount += portion.amount;
        slot.seconds_covered = static_cast<std::uint16_t>(slot.seconds_covered + portion.seconds);
        slot.quality = slot.quality == Quality::missing ? portion.quality
                                                        : std::min(slot.quality, portion.quality);
        return &slot;
    }
    // The slots about which something is known, ascending.
    std::vector<Slot> known() const;

private:
    SlotIndex first_;
    std::vector<Slot> slots_;
};

}  // namespace ohmstead
