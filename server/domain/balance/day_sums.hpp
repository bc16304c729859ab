#pragma once

#include <span>
#include <string>
#include <vector>

#include "domain/balance/storage_content.hpp"
#include "domain/home/channel.hpp"
#include "domain/metering/slot.hpp"
#include "domain/time/zone.hpp"

namespace ohmstead {

// What sums of days depend on beside the slots. Sums with another stamp are of no use.
struct DayStamp {
    std::string time_zone;
    std::string tz_version;
    std::uint64_t channels = 0;  // of what the rules take from the channels, and of the rules

    friend bool operator==(const DayStamp&, const DayStamp&) = default;
};
DayStamp day_stamp(const Zone& zone, std::span<const Channel> channels);

// A date with the slots of its day: 92, 96 or 100 as a rule; none for a date that the zone skipped.
struct LocalDay {
    LocalDate date{};
    SlotRange slots;

    friend bool operator==(const LocalDay&, const LocalDay&) = default;
};
LocalDay local_day(const Zone& zone, LocalDate date);
// The days of [first, last] that have slots.
std::vector<LocalDay> local_days(const Zone& zone, LocalDate first, LocalDate last);

// What one channel amounted to in one day.
struct ChannelDay {
    std::int64_t amount = 0;  // in its base unit
    std::uint16_t known = 0;  // of how many slots anything is known
    std::uint16_t told = 0;   // up to which slot of the day, counted from 1; 0: none is known

    friend bool operator==(const ChannelDay&, const ChannelDay&) = default;
};

// One local day of a home, summed from its slots. Days add up to all longer periods.
struct DaySums {
    LocalDay day;
    DayStamp stamp;
    // Every channel that is summed, in the home's order; the stamp tells which these are.
    std::vector<ChannelDay> channels;
    // In how many slots all inputs of the balance are known; in how many of these the timing of one
    // is assumed, in how many it is assumed within an hour, and in how many the meters contradict
    // each other.
    std::uint16_t known = 0;
    std::uint16_t estimated = 0;
    std::uint16_t coarse = 0;
    std::uint16_t faulty = 0;
    // Of the known slots; all 0 in a home without a balance.
    std::int64_t home = 0;
    std::int64_t residual = 0;
    Flows flows;
    Discharge discharge;
    Storage content;  // when the day ends
    // Of the known slots: what the top-level devices add up to, and in how many of them the timing
    // of a part of that is assumed.
    std::int64_t tracked = 0;
    std::uint16_t tracked_assumed = 0;

    friend bool operator==(const DaySums&, const DaySums&) = default;
};

// Sums `days`, which follow one another without a gap and are long over, so that nothing of them
// can be pending. `slots` are theirs, found by channel; `content` is the batteries' when they
// begin, one for each (none at all: they are empty).
std::vector<DaySums> day_sums(std::span<const Channel> channels,
                              std::span<const ChannelSlots> slots, std::span<const LocalDay> days,
                              const DayStamp& stamp, Storage content);

}  // namespace ohmstead
