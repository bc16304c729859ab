#include "domain/metering/rules.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>

#include "domain/metering/slot.hpp"
#include "domain/time/zone.hpp"

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

// A year with both clock changes where there are any.
constexpr std::chrono::year kSomeYear{2025};

// By how much the zone's clock without summer time is ahead of UTC.
Seconds standard_offset(const Zone& zone) {
    const auto in = [&](int month) {
        return zone.regime_at(Instant{std::chrono::sys_days{kSomeYear / month / 1}}).offset;
    };
    return std::min(in(1), in(7));
}

// Half a wave from six to six around noon, as a panel gives over a clear day of March. In a zone
// whose place nobody knows, evenly.
std::vector<std::uint32_t> day_of_sun(const std::string& time_zone) {
    constexpr double kNoonHour = 12;
    constexpr double kHalfDay = 12;
    constexpr double kMostWeight = 1000;
    const auto zone = Zone::find(time_zone);
    if (!zone || *zone == Zone::utc() || time_zone == "UTC") {
        return {};
    }
    const auto ahead = std::chrono::duration<double, std::ratio<3600>>(standard_offset(*zone));
    std::vector<std::uint32_t> weights;
    for (std::int32_t slot = 0; slot < kSlotsPerDay; ++slot) {
        const double hour = (slot + 0.5) * kSlotSeconds / 3600 + ahead.count();
        const double height = std::cos((hour - kNoonHour) / kHalfDay * std::numbers::pi);
        weights.push_back(static_cast<std::uint32_t>(std::max(height, 0.0) * kMostWeight));
    }
    return weights;
}

std::optional<std::int64_t> as_taken(const Binding& binding, std::optional<std::int64_t> value) {
    return value ? std::optional(as_channel_takes(binding, *value)) : std::nullopt;
}

}  // namespace

MeterRules meter_rules_for(const Channel& channel, const Home& home) {
    MeterRules rules;
    const auto& main_fuse = home.main_fuse;
    if (channel.role == ChannelRole::solar) {
        rules.profile = day_of_sun(home.time_zone);
    }
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
