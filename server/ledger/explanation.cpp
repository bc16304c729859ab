#include "ledger/explanation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "domain/balance/parts.hpp"
#include "domain/balance/slot_inputs.hpp"

namespace ohmstead {
namespace {

struct FigureOfRole {
    Figure figure;
    ChannelRole role;
};
constexpr std::array kFiguresOfRoles{
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

struct FigureOfOrigin {
    Figure figure;
    Origins Discharge::* to;
    std::int64_t Origins::* amount;
};
constexpr std::array kOrigins{
    FigureOfOrigin{Figure::battery_home_solar, &Discharge::to_home, &Origins::solar},
    FigureOfOrigin{Figure::battery_home_grid, &Discharge::to_home, &Origins::grid},
    FigureOfOrigin{Figure::battery_home_unknown, &Discharge::to_home, &Origins::unknown},
    FigureOfOrigin{Figure::battery_grid_solar, &Discharge::to_grid, &Origins::solar},
    FigureOfOrigin{Figure::battery_grid_grid, &Discharge::to_grid, &Origins::grid},
    FigureOfOrigin{Figure::battery_grid_unknown, &Discharge::to_grid, &Origins::unknown},
};

struct FigureOfShare {
    Figure figure;
    std::optional<double> Ratios::* share;
    std::vector<Figure> terms;
};
const std::vector<FigureOfShare>& shares() {
    static const std::vector<FigureOfShare> kShares{
        {Figure::self_sufficiency,
         &Ratios::self_sufficiency,
         {Figure::grid_to_home, Figure::battery_home_grid, Figure::home}},
        {Figure::direct_self_sufficiency,
         &Ratios::direct_self_sufficiency,
         {Figure::grid_to_home, Figure::home}},
        {Figure::grid_independence,
         &Ratios::grid_independence,
         {Figure::grid_to_home, Figure::grid_to_battery, Figure::grid_to_grid, Figure::home}},
        {Figure::self_consumption,
         &Ratios::self_consumption,
         {Figure::solar_to_home, Figure::battery_home_solar, Figure::solar_to_grid,
          Figure::battery_grid_solar}},
    };
    return kShares;
}

template <class Table>
auto found_in(const Table& table, Figure figure) {
    const auto found =
        std::ranges::find_if(table, [figure](const auto& entry) { return entry.figure == figure; });
    return found == std::end(table) ? nullptr : &*found;
}

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

const ChannelColumn* column_of_channel(const EnergyView& view, const ChannelId& channel) {
    const auto found = std::ranges::find(view.channels, channel, &ChannelColumn::channel);
    return found == view.channels.end() ? nullptr : &*found;
}

const RoleColumn* column_of_role(const EnergyView& view, ChannelRole role) {
    const auto found = std::ranges::find(view.roles, role, &RoleColumn::role);
    return found == view.roles.end() ? nullptr : &*found;
}

// Which way a channel's amounts count in the home's use.
int sign_in_use(ChannelRole role) {
    return role == ChannelRole::grid_export || role == ChannelRole::battery_charge ? -1 : 1;
}

bool is_included(const Channel& channel, const EnergyView& view, const ChannelColumn& whole) {
    const auto* part = column_of_channel(view, channel.id);
    return channel.included_in == whole.channel && part != nullptr &&
           quantity_of(part->role) == quantity_of(whole.role);
}

// The amounts of columns together, each with its sign; known where any of them is.
using SignedColumn = std::pair<const EnergyColumn*, int>;
TracedAmounts together(const EnergyView& view, const std::vector<SignedColumn>& columns) {
    TracedAmounts amounts(view.periods.size());
    for (const auto& [column, sign] : columns) {
        for (std::size_t i = 0; i < amounts.size(); ++i) {
            if (column->known_slots[i] > 0) {
                amounts[i] = amounts[i].value_or(0) + sign * column->amount[i];
            }
        }
    }
    return amounts;
}

// The figure's rows, with how it comes about; nothing when the view has none.
struct Column {
    Formula formula;
    TracedAmounts amounts;
};

std::optional<Column> column_of_balance(const EnergyView& view, Figure figure) {
    if (view.home.empty()) {
        return std::nullopt;
    }
    const auto each = [&](Formula formula, const auto& amount_of) {
        return Column{formula, balance_amounts(view, amount_of)};
    };
    if (figure == Figure::home) {
        return each(Formula::use_of_the_home, [&](std::size_t i) { return view.home[i]; });
    }
    if (figure == Figure::residual) {
        return each(Formula::residual, [&](std::size_t i) { return view.residual[i]; });
    }
    if (const auto* flow = found_in(kFlows, figure)) {
        return each(Formula::flow, [&](std::size_t i) { return view.flows[i].*(flow->amount); });
    }
    if (const auto* origin = found_in(kOrigins, figure)) {
        return each(Formula::origin, [&](std::size_t i) {
            return view.discharge[i]
                       ? std::optional((*view.discharge[i]).*(origin->to).*(origin->amount))
                       : std::nullopt;
        });
    }
    if (view.tracked.empty()) {
        return std::nullopt;
    }
    return figure == Figure::tracked
               ? each(Formula::sum_of_devices, [&](std::size_t i) { return view.tracked[i]; })
               : each(Formula::rest_of_home,
                      [&](std::size_t i) { return view.home[i] - view.tracked[i]; });
}

std::optional<Column> column_of_carbon(const EnergyView& view) {
    if (view.carbon.empty()) {
        return std::nullopt;
    }
    Column column{Formula::carbon, TracedAmounts(view.periods.size())};
    for (std::size_t i = 0; i < column.amounts.size(); ++i) {
        if (view.carbon[i].rated > 0) {
            column.amounts[i] = std::llround(view.carbon[i].milligrams);
        }
    }
    return column;
}

std::optional<Column> column_of_own(std::span<const Channel> channels, const EnergyView& view,
                                    const ChannelId& channel) {
    const auto* whole = column_of_channel(view, channel);
    std::vector<SignedColumn> columns{{whole, 1}};
    for (const auto& each : channels) {
        if (whole != nullptr && is_included(each, view, *whole)) {
            columns.emplace_back(column_of_channel(view, each.id), -1);
        }
    }
    return columns.size() == 1
               ? std::nullopt
               : std::optional(Column{Formula::rest_of_channel, together(view, columns)});
}

// In whole mWh: what a row has beyond them is carried to the next, so that rows add up to their
// sum.
std::optional<Column> column_of_gas(const EnergyView& view, const ChannelId& channel) {
    const auto* found = column_of_channel(view, channel);
    if (found == nullptr || found->gas.empty()) {
        return std::nullopt;
    }
    Column column{Formula::gas_energy, TracedAmounts(view.periods.size())};
    GasEnergy until_here;
    for (std::size_t i = 0; i < column.amounts.size(); ++i) {
        if (found->known_slots[i] > 0 && found->gas[i].unrated() == 0) {
            const auto before = until_here.mwh();
            until_here += found->gas[i];
            column.amounts[i] = until_here.mwh() - before;
        }
    }
    return column;
}

std::optional<Column> column_of(std::span<const Channel> channels, const EnergyView& view,
                                Figure figure, const ChannelId& channel) {
    if (figure == Figure::channel) {
        const auto* found = column_of_channel(view, channel);
        return found == nullptr ? std::nullopt
                                : std::optional(Column{Formula::sum_of_slots, amounts_of(*found)});
    }
    if (const auto* of_role = found_in(kFiguresOfRoles, figure)) {
        const auto* found = column_of_role(view, of_role->role);
        return found == nullptr
                   ? std::nullopt
                   : std::optional(Column{Formula::sum_of_channels, amounts_of(*found)});
    }
    if (figure == Figure::grid_balance) {
        const auto* import = column_of_role(view, ChannelRole::grid_import);
        const auto* feed_in = column_of_role(view, ChannelRole::grid_export);
        if (import == nullptr) {
            return std::nullopt;
        }
        std::vector<SignedColumn> columns{{import, 1}};
        if (feed_in != nullptr) {
            columns.emplace_back(feed_in, -1);
        }
        return Column{Formula::grid_balance, together(view, columns)};
    }
    if (figure == Figure::used_so_far) {
        std::vector<SignedColumn> columns;
        for (const auto& each : channels) {
            if (adds_to_balance(each)) {
                columns.emplace_back(column_of_channel(view, each.id), sign_in_use(each.role));
            }
        }
        return view.home.empty()
                   ? std::nullopt
                   : std::optional(Column{Formula::use_so_far, together(view, columns)});
    }
    if (figure == Figure::own) {
        return column_of_own(channels, view, channel);
    }
    if (figure == Figure::gas_energy) {
        return column_of_gas(view, channel);
    }
    return figure == Figure::carbon ? column_of_carbon(view) : column_of_balance(view, figure);
}

std::vector<Figure> terms_of(Figure figure) {
    if (const auto* share = found_in(shares(), figure)) {
        return share->terms;
    }
    switch (figure) {
        case Figure::grid_balance:
            return {Figure::grid_import, Figure::grid_export};
        case Figure::untracked:
            return {Figure::home, Figure::tracked};
        case Figure::carbon:
            return {Figure::grid_import};
        default:
            return {};
    }
}

bool is_part(const Channel& channel, const EnergyView& view, Figure figure,
             const ChannelId& wanted) {
    if (const auto* of_role = found_in(kFiguresOfRoles, figure)) {
        return adds_to_sum_of(channel, of_role->role);
    }
    switch (figure) {
        case Figure::channel:
        case Figure::gas_energy:
            return channel.id == wanted;
        case Figure::own: {
            const auto* whole = column_of_channel(view, wanted);
            return channel.id == wanted || (whole != nullptr && is_included(channel, view, *whole));
        }
        case Figure::grid_balance:
            return adds_to_sum_of(channel, ChannelRole::grid_import) ||
                   adds_to_sum_of(channel, ChannelRole::grid_export);
        case Figure::carbon:
            return adds_to_sum_of(channel, ChannelRole::grid_import);
        case Figure::tracked:
            return is_top_level_device(channel);
        case Figure::untracked:
            return adds_to_balance(channel) || is_top_level_device(channel);
        default:
            return adds_to_balance(channel);
    }
}

// Of all periods together. Where it is not known in one what the batteries held, it is not of all.
std::optional<double> share_of(const EnergyView& view, const FigureOfShare& figure) {
    Flows flows;
    std::optional<Discharge> discharge{Discharge{}};
    for (std::size_t i = 0; i < view.periods.size(); ++i) {
        if (view.counts[i].known == 0) {
            continue;
        }
        flows += view.flows[i];
        if (!view.discharge[i]) {
            discharge.reset();
        } else if (discharge) {
            *discharge += *view.discharge[i];
        }
    }
    return ratios(flows, discharge).*(figure.share);
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

// What of the sum counts, and what is kept apart because it is negative.
void part_sum(Explanation& explanation, const EnergyView& view) {
    const auto formula = explanation.formula;
    explanation.amount = sum_of(explanation.amounts);
    const bool is_rest = formula == Formula::rest_of_home || formula == Formula::rest_of_channel ||
                         formula == Formula::use_so_far;
    if (!is_rest || explanation.amount.value_or(0) >= 0) {
        return;
    }
    explanation.deficit = -*explanation.amount;
    explanation.amount = 0;
    if (formula == Formula::rest_of_home) {
        const bool lacks_source = std::ranges::any_of(view.residual, [](auto r) { return r < 0; });
        const bool assumed =
            std::ranges::find(view.tracked_assumed, true) != view.tracked_assumed.end();
        explanation.reason =
            untracked(0, lacks_source ? -1 : 0, explanation.deficit, assumed).reason;
    }
}

void trace_carbon(Explanation& explanation, const EnergyView& view) {
    for (const auto& sum : view.carbon) {
        explanation.intensity.push_back(
            sum.rated > 0 ? std::optional<std::int64_t>(std::llround(
                                sum.milligrams * kUnitsPerKwh / static_cast<double>(sum.rated)))
                          : std::nullopt);
    }
}

void trace_calorific(Explanation& explanation, std::span<const SlotCalorific> values) {
    for (const auto& row : explanation.rows) {
        const auto first = calorific_at(values, slot_of(row.from));
        const auto last = calorific_at(values, slot_of(row.to) - 1);
        explanation.calorific.push_back(first == last ? first : std::nullopt);
    }
}

}  // namespace

std::optional<Explanation> explain(std::span<const Channel> channels, const EnergyView& view,
                                   const TracedSlots& slots, bool by_slot,
                                   std::span<const SlotCalorific> calorific, Figure figure,
                                   const ChannelId& channel) {
    Explanation explanation;
    explanation.figure = figure;
    explanation.by_slot = by_slot;
    explanation.rows = view.periods;
    if (const auto* share = found_in(shares(), figure)) {
        if (view.home.empty()) {
            return std::nullopt;
        }
        explanation.formula = Formula::share;
        explanation.share = share_of(view, *share);
    } else {
        auto column = column_of(channels, view, figure, channel);
        if (!column) {
            return std::nullopt;
        }
        explanation.formula = column->formula;
        explanation.amounts = std::move(column->amounts);
        part_sum(explanation, view);
    }
    for (const auto term : terms_of(figure)) {
        if (auto column = column_of(channels, view, term, {})) {
            explanation.terms.push_back({.figure = term,
                                         .amount = sum_of(column->amounts),
                                         .amounts = std::move(column->amounts)});
        }
    }
    if (figure == Figure::carbon) {
        trace_carbon(explanation, view);
    }
    if (figure == Figure::gas_energy) {
        trace_calorific(explanation, calorific);
    }
    const auto stands = standing(slots);
    const auto standing_by_id = by_channel(stands);
    const auto given_by_id = by_channel(slots.given);
    for (const auto& each : channels) {
        const auto* amounts = column_of_channel(view, each.id);
        if (amounts == nullptr || !is_part(each, view, figure, channel)) {
            continue;
        }
        TracedInput input{.channel = each,
                          .amounts = amounts_of(*amounts),
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
