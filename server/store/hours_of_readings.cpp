#include "store/hours_of_readings.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kMostBuckets = 100'000;
constexpr Milliseconds kLongestStep = std::chrono::days{366};
constexpr Milliseconds kLongestHold = std::chrono::days{366};

}  // namespace

Status check_times(const std::vector<SeriesReadings>& batch) {
    for (const SeriesReadings& part : batch) {
        for (const Reading& reading : part.readings) {
            if (reading.at < hour_start(0) || reading.at >= hour_start(kHoursEnd)) {
                return make_error(ErrorCode::invalid,
                                  "Readings lie between the years 1970 and 2100.");
            }
        }
    }
    return {};
}

Status check_grid(const BucketGrid& grid) {
    const bool possible = grid.step >= Milliseconds{1} && grid.step <= kLongestStep &&
                          grid.count > 0 && grid.count <= kMostBuckets &&
                          grid.from >= hour_start(0) && grid.from < hour_start(kHoursEnd);
    return possible ? Status{} : make_error(ErrorCode::invalid, "That many buckets cannot be cut.");
}

Milliseconds possible_hold(Milliseconds hold) {
    return std::clamp(hold, Milliseconds{0}, kLongestHold);
}

std::pair<HourIndex, HourIndex> hours_of(Instant from, Instant to) {
    const auto within = [](Instant at) {
        return std::clamp<HourIndex>(hour_of(at), 0, kHoursEnd - 1);
    };
    return {within(from), within(to - Milliseconds{1})};
}

void put_in_hour(HourIndex hour, std::span<const Reading> run, std::uint8_t rank,
                 std::vector<HourReading>& readings) {
    readings.clear();
    for (const Reading& reading : run) {
        readings.push_back(
            {.offset_ms = static_cast<std::uint32_t>((reading.at - hour_start(hour)).count()),
             .rank = rank,
             .value = reading.value});
    }
    sort_hour(readings);
}

void SpanCut::add_hour(HourIndex hour, std::span<const HourReading> readings) {
    for (const HourReading& reading : readings) {
        const Instant at = hour_start(hour) + Milliseconds{reading.offset_ms};
        if (at < span_.from) {
            previous_ = Reading{.at = at, .value = reading.value};
        } else if (at < span_.to) {
            readings_.push_back({.at = at, .value = reading.value});
        }
    }
}

std::vector<Reading> SpanCut::finish(bool with_previous) {
    if (with_previous && previous_) {
        readings_.insert(readings_.begin(), *previous_);
    }
    return std::move(readings_);
}

}  // namespace ohmstead
