#include "domain/corrections/suspects.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "domain/balance/balance.hpp"
#include "domain/balance/parts.hpp"
#include "domain/balance/slot_inputs.hpp"

namespace ohmstead {
namespace {

// Joins neighbouring slots.
class Runs {
public:
    explicit Runs(std::vector<Suspect>& found) : found_(found) {}

    void add(SuspectCode code, const ChannelId& channel, SlotIndex slot, std::int64_t amount,
             std::int64_t limit) {
        if (open_ && found_.back().range.to == slot) {
            ++found_.back().range.to;
            found_.back().amount += amount;
            return;
        }
        open_ = true;
        found_.push_back({.code = code,
                          .channel = channel,
                          .range = {slot, slot + 1},
                          .amount = amount,
                          .limit = limit});
    }

private:
    std::vector<Suspect>& found_;
    bool open_ = false;
};

bool is_in(SlotIndex slot, SlotRange range) {
    return slot >= range.from && slot < range.to;
}

// What all but a thousandth of the known slots stay below; nothing when they are too few.
std::optional<std::int64_t> usual_most(const std::vector<Slot>& slots, SlotRange sample) {
    std::vector<std::int64_t> amounts;
    for (const auto& slot : slots) {
        if (is_in(slot.index, sample) && slot.quality != Quality::missing) {
            amounts.push_back(slot.amount);
        }
    }
    if (amounts.size() < kLeastSample) {
        return std::nullopt;
    }
    const auto beyond = static_cast<std::ptrdiff_t>(amounts.size() / 1'000);
    const auto at = amounts.end() - 1 - beyond;
    std::nth_element(amounts.begin(), at, amounts.end());
    return *at;
}

// Slots of which a counter's events tell.
class InQuestion {
public:
    InQuestion(std::span<const ChannelEvent> events, const ChannelId& channel) {
        for (const auto& each : events) {
            if (each.channel == channel) {
                ranges_.push_back(slots_in_question(each.event));
            }
        }
    }
    bool contains(SlotIndex slot) const {
        return std::ranges::any_of(ranges_, [&](SlotRange range) { return is_in(slot, range); });
    }

private:
    std::vector<SlotRange> ranges_;
};

bool is_decided(const Channel& channel, const MeterEvent& event,
                std::span<const Overlay> overlays) {
    const auto over = deciding(overlays, channel.id, slots_in_question(event));
    return event.kind == MeterEvent::Kind::decided || find_decision(channel, event.at) != nullptr ||
           std::ranges::find(over, nullptr) == over.end();
}

void find_levels(const Channel& channel, std::span<const ChannelEvent> events,
                 std::span<const Overlay> overlays, SlotRange range, std::vector<Suspect>& found) {
    for (const auto& [of, event] : events) {
        if (of == channel.id && is_in(slot_of(event.at), range) &&
            !is_decided(channel, event, overlays)) {
            found.push_back({.code = event.kind == MeterEvent::Kind::reset
                                         ? SuspectCode::reset
                                         : SuspectCode::quarantined,
                             .channel = channel.id,
                             .range = slots_in_question(event),
                             .amount = event.in_question,
                             .limit = 0,
                             .at = event.at});
        }
    }
}

void find_outliers(const ChannelId& channel, const std::vector<Slot>& slots,
                   const InQuestion& in_question, SlotRange sample, SlotRange range,
                   std::vector<Suspect>& found) {
    const auto usual = usual_most(slots, sample);
    if (!usual) {
        return;
    }
    const auto limit = std::max(*usual * kOutlierFactor, kLeastOutlier);
    Runs runs(found);
    for (const auto& slot : slots) {
        if (is_in(slot.index, range) && slot.quality != Quality::edited && slot.amount > limit &&
            !in_question.contains(slot.index)) {
            runs.add(SuspectCode::outlier, channel, slot.index, slot.amount, limit);
        }
    }
}

void find_holes(const Channel& channel, const std::vector<Slot>& slots,
                std::span<const Overlay> overlays, const InQuestion& in_question, SlotRange sample,
                SlotRange range, std::vector<Suspect>& found) {
    const auto over = deciding(overlays, channel.id, sample);
    Runs runs(found);
    std::optional<SlotIndex> expected;
    for (const auto& slot : slots) {
        if (slot.quality == Quality::missing || !is_in(slot.index, sample)) {
            continue;
        }
        for (auto hole = expected.value_or(slot.index); hole < slot.index; ++hole) {
            const bool decided = over[static_cast<std::size_t>(hole - sample.from)] != nullptr;
            if (is_in(hole, range) && !decided && is_expected(channel, hole) &&
                !in_question.contains(hole)) {
                runs.add(SuspectCode::hole, channel.id, hole, 0, 0);
            }
        }
        expected = slot.index + 1;
    }
}

void find_negative_balances(std::span<const Channel> channels, std::span<const ChannelSlots> slots,
                            SlotRange range, Instant now, std::vector<Suspect>& found) {
    if (!has_balance(channels)) {
        return;
    }
    const SlotFrame frame{range};
    const SlotInputs inputs{frame, channels, by_channel(slots), now};
    Runs runs(found);
    for (std::size_t i = 0; i < inputs.elapsed(); ++i) {
        if (!inputs.known(i)) {
            continue;
        }
        const auto residual = -balance(inputs.exchange(i)).residual;
        if (residual > kLeastResidual) {
            runs.add(SuspectCode::negative_balance, {}, frame.slot(i), residual, kLeastResidual);
        }
    }
}

}  // namespace

SlotRange slots_in_question(const MeterEvent& event) {
    const auto last = slot_of(event.at - Milliseconds{1});
    return {std::min(slot_of(event.since), last), last + 1};
}

std::vector<Suspect> find_suspects(const SuspectInputs& inputs, SlotRange sample, SlotRange range,
                                   Instant now) {
    std::vector<Suspect> found;
    const auto by_id = by_channel(inputs.slots);
    for (const auto& channel : inputs.channels) {
        if (is_flow(channel.role)) {
            const auto& of_channel = slots_of(by_id, channel.id);
            const InQuestion in_question{inputs.events, channel.id};
            find_levels(channel, inputs.events, inputs.overlays, range, found);
            find_outliers(channel.id, of_channel, in_question, sample, range, found);
            find_holes(channel, of_channel, inputs.overlays, in_question, sample, range, found);
        }
    }
    find_negative_balances(inputs.channels, inputs.slots, range, now, found);
    std::ranges::sort(found, [](const Suspect& a, const Suspect& b) {
        return std::tie(a.range.from, a.range.to, a.code, a.channel, a.at) <
               std::tie(b.range.from, b.range.to, b.code, b.channel, b.at);
    });
    return found;
}

}  // namespace ohmstead
