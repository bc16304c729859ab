#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.hpp"

namespace ohmstead {

inline constexpr std::uint32_t kHourMs = 3'600'000;

// Hours since 1970-01-01T00:00Z: what readings are packed by.
using HourIndex = std::int64_t;

constexpr HourIndex hour_of(Instant at) {
    return std::chrono::floor<std::chrono::hours>(at.time_since_epoch()).count();
}
constexpr Instant hour_start(HourIndex hour) {
    return instant_from_ms(hour * kHourMs);
}

// A reading within its hour, with the rank of the source that it came from.
struct HourReading {
    std::uint32_t offset_ms = 0;  // since the start of the hour, below kHourMs
    std::uint32_t rank = 0;       // 0..255
    std::int64_t value = 0;

    friend bool operator==(const HourReading&, const HourReading&) = default;
};

// Which of two readings of one instant stays: the higher rank, then the greater value.
constexpr bool supersedes(const HourReading& a, const HourReading& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.value > b.value;
}

// Puts all of `more` into `hour`; both ascend by time without doubles. What was new or replaced
// something is appended to `changed`, if given. The outcome of many calls does not depend on their
// order, and repeating one changes nothing. Costs the size of `more` when it is later than `hour`.
void merge_hour(std::vector<HourReading>& hour, std::span<const HourReading> more,
                std::vector<HourReading>* changed = nullptr);

// Makes any readings of an hour ascend by time without doubles.
void sort_hour(std::vector<HourReading>& readings);

}  // namespace ohmstead
