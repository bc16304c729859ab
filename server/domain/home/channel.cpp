#include "domain/home/channel.hpp"

#include <algorithm>

#include "domain/metering/reading.hpp"

namespace ohmstead {

bool is_valid_at(const Binding& binding, Instant instant) {
    return binding.valid_from <= instant && (!binding.valid_to || instant < *binding.valid_to);
}

std::int64_t as_channel_takes(const Binding& binding, std::int64_t value) {
    const bool restarted = binding.measure == Measure::counter && value == kRestarted;
    if (restarted) {
        return value;
    }
    const std::int64_t directed = binding.invert ? -value : value;
    switch (binding.measure == Measure::counter ? SignPart::both : binding.sign) {
        case SignPart::both:
            return directed;
        case SignPart::positive:
            return std::max<std::int64_t>(directed, 0);
        case SignPart::negative:
            return std::max<std::int64_t>(-directed, 0);
    }
    return directed;
}

Quantity quantity_of(ChannelRole role) {
    switch (role) {
        case ChannelRole::gas:
        case ChannelRole::water:
            return Quantity::volume;
        case ChannelRole::battery_soc:
            return Quantity::percent;
        case ChannelRole::price_import:
        case ChannelRole::price_export:
            return Quantity::price;
        case ChannelRole::grid_carbon:
            return Quantity::carbon;
        case ChannelRole::outdoor_temperature:
            return Quantity::temperature;
        case ChannelRole::grid_import:
        case ChannelRole::grid_export:
        case ChannelRole::solar:
        case ChannelRole::generator:
        case ChannelRole::battery_charge:
        case ChannelRole::battery_discharge:
        case ChannelRole::heat:
        case ChannelRole::device:
            return Quantity::energy;
    }
    return Quantity::energy;
}

bool is_flow(ChannelRole role) {
    const auto quantity = quantity_of(role);
    return quantity == Quantity::energy || quantity == Quantity::volume;
}

bool passes_main_fuse(ChannelRole role) {
    return role == ChannelRole::grid_import || role == ChannelRole::grid_export;
}

const MeterDecision* find_decision(const Channel& channel, Instant at) {
    const auto found = std::ranges::find(channel.decisions, at, &MeterDecision::at);
    return found == channel.decisions.end() ? nullptr : &*found;
}

const Binding* open_binding(const Channel& channel, Measure measure) {
    const auto found = std::find_if(
        channel.bindings.begin(), channel.bindings.end(),
        [&](const Binding& binding) { return binding.measure == measure && !binding.valid_to; });
    return found == channel.bindings.end() ? nullptr : &*found;
}

}  // namespace ohmstead
