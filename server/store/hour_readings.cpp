#include "store/hour_readings.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

bool earlier(const HourReading& a, const HourReading& b) {
    return a.offset_ms < b.offset_ms;
}

// True when that changed `hour`.
bool merge_one(std::vector<HourReading>& hour, const HourReading& reading) {
    const auto place = std::lower_bound(hour.begin(), hour.end(), reading, earlier);
    if (place == hour.end() || place->offset_ms != reading.offset_ms) {
        hour.insert(place, reading);
        return true;
    }
    if (!supersedes(reading, *place)) {
        return false;
    }
    *place = reading;
    return true;
}

}  // namespace

void merge_hour(std::vector<HourReading>& hour, std::span<const HourReading> more,
                std::vector<HourReading>* changed) {
    // Inserting a few costs less than building the hour anew.
    constexpr std::size_t kFew = 8;

    std::vector<HourReading> uncounted;
    std::vector<HourReading>& news = changed != nullptr ? *changed : uncounted;
    if (more.empty()) {
        return;
    }
    if (hour.empty() || earlier(hour.back(), more.front())) {
        hour.insert(hour.end(), more.begin(), more.end());
        news.insert(news.end(), more.begin(), more.end());
        return;
    }
    if (more.size() <= kFew) {
        for (const HourReading& reading : more) {
            if (merge_one(hour, reading)) {
                news.push_back(reading);
            }
        }
        return;
    }
    std::vector<HourReading> merged;
    merged.reserve(hour.size() + more.size());
    auto held = hour.cbegin();
    for (const HourReading& reading : more) {
        while (held != hour.cend() && earlier(*held, reading)) {
            merged.push_back(*held++);
        }
        const bool same_time = held != hour.cend() && held->offset_ms == reading.offset_ms;
        if (same_time && !supersedes(reading, *held)) {
            continue;
        }
        if (same_time) {
            ++held;
        }
        merged.push_back(reading);
        news.push_back(reading);
    }
    merged.insert(merged.end(), held, hour.cend());
    hour = std::move(merged);
}

void sort_hour(std::vector<HourReading>& readings) {
    const auto not_ascending = [](const HourReading& a, const HourReading& b) {
        return a.offset_ms >= b.offset_ms;
    };
    if (std::ranges::adjacent_find(readings, not_ascending) == readings.end()) {
        return;
    }
    // Of one instant, the one that stays comes first.
    std::ranges::sort(readings, [](const HourReading& a, const HourReading& b) {
        return a.offset_ms != b.offset_ms ? a.offset_ms < b.offset_ms : supersedes(a, b);
    });
    const auto doubles = std::ranges::unique(readings, {}, &HourReading::offset_ms);
    readings.erase(doubles.begin(), doubles.end());
}

}  // namespace ohmstead
