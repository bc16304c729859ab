#pragma once

#include <chrono>
#include <iterator>
#include <map>

#include "domain/metering/day_meter.hpp"
#include "unit/domain/random_meter.hpp"

namespace ohmstead::test {

inline const std::chrono::sys_days kFirstMeterDay =
    std::chrono::floor<std::chrono::days>(kMeterStart);

// What a store holds of one channel.
using Blocks = std::map<std::chrono::sys_days, MeteredDay>;

inline void write(Blocks& blocks, DayMeter& meter) {
    for (auto& day : meter.take_changed()) {
        blocks[day.day] = day;
    }
}

inline Blocks metered_at_once(const RandomMeter& made) {
    Blocks blocks;
    DayMeter meter{made.rules, kFirstMeterDay, {}};
    for (const auto& reading : made.readings) {
        meter.push(reading);
    }
    write(blocks, meter);
    return blocks;
}

// A DayMeter that goes on from what is stored, as its contract says.
inline DayMeter resume(const MeterRules& rules, const Blocks& blocks, Instant at) {
    auto block = std::prev(blocks.upper_bound(std::chrono::floor<std::chrono::days>(at)));
    if (const auto open = open_since(block->second.anchor);
        open && std::chrono::floor<std::chrono::days>(*open) < block->first) {
        block = std::prev(blocks.upper_bound(std::chrono::floor<std::chrono::days>(*open)));
    }
    return DayMeter{rules, block->first, block->second.anchor};
}

}  // namespace ohmstead::test
