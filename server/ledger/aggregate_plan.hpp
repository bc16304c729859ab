#pragma once

#include <chrono>
#include <span>
#include <vector>

#include "domain/access/aggregates.hpp"
#include "domain/balance/day_sums.hpp"
#include "domain/home/channel.hpp"
#include "domain/metering/slot.hpp"
#include "domain/time/zone.hpp"

namespace ohmstead {

// What is to be published of many homes, and what each of them adds to it. Pure.

// A day is published once it has been over for so long: late data of it are in by then, and what
// comes later changes nothing any more.
inline constexpr std::chrono::hours kPublishedAfter{24};
// Older days are left as they are.
inline constexpr int kOldestPublished = 62;

// A month of a zone with its days that may be published.
struct AggregateMonthDue {
    std::chrono::year_month month;
    Instant begins{};
    bool is_running = false;
    std::vector<LocalDay> days;  // ascending; none where the month has just begun
};

// The months that days may be published of at `now`, ascending. The last one is running.
std::vector<AggregateMonthDue> months_due(const Zone& zone, Instant now);

// Who becomes a member of its groups: of the running month who is a customer, of one that is over
// who has been in the same group since it began. So nobody chooses a group by what is known of it.
std::vector<PlacedHome> members_of(const AggregateMonthDue& month,
                                   std::span<const SuppliedHome> homes);

// What the home used in each slot of `day`, which is over; no slots where not all of it is known.
HomeDay home_day(HomeId home, std::span<const Channel> channels,
                 std::span<const ChannelSlots> slots, const LocalDay& day, Instant now);

}  // namespace ohmstead
