#pragma once

#include <optional>
#include <span>
#include <vector>

#include <boost/describe/enum.hpp>

#include "domain/balance/ratios.hpp"
#include "domain/corrections/overlay.hpp"
#include "ledger/energy_view.hpp"
#include "ledger/ledger_slots.hpp"

namespace ohmstead {

// The figures that a view of energy has: a channel's, a role's, what follows from the balance, and
// what is made of these.
enum class Figure {
    channel,
    grid_import,
    grid_export,
    solar,
    generator,
    battery_charge,
    battery_discharge,
    home,
    residual,
    grid_to_home,
    grid_to_battery,
    grid_to_grid,
    solar_to_home,
    solar_to_battery,
    solar_to_grid,
    battery_to_home,
    battery_to_grid,
    battery_to_battery,
    // Of what the batteries gave, what had come from where.
    battery_home_solar,
    battery_home_grid,
    battery_home_unknown,
    battery_grid_solar,
    battery_grid_grid,
    battery_grid_unknown,
    used_so_far,  // what Live says that the home has used today
    grid_balance,
    tracked,
    untracked,
    own,         // of a channel that others are included in
    gas_energy,  // of a gas channel
    self_sufficiency,
    direct_self_sufficiency,
    grid_independence,
    self_consumption,
    carbon,
};
BOOST_DESCRIBE_ENUM(Figure, channel, grid_import, grid_export, solar, generator, battery_charge,
                    battery_discharge, home, residual, grid_to_home, grid_to_battery, grid_to_grid,
                    solar_to_home, solar_to_battery, solar_to_grid, battery_to_home,
                    battery_to_grid, battery_to_battery, battery_home_solar, battery_home_grid,
                    battery_home_unknown, battery_grid_solar, battery_grid_grid,
                    battery_grid_unknown, used_so_far, grid_balance, tracked, untracked, own,
                    gas_energy, self_sufficiency, direct_self_sufficiency, grid_independence,
                    self_consumption, carbon)

// Whether the figure is one channel's, which has to be named.
constexpr bool is_of_channel(Figure figure) {
    return figure == Figure::channel || figure == Figure::own || figure == Figure::gas_energy;
}

// How a figure comes about.
enum class Formula {
    sum_of_slots,     // of one channel
    sum_of_channels,  // of those that add to the role
    use_of_the_home,  // import + solar + discharge - export - charge, per slot and never negative
    use_so_far,       // the same of what is known of each channel, and only the sum never negative
    residual,         // use_of_the_home where it is negative
    flow,             // attributed per slot, see Balance
    origin,           // carried with the content of the batteries, see StorageContent
    grid_balance,     // import - export
    sum_of_devices,   // of those that are part of no other, in the slots that the home is known in
    rest_of_home,     // home - devices; of the sum what is not negative
    rest_of_channel,  // channel - what is included in it; of the sum what is not negative
    gas_energy,       // volume * calorific value, see GasEnergy
    share,            // of sums, see Ratios
    carbon,           // import * intensity of the grid, per slot
};
BOOST_DESCRIBE_ENUM(Formula, sum_of_slots, sum_of_channels, use_of_the_home, use_so_far, residual,
                    flow, origin, grid_balance, sum_of_devices, rest_of_home, rest_of_channel,
                    gas_energy, share, carbon)

// An amount per row, in a millionth of what is shown: mWh, mL, mg. Nothing where it is not known.
using TracedAmounts = std::vector<std::optional<std::int64_t>>;

// What one channel brings into a figure, row by row.
struct TracedInput {
    Channel channel;
    TracedAmounts amounts;  // as they stand
    // Of rows that are slots; empty for longer ones.
    std::vector<Quality> qualities;
    std::vector<const Overlay*> overlays;  // by which the slot is as it is, or null
    TracedAmounts given;                   // what the sources gave, under an overlay too
};

// A figure that another one is made of.
struct TracedTerm {
    Figure figure = Figure::home;
    std::optional<std::int64_t> amount;  // the sum of those that are known
    TracedAmounts amounts;
};

// A figure with everything that it is made of. Overlays point into the slots that were explained.
struct Explanation {
    Figure figure = Figure::home;
    Formula formula = Formula::sum_of_slots;
    bool by_slot = true;
    // The sum of the rows that are known, to the last unit; 0 in place of what is negative, where
    // the formula says so. Nothing for a share.
    std::optional<std::int64_t> amount;
    // By how much that sum is negative, and of rest_of_home why.
    std::int64_t deficit = 0;
    DeficitReason reason = DeficitReason::none;
    std::optional<double> share;
    std::vector<Span> rows;
    TracedAmounts amounts;  // none for a share, which is made of its terms' sums
    std::vector<TracedTerm> terms;
    // Of carbon: mg per kWh, where any was imported and its intensity is known.
    TracedAmounts intensity;
    // Of the energy of gas: mWh per m³, where one value holds in the whole row.
    TracedAmounts calorific;
    std::vector<TracedInput> inputs;
};

// Explains a figure of a view, the periods of which are the slots of `slots`, or, not `by_slot`,
// longer ones; what is known of slots is then not told. `calorific` is of the home's gas, as the
// view was made with it. `channel` is the one of a channel's figure. Nothing when the home does not
// have the figure.
std::optional<Explanation> explain(std::span<const Channel> channels, const EnergyView& view,
                                   const TracedSlots& slots, bool by_slot,
                                   std::span<const SlotCalorific> calorific, Figure figure,
                                   const ChannelId& channel);

}  // namespace ohmstead
