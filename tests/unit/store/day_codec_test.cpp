#include "store/day_codec.hpp"

#include <random>

#include <gtest/gtest.h>

#include "unit/domain/random_home.hpp"

namespace ohmstead {
namespace {

using test::date;
using test::RandomHome;
using test::zone;

std::vector<DaySums> random_days(std::size_t seed, const Zone& here, std::size_t devices) {
    const auto days = local_days(here, date("2024-03-28"), date("2024-04-03"));
    const Span span = span_of({days.front().slots.from, days.back().slots.to});
    const RandomHome home{seed, span, devices};
    return day_sums(home.channels, home.slots, days, day_stamp(here, home.channels), {});
}

TEST(DayCodec, GivesBackWhatItPacked) {
    for (std::size_t i = 0; i < test::kZones.size(); ++i) {
        for (const auto& day : random_days(i, zone(test::kZones[i]), i % 7)) {
            const auto decoded = decode_day(day.day.date, encode_day(day));
            ASSERT_TRUE(decoded) << decoded.error().detail;
            ASSERT_EQ(*decoded, day);
        }
    }
}

TEST(DayCodec, KeepsExtremes) {
    DaySums day;
    day.day = local_day(zone("Europe/Berlin"), date("2024-10-27"));
    day.home = INT64_MAX;
    day.residual = INT64_MIN;
    day.flows.battery_to_battery = INT64_MIN;
    day.content = {{.owed_to_solar = UINT32_MAX, .least = INT64_MAX, .week = UINT32_MAX},
                   {.solar = INT64_MAX, .grid = INT64_MIN}};
    day.tracked = INT64_MAX;
    day.tracked_assumed = 100;
    day.stamp.channels = UINT64_MAX;
    day.channels = {{INT64_MIN, 100, 100}, {INT64_MAX, 0, 0}};
    EXPECT_EQ(decode_day(day.day.date, encode_day(day)).value(), day);
    const DaySums blank{.day = {.date = date("1970-01-01"), .slots = {}},
                        .stamp = {},
                        .channels = {},
                        .flows = {},
                        .discharge = {},
                        .content = {}};
    EXPECT_EQ(decode_day(date("1970-01-01"), encode_day(blank)).value(), blank);
}

// A year of a home with 20 devices is a fifth of what one answer of 1 MB holds.
TEST(DayCodec, AYearOfDaysIsSmall) {
    std::size_t most = 0;
    for (const auto& day : random_days(1, zone("Europe/Berlin"), 20)) {
        most = std::max(most, encode_day(day).size());
    }
    EXPECT_LT(most, 400u);
}

TEST(DayCodec, WhatAnEarlierVersionWroteIsNobodysDay) {
    ByteWriter out;
    out.byte(1);
    out.varint(12'345);
    const auto on = date("2024-04-01");
    const auto day = decode_day(on, std::move(out).sealed());
    ASSERT_TRUE(day);
    EXPECT_EQ(day->day.date, on);
    EXPECT_EQ(day->stamp, DayStamp{});
}

TEST(DayCodec, RefusesWhatItCouldNotHaveWritten) {
    const auto day = random_days(1, zone("Europe/Berlin"), 2)[0];
    const auto on = day.day.date;
    const Packed bytes = encode_day(day);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        EXPECT_FALSE(decode_day(on, bytes.substr(0, i)));
        Packed flipped = bytes;
        flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
        EXPECT_FALSE(decode_day(on, flipped));
    }
    const auto sealed = [](std::string_view content) {
        ByteWriter out;
        for (const char c : content) {
            out.byte(static_cast<std::uint8_t>(c));
        }
        return std::move(out).sealed();
    };
    const std::string_view content = std::string_view(bytes).substr(0, bytes.size() - 4);
    EXPECT_TRUE(decode_day(on, sealed(content)));
    for (std::size_t i = 0; i < content.size(); ++i) {
        EXPECT_FALSE(decode_day(on, sealed(content.substr(0, i)))) << i;
    }
    EXPECT_FALSE(decode_day(on, sealed(std::string(content) + '\0')));
    std::string version(content);
    ++version[0];
    EXPECT_FALSE(decode_day(on, sealed(version)));
    version[0] = 0;
    EXPECT_FALSE(decode_day(on, sealed(version)));
}

}  // namespace
}  // namespace ohmstead
