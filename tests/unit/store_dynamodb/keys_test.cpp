#include "store_dynamodb/keys.hpp"

#include <gtest/gtest.h>

namespace ohmstead::dynamodb {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

const HomeId kHome{"homehomehomehomehome"};
const ChannelId kChannel{"channelchannelchanne"};
const Series kSeries{.channel = kChannel, .measure = Measure::power};

std::string part(const Item& key, const char* name) {
    return read_string(key, name).value();
}

TEST(Keys, ABlockLiesInItsMonthUnderItsDay) {
    const sys_days day{year{2026} / 3 / 9};
    const Item key = block_key(kHome, day, kChannel);
    EXPECT_EQ(part(key, "data_type"), "homehomehomehomehome#slots#2026-03");
    EXPECT_EQ(part(key, "timestamp"), "2026-03-09#channelchannelchanne");
    EXPECT_LT(first_block_of(day), part(key, "timestamp"));
    EXPECT_GT(last_block_of(day), part(key, "timestamp"));
    EXPECT_LT(last_block_of(day), first_block_of(day + std::chrono::days{1}));
    const auto place = block_place(part(key, "timestamp"));
    ASSERT_TRUE(place);
    EXPECT_EQ(place->day, day);
    EXPECT_EQ(place->channel, kChannel);
}

TEST(Keys, WhatIsNoBlockHasNoPlace) {
    for (const char* text : {"", "2026-03-09", "2026-03-09#", "2026-02-30#channel", "2026-13-09#x",
                             "channel#power#0105", "2026-03-0x#channel", "20x6-03-09#channel"}) {
        EXPECT_FALSE(block_place(text)) << text;
    }
}

TEST(Keys, AChunkLiesInItsMonthUnderItsSeriesAndHour) {
    const HourIndex hour = hour_of(sys_days{year{2026} / 3 / 1} + std::chrono::hours{5});
    const Item key = chunk_key(kHome, kSeries, hour);
    EXPECT_EQ(part(key, "data_type"), "homehomehomehomehome#readings#2026-03");
    EXPECT_EQ(part(key, "timestamp"), "channelchannelchanne#power#0105");
    EXPECT_LT(chunk_sort(kSeries, hour), chunk_sort(kSeries, hour + 1));
}

TEST(Keys, ADayLiesInItsYearUnderItsDate) {
    const Item key = day_key(kHome, year{2026} / 3 / 9);
    EXPECT_EQ(part(key, "data_type"), "homehomehomehomehome#day#2026");
    EXPECT_EQ(part(key, "timestamp"), "2026-03-09");
    EXPECT_EQ(year_named(year_name(year{2026})), year{2026});
    for (const char* name : {"", "day#", "day#20x6", "day#02026", "slots#2026-03", "2026"}) {
        EXPECT_FALSE(year_named(name)) << name;
    }
    EXPECT_FALSE(month_named(Kept::slots, year_name(year{2026})));
}

TEST(Keys, HoursOfAMonthAreReadBack) {
    const auto month = year{2028} / 2;
    const HourIndex first = hour_of(sys_days{month / 1});
    for (HourIndex hour = first; hour < first + HourIndex{29 * 24}; ++hour) {
        EXPECT_EQ(month_of(hour), month);
        EXPECT_EQ(hour_of_chunk(month, chunk_sort(kSeries, hour)), hour);
    }
    for (const char* text : {"", "c#power#", "c#power#0124", "c#power#3001", "c#power#0001",
                             "c#power#1", "c#power#01000", "c#power#0x01"}) {
        EXPECT_FALSE(hour_of_chunk(month, text)) << text;
    }
}

TEST(Keys, MonthsOfAKindAreReadBack) {
    const auto month = year{2026} / 11;
    EXPECT_EQ(month_named(Kept::slots, month_name(Kept::slots, month)), month);
    EXPECT_FALSE(month_named(Kept::readings, month_name(Kept::slots, month)));
    EXPECT_FALSE(month_named(Kept::slots, "slots#2026-1"));
}

TEST(Keys, AnEmailIsClaimedWithoutRegardToCase) {
    EXPECT_EQ(email_claim_key("Ada@Example.org"), email_claim_key("ada@eXample.ORG"));
    EXPECT_NE(email_claim_key("ada@example.org"), email_claim_key("ada@example.com"));
}

}  // namespace
}  // namespace ohmstead::dynamodb
