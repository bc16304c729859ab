#include "domain/balance/slot_inputs.hpp"

#include "domain/balance/parts.hpp"

namespace ohmstead {
namespace {

// Whether what is known of the slot is final.
bool is_final(const Slot& slot, SlotIndex elapsed, SlotIndex settled) {
    return slot.index < (slot.seconds_covered == kSlotSeconds ? elapsed : settled);
}

}  // namespace

SlotsByChannel by_channel(std::span<const ChannelSlots> slots) {
    SlotsByChannel found;
    for (const auto& entry : slots) {
        found.emplace(entry.channel, &entry.slots);
    }
    return found;
}

const std::vector<Slot>& slots_of(const SlotsByChannel& slots, const ChannelId& channel) {
    static const std::vector<Slot> kNone;
    const auto found = slots.find(channel);
    return found == slots.end() ? kNone : *found->second;
}

SlotInputs::SlotInputs(const SlotFrame& frame, std::span<const Channel> channels,
                       const SlotsByChannel& slots, Instant now)
    : frame_(frame),
      elapsed_(frame.ended_by(now)),
      settled_(frame.ended_by(now - kSettleTime)),
      exchange_(frame.size()),
      unknown_(frame.size()),
      known_(frame.size()),
      estimated_(frame.size()),
      coarse_(frame.size()),
      expected_(frame.size()),
      tracked_(frame.size()),
      tracked_assumed_(frame.size()) {
    const bool balanced = has_balance(channels);
    for (const auto& channel : channels) {
        if (is_input(channel, balanced)) {
            add(channel, slots_of(slots, channel.id), balanced);
        }
        if (balanced && is_top_level_device(channel)) {
            add_device(slots_of(slots, channel.id));
        }
    }
    add_batteries(channels, slots);
}

// A channel is expected to tell something wherever it has a binding.
void SlotInputs::add(const Channel& channel, const std::vector<Slot>& slots, bool in_balance) {
    expect(channel);
    frame_.for_each_known(slots, [&](std::size_t position, const Slot& slot) {
        if (!is_final(slot, frame_.slot(elapsed_), frame_.slot(settled_))) {
            return;
        }
        if (in_balance) {
            *part_of(exchange_[position], channel.role) += slot.amount;
        }
        expected_[position] = 0;
        known_[position] = 1;
        estimated_[position] |= slot.quality == Quality::estimated ? 1 : 0;
        coarse_[position] |= slot.quality == Quality::coarse ? 1 : 0;
    });
    for (std::size_t i = 0; i < elapsed_; ++i) {
        unknown_[i] |= expected_[i];
    }
}

void SlotInputs::add_batteries(std::span<const Channel> channels, const SlotsByChannel& slots) {
    const auto meters = battery_meters(channels);
    batteries_ = count_batteries(meters);
    battery_parts_.resize(batteries_ * frame_.size());
    if (batteries_ < 2) {
        return;  // the exchange tells it all
    }
    for (const auto& meter : meters) {
        const auto part = meter.channel->role == ChannelRole::battery_charge
                              ? &BatteryPart::charge
                              : &BatteryPart::discharge;
        frame_.for_each_known(
            slots_of(slots, meter.channel->id), [&](std::size_t position, const Slot& slot) {
                battery_parts_[position * batteries_ + meter.battery].*part += slot.amount;
            });
    }
}

void SlotInputs::add_device(const std::vector<Slot>& slots) {
    frame_.for_each_known(slots, [&](std::size_t position, const Slot& slot) {
        tracked_[position] += slot.amount;
        tracked_assumed_[position] |= slot.quality < Quality::measured ? 1 : 0;
    });
}

void SlotInputs::expect(const Channel& channel) {
    std::fill(expected_.begin(), expected_.end(), std::uint8_t{0});
    for (const auto& binding : channel.bindings) {
        const auto to = binding.valid_to ? frame_.ended_by(*binding.valid_to) : frame_.size();
        for (auto i = frame_.starting_from(binding.valid_from); i < to; ++i) {
            expected_[i] = 1;
        }
    }
}

SlotSums sum_slot(const SlotInputs& inputs, std::size_t position, Storage& storage) {
    SlotSums sums{.balance = balance(inputs.exchange(position)), .discharge = {}};
    if (!storage.empty()) {
        sums.discharge = carry_over_slot(storage, inputs.slot(position), sums.balance.flows,
                                         inputs.batteries(position));
    }
    return sums;
}

void carry_over(Storage& storage, const SlotInputs& inputs) {
    for (std::size_t i = 0; i < inputs.elapsed() && !storage.empty(); ++i) {
        if (inputs.known(i)) {
            sum_slot(inputs, i, storage);
        }
    }
}

std::optional<SlotIndex> told_until(const std::vector<Slot>& slots, SlotRange range, Instant now) {
    const SlotIndex elapsed = std::min(slot_of(now), range.to);
    const SlotIndex settled = std::min(slot_of(now - kSettleTime), range.to);
    for (auto slot = slots.rbegin(); slot != slots.rend() && slot->index >= range.from; ++slot) {
        if (slot->quality != Quality::missing && is_final(*slot, elapsed, settled)) {
            return slot->index + 1;
        }
    }
    return std::nullopt;
}

bool is_expected(const Channel& channel, SlotIndex slot) {
    const Span span = span_of(SlotRange{slot, slot + 1});
    return std::ranges::any_of(channel.bindings, [&](const Binding& binding) {
        return binding.valid_from <= span.from &&
               (!binding.valid_to || span.to <= *binding.valid_to);
    });
}

}  // namespace ohmstead
