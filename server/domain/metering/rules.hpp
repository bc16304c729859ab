#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "base/units.hpp"
#include "domain/home/channel.hpp"
#include "domain/home/home.hpp"

namespace ohmstead {

// A meter was exchanged, or another source took over, at a known time. It overrides detection.
struct HandOver {
    Instant at{};
    std::optional<std::int64_t> final_value;    // of the old meter; unknown: its tail is not booked
    std::optional<std::int64_t> initial_value;  // of the new one; unknown: its first reading
};

// What metering goes by for one channel. Amounts and rates are in the channel's base units.
struct MeterRules {
    // Whether amounts come from a counter or are integrated from power. Never from both: a counter
    // catches up on what it missed, and what was integrated meanwhile would count twice.
    Measure source = Measure::counter;
    // More than this is not plausible for a home and is quarantined. The default is 60 kW.
    std::int64_t max_rate = 60'000'000;
    // A counter may rise by this much at once, however short the time: its own resolution.
    std::int64_t step_allowance = 1'000'000;
    // A power reading holds until the next one, but no longer than this.
    Milliseconds hold = std::chrono::minutes{15};
    // A counter that contradicts what was trusted is believed once it moves on from its new level,
    // or stands still there for this long.
    Milliseconds settle = std::chrono::hours{1};
    // A counter that was not heard of for longer starts anew. Some are read once a year, and not
    // every year.
    Milliseconds longest_gap = std::chrono::hours{24 * 366 * 5};
    std::vector<HandOver> hand_overs;  // ascending
    // `both`: a counter that only rises. Otherwise one that may fall, too, because it counts both
    // ways; what it rises by is taken (positive), or what it falls by (negative).
    SignPart differences = SignPart::both;
    std::vector<MeterDecision> decisions;  // ascending
    // How the channel's amounts usually lie over a UTC day: the weight of each of its 96 slots, by
    // which what is estimated is spread. Empty: evenly.
    std::vector<std::uint32_t> profile;
};

// The rules of a channel: by its quantity, its bindings and their declared hand-overs, what people
// decided about it and the peak of solar; for what passes the home's main fuse, by that; and for
// solar by where in the home's zone the sun stands. The default home has neither.
MeterRules meter_rules_for(const Channel& channel, const Home& home = {});

}  // namespace ohmstead
