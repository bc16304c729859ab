#include "ingest/channel_meter.hpp"

#include <algorithm>
#include <utility>

namespace ohmstead::ingest {

using std::chrono::days;

ChannelMeter::ChannelMeter(const Channel& channel, const Home& home)
    : rules_(meter_rules_for(channel, home)) {}

void ChannelMeter::push(std::span<const Reading> readings) {
    while (!readings.empty()) {
        const auto& first = readings.front();
        if (newest_ && first.at <= *newest_) {
            note_late({first.at, first.at});
            readings = readings.subspan(1);
            continue;
        }
        const auto fall =
            std::ranges::adjacent_find(readings, std::ranges::greater_equal{}, &Reading::at);
        const auto rising =
            fall == readings.end() ? readings.size() : std::size_t(fall - readings.begin()) + 1;
        apply(readings.first(rising));
        readings = readings.subspan(rising);
    }
}

// Readings that are newer than all before, ascending.
void ChannelMeter::apply(std::span<const Reading> readings) {
    newest_ = readings.back().at;
    if (rebuilding_) {
        noted_.insert(noted_.end(), readings.begin(), readings.end());
    }
    if (!meter_) {
        meter_.emplace(rules_, std::chrono::floor<days>(readings.front().at), Anchor{});
    }
    for (const auto& slot : meter_->push(readings)) {
        // Nearly always the newest, once more.
        if (!recent_.empty() && recent_.rbegin()->first == slot.index) {
            recent_.rbegin()->second = slot;
        } else {
            recent_.insert_or_assign(recent_.end(), slot.index, slot);
        }
    }
}

void ChannelMeter::invalidate(Instant from) {
    note_late({from, Instant::max()});
}

// The meter that runs cannot come upon a level before its first day any more.
void ChannelMeter::decide(std::vector<MeterDecision> decisions, Instant since) {
    rules_.decisions = std::move(decisions);
    note_late({since, since < Instant{first_day()} ? since : Instant::max()});
}

void ChannelMeter::note_late(Late late) {
    late_ = late_ ? Late{std::min(late_->from, late.from), std::max(late_->to, late.to)} : late;
}

std::chrono::sys_days ChannelMeter::first_day() const {
    return meter_ ? meter_->first_day() : std::chrono::sys_days::min();
}

void ChannelMeter::begin_rebuild() {
    rebuilding_ = true;
    late_.reset();
    noted_.clear();
}

void ChannelMeter::end_rebuild(Rebuilt rebuilt) {
    rebuilding_ = false;
    const auto noted = std::exchange(noted_, {});
    const bool replaced = rebuilt.meter.has_value();
    if (replaced) {
        recent_.erase(recent_.lower_bound(rebuilt.first_slot), recent_.end());
        newest_ = newest_of(rebuilt.meter->anchor());
        meter_ = std::move(rebuilt.meter);
        // What happened in the past was said when it happened.
        meter_->take_events();
    }
    for (const auto& [index, slot] : rebuilt.slots) {
        recent_[index] = slot;
    }
    if (replaced) {
        // One that the rebuild has passed was kept meanwhile, perhaps after it looked: late again.
        push(noted);
    }
}

std::vector<MeteredDay> ChannelMeter::take_days(bool everything) {
    if (!meter_ || rebuilding_ || late_ || !newest_) {
        return {};
    }
    const auto open_slot = slot_of(*newest_);
    if (!everything && written_until_ && open_slot <= *written_until_) {
        return {};
    }
    written_until_ = open_slot;
    return meter_->take_changed();
}

std::vector<MeterEvent> ChannelMeter::take_events() {
    return meter_ && !rebuilding_ ? meter_->take_events() : std::vector<MeterEvent>{};
}

TodayAmount ChannelMeter::amount_since(const ChannelId& channel, Instant midnight,
                                       std::span<const Overlay> overlays) const {
    TodayAmount today{.channel = channel, .amount = 0, .estimated = 0, .until = newest_};
    SlotRange range{slot_of(midnight), slot_of(midnight)};
    ChannelSlots given{.channel = channel, .slots = {}};
    for (auto it = recent_.lower_bound(range.from); it != recent_.end(); ++it) {
        given.slots.push_back(it->second);
        range.to = it->first + 1;
    }
    for (const auto& overlay : overlays) {
        range.to = std::max(range.to, overlay.range.to);
    }
    for (const auto& slot : ohmstead::apply(overlays, range, std::move(given)).slots) {
        today.amount += slot.amount;
        today.estimated += slot.quality == Quality::estimated ? slot.amount : 0;
    }
    return today;
}

void ChannelMeter::forget_before(SlotIndex slot) {
    recent_.erase(recent_.begin(), recent_.lower_bound(slot));
}

}  // namespace ohmstead::ingest
