#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "domain/balance/day_sums.hpp"
#include "domain/home/calorific.hpp"
#include "domain/home/channel.hpp"
#include "domain/metering/slot.hpp"
#include "ledger/carbon_view.hpp"

namespace ohmstead {

// Sums of one channel or role per period, in base units.
struct EnergyColumn {
    std::vector<std::int64_t> amount;
    // About how many slots of the period anything is known: with none, the amount is unknown, not
    // 0.
    std::vector<std::uint32_t> known_slots;
};

struct ChannelColumn : EnergyColumn {
    ChannelId channel;
    ChannelRole role = ChannelRole::device;
    // What a gas channel's volumes hold; empty in a home that told no calorific value.
    std::vector<GasEnergy> gas = {};
};

struct RoleColumn : EnergyColumn {
    ChannelRole role = ChannelRole::grid_import;
};

// Whether the channel's amounts are in the sum that views show of `role`.
bool adds_to_sum_of(const Channel& channel, ChannelRole role);

// Of the slots of a period that are over: how many there are, in how many of them all inputs of the
// balance are known, and in how many of these the timing of one is assumed, or is assumed within an
// hour, or the inputs cannot all be right (Balance::faulty).
struct SlotCounts {
    std::uint32_t elapsed = 0;
    std::uint32_t known = 0;
    std::uint32_t estimated = 0;
    std::uint32_t coarse = 0;
    std::uint32_t faulty = 0;

    friend bool operator==(const SlotCounts&, const SlotCounts&) = default;
};

// What a home used and made, per period. All columns have one entry per period.
struct EnergyView {
    std::vector<Span> periods;
    std::vector<ChannelColumn> channels;  // every channel that is summed, in the home's order
    // The electrical roles that the home has. A channel that is part of another, or one phase of
    // several, is not added; solar counts what adds to production.
    std::vector<RoleColumn> roles;
    // Empty when the home has no source of energy that is measured. Only slots count that are over
    // and in which every input is known; the others are unknown, not 0. An input that covers a slot
    // in part is known once the slot has been over for an hour.
    std::vector<std::int64_t> home;
    std::vector<std::int64_t> residual;  // see Balance
    std::vector<Flows> flows;
    // Where what the batteries gave had come from; nothing in a period at whose beginning it is not
    // known what they held.
    std::vector<std::optional<Discharge>> discharge;
    // What the top-level devices add up to in the slots that `home` is of, and whether the timing
    // of a part of that is assumed. Empty, too, in a home without devices.
    std::vector<std::int64_t> tracked;
    std::vector<bool> tracked_assumed;
    // What the import emitted; empty in a home that knows no carbon intensity of its grid.
    std::vector<CarbonSum> carbon;
    // By the inputs of the balance; by all channels in a home without a balance.
    std::vector<SlotCounts> counts;
    // Up to here everything that should be known is: the earliest end of what the channels told.
    Instant complete_until{};
};

// Sums slots and days over periods, which adjoin one another and lie on the borders of slots. It
// makes no difference whether a day that is long over is added as its slots or as its sums.
class EnergySum {
public:
    // `channels` outlive this; `now` tells which slots are over; `calorific` is of the home's gas.
    // Without `with_balance` the channels are not all that the home exchanges energy by, and no
    // balance is made of them.
    EnergySum(std::span<const Channel> channels, std::vector<Span> periods, Instant now,
              std::vector<SlotCalorific> calorific = {}, bool with_balance = true);

    // Adds a range of slots within the periods; `slots` are found by channel. `content` is what the
    // batteries hold when it begins, where that is known; see day_sums.
    void add_slots(SlotRange range, std::span<const ChannelSlots> slots,
                   std::optional<Storage> content = {});
    // Adds days, ascending, each wholly within a period, with the stamp of these channels.
    void add_days(std::span<const DaySums> days);

    EnergyView finish() &&;

private:
    std::size_t period_at(SlotIndex slot) const;
    void add_balance(SlotRange range, std::span<const ChannelSlots> slots,
                     std::span<const std::uint32_t> period_of, std::optional<Storage> content);
    Instant complete_until() const;

    std::span<const Channel> channels_;
    Instant now_;
    std::vector<SlotCalorific> calorific_;
    bool has_balance_;
    std::size_t batteries_;
    EnergyView view_;
    std::vector<const Channel*> summed_;          // as the view's columns
    std::vector<std::optional<SlotIndex>> told_;  // up to where each of them told something
};

// Sums the slots of `periods`.
EnergyView energy_view(std::span<const Channel> channels, std::span<const ChannelSlots> slots,
                       std::vector<Span> periods, Instant now);

// The view over `periods`, of which its own are the first; its last may be a part of theirs. Of the
// further ones nothing is known.
EnergyView extended(EnergyView view, std::vector<Span> periods);

}  // namespace ohmstead
