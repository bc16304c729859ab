#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "domain/balance/storage_content.hpp"
#include "domain/home/channel.hpp"
#include "domain/metering/slot.hpp"

namespace ohmstead {

// A slot that an input covers only in part may still be filled up until it has been over for this
// long. Then it is taken as it is.
inline constexpr Milliseconds kSettleTime = std::chrono::hours{1};

// The slots of a range, numbered from 0.
class SlotFrame {
public:
    explicit SlotFrame(SlotRange range)
        : first_(range.from), size_(static_cast<std::size_t>(range.size())) {}

    std::size_t size() const { return size_; }
    SlotIndex slot(std::size_t position) const { return first_ + static_cast<SlotIndex>(position); }
    // How many of the slots end at or before `instant`.
    std::size_t ended_by(Instant instant) const { return clamped(slot_of(instant)); }
    // The first of the slots that start at or after `instant`.
    std::size_t starting_from(Instant instant) const {
        return clamped(slot_of(instant - Milliseconds{1}) + 1);
    }
    // The known slots of a channel that are in the frame, with their position.
    template <class Take>
    void for_each_known(const std::vector<Slot>& slots, const Take& take) const {
        for (const auto& slot : slots) {
            const auto position = static_cast<std::size_t>(slot.index - first_);
            if (slot.index >= first_ && position < size_ && slot.quality != Quality::missing) {
                take(position, slot);
            }
        }
    }

private:
    std::size_t clamped(SlotIndex slot) const {
        return static_cast<std::size_t>(
            std::clamp<SlotIndex>(slot - first_, 0, static_cast<SlotIndex>(size_)));
    }

    SlotIndex first_;
    std::size_t size_;
};

// Slots found by their channel; borrowed.
using SlotsByChannel = std::unordered_map<ChannelId, const std::vector<Slot>*>;
SlotsByChannel by_channel(std::span<const ChannelSlots> slots);
// Those of `channel`, or none.
const std::vector<Slot>& slots_of(const SlotsByChannel& slots, const ChannelId& channel);

// What is known of the inputs of a home's balance, slot by slot. In a home without a balance every
// channel that is added to its role counts as an input, for what is known and what is not.
class SlotInputs {
public:
    // `frame` outlives this; `now` tells which of its slots are over.
    SlotInputs(const SlotFrame& frame, std::span<const Channel> channels,
               const SlotsByChannel& slots, Instant now);

    SlotIndex slot(std::size_t position) const { return frame_.slot(position); }
    // How many slots of the frame are over.
    std::size_t elapsed() const { return elapsed_; }
    // Of a slot that is over: whether all inputs are known. If not, nothing can be said of it.
    bool known(std::size_t position) const { return known_[position] && !unknown_[position]; }
    // Whether the timing of one of them is assumed.
    bool estimated(std::size_t position) const { return estimated_[position] != 0; }
    // Whether one of them is known for a whole hour, and its timing within that is assumed.
    bool coarse(std::size_t position) const { return coarse_[position] != 0; }
    const Exchange& exchange(std::size_t position) const { return exchange_[position]; }
    // What each battery took in and gave out.
    std::span<const BatteryPart> batteries(std::size_t position) const {
        return {battery_parts_.data() + position * batteries_, batteries_};
    }
    // What the top-level devices add up to. A device that says nothing counts as none.
    std::int64_t tracked(std::size_t position) const { return tracked_[position]; }
    // Whether the timing of a part of that is assumed, or too coarse for a slot.
    bool tracked_assumed(std::size_t position) const { return tracked_assumed_[position] != 0; }

private:
    void add(const Channel& channel, const std::vector<Slot>& slots, bool in_balance);
    void add_batteries(std::span<const Channel> channels, const SlotsByChannel& slots);
    void add_device(const std::vector<Slot>& slots);
    void expect(const Channel& channel);

    const SlotFrame& frame_;
    std::size_t elapsed_;
    std::size_t settled_;
    std::vector<Exchange> exchange_;
    std::vector<std::uint8_t> unknown_;
    std::vector<std::uint8_t> known_;
    std::vector<std::uint8_t> estimated_;
    std::vector<std::uint8_t> coarse_;
    std::vector<std::uint8_t> expected_;  // of the channel at hand
    std::size_t batteries_ = 0;
    std::vector<BatteryPart> battery_parts_;  // of each slot, each battery
    std::vector<std::int64_t> tracked_;
    std::vector<std::uint8_t> tracked_assumed_;
};

// What follows from the inputs of one slot in which all of them are known.
struct SlotSums {
    Balance balance;
    Discharge discharge;
};
// Carries `storage` over the slot, too.
SlotSums sum_slot(const SlotInputs& inputs, std::size_t position, Storage& storage);
// Carries it over all slots of the frame.
void carry_over(Storage& storage, const SlotInputs& inputs);

// The slot after the newest one in `range` that a channel has told as far as it ever will by `now`;
// nothing when it has told none.
std::optional<SlotIndex> told_until(const std::vector<Slot>& slots, SlotRange range, Instant now);

// Whether the channel should tell something about `slot`: one of its bindings covers it wholly.
bool is_expected(const Channel& channel, SlotIndex slot);

}  // namespace ohmstead
