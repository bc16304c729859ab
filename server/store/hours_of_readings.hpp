#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "store/hour_readings.hpp"
#include "store/reading_store.hpp"

namespace ohmstead {

// What every reading store does alike, however it keeps its hours.

// Hours beyond this one, in the year 2100, do not get readings.
inline constexpr HourIndex kHoursEnd = 1'139'568;

// invalid when a reading lies outside the hours that there are.
Status check_times(const std::vector<SeriesReadings>& batch);

// invalid for a grid that cannot be cut, or into too many buckets.
Status check_grid(const BucketGrid& grid);

// The nearest hold that is possible.
Milliseconds possible_hold(Milliseconds hold);

// Hours from that of `from` to that of the last instant before `to`.
std::pair<HourIndex, HourIndex> hours_of(Instant from, Instant to);

// Calls `visit(hour, run)` for each stretch of readings that lie in one hour.
template <class Visit>
void for_each_hour(const std::vector<Reading>& readings, Visit visit) {
    for (auto run = readings.begin(); run != readings.end();) {
        const HourIndex hour = hour_of(run->at);
        const Instant from = hour_start(hour);
        const Instant to = hour_start(hour + 1);
        const auto end = std::find_if(run, readings.end(), [&](const Reading& reading) {
            return reading.at < from || reading.at >= to;
        });
        visit(hour, std::span<const Reading>{run, end});
        run = end;
    }
}

// Makes `readings` out of a stretch that lies in `hour`: ascending, without doubles.
void put_in_hour(HourIndex hour, std::span<const Reading> run, std::uint8_t rank,
                 std::vector<HourReading>& readings);

// Cuts hours, which come in ascending order, to a span.
class SpanCut {
public:
    explicit SpanCut(Span span) : span_(span) {}

    void add_hour(HourIndex hour, std::span<const HourReading> readings);

    // Whether a reading before the span has come.
    bool has_previous() const { return previous_.has_value(); }
    void set_previous(std::optional<Reading> previous) { previous_ = previous; }

    // The readings of the span; with the one before it in front, if wanted and there. The last
    // call.
    std::vector<Reading> finish(bool with_previous);

private:
    Span span_;
    std::vector<Reading> readings_;
    std::optional<Reading> previous_;
};

}  // namespace ohmstead
