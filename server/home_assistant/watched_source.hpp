#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "base/units.hpp"
#include "domain/home/channel.hpp"

namespace ohmstead::home_assistant {

// An entity or statistic that some binding takes readings from.
struct WatchedSource {
    SourceType type = SourceType::entity;  // entity or statistic
    std::string id;
    Measure measure = Measure::counter;
    Quantity quantity = Quantity::energy;  // what its unit must measure
    // The newest reading that is already kept. The past is fetched from there, or from two days
    // ago, whichever is earlier.
    std::optional<Instant> have_until{};

    friend bool operator==(const WatchedSource&, const WatchedSource&) = default;
};

}  // namespace ohmstead::home_assistant
