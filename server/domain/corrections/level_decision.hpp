#pragma once

#include <optional>

#include "base/result.hpp"
#include "domain/home/channel.hpp"
#include "domain/metering/event.hpp"

namespace ohmstead {

inline constexpr std::size_t kMostDecisions = 200;  // of a channel

// The channel after a person has decided about what its counter did, by which `event` tells of it.
// Errors: conflict where nothing is in question at that time, or it is decided already; invalid,
// with the field /verdict, for a rise that is said to have begun at 0 or a fall that is said to be
// a rise.
Result<Channel> decide(Channel channel, const std::optional<MeterEvent>& event,
                       const MeterDecision& decision);

// The channel as if that had not been decided. not_found where nothing was.
Result<Channel> take_back(Channel channel, Instant at);

}  // namespace ohmstead
