#include "domain/metering/day_meter.hpp"

#include <algorithm>
#include <utility>

namespace ohmstead {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

SlotTable slots_of(sys_days day) {
    return SlotTable{{Instant{day}, Instant{day + days{1}}}};
}

}  // namespace

DayMeter::DayMeter(MeterRules rules, sys_days day, Anchor anchor_at_its_start)
    : longest_gap_(std::chrono::floor<days>(rules.longest_gap)),
      meter_(std::move(rules), anchor_at_its_start) {
    days_.emplace(day, Day{std::move(anchor_at_its_start), slots_of(day)});
}

std::span<const Slot> DayMeter::push(std::span<const Reading> readings) {
    touched_.clear();
    for (const auto& reading : readings) {
        take(reading);
    }
    // Most readings change the slot of the one before, so values are taken at the end.
    changed_.clear();
    for (const Slot* slot : touched_) {
        changed_.push_back(*slot);
    }
    return changed_;
}

void DayMeter::take(const Reading& reading) {
    if (reading.at < Instant{first_day()}) {
        return;
    }
    if (const auto newest = days_.rbegin()->first; reading.at >= Instant{newest + days{1}}) {
        open_days_until(utc_day_of(reading.at));
    }
    output_.portions.clear();
    const auto told = output_.events.size();
    meter_.push(reading, output_);
    for (auto event = told; event < output_.events.size(); ++event) {
        if (const auto& told_now = output_.events[event];
            told_now.kind == MeterEvent::Kind::glitch) {
            forget_question(told_now.at);
        } else {
            keep(told_now);
        }
    }
    for (const auto& portion : output_.portions) {
        // A portion before the first day belongs to a block that is final by now.
        Day* const day = day_with(slot_start(portion.slot));
        if (day == nullptr) {
            continue;
        }
        day->changed = true;
        const Slot* const slot = day->slots.add(portion);
        if (touched_.empty() || touched_.back() != slot) {
            touched_.push_back(slot);
        }
    }
}

// What is in question lies behind the newest trusted reading, so its day is kept here still.
void DayMeter::keep(const MeterEvent& event) {
    Day* const day = event.in_question > 0 ? day_with(event.at) : nullptr;
    if (day != nullptr && day->events.size() < kMostEvents) {
        day->events.push_back(event);
        day->changed = true;
    }
}

// A fall that is taken back is a question no more.
void DayMeter::forget_question(Instant at) {
    Day* const day = day_with(at);
    const auto is_it = [&](const MeterEvent& event) { return event.at == at; };
    if (day != nullptr && std::erase_if(day->events, is_it) > 0) {
        day->changed = true;
    }
}

DayMeter::Day* DayMeter::day_with(Instant at) {
    // Nearly always the newest.
    auto& [date, newest] = *days_.rbegin();
    if (at >= Instant{date}) {
        return &newest;
    }
    const auto found = days_.find(utc_day_of(at));
    return found == days_.end() ? nullptr : &found->second;
}

std::vector<MeteredDay> DayMeter::take_changed() {
    std::vector<MeteredDay> taken;
    for (auto& [date, day] : days_) {
        if (std::exchange(day.changed, false)) {
            taken.push_back({date, day.anchor, day.slots.known(), day.events});
        }
    }
    forget_closed_days();
    return taken;
}

std::vector<MeterEvent> DayMeter::take_events() {
    return std::exchange(output_.events, {});
}

// The anchor of each new day is the state before the first reading in it or after it. Across the
// longest gap nothing is booked, so the days of a longer one need not be written.
void DayMeter::open_days_until(sys_days day) {
    const auto first = std::max(days_.rbegin()->first + days{1}, day - longest_gap_);
    for (auto next = first; next <= day; next += days{1}) {
        days_.emplace(next, Day{meter_.anchor(), slots_of(next)});
    }
}

// What is before the open part never changes again.
void DayMeter::forget_closed_days() {
    const auto open = open_since(meter_.anchor());
    while (days_.size() > 1 && (!open || days_.begin()->first < utc_day_of(*open))) {
        days_.erase(days_.begin());
    }
}

}  // namespace ohmstead
