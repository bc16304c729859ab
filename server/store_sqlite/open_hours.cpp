#include "store_sqlite/open_hours.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

constexpr Milliseconds kRest = std::chrono::minutes{1};
constexpr std::int64_t kSpreadSeconds = 60;
// Late readings that trickle in without a minute's rest.
constexpr Milliseconds kLongestTrickle = std::chrono::minutes{10};
// An hour that does not close, because a source's clock runs ahead, would keep the journal.
constexpr Milliseconds kLongestOpen = std::chrono::hours{2};

bool is_due(ChunkKey key, const OpenHour& hour, Instant now) {
    const Milliseconds spread = Seconds{series_of(key) * 7 % kSpreadSeconds};
    const Milliseconds rested = now - hour.last_change;
    const Milliseconds waited = now - hour.first_change;
    // A clock that went back must not hold anything up.
    if (rested < Milliseconds{0} || waited >= kLongestOpen) {
        return true;
    }
    const Instant end = hour_start(hour_of_key(key) + 1);
    return now >= end &&
           (rested >= kRest + spread || now - std::max(end, hour.first_change) >= kLongestTrickle);
}

}  // namespace

const OpenHour* OpenHours::find(ChunkKey key) const {
    const auto found = hours_.find(key);
    return found == hours_.end() ? nullptr : &found->second;
}

void OpenHours::include_chunk(ChunkKey key, std::span<const HourReading> readings, Instant now) {
    OpenHour& hour = hours_[key];
    if (hour.readings.empty()) {
        hour.first_change = now;
        hour.last_change = now;
    }
    readings_ -= hour.readings.size();
    merge_hour(hour.readings, readings);
    readings_ += hour.readings.size();
    hour.holds_chunk = true;
}

void OpenHours::merge(ChunkKey key, std::span<const HourReading> readings, Journal::Sequence row,
                      Instant now, std::vector<HourReading>& changed) {
    OpenHour& hour = hours_[key];
    const std::size_t before = changed.size();
    readings_ -= hour.readings.size();
    merge_hour(hour.readings, readings, &changed);
    readings_ += hour.readings.size();
    if (changed.size() == before) {
        return;
    }
    if (hour.needs == 0) {
        hour.first_change = now;
        set_needs(hour, row);
    }
    if (hour.packing && hour.needs_after_packing == 0) {
        hour.needs_after_packing = row;
    }
    hour.last_change = now;
}

std::vector<ChunkKey> OpenHours::due(Instant now) const {
    std::vector<ChunkKey> keys;
    for (const auto& [key, hour] : hours_) {
        if (!hour.packing && is_due(key, hour, now)) {
            keys.push_back(key);
        }
    }
    return keys;
}

std::vector<ChunkKey> OpenHours::all() const {
    std::vector<ChunkKey> keys;
    for (const auto& [key, hour] : hours_) {
        if (!hour.packing) {
            keys.push_back(key);
        }
    }
    return keys;
}

std::vector<HourReading> OpenHours::begin_packing(ChunkKey key) {
    const auto hour = hours_.find(key);
    if (hour->second.needs == 0) {
        leave(hour);
        return {};
    }
    hour->second.packing = true;
    hour->second.needs_after_packing = 0;
    return hour->second.readings;
}

void OpenHours::end_packing(ChunkKey key, bool durable) {
    const auto hour = hours_.find(key);
    if (hour == hours_.end()) {
        return;  // forgotten meanwhile
    }
    hour->second.packing = false;
    if (durable) {
        set_needs(hour->second, hour->second.needs_after_packing);
        hour->second.first_change = hour->second.last_change;
    }
    if (hour->second.needs == 0) {
        leave(hour);
    }
}

Journal::Sequence OpenHours::oldest_needed(Journal::Sequence none) const {
    return needed_.empty() ? none : std::min(none, needed_.begin()->first);
}

std::vector<HeldHour> OpenHours::held(SeriesNumber series, HourIndex first, HourIndex last,
                                      bool before) const {
    auto begin = hours_.lower_bound(chunk_key(series, first));
    const auto end = hours_.upper_bound(chunk_key(series, last));
    if (before && begin != hours_.begin() && series_of(std::prev(begin)->first) == series) {
        --begin;
    }
    std::vector<HeldHour> held;
    for (auto hour = begin; hour != end; ++hour) {
        held.push_back({.hour = hour_of_key(hour->first), .readings = hour->second.readings});
    }
    return held;
}

void OpenHours::forget_channel(std::int64_t channel_no) {
    auto hour = hours_.lower_bound(chunk_key(channel_no, Measure::counter, 0));
    while (hour != hours_.end() && channel_of(series_of(hour->first)) == channel_no) {
        leave(hour++);
    }
}

void OpenHours::leave(std::map<ChunkKey, OpenHour>::iterator hour) {
    set_needs(hour->second, 0);
    readings_ -= hour->second.readings.size();
    hours_.erase(hour);
}

void OpenHours::set_needs(OpenHour& hour, Journal::Sequence row) {
    if (hour.needs != 0) {
        const auto count = needed_.find(hour.needs);
        if (--count->second == 0) {
            needed_.erase(count);
        }
    }
    if (row != 0) {
        ++needed_[row];
    }
    hour.needs = row;
}

}  // namespace ohmstead
