#pragma once

#include <cstdint>

#include "base/units.hpp"
#include "store/hour_readings.hpp"

namespace ohmstead {

// The number of a series: its channel's number and its measure. One series' chunks are neighbours
// in their table, one channel's series too.
using SeriesNumber = std::int64_t;

constexpr SeriesNumber series_number(std::int64_t channel_no, Measure measure) {
    return channel_no * 4 + static_cast<std::int64_t>(measure);
}
constexpr std::int64_t channel_of(SeriesNumber series) {
    return series / 4;
}

inline constexpr int kHourBits = 24;

// The key of a chunk: its series and its hour.
using ChunkKey = std::int64_t;

constexpr ChunkKey chunk_key(SeriesNumber series, HourIndex hour) {
    return (series << kHourBits) | hour;
}
constexpr ChunkKey chunk_key(std::int64_t channel_no, Measure measure, HourIndex hour) {
    return chunk_key(series_number(channel_no, measure), hour);
}
constexpr SeriesNumber series_of(ChunkKey key) {
    return key >> kHourBits;
}
constexpr HourIndex hour_of_key(ChunkKey key) {
    return key & ((HourIndex{1} << kHourBits) - 1);
}

}  // namespace ohmstead
