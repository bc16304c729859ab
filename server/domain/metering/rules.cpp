#include "domain/metering/rules.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

// Twice the largest flow of domestic gas and water meters.
constexpr std::int64_t kMaxVolumeRate = 40'000'000;

constexpr std::int64_t kMilliwattsPerAmp = 230'000;
// A fuse bears half as much again for the better part of an hour.
constexpr std::int64_t kOverload = 3;
constexpr std::int64_t kOverloadOf = 2;
// Cold panels in bright sun give more than their peak, a fifth at most.
constexpr std::int64_t kOverPeak = 6;
constexpr std::int64_t kOverPeakOf = 5;

std::optional<std::int64_t> as_taken(const Binding& binding, std::optional<std::int64_t> value) {
    return value ? std::optional(as_channel_takes(binding, *value)) : std::nullopt;
}

}  // namespace

MeterRules meter_rules_for(const Channel& channel, const std::optional<MainFuse>& main_fuse) {
    MeterRules rules;
    if (quantity_of(channel.role) == Quantity::volume) {
        rules.max_rate = kMaxVolumeRate;
    } else if (main_fuse && passes_main_fuse(channel.role)) {
        rules.max_rate = std::int64_t{main_fuse->phases} * main_fuse->amps * kMilliwattsPerAmp *
                         kOverload / kOverloadOf;
    } else if (channel.peak_power && channel.role == ChannelRole::solar) {
        rules.max_rate = *channel.peak_power / kOverPeakOf * kOverPeak;
    }
    rules.decisions = channel.decisions;
    std::vector<const Binding*> counters;
    for (const auto& binding : channel.bindings) {
        if (binding.measure == Measure::counter) {
            counters.push_back(&binding);
        }
    }
    if (counters.empty()) {
        rules.source = Measure::power;
        return rules;
    }
    std::sort(counters.begin(), counters.end(),
              [](const Binding* a, const Binding* b) { return a->valid_from < b->valid_from; });
    const Binding* before = nullptr;
    for (const auto* binding : counters) {
        if (before || binding->initial_value) {
            rules.hand_overs.push_back(
                {.at = binding->valid_from,
                 .final_value = before ? as_taken(*before, before->final_value) : std::nullopt,
                 .initial_value = as_taken(*binding, binding->initial_value)});
        }
        before = binding;
    }
    rules.differences = counters.back()->sign;
    return rules;
}

}  // namespace ohmstead
