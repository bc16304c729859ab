#include "ledger/energy_view.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/balance/parts.hpp"
#include "domain/balance/slot_inputs.hpp"

namespace ohmstead {
namespace {

constexpr std::array kRoles{ChannelRole::grid_import,    ChannelRole::grid_export,
                            ChannelRole::solar,          ChannelRole::generator,
                            ChannelRole::battery_charge, ChannelRole::battery_discharge};

EnergyColumn empty_column(std::size_t periods) {
    return {.amount = std::vector<std::int64_t>(periods),
            .known_slots = std::vector<std::uint32_t>(periods)};
}

void add(EnergyColumn& column, const EnergyColumn& other) {
    for (std::size_t i = 0; i < column.amount.size(); ++i) {
        column.amount[i] += other.amount[i];
        column.known_slots[i] = std::max(column.known_slots[i], other.known_slots[i]);
    }
}

bool adds_to_production(const Channel& channel) {
    return channel.role != ChannelRole::solar || channel.adds_to_production;
}

std::vector<RoleColumn> sum_roles(std::span<const Channel> channels, const EnergyView& view) {
    std::vector<RoleColumn> roles;
    for (const auto role : kRoles) {
        std::optional<RoleColumn> sum;
        for (const auto& channel : channels) {
            if (!adds_to_sum_of(channel, role)) {
                continue;
            }
            if (!sum) {
                sum.emplace(RoleColumn{empty_column(view.periods.size()), role});
            }
            const auto column =
                std::find_if(view.channels.begin(), view.channels.end(),
                             [&](const ChannelColumn& c) { return c.channel == channel.id; });
            add(*sum, *column);
        }
        if (sum) {
            roles.push_back(std::move(*sum));
        }
    }
    return roles;
}

SlotRange whole_of(const std::vector<Span>& periods) {
    return periods.empty() ? SlotRange{}
                           : SlotRange{slot_of(periods.front().from), slot_of(periods.back().to)};
}

}  // namespace

bool adds_to_sum_of(const Channel& channel, ChannelRole role) {
    return channel.role == role && adds_to_role(channel) && adds_to_production(channel);
}

EnergySum::EnergySum(std::span<const Channel> channels, std::vector<Span> periods, Instant now,
                     std::vector<SlotCalorific> calorific, bool with_balance)
    : channels_(channels),
      now_(now),
      calorific_(std::move(calorific)),
      has_balance_(with_balance && has_balance(channels)),
      batteries_(count_batteries(battery_meters(channels))) {
    const auto count = periods.size();
    view_.periods = std::move(periods);
    view_.counts.resize(count);
    if (has_balance_) {
        view_.home.resize(count);
        view_.residual.resize(count);
        view_.flows.resize(count);
        view_.discharge.resize(count, Discharge{});
        if (std::ranges::any_of(channels, is_top_level_device)) {
            view_.tracked.resize(count);
            view_.tracked_assumed.resize(count);
        }
    }
    for (const auto& channel : channels) {
        if (is_flow(channel.role)) {
            summed_.push_back(&channel);
            view_.channels.push_back({empty_column(count), channel.id, channel.role});
            if (channel.role == ChannelRole::gas && !calorific_.empty()) {
                view_.channels.back().gas.resize(count);
            }
        }
    }
    told_.resize(summed_.size());
}

std::size_t EnergySum::period_at(SlotIndex slot) const {
    const auto after = std::ranges::upper_bound(view_.periods, slot_start(slot), {}, &Span::from);
    return static_cast<std::size_t>(after - view_.periods.begin()) - 1;
}

void EnergySum::add_slots(SlotRange range, std::span<const ChannelSlots> slots,
                          std::optional<Storage> content) {
    if (range.empty()) {
        return;
    }
    const SlotFrame frame{range};
    std::vector<std::uint32_t> period_of(frame.size());
    auto period = period_at(range.from);
    for (std::size_t i = 0; i < frame.size(); ++i) {
        period += slot_start(frame.slot(i)) >= view_.periods[period].to ? 1 : 0;
        period_of[i] = static_cast<std::uint32_t>(period);
    }
    const auto found = by_channel(slots);
    for (std::size_t i = 0; i < summed_.size(); ++i) {
        const auto& of_channel = slots_of(found, summed_[i]->id);
        auto& column = view_.channels[i];
        frame.for_each_known(of_channel, [&](std::size_t position, const Slot& slot) {
            column.amount[period_of[position]] += slot.amount;
            ++column.known_slots[period_of[position]];
            if (!column.gas.empty()) {
                column.gas[period_of[position]].add(slot.amount, slot.index, calorific_);
            }
        });
        told_[i] = std::max(told_[i], told_until(of_channel, range, now_));
    }
    add_balance(range, slots, period_of, std::move(content));
}

void EnergySum::add_balance(SlotRange range, std::span<const ChannelSlots> slots,
                            std::span<const std::uint32_t> period_of,
                            std::optional<Storage> content) {
    const SlotFrame frame{range};
    const SlotInputs inputs{frame, channels_, by_channel(slots), now_};
    const bool tells_origins = content || batteries_ == 0;
    auto storage = std::move(content).value_or(Storage{});
    storage.resize(batteries_);
    for (std::size_t i = 0; i < inputs.elapsed(); ++i) {
        const auto period = period_of[i];
        auto& counts = view_.counts[period];
        ++counts.elapsed;
        if (!inputs.known(i)) {
            continue;
        }
        ++counts.known;
        counts.estimated += inputs.estimated(i) ? 1 : 0;
        counts.coarse += inputs.coarse(i) ? 1 : 0;
        if (has_balance_) {
            const auto [result, discharge] = sum_slot(inputs, i, storage);
            counts.faulty += result.faulty() ? 1 : 0;
            view_.home[period] += result.home;
            view_.residual[period] += result.residual;
            view_.flows[period] += result.flows;
            if (!tells_origins) {
                view_.discharge[period].reset();
            } else if (view_.discharge[period]) {
                *view_.discharge[period] += discharge;
            }
            if (!view_.tracked.empty()) {
                view_.tracked[period] += inputs.tracked(i);
                view_.tracked_assumed[period] =
                    view_.tracked_assumed[period] || inputs.tracked_assumed(i);
            }
        }
    }
}

void EnergySum::add_days(std::span<const DaySums> days) {
    for (const auto& day : days) {
        const auto period = period_at(day.day.slots.from);
        const auto count = std::min(day.channels.size(), summed_.size());
        for (std::size_t i = 0; i < count; ++i) {
            const auto& of_channel = day.channels[i];
            if (of_channel.known == 0) {
                continue;
            }
            auto& column = view_.channels[i];
            column.amount[period] += of_channel.amount;
            column.known_slots[period] += of_channel.known;
            if (!column.gas.empty()) {
                column.gas[period].add(of_channel.amount, day.day.slots.from, calorific_);
            }
            auto& told = told_[i];
            told = std::max(told, std::optional(day.day.slots.from + of_channel.told));
        }
        auto& counts = view_.counts[period];
        counts.elapsed += static_cast<std::uint32_t>(day.day.slots.size());
        counts.known += day.known;
        counts.estimated += day.estimated;
        counts.coarse += day.coarse;
        counts.faulty += day.faulty;
        if (has_balance_) {
            view_.home[period] += day.home;
            view_.residual[period] += day.residual;
            view_.flows[period] += day.flows;
            if (view_.discharge[period]) {
                *view_.discharge[period] += day.discharge;
            }
            if (!view_.tracked.empty()) {
                view_.tracked[period] += day.tracked;
                view_.tracked_assumed[period] =
                    view_.tracked_assumed[period] || day.tracked_assumed > 0;
            }
        }
    }
}

// Where the first of the inputs that should still tell something has told nothing more.
Instant EnergySum::complete_until() const {
    const auto whole = whole_of(view_.periods);
    const auto elapsed = std::clamp(slot_of(now_), whole.from, whole.to);
    auto complete = elapsed;
    if (elapsed > whole.from) {
        for (std::size_t i = 0; i < summed_.size(); ++i) {
            if (is_input(*summed_[i], has_balance_) && is_expected(*summed_[i], elapsed - 1)) {
                complete = std::min(complete, told_[i].value_or(whole.from));
            }
        }
    }
    return slot_start(complete);
}

EnergyView EnergySum::finish() && {
    view_.roles = sum_roles(channels_, view_);
    if (!view_.periods.empty()) {
        view_.complete_until = complete_until();
    }
    return std::move(view_);
}

EnergyView extended(EnergyView view, std::vector<Span> periods) {
    const auto count = periods.size();
    const auto extend = [count](EnergyColumn& column) {
        column.amount.resize(count);
        column.known_slots.resize(count);
    };
    for (auto& channel : view.channels) {
        extend(channel);
        if (!channel.gas.empty()) {
            channel.gas.resize(count);
        }
    }
    std::ranges::for_each(view.roles, extend);
    if (!view.home.empty()) {
        view.home.resize(count);
        view.residual.resize(count);
        view.flows.resize(count);
        view.discharge.resize(count);
    }
    if (!view.tracked.empty()) {
        view.tracked.resize(count);
        view.tracked_assumed.resize(count);
    }
    if (!view.carbon.empty()) {
        view.carbon.resize(count);
    }
    view.counts.resize(count);
    view.periods = std::move(periods);
    return view;
}

EnergyView energy_view(std::span<const Channel> channels, std::span<const ChannelSlots> slots,
                       std::vector<Span> periods, Instant now) {
    const auto whole = whole_of(periods);
    EnergySum sum{channels, std::move(periods), now};
    sum.add_slots(whole, slots);
    return std::move(sum).finish();
}

}  // namespace ohmstead
