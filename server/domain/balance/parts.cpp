#include "domain/balance/parts.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

bool is_source(ChannelRole role) {
    return role == ChannelRole::grid_import || role == ChannelRole::solar ||
           role == ChannelRole::generator || role == ChannelRole::battery_discharge;
}

}  // namespace

bool adds_to_role(const Channel& channel) {
    return !channel.included_in && channel.phase.empty();
}

std::vector<ChannelId> summed_channels(std::span<const Channel> channels) {
    std::vector<ChannelId> ids;
    for (const auto& channel : channels) {
        if (is_flow(channel.role)) {
            ids.push_back(channel.id);
        }
    }
    return ids;
}

bool adds_to_balance(const Channel& channel) {
    Exchange probe;
    return adds_to_role(channel) && part_of(probe, channel.role) != nullptr &&
           (channel.role != ChannelRole::solar || channel.adds_to_ac_balance);
}

bool has_balance(std::span<const Channel> channels) {
    return std::ranges::any_of(channels, [](const Channel& channel) {
        return adds_to_balance(channel) && is_source(channel.role);
    });
}

bool is_input(const Channel& channel, bool home_has_balance) {
    return is_flow(channel.role) &&
           (home_has_balance ? adds_to_balance(channel) : adds_to_role(channel));
}

std::vector<BatteryMeter> battery_meters(std::span<const Channel> channels) {
    std::vector<BatteryMeter> meters;
    std::size_t charging = 0;
    std::size_t discharging = 0;
    for (const auto& channel : channels) {
        if (adds_to_balance(channel) && (channel.role == ChannelRole::battery_charge ||
                                         channel.role == ChannelRole::battery_discharge)) {
            auto& number = channel.role == ChannelRole::battery_charge ? charging : discharging;
            meters.push_back({&channel, number++});
        }
    }
    if (charging != discharging) {
        for (auto& meter : meters) {
            meter.battery = 0;
        }
    }
    return meters;
}

std::size_t count_batteries(std::span<const BatteryMeter> meters) {
    std::size_t count = 0;
    for (const auto& meter : meters) {
        count = std::max(count, meter.battery + 1);
    }
    return count;
}

bool is_top_level_device(const Channel& channel) {
    return channel.role == ChannelRole::device && adds_to_role(channel);
}

bool power_is_elsewhere(const Channel& channel, std::span<const Channel> channels) {
    return !channel.register_name.empty() && !open_binding(channel, Measure::power) &&
           std::ranges::any_of(channels, [&](const Channel& other) {
               return other.role == channel.role && !other.register_name.empty() &&
                      open_binding(other, Measure::power);
           });
}

std::int64_t* part_of(Exchange& exchange, ChannelRole role) {
    switch (role) {
        case ChannelRole::grid_import:
            return &exchange.grid_import;
        case ChannelRole::grid_export:
            return &exchange.grid_export;
        case ChannelRole::solar:
        case ChannelRole::generator:
            return &exchange.solar;
        case ChannelRole::battery_charge:
            return &exchange.battery_charge;
        case ChannelRole::battery_discharge:
            return &exchange.battery_discharge;
        case ChannelRole::heat:
        case ChannelRole::gas:
        case ChannelRole::water:
        case ChannelRole::device:
        case ChannelRole::battery_soc:
        case ChannelRole::price_import:
        case ChannelRole::price_export:
        case ChannelRole::grid_carbon:
        case ChannelRole::outdoor_temperature:
            break;
    }
    return nullptr;
}

}  // namespace ohmstead
