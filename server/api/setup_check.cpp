#include "api/setup_check.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "api/channel_edit.hpp"
#include "domain/balance/parts.hpp"

namespace ohmstead::api {
namespace {

// A home cannot use less than nothing; so much may come from meters that do not read together.
constexpr std::int64_t kNegativeHomeMw = -20'000;
// Inverters and their meters draw or report a few watts at night.
constexpr double kNightSolarW = 50;
constexpr Milliseconds kStaleAfter = std::chrono::minutes{5};

// The sun is certainly down at these hours of the clock wherever people live all year.
bool is_deep_night(const Zone& zone, Instant now) {
    const auto local = now + zone.regime_at(now).offset;
    const auto time = local - std::chrono::floor<std::chrono::days>(local);
    return time >= std::chrono::hours{23} || time < std::chrono::hours{3};
}

class Checker {
public:
    Checker(std::span<const Channel> channels, const live::SnapshotFrame& live, Instant now)
        : all_(channels), live_(live), now_(now) {
        for (const auto& channel : channels) {
            if (is_in_use(channel)) {
                channels_.push_back(&channel);
            }
        }
    }

    void check_grid() {
        const bool has_grid = std::ranges::any_of(channels_, [](const Channel* channel) {
            return channel->role == ChannelRole::grid_import && adds_to_balance(*channel);
        });
        if (!has_grid) {
            warn(CheckCode::no_grid,
                 "No channel measures what comes from the grid, so the home's own use is unknown.",
                 {});
        }
    }

    // Only of measured values: means lag behind, and their sum says nothing.
    void check_sum() {
        Exchange sum;
        std::vector<ChannelId> parts;
        for (const auto* channel : channels_) {
            if (!adds_to_balance(*channel) || power_is_elsewhere(*channel, all_)) {
                continue;
            }
            const auto power = measured_power(*channel);
            if (!power) {
                return;
            }
            *part_of(sum, channel->role) += std::llround(*power * 1000);
            parts.push_back(channel->id);
        }
        const auto home_mw = sum.grid_import + sum.solar + sum.battery_discharge - sum.grid_export -
                             sum.battery_charge;
        if (home_mw < kNegativeHomeMw) {
            warn(CheckCode::home_negative,
                 fmt::format("By these channels the home uses {} W, which cannot be. A sign may be "
                             "the wrong way round, or a meter missing.",
                             home_mw / 1000),
                 std::move(parts));
            warnings_.back().home_w = static_cast<double>(home_mw / 1000);
        }
    }

    void check_night(const Zone& zone) {
        if (!is_deep_night(zone, now_)) {
            return;
        }
        std::vector<ChannelId> shining;
        for (const auto* channel : channels_) {
            const auto power = measured_power(*channel);
            if (channel->role == ChannelRole::solar && power && *power > kNightSolarW) {
                shining.push_back(channel->id);
            }
        }
        if (!shining.empty()) {
            warn(CheckCode::solar_at_night,
                 "Solar power in the middle of the night: this may be a battery or another meter.",
                 std::move(shining));
        }
    }

    // A state may be shown in several roles: a price for both directions.
    void check_repeats() {
        std::map<std::pair<std::string, Measure>, std::vector<std::pair<ChannelId, SignPart>>> uses;
        std::set<ChannelId> repeated;
        for (const auto* channel : channels_) {
            for (const auto& binding : channel->bindings) {
                if (binding.valid_to || binding.source_type == SourceType::push ||
                    binding.measure == Measure::state) {
                    continue;
                }
                auto& others = uses[{binding.source_id, binding.measure}];
                for (const auto& [other, sign] : others) {
                    if (sign_parts_overlap(sign, binding.sign)) {
                        repeated.insert({other, channel->id});
                    }
                }
                others.emplace_back(channel->id, binding.sign);
            }
        }
        if (!repeated.empty()) {
            warn(CheckCode::meter_used_twice,
                 "The same meter feeds more than one channel and counts more than once.",
                 {repeated.begin(), repeated.end()});
        }
    }

    // Sources speak when their value changes: a device that is off and a panel at night say
    // nothing for hours, and are fine.
    void check_ages() {
        std::vector<ChannelId> stale;
        for (const auto* channel : channels_) {
            if (channel->role == ChannelRole::device || !is_flow(channel->role) ||
                open_binding(*channel, Measure::power) == nullptr) {
                continue;
            }
            const double* power = live_.power.find(channel->id.value);
            const Instant* age = live_.age.find(channel->id.value);
            const bool silent = power == nullptr || age == nullptr;
            if (silent || (*power != 0 && now_ - *age > kStaleAfter)) {
                stale.push_back(channel->id);
            }
        }
        if (!stale.empty()) {
            warn(CheckCode::stale, "These have not sent a value for more than 5 minutes.",
                 std::move(stale));
        }
    }

    // The longest of the means that are part of the home's power.
    std::optional<double> mean_s() const {
        std::optional<double> longest;
        for (const auto* channel : channels_) {
            const double* span = live_.mean_s.find(channel->id.value);
            if (span != nullptr && adds_to_balance(*channel) &&
                !power_is_elsewhere(*channel, all_)) {
                longest = std::max(longest.value_or(0), *span);
            }
        }
        return longest;
    }

    std::vector<CheckWarning> take() { return std::move(warnings_); }

private:
    std::optional<double> measured_power(const Channel& channel) const {
        const double* power = live_.power.find(channel.id.value);
        const std::string* kind = live_.kind.find(channel.id.value);
        if (power == nullptr || kind == nullptr || *kind != "measured") {
            return std::nullopt;
        }
        return *power;
    }

    void warn(CheckCode code, std::string message, std::vector<ChannelId> channels) {
        warnings_.push_back({.code = code,
                             .message = std::move(message),
                             .channels = std::move(channels),
                             .home_w = std::nullopt});
    }

    std::span<const Channel> all_;
    std::vector<const Channel*> channels_;  // those in use
    const live::SnapshotFrame& live_;
    Instant now_;
    std::vector<CheckWarning> warnings_;
};

}  // namespace

CheckDto check_setup(const std::vector<Channel>& channels, const live::SnapshotFrame& live,
                     const Zone& zone, Instant now) {
    Checker checker(channels, live, now);
    checker.check_grid();
    checker.check_sum();
    checker.check_night(zone);
    checker.check_repeats();
    checker.check_ages();
    const auto mean_s = checker.mean_s();

    CheckDto dto{.balance = {.home_w = live.balance.home,
                             .grid_w = live.balance.grid,
                             .solar_w = live.balance.solar,
                             .battery_w = live.balance.battery},
                 .sentence_values = {},
                 .warnings = checker.take()};
    if (live.balance.home) {
        dto.sentence_values.home_kw = *live.balance.home / 1000;
        dto.sentence_values.mean_s = mean_s;
    }
    return dto;
}

}  // namespace ohmstead::api
