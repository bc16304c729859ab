#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/home/channel.hpp"

namespace ohmstead {

// What a person declares when a channel's meter or plug was replaced. It overrides what the meter
// would be taken to have done; the channel keeps one history.
struct MeterReplacement {
    Instant at{};                         // from when the new one counts
    std::optional<std::string> entity{};  // that shows the new one; none: the old one's source does
    // What the old one showed last and the new one first, in the channel's amount unit. Where one
    // is not known, nothing is counted between that meter's reading next to `at` and `at`.
    std::optional<std::int64_t> final_value{};
    std::optional<std::int64_t> initial_value{};
};

// The channel after that: its newest counter binding ends at `at` and another begins. Errors:
// conflict for a channel that no counter feeds now; invalid, with the fields /at, /final and
// /initial, for a time in the future or not after the binding began, and for readings below 0.
Result<Channel> replace_meter(Channel channel, const MeterReplacement& replacement, Instant now);

}  // namespace ohmstead
