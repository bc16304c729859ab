#pragma once

#include <optional>
#include <span>
#include <vector>

#include <boost/describe/enum.hpp>

#include "domain/corrections/overlay.hpp"
#include "ledger/energy_view.hpp"
#include "ledger/ledger_slots.hpp"

namespace ohmstead {

// The sums that a view of energy has: a channel's, a role's, and what follows from the balance.
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
};
BOOST_DESCRIBE_ENUM(Figure, channel, grid_import, grid_export, solar, generator, battery_charge,
                    battery_discharge, home, residual, grid_to_home, grid_to_battery, grid_to_grid,
                    solar_to_home, solar_to_battery, solar_to_grid, battery_to_home,
                    battery_to_grid, battery_to_battery)

// How a figure comes about.
enum class Formula {
    sum_of_slots,     // of one channel
    sum_of_channels,  // of those that add to the role
    use_of_the_home,  // import + solar + discharge - export - charge, per slot and never negative
    residual,         // the same per slot where it is negative
    flow,             // attributed per slot, see Balance
};
BOOST_DESCRIBE_ENUM(Formula, sum_of_slots, sum_of_channels, use_of_the_home, residual, flow)

// An amount per row; nothing where it is not known.
using TracedAmounts = std::vector<std::optional<std::int64_t>>;

// What one channel brings into a figure, row by row.
struct TracedInput {
    Channel channel;
    TracedAmounts amounts;  // as they stand
    // Of rows that are slots; empty for days.
    std::vector<Quality> qualities;
    std::vector<const Overlay*> overlays;  // by which the slot is as it is, or null
    TracedAmounts given;                   // what the sources gave, under an overlay too
};

// A figure with everything that it is made of: `amount` is the sum of the rows that are known, to
// the last unit. Overlays point into the slots that were explained.
struct Explanation {
    Figure figure = Figure::home;
    Formula formula = Formula::sum_of_slots;
    bool by_slot = true;
    std::optional<std::int64_t> amount;
    std::vector<Span> rows;
    TracedAmounts amounts;
    std::vector<TracedInput> inputs;
};

// Explains a figure over `rows`, which are the slots of a span, or its days. It is worked out by
// the same function as every view, cut into rows instead of periods. `channel` is the one of a
// channel's figure. Nothing when the home does not have the figure.
std::optional<Explanation> explain(std::span<const Channel> channels, const TracedSlots& slots,
                                   std::vector<Span> rows, bool by_slot, Figure figure,
                                   const ChannelId& channel, Instant now);

}  // namespace ohmstead
