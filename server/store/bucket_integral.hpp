#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "store/hour_readings.hpp"
#include "store/reading_store.hpp"

namespace ohmstead {

// Cuts a power series into the even buckets of a grid: per bucket the time-weighted mean and the
// extremes of what held in it. A reading holds until the next one, at most `hold`. Readings come
// in ascending order, the one before the grid first, in as many pieces as the caller likes.
class BucketIntegral {
public:
    // The grid's step is at least 1 ms.
    BucketIntegral(BucketGrid grid, Milliseconds hold);

    void add(Instant at, std::int64_t value);
    void add_hour(HourIndex hour, std::span<const HourReading> readings);

    // Lets the last reading hold, and hands out the columns. The last call.
    BucketColumns finish(ChannelId channel);

private:
    struct Bucket {
        double integral = 0;  // value · ms; exact as long as it stays below 2^53
        std::int64_t covered_ms = 0;
        std::int64_t min = std::numeric_limits<std::int64_t>::max();
        std::int64_t max = std::numeric_limits<std::int64_t>::min();
    };

    void hold_until(std::int64_t end);

    std::int64_t grid_end_;
    std::int64_t step_;
    std::int64_t hold_;
    std::vector<Bucket> buckets_;
    std::size_t current_ = 0;
    std::int64_t current_end_;  // end of the current bucket

    bool has_previous_ = false;
    std::int64_t previous_at_ = 0;
    std::int64_t previous_value_ = 0;
    std::int64_t grid_start_;
};

}  // namespace ohmstead
