#include "ledger/explanation.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/balance/parts.hpp"
#include "domain/balance/slot_inputs.hpp"

namespace ohmstead {
namespace {

struct FigureOfRole {
    Figure figure;
    ChannelRole role;
};
constexpr std::array kRoles{
    FigureOfRole{Figure::grid_import, ChannelRole::grid_import},
    FigureOfRole{Figure::grid_export, ChannelRole::grid_export},
    FigureOfRole{Figure::solar, ChannelRole::solar},
    FigureOfRole{Figure::generator, ChannelRole::generator},
    FigureOfRole{Figure::battery_charge, ChannelRole::battery_charge},
    FigureOfRole{Figure::battery_discharge, ChannelRole::battery_discharge},
};

struct FigureOfFlow {
    Figure figure;
    std::int64_t Flows::* amount;
};
constexpr std::array kFlows{
    FigureOfFlow{Figure::grid_to_home, &Flows::grid_to_home},
    FigureOfFlow{Figure::grid_to_battery, &Flows::grid_to_battery},
    FigureOfFlow{Figure::grid_to_grid, &Flows::grid_to_grid},
    FigureOfFlow{Figure::solar_to_home, &Flows::solar_to_home},
    FigureOfFlow{Figure::solar_to_battery, &Flows::solar_to_battery},
    FigureOfFlow{Figure::solar_to_grid, &Flows::solar_to_grid},
    FigureOfFlow{Figure::battery_to_home, &Flows::battery_to_home},
    FigureOfFlow{Figure::battery_to_grid, &Flows::battery_to_grid},
    FigureOfFlow{Figure::battery_to_battery, &Flows::battery_to_battery},
};

TracedAmounts amounts_of(const EnergyColumn& column) {
    TracedAmounts amounts(column.amount.size());
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        if (column.known_slots[i] > 0) {
            amounts[i] = column.amount[i];
        }
    }
    return amounts;
}

// Of what follows from all inputs together.
template <class AmountOf>
TracedAmounts balance_amounts(const EnergyView& view, const AmountOf& amount_of) {
    TracedAmounts amounts(view.periods.size());
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        if (view.counts[i].known > 0) {
            amounts[i] = amount_of(i);
        }
    }
    return amounts;
}

// The column of the view, with how it comes about; nothing when the view has none.
struct Column {
    Formula formula;
    TracedAmounts amounts;
};
std::optional<Column> column_of(const EnergyView& view, Figure figure, const ChannelId& channel) {
    if (figure == Figure::channel) {
        const auto found = std::ranges::find(view.channels, channel, &ChannelColumn::channel);
        return found == view.channels.end()
                   ? std::nullopt
                   : std::optional(Column{Formula::sum_of_slots, amounts_of(*found)});
    }
    if (const auto of_role = std::ranges::find(kRoles, figure, &FigureOfRole::figure);
        of_role != kRoles.end()) {
        const auto found = std::ranges::find(view.roles, of_role->role, &RoleColumn::role);
        return found == view.roles.end()
                   ? std::nullopt
                   : std::optional(Column{Formula::sum_of_channels, amounts_of(*found)});
    }
    if (view.home.empty()) {
        return std::nullopt;
    }
    if (figure == Figure::home) {
        return Column{Formula::use_of_the_home,
                      balance_amounts(view, [&](std::size_t i) { return view.home[i]; })};
    }
    if (figure == Figure::residual) {
        return Column{Formula::residual,
                      balance_amounts(view, [&](std::size_t i) { return view.residual[i]; })};
    }
    const auto* flow = std::ranges::find(kFlows, figure, &FigureOfFlow::figure);
    return Column{Formula::flow, balance_amounts(view, [&](std::size_t i) {
                      return view.flows[i].*(flow->amount);
                  })};
}

bool is_part(const Channel& channel, Figure figure, const ChannelId& wanted) {
    if (figure == Figure::channel) {
        return channel.id == wanted;
    }
    const auto of_role = std::ranges::find(kRoles, figure, &FigureOfRole::figure);
    return of_role == kRoles.end() ? adds_to_balance(channel)
                                   : adds_to_sum_of(channel, of_role->role);
}

// One entry per row that is a slot; nothing where there is no slot.
std::vector<const Slot*> by_row(const std::vector<Slot>& slots, const std::vector<Span>& rows) {
    std::vector<const Slot*> found(rows.size());
    auto slot = slots.begin();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto index = slot_of(rows[i].from);
        slot = std::find_if(slot, slots.end(), [&](const Slot& s) { return s.index >= index; });
        if (slot != slots.end() && slot->index == index && slot->quality != Quality::missing) {
            found[i] = &*slot;
        }
    }
    return found;
}

void trace_slots(TracedInput& input, const std::vector<Slot>& stands,
                 const std::vector<Slot>& given, std::span<const Overlay> overlays,
                 const std::vector<Span>& rows) {
    for (const auto* slot : by_row(stands, rows)) {
        input.qualities.push_back(slot == nullptr ? Quality::missing : slot->quality);
    }
    for (const auto* slot : by_row(given, rows)) {
        input.given.push_back(slot == nullptr ? std::nullopt : std::optional(slot->amount));
    }
    input.overlays =
        deciding(overlays, input.channel.id, {slot_of(rows.front().from), slot_of(rows.back().to)});
}

std::optional<std::int64_t> sum_of(const TracedAmounts& amounts) {
    std::optional<std::int64_t> sum;
    for (const auto& amount : amounts) {
        if (amount) {
            sum = sum.value_or(0) + *amount;
        }
    }
    return sum;
}

}  // namespace

std::optional<Explanation> explain(std::span<const Channel> channels, const TracedSlots& slots,
                                   std::vector<Span> rows, bool by_slot, Figure figure,
                                   const ChannelId& channel, Instant now) {
    const auto stands = standing(slots);
    const auto view = energy_view(channels, stands, std::move(rows), now);
    auto column = column_of(view, figure, channel);
    if (!column) {
        return std::nullopt;
    }
    Explanation explanation{.figure = figure,
                            .formula = column->formula,
                            .by_slot = by_slot,
                            .amount = sum_of(column->amounts),
                            .rows = view.periods,
                            .amounts = std::move(column->amounts),
                            .inputs = {}};
    const auto standing_by_id = by_channel(stands);
    const auto given_by_id = by_channel(slots.given);
    for (const auto& each : channels) {
        if (!is_part(each, figure, channel)) {
            continue;
        }
        TracedInput input{.channel = each,
                          .amounts = column_of(view, Figure::channel, each.id)->amounts,
                          .qualities = {},
                          .overlays = {},
                          .given = {}};
        if (by_slot) {
            trace_slots(input, slots_of(standing_by_id, each.id), slots_of(given_by_id, each.id),
                        slots.overlays, explanation.rows);
        }
        explanation.inputs.push_back(std::move(input));
    }
    return explanation;
}

}  // namespace ohmstead
