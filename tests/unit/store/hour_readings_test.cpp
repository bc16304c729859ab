#include "store/hour_readings.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

using Readings = std::vector<HourReading>;

HourReading reading(std::uint32_t at, std::uint32_t rank, std::int64_t value) {
    return {.offset_ms = at, .rank = rank, .value = value};
}

TEST(MergeHour, TheHigherRankWinsThenTheGreaterValue) {
    Readings hour{reading(10, 1, 100)};
    Readings changed;
    merge_hour(hour, Readings{reading(10, 0, 999)}, &changed);
    merge_hour(hour, Readings{reading(10, 1, 99)}, &changed);
    EXPECT_TRUE(changed.empty());
    merge_hour(hour, Readings{reading(10, 1, 101)}, &changed);
    merge_hour(hour, Readings{reading(10, 2, 1)}, &changed);
    EXPECT_EQ(changed.size(), 2U);
    EXPECT_EQ(hour, Readings{reading(10, 2, 1)});
}

TEST(MergeHour, DoesNotDependOnTheOrderOfArrival) {
    std::mt19937 random(3);
    Readings all;
    for (int i = 0; i < 300; ++i) {
        all.push_back(reading(random() % 100, random() % 3, static_cast<int>(random() % 5)));
    }
    Readings expected;
    for (int round = 0; round < 50; ++round) {
        std::ranges::shuffle(all, random);
        Readings hour;
        std::size_t begin = 0;
        while (begin < all.size()) {
            const std::size_t length = std::min<std::size_t>(1 + random() % 40, all.size() - begin);
            Readings part(all.begin() + static_cast<std::ptrdiff_t>(begin),
                          all.begin() + static_cast<std::ptrdiff_t>(begin + length));
            sort_hour(part);
            merge_hour(hour, part);
            begin += length;
        }
        if (round == 0) {
            expected = hour;
        }
        ASSERT_EQ(hour, expected);
    }
}

TEST(MergeHour, RepeatingChangesNothing) {
    Readings part;
    for (std::uint32_t i = 0; i < 100; ++i) {
        part.push_back(reading(i * 7, 1, i));
    }
    Readings hour;
    merge_hour(hour, part);
    Readings changed;
    merge_hour(hour, part, &changed);
    EXPECT_TRUE(changed.empty());
    EXPECT_EQ(hour, part);
}

TEST(MergeHour, ReportsExactlyWhatChanged) {
    Readings hour;
    for (std::uint32_t i = 0; i < 20; ++i) {
        hour.push_back(reading(i * 10, 1, 5));
    }
    Readings more;
    for (std::uint32_t i = 0; i < 20; ++i) {
        more.push_back(reading(i * 10 + (i % 2) * 5, 1, i == 4 ? 9 : 5));
    }
    Readings changed;
    merge_hour(hour, more, &changed);
    EXPECT_EQ(changed.size(), 11U);
    EXPECT_EQ(hour.size(), 30U);
}

TEST(SortHour, KeepsTheReadingThatStays) {
    Readings readings{reading(5, 0, 1), reading(1, 0, 1), reading(5, 1, 0), reading(5, 0, 7)};
    sort_hour(readings);
    EXPECT_EQ(readings, (Readings{reading(1, 0, 1), reading(5, 1, 0)}));
}

TEST(HourOf, RoundsDownAlsoBefore1970) {
    EXPECT_EQ(hour_of(instant_from_ms(-1)), -1);
    EXPECT_EQ(hour_of(instant_from_ms(0)), 0);
    EXPECT_EQ(hour_of(instant_from_ms(kHourMs)), 1);
}

}  // namespace
}  // namespace ohmstead
