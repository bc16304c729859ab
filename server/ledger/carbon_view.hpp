#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "domain/metering/slot.hpp"

namespace ohmstead {

// Amounts are in mWh, intensities in mg per kWh.
inline constexpr double kUnitsPerKwh = 1e6;

// What the making of the energy that was imported in a period emitted.
struct CarbonSum {
    double milligrams = 0;   // of CO2, or of what amounts to as much
    std::int64_t rated = 0;  // the import whose carbon intensity is known, mWh
    std::int64_t unrated = 0;

    friend bool operator==(const CarbonSum&, const CarbonSum&) = default;
};

// How long a carbon intensity holds when none follows. Sources tell it by the hour.
inline constexpr Milliseconds kCarbonHold = std::chrono::hours{2};

// The sums of `import`, the slots of channels that add up, per period: periods ascend and adjoin.
// `intensity` is in mg per kWh, ascending; a slot has the one that holds when it begins, or else
// the first within it. What batteries charged from the grid emitted counts when it was imported.
std::vector<CarbonSum> carbon_sums(std::span<const Span> periods,
                                   std::span<const ChannelSlots> import,
                                   std::span<const Reading> intensity);

}  // namespace ohmstead
