#include "domain/metering/spread.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

__extension__ using Int128 = __int128;

constexpr std::int64_t kMsPerHour = 3'600'000;

// Whole seconds between two instants, counted so that adjoining spans add up.
std::uint16_t seconds_between(Instant from, Instant to) {
    const auto whole = std::chrono::floor<Seconds>(to) - std::chrono::floor<Seconds>(from);
    return static_cast<std::uint16_t>(whole.count());
}

std::chrono::sys_days day_of(Instant instant) {
    return std::chrono::floor<std::chrono::days>(instant);
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

void integrate(std::int64_t rate, Span span, std::int64_t& remainder, std::vector<Portion>& out) {
    for_each_slot(span, [&](SlotIndex slot, Instant from, Instant to) {
        if (from == Instant{day_of(from)}) {
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
