#include "domain/metering/spread.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

__extension__ using Int128 = __int128;

// Whole seconds between two instants, counted so that adjoining spans add up.
std::uint16_t seconds_between(Instant from, Instant to) {
    const auto whole = std::chrono::floor<Seconds>(to) - std::chrono::floor<Seconds>(from);
    return static_cast<std::uint16_t>(whole.count());
}

// (rate * ms + remainder) / an hour; what is left over is the new remainder.
std::int64_t divide_by_hour(std::int64_t rate, std::int64_t ms, std::int64_t& remainder) {
    std::int64_t exact = 0;
    if (__builtin_mul_overflow(rate, ms, &exact) ||
        __builtin_add_overflow(exact, remainder, &exact)) {
        const Int128 wide = remainder + Int128{rate} * ms;
        remainder = static_cast<std::int64_t>(wide % kMsPerHour);
        return static_cast<std::int64_t>(wide / kMsPerHour);
    }
    remainder = exact % kMsPerHour;
    return exact / kMsPerHour;
}

// Calls `take(slot, from, to)` for the part of the span in each slot.
template <class Take>
void for_each_slot(Span span, const Take& take) {
    SlotIndex slot = slot_of(span.from);
    for (Instant at = span.from; at < span.to; ++slot) {
        const Instant end = std::min(slot_start(slot + 1), span.to);
        take(slot, at, end);
        at = end;
    }
}

struct Share {
    Int128 weight = 0;
    std::int64_t room = 0;
    std::int64_t got = 0;
    bool full = false;
};

// Gives `amount` out by weight, nobody more than there is room for, and answers what is left.
std::int64_t pour(std::int64_t amount, std::vector<Share>& shares) {
    while (amount > 0) {
        Int128 whole = 0;
        for (const auto& share : shares) {
            whole += share.full ? 0 : share.weight;
        }
        if (whole == 0) {
            return amount;
        }
        // What one has no room for goes to the others: each round fills some.
        const std::int64_t in_hand = amount;
        for (auto& share : shares) {
            if (!share.full && share.weight * in_hand > whole * share.room) {
                share.full = true;
                share.got = share.room;
                amount -= share.got;
            }
        }
        if (amount < in_hand) {
            continue;
        }
        Int128 passed = 0;
        for (auto& share : shares) {
            if (!share.full) {
                passed += share.weight;
                const auto until_here = static_cast<std::int64_t>(in_hand * passed / whole);
                share.got = until_here - (in_hand - amount);
                amount = in_hand - until_here;
            }
        }
    }
    return amount;
}

}  // namespace

void spread(std::int64_t amount, Span span, Quality quality, std::vector<Portion>& out) {
    const Int128 length = (span.to - span.from).count();
    std::int64_t counted = 0;
    for_each_slot(span, [&](SlotIndex slot, Instant from, Instant to) {
        const Int128 passed = (to - span.from).count();
        const auto until_here = static_cast<std::int64_t>(amount * passed / length);
        out.push_back({slot, until_here - counted, seconds_between(from, to), quality});
        counted = until_here;
    });
}

void spread_by(std::span<const std::uint32_t> weights, std::int64_t max_rate, std::int64_t amount,
               Span span, Quality quality, std::vector<Portion>& out) {
    const std::size_t first = out.size();
    std::vector<Share> shares;
    for_each_slot(span, [&](SlotIndex slot, Instant from, Instant to) {
        const std::int64_t ms = (to - from).count();
        shares.push_back(
            {.weight = Int128{weights[static_cast<std::size_t>(slot % kSlotsPerDay)]} * ms,
             .room = static_cast<std::int64_t>(Int128{max_rate} * ms / kMsPerHour)});
        out.push_back({slot, 0, seconds_between(from, to), quality});
    });
    const auto pour_and_add = [&] {
        amount = pour(amount, shares);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            out[first + i].amount += shares[i].got;
            shares[i].room -= shares[i].got;
            shares[i] = {.weight = shares[i].room > 0 ? out[first + i].seconds : 0,
                         .room = shares[i].room};
        }
    };
    pour_and_add();
    pour_and_add();  // evenly, where there is room
    if (amount > 0) {
        std::vector<Portion> rest;
        spread(amount, span, quality, rest);
        for (std::size_t i = 0; i < rest.size(); ++i) {
            out[first + i].amount += rest[i].amount;
        }
    }
}

void integrate(std::int64_t rate, Span span, std::int64_t& remainder, std::vector<Portion>& out) {
    for_each_slot(span, [&](SlotIndex slot, Instant from, Instant to) {
        if (from == Instant{utc_day_of(from)}) {
            remainder = 0;
        }
        const auto amount = divide_by_hour(rate, (to - from).count(), remainder);
        out.push_back({slot, amount, seconds_between(from, to), Quality::measured});
    });
}

SlotTable::SlotTable(Span span)
    : first_(slot_of(span.from)),
      slots_(static_cast<std::size_t>(std::max<SlotIndex>(slot_of(span.to) - first_, 0))) {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        slots_[i].index = first_ + static_cast<SlotIndex>(i);
    }
}

std::vector<Slot> SlotTable::known() const {
    std::vector<Slot> known;
    std::copy_if(slots_.begin(), slots_.end(), std::back_inserter(known),
                 [](const Slot& slot) { return slot.quality != Quality::missing; });
    return known;
}

}  // namespace ohmstead
