#include "live/home_state.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "domain/balance/balance.hpp"
#include "domain/balance/parts.hpp"
#include "domain/time/zone.hpp"
#include "reflect/described.hpp"

namespace ohmstead::live {
namespace {

// Rounds to what a person can read: 0.1 W, 1 Wh.
double rounded(double value, double steps_per_unit) {
    return std::round(value * steps_per_unit) / steps_per_unit;
}

double watts(std::int64_t milliwatts) {
    return rounded(static_cast<double>(milliwatts) / 1'000.0, 10);
}

double seconds(Milliseconds span) {
    return std::chrono::duration<double>(std::chrono::round<std::chrono::seconds>(span)).count();
}

double shown(ChannelRole role, Measure measure, std::int64_t value) {
    const auto scale = base_units_per_display_unit(quantity_of(role), measure);
    return static_cast<double>(value) / static_cast<double>(scale);
}

struct Totals {
    Exchange energy;
    std::int64_t generator = 0;
    std::int64_t devices = 0;
};

// Only of channels that add to their role.
void add_to(Totals& totals, const Channel& channel, std::int64_t value) {
    if (adds_to_balance(channel)) {
        *part_of(totals.energy, channel.role) += value;
    }
    if (channel.role == ChannelRole::generator) {
        totals.generator += value;
    } else if (channel.role == ChannelRole::device) {
        totals.devices += value;
    }
}

}  // namespace

HomeState::HomeState(const Home& home, std::vector<Channel> channels) {
    configure(home, std::move(channels));
}

void HomeState::configure(const Home& home, std::vector<Channel> channels) {
    home_ = home;
    channels_ = std::move(channels);
    std::erase_if(channels_, [](const Channel& channel) {
        return std::all_of(channel.bindings.begin(), channel.bindings.end(),
                           [](const Binding& binding) { return binding.valid_to.has_value(); });
    });
    position_.clear();
    roles_.clear();
    counts_.clear();
    for (std::size_t i = 0; i < channels_.size(); ++i) {
        position_.emplace(channels_[i].id, i);
        roles_.emplace(channels_[i].id.value, channels_[i].role);
        counts_.push_back(is_flow(channels_[i].role) && adds_to_role(channels_[i]) &&
                          !power_is_elsewhere(channels_[i], channels_));
    }
    const auto gone = [this](const auto& entry) { return !position_.contains(entry.first); };
    std::erase_if(power_, gone);
    std::erase_if(state_, gone);
    std::erase_if(conditions_, gone);
    changed_.clear();
}

void HomeState::set_power(const ingest::PowerChange& change) {
    if (!position_.contains(change.channel)) {
        return;
    }
    auto& value = power_[change.channel];
    if (change.power.at < value.reading.at) {
        return;
    }
    value.kind_changed =
        value.kind_changed || value.kind != change.kind || value.mean_over != change.mean_over;
    value.kind = change.kind;
    value.mean_over = change.mean_over;
    value.reading = change.power;
    changed_.insert(change.channel);
}

void HomeState::set_state(const ingest::StateChange& change) {
    if (!position_.contains(change.channel)) {
        return;
    }
    auto& value = state_[change.channel];
    if (change.state.at >= value.at) {
        value = change.state;
        changed_.insert(change.channel);
    }
}

bool HomeState::set_condition(const ChannelId& channel, EntityCondition condition) {
    if (!position_.contains(channel)) {
        return false;
    }
    const auto [entry, is_new] = conditions_.emplace(channel, condition);
    return is_new || std::exchange(entry->second, condition) != condition;
}

bool HomeState::set_today(Instant midnight, std::span<const ingest::TodayAmount> amounts) {
    const auto zone = Zone::find(home_.time_zone).value_or(Zone::utc());
    TodayFrame today{.date = format_local_date(zone.date_of(midnight)), .from = midnight};
    Totals totals;
    std::vector<bool> is_known(channels_.size());
    std::int64_t known = 0;
    std::int64_t estimated = 0;
    for (const auto& amount : amounts) {
        const auto position = position_.find(amount.channel);
        if (position == position_.end()) {
            continue;
        }
        is_known[position->second] = true;
        const auto& channel = channels_[position->second];
        const double value = shown(channel.role, Measure::counter, amount.amount);
        if (quantity_of(channel.role) == Quantity::volume) {
            today.volumes.add(channel.id.value, rounded(value, 1e6));
            if (amount.until) {
                today.volumes_at.add(channel.id.value, *amount.until);
            }
            continue;
        }
        if (channel.role == ChannelRole::device) {
            today.devices.add(channel.id.value, rounded(value, 1e6));
        }
        if (adds_to_role(channel)) {
            add_to(totals, channel, amount.amount);
            if (channel.role != ChannelRole::device) {
                today.at = std::max(today.at, amount.until);
            }
            known += amount.amount;
            estimated += amount.estimated;
        }
    }
    const auto kwh = [](std::int64_t mwh) { return rounded(static_cast<double>(mwh) / 1e6, 1e6); };
    bool complete = has_role(ChannelRole::grid_import);
    const auto sum_of = [&](ChannelRole role, std::int64_t mwh) -> std::optional<double> {
        for (std::size_t i = 0; i < channels_.size(); ++i) {
            if (channels_[i].role == role && adds_to_role(channels_[i]) && !is_known[i]) {
                complete = false;
                return std::nullopt;
            }
        }
        return has_role(role) ? std::optional(kwh(mwh)) : std::nullopt;
    };
    today.grid_import = sum_of(ChannelRole::grid_import, totals.energy.grid_import);
    today.grid_export = sum_of(ChannelRole::grid_export, totals.energy.grid_export);
    today.solar = sum_of(ChannelRole::solar, totals.energy.solar - totals.generator);
    today.generator = sum_of(ChannelRole::generator, totals.generator);
    today.battery_charge = sum_of(ChannelRole::battery_charge, totals.energy.battery_charge);
    today.battery_discharge =
        sum_of(ChannelRole::battery_discharge, totals.energy.battery_discharge);
    if (complete) {
        today.home = kwh(ohmstead::balance(totals.energy).home);
    }
    today.estimated =
        known > 0 ? rounded(static_cast<double>(estimated) / static_cast<double>(known), 1e3) : 0;
    if (today_ && *today_ == today) {
        return false;
    }
    today_ = std::move(today);
    return true;
}

PowerFrame HomeState::take_changes(std::uint64_t seq, Instant now) {
    PowerFrame frame{.home = home_.id.value, .seq = seq, .t = now};
    for (const auto& id : changed_) {
        const auto& channel = channels_[position_.at(id)];
        if (const auto power = power_.find(id); power != power_.end()) {
            auto& value = power->second;
            frame.power.add(id.value, shown(channel.role, Measure::power, value.reading.value));
            frame.age.add(id.value, value.reading.at);
            if (std::exchange(value.kind_changed, false)) {
                const bool is_mean = value.kind == ingest::PowerKind::mean;
                frame.kind.add(id.value, is_mean ? "mean" : "measured");
                if (is_mean) {
                    frame.mean_s.add(id.value, seconds(value.mean_over));
                }
            }
        }
        if (const auto state = state_.find(id); state != state_.end()) {
            frame.state.add(id.value, shown(channel.role, Measure::state, state->second.value));
            if (!power_.contains(id)) {
                frame.age.add(id.value, state->second.at);
            }
        }
    }
    changed_.clear();
    frame.balance = balance();
    return frame;
}

SnapshotFrame HomeState::snapshot(std::uint64_t seq, Instant now) const {
    SnapshotFrame frame{.home = home_.id.value, .seq = seq, .t = now, .connection = connection_};
    frame.power.reserve(power_.size());
    frame.age.reserve(power_.size() + state_.size());
    frame.kind.reserve(power_.size());
    for (const auto& [id, value] : power_) {
        const auto& channel = channels_[position_.at(id)];
        frame.power.add(id.value, shown(channel.role, Measure::power, value.reading.value));
        frame.age.add(id.value, value.reading.at);
        const bool is_mean = value.kind == ingest::PowerKind::mean;
        frame.kind.add(id.value, is_mean ? "mean" : "measured");
        if (is_mean) {
            frame.mean_s.add(id.value, seconds(value.mean_over));
        }
    }
    for (const auto& [id, reading] : state_) {
        const auto& channel = channels_[position_.at(id)];
        frame.state.add(id.value, shown(channel.role, Measure::state, reading.value));
        if (!power_.contains(id)) {
            frame.age.add(id.value, reading.at);
        }
    }
    for (const auto& [id, condition] : conditions_) {
        frame.devices.add(id.value, std::string(reflect::name_of_enumerator(condition)));
    }
    frame.balance = balance();
    frame.today = today_;
    return frame;
}

bool HomeState::has_role(ChannelRole role) const {
    return std::any_of(channels_.begin(), channels_.end(), [&](const Channel& channel) {
        return channel.role == role && adds_to_role(channel);
    });
}

// Whether the powers of a role can be added up: there is a channel, and each has a value.
bool HomeState::power_is_known(ChannelRole role) const {
    bool any = false;
    for (std::size_t i = 0; i < channels_.size(); ++i) {
        if (channels_[i].role == role && counts_[i]) {
            if (!power_.contains(channels_[i].id)) {
                return false;
            }
            any = true;
        }
    }
    return any;
}

// The home's own use is not shown while an essential input is unknown: it would be wrong.
BalanceFrame HomeState::balance() const {
    Totals totals;
    for (std::size_t i = 0; i < channels_.size(); ++i) {
        const auto value = power_.find(channels_[i].id);
        if (counts_[i] && value != power_.end()) {
            add_to(totals, channels_[i], value->second.reading.value);
        }
    }
    BalanceFrame frame;
    bool complete = power_is_known(ChannelRole::grid_import);
    const auto take = [&](ChannelRole role, std::int64_t value) -> std::optional<double> {
        if (!has_role(role)) {
            return std::nullopt;
        }
        if (!power_is_known(role)) {
            complete = false;
            return std::nullopt;
        }
        return watts(value);
    };
    const auto& energy = totals.energy;
    if (take(ChannelRole::grid_import, energy.grid_import)) {
        take(ChannelRole::grid_export, energy.grid_export);
        frame.grid = watts(energy.grid_import - energy.grid_export);
    }
    frame.solar = take(ChannelRole::solar, energy.solar - totals.generator);
    frame.generator = take(ChannelRole::generator, totals.generator);
    const auto charge = take(ChannelRole::battery_charge, energy.battery_charge);
    const auto discharge = take(ChannelRole::battery_discharge, energy.battery_discharge);
    if (charge || discharge) {
        frame.battery = watts(energy.battery_discharge - energy.battery_charge);
    }
    if (!complete) {
        return frame;
    }
    const auto split = ohmstead::balance(energy);
    frame.home = watts(split.home);
    frame.untracked = watts(std::max<std::int64_t>(split.home - totals.devices, 0));
    const auto put = [&](const char* name, std::int64_t value) {
        if (value > 0) {
            frame.flows.emplace(name, watts(value));
        }
    };
    put("grid_to_home", split.flows.grid_to_home);
    put("grid_to_battery", split.flows.grid_to_battery);
    put("grid_to_grid", split.flows.grid_to_grid);
    put("solar_to_home", split.flows.solar_to_home);
    put("solar_to_battery", split.flows.solar_to_battery);
    put("solar_to_grid", split.flows.solar_to_grid);
    put("battery_to_home", split.flows.battery_to_home);
    put("battery_to_grid", split.flows.battery_to_grid);
    put("battery_to_battery", split.flows.battery_to_battery);
    return frame;
}

}  // namespace ohmstead::live
