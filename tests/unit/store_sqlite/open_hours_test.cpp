#include "store_sqlite/open_hours.hpp"

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr HourIndex kHour = 492'312;
constexpr SeriesNumber kSeries = 60 * 4;  // its spread is 0
constexpr ChunkKey kKey = chunk_key(kSeries, kHour);
constexpr Instant kEnd = hour_start(kHour + 1);

class OpenHoursTest : public testing::Test {
protected:
    // Merges one reading; answers whether it changed anything.
    bool merge(ChunkKey key, std::uint32_t at, std::int64_t value, Journal::Sequence row,
               Instant now) {
        std::vector<HourReading> changed;
        const std::vector<HourReading> reading{{.offset_ms = at, .rank = 0, .value = value}};
        hours_.merge(key, reading, row, now, changed);
        return !changed.empty();
    }
    bool is_due(Instant now) { return !hours_.due(now).empty(); }

    OpenHours hours_;
};

TEST_F(OpenHoursTest, AnHourIsDueOnceItHasClosedAndRestedAMinute) {
    merge(kKey, 0, 1, 1, kEnd - Seconds{10});
    EXPECT_FALSE(is_due(kEnd - Seconds{1}));
    EXPECT_FALSE(is_due(kEnd + Seconds{49}));
    EXPECT_TRUE(is_due(kEnd + Seconds{50}));
}

TEST_F(OpenHoursTest, SeriesAreSpreadOverAnotherMinute) {
    for (std::int64_t channel = 1; channel <= 60; ++channel) {
        merge(chunk_key(channel, Measure::power, kHour), 0, 1, 1, kEnd - Seconds{10});
    }
    const auto at_once = hours_.due(kEnd + minutes{1}).size();
    EXPECT_GT(at_once, 0U);
    EXPECT_LT(at_once, 20U);
    EXPECT_EQ(hours_.due(kEnd + minutes{2}).size(), 60U);
}

TEST_F(OpenHoursTest, LateReadingsThatTrickleInAreNotHeldBackForEver) {
    Instant now = kEnd + hours{5};
    const Instant first = now;
    for (std::uint32_t i = 0; i < 30; ++i, now += Seconds{30}) {
        merge(kKey, i * 1000, 1, 1, now);
        EXPECT_EQ(is_due(now), now - first >= minutes{10});
    }
}

TEST_F(OpenHoursTest, AnHourThatDoesNotCloseIsPackedAfterTwoHours) {
    const Instant now = kEnd - hours{50};
    merge(kKey, 0, 1, 1, now);
    EXPECT_FALSE(is_due(now + minutes{119}));
    EXPECT_TRUE(is_due(now + minutes{120}));
}

TEST_F(OpenHoursTest, AClockThatGoesBackMakesHoursDue) {
    merge(kKey, 0, 1, 1, kEnd - Seconds{10});
    EXPECT_TRUE(is_due(kEnd - hours{3}));
}

TEST_F(OpenHoursTest, WhatComesWhilePackingKeepsTheHourOpen) {
    merge(kKey, 0, 1, 5, kEnd);
    EXPECT_EQ(hours_.oldest_needed(100), 5);
    EXPECT_EQ(hours_.begin_packing(kKey).size(), 1U);
    EXPECT_TRUE(hours_.all().empty());
    merge(kKey, 1000, 2, 9, kEnd);
    EXPECT_EQ(hours_.oldest_needed(100), 5) << "not before the chunk is durable";
    hours_.end_packing(kKey, true);
    EXPECT_EQ(hours_.oldest_needed(100), 9);
    EXPECT_EQ(hours_.begin_packing(kKey).size(), 2U);
    hours_.end_packing(kKey, true);
    EXPECT_EQ(hours_.oldest_needed(100), 100);
    EXPECT_EQ(hours_.find(kKey), nullptr);
    EXPECT_EQ(hours_.bytes(), 0U);
}

TEST_F(OpenHoursTest, APackingThatFailedChangesNothing) {
    merge(kKey, 0, 1, 5, kEnd);
    (void)hours_.begin_packing(kKey);
    hours_.end_packing(kKey, false);
    EXPECT_EQ(hours_.oldest_needed(100), 5);
    EXPECT_EQ(hours_.all(), std::vector<ChunkKey>{kKey});
}

TEST_F(OpenHoursTest, WhatTheChunkHoldsIsNotNewsAndNeedsNoPacking) {
    const std::vector<HourReading> chunk{{.offset_ms = 0, .rank = 0, .value = 1}};
    hours_.include_chunk(kKey, chunk, kEnd);
    EXPECT_FALSE(merge(kKey, 0, 1, 5, kEnd));
    EXPECT_EQ(hours_.oldest_needed(100), 100);
    EXPECT_TRUE(hours_.begin_packing(kKey).empty());
    EXPECT_EQ(hours_.find(kKey), nullptr) << "and it leaves";
}

TEST_F(OpenHoursTest, HandsOutASpanAndTheNewestHourBefore) {
    for (const HourIndex hour : {kHour - 9, kHour - 5, kHour, kHour + 1, kHour + 4}) {
        merge(chunk_key(kSeries, hour), 0, 1, 1, kEnd);
    }
    merge(chunk_key(kSeries - 1, kHour), 0, 1, 1, kEnd);
    const auto held = hours_.held(kSeries, kHour - 2, kHour + 1, true);
    ASSERT_EQ(held.size(), 3U);
    EXPECT_EQ(held[0].hour, kHour - 5);
    EXPECT_EQ(held[2].hour, kHour + 1);
    EXPECT_EQ(hours_.held(kSeries, kHour - 2, kHour + 1, false).size(), 2U);
    EXPECT_EQ(hours_.held(kSeries, kHour - 20, kHour - 15, true).size(), 0U)
        << "another series' hour is not the one before";
}

TEST_F(OpenHoursTest, ForgetsAChannel) {
    merge(chunk_key(7, Measure::counter, kHour), 0, 1, 1, kEnd);
    merge(chunk_key(7, Measure::state, kHour), 0, 1, 1, kEnd);
    merge(chunk_key(8, Measure::counter, kHour), 0, 1, 2, kEnd);
    hours_.forget_channel(7);
    EXPECT_EQ(hours_.all().size(), 1U);
    EXPECT_EQ(hours_.oldest_needed(100), 2);
}

}  // namespace
}  // namespace ohmstead
