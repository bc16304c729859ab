#pragma once

#include <span>
#include <vector>

#include "domain/balance/balance.hpp"
#include "domain/home/channel.hpp"

namespace ohmstead {

// Whether the channel's amounts are added to those of its role: it is neither a part of another
// channel nor one phase of several.
bool adds_to_role(const Channel& channel);

// The channels whose amounts are summed, in their order.
std::vector<ChannelId> summed_channels(std::span<const Channel> channels);

// Whether the channel is an input of the home's balance. Solar inside a hybrid inverter is not: the
// counters of its battery have it already.
bool adds_to_balance(const Channel& channel);

// Whether a home with these channels has a balance: some source of energy is measured.
bool has_balance(std::span<const Channel> channels);

// Whether what is known of a home's slots depends on the channel: it is an input of the balance,
// or, in a home that has none, is added to its role.
bool is_input(const Channel& channel, bool home_has_balance);

// What a home's batteries are measured by: an entry for each input of the balance that charges or
// discharges one, with the number of its battery. The first channel that charges and the first that
// discharges are one battery, the second ones the next; where there are not as many of the one as
// of the other, nobody can tell, and all count as one battery.
struct BatteryMeter {
    const Channel* channel = nullptr;
    std::size_t battery = 0;
};
std::vector<BatteryMeter> battery_meters(std::span<const Channel> channels);
std::size_t count_batteries(std::span<const BatteryMeter> meters);

// Whether the channel is a device that is part of no other one.
bool is_top_level_device(const Channel& channel);

// Whether one of `channels` carries this one's power: tariff registers share a meter, and when one
// of them has its power, the mean of the others would count it again.
bool power_is_elsewhere(const Channel& channel, std::span<const Channel> channels);

// The part of an exchange that a role measures; null for roles outside the balance.
std::int64_t* part_of(Exchange& exchange, ChannelRole role);

}  // namespace ohmstead
