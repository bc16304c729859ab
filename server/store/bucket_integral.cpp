#include "store/bucket_integral.hpp"

#include <algorithm>

namespace ohmstead {

BucketIntegral::BucketIntegral(BucketGrid grid, Milliseconds hold)
    : grid_end_(ms_of(grid.from) + grid.step.count() * static_cast<std::int64_t>(grid.count)),
      step_(grid.step.count()),
      hold_(hold.count()),
      buckets_(grid.count),
      current_end_(ms_of(grid.from) + step_),
      grid_start_(ms_of(grid.from)) {}

void BucketIntegral::add(Instant at, std::int64_t value) {
    const std::int64_t at_ms = ms_of(at);
    if (has_previous_) {
        hold_until(at_ms);
    }
    has_previous_ = true;
    previous_at_ = at_ms;
    previous_value_ = value;
}

void BucketIntegral::add_hour(HourIndex hour, std::span<const HourReading> readings) {
    const Instant start = hour_start(hour);
    for (const HourReading& reading : readings) {
        add(start + Milliseconds{reading.offset_ms}, reading.value);
    }
}

// Adds the previous reading to every bucket that it holds in. Buckets only ever move forward, so no
// reading costs a division.
void BucketIntegral::hold_until(std::int64_t end) {
    end = std::min(end, grid_end_);
    if (end - previous_at_ > hold_) {
        end = previous_at_ + hold_;
    }
    std::int64_t from = std::max(previous_at_, grid_start_);
    while (from < end) {
        while (current_end_ <= from) {
            ++current_;
            current_end_ += step_;
        }
        const std::int64_t to = std::min(end, current_end_);
        Bucket& bucket = buckets_[current_];
        bucket.integral += static_cast<double>(previous_value_) * static_cast<double>(to - from);
        bucket.covered_ms += to - from;
        bucket.min = std::min(bucket.min, previous_value_);
        bucket.max = std::max(bucket.max, previous_value_);
        from = to;
    }
}

BucketColumns BucketIntegral::finish(ChannelId channel) {
    if (has_previous_) {
        hold_until(grid_end_);
    }
    BucketColumns columns{
        .channel = std::move(channel), .mean = {}, .min = {}, .max = {}, .present = {}};
    columns.mean.reserve(buckets_.size());
    columns.min.reserve(buckets_.size());
    columns.max.reserve(buckets_.size());
    columns.present.reserve(buckets_.size());
    for (const Bucket& bucket : buckets_) {
        const bool present = bucket.covered_ms > 0;
        columns.mean.push_back(present ? bucket.integral / static_cast<double>(bucket.covered_ms)
                                       : 0.0);
        columns.min.push_back(present ? bucket.min : 0);
        columns.max.push_back(present ? bucket.max : 0);
        columns.present.push_back(present);
    }
    return columns;
}

}  // namespace ohmstead
