#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "base/units.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/metering/reading.hpp"

namespace ohmstead {

// New readings of one series (one measure of one channel), in any order.
struct SeriesReadings {
    ChannelId channel;
    Measure measure = Measure::counter;
    // Of equal (series, time) the higher rank wins, then the greater value: the same result in any
    // order of arrival.
    std::uint8_t source_rank = 0;
    std::vector<Reading> readings;
};

// When an append may report success.
enum class Durability {
    now,   // after a commit that survives power loss: for people and HTTP
    soon,  // queued, committed within 10 s: for sources that can be asked again
    bulk,  // as `now`, but behind all others and without passing through memory: for years at once
};

// Time-weighted mean and extremes of power per bucket, in mW (or the channel's rate unit).
// Columns have one entry per bucket; buckets without readings have `present[i] == false`.
struct BucketColumns {
    ChannelId channel;
    std::vector<double> mean;
    std::vector<std::int64_t> min;
    std::vector<std::int64_t> max;
    std::vector<bool> present;
};

// Cuts [from, from + step * count) evenly.
struct BucketGrid {
    Instant from{};
    Milliseconds step{};
    std::size_t count = 0;
};

// Readings, kept at the resolution they came in. Partition: one home; atomic unit: one hour of one
// series. An unknown channel or an impossible time refuses a whole append; one that failed
// otherwise may have kept a part: repeated, it ends the same. A repeated append changes nothing.
// Errors: not_found outside the scope, unavailable when the store is down or its queue full.
class ReadingStore {
public:
    virtual ~ReadingStore() = default;

    // Needs the right to ingest. Answers how many readings were new or changed.
    virtual Task<Result<std::size_t>> append(AccessScope scope, HomeId home,
                                             std::vector<SeriesReadings> batch,
                                             Durability durability) = 0;

    // The readings of one series within the span, ascending. With `with_previous`, the newest one
    // before the span comes first, if there is any.
    virtual Task<Result<std::vector<Reading>>> read(AccessScope scope, HomeId home,
                                                    ChannelId channel, Measure measure, Span span,
                                                    bool with_previous) = 0;

    // Power of several channels for a chart. A reading holds until the next one, at most `hold`.
    virtual Task<Result<std::vector<BucketColumns>>> buckets(AccessScope scope, HomeId home,
                                                             std::vector<ChannelId> channels,
                                                             BucketGrid grid,
                                                             Milliseconds hold) = 0;

    // Commits everything queued. For shut-down and tests.
    virtual Task<Status> flush() = 0;
};

}  // namespace ohmstead
