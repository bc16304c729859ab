#include "ingest/channel_meter.hpp"

#include <gtest/gtest.h>

namespace ohmstead::ingest {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

Channel counter_channel() {
    Channel channel;
    channel.id = ChannelId::make();
    channel.role = ChannelRole::grid_import;
    channel.bindings.push_back(
        {.id = BindingId::make(), .source_id = "sensor.import", .measure = Measure::counter});
    return channel;
}

Instant minute(std::int64_t number) {
    return instant_from_ms(number * kMinuteMs);
}

Rebuilt rebuilt_of(const MeterRules& rules, std::initializer_list<Reading> readings) {
    Rebuilt rebuilt{.meter = DayMeter(rules, std::chrono::sys_days{}, Anchor{}), .slots = {}};
    for (const auto& reading : readings) {
        for (const auto& slot : rebuilt.meter->push(reading)) {
            rebuilt.slots[slot.index] = slot;
        }
    }
    return rebuilt;
}

TEST(ChannelMeter, AddsUpWhatIsKnownSinceMidnight) {
    const auto channel = counter_channel();
    ChannelMeter meter(channel);
    meter.push({minute(0), 1'000});
    meter.push({minute(10), 1'400});
    meter.push({minute(20), 2'000});
    EXPECT_EQ(meter.amount_since(channel.id, minute(0)).amount, 1'000);
    EXPECT_EQ(meter.amount_since(channel.id, minute(0)).estimated, 0);
    EXPECT_EQ(meter.amount_since(channel.id, minute(0)).until, minute(20));
}

TEST(ChannelMeter, WhatIsKnownSinceMidnightIsCorrected) {
    const auto channel = counter_channel();
    ChannelMeter meter(channel);
    meter.push({minute(0), 1'000});
    meter.push({minute(30), 4'000});
    std::vector<Overlay> overlays{{.id = OverlayId{"a"},
                                   .channel = channel.id,
                                   .range = {slot_of(minute(15)), slot_of(minute(15)) + 3},
                                   .kind = OverlayKind::flat,
                                   .amount = 9,
                                   .shape = {},
                                   .reason = {},
                                   .made = {},
                                   .undone = {}}};
    EXPECT_EQ(meter.amount_since(channel.id, minute(0), overlays).amount, 1'500 + 9);
    EXPECT_EQ(meter.amount_since(channel.id, minute(30), overlays).amount, 6)
        << "midnight cuts it: what is before is yesterday's";
    overlays[0].channel = ChannelId::make();
    EXPECT_EQ(meter.amount_since(channel.id, minute(0), overlays).amount, 3'000);
}

TEST(ChannelMeter, WritesADayOnlyOnceASlotHasClosed) {
    ChannelMeter meter(counter_channel());
    meter.push({minute(0), 0});
    meter.push({minute(1), 10});
    EXPECT_EQ(meter.take_days(false).size(), 1U);  // the first time
    meter.push({minute(2), 20});
    EXPECT_TRUE(meter.take_days(false).empty());
    meter.push({minute(16), 30});
    EXPECT_EQ(meter.take_days(false).size(), 1U);
    meter.push({minute(17), 40});
    EXPECT_TRUE(meter.take_days(false).empty());
    EXPECT_EQ(meter.take_days(true).size(), 1U);
}

TEST(ChannelMeter, LeavesLateReadingsToARebuild) {
    ChannelMeter meter(counter_channel());
    meter.push({minute(0), 0});
    meter.push({minute(30), 300});
    meter.push({minute(15), 10});
    EXPECT_EQ(meter.late(), (ChannelMeter::Late{minute(15), minute(15)}));
    EXPECT_TRUE(meter.take_days(true).empty());
}

TEST(ChannelMeter, AfterAnInvalidationALateReadingDoesNotNarrowWhatIsRebuilt) {
    ChannelMeter meter(counter_channel());
    meter.invalidate(minute(0));
    meter.push({minute(30), 300});
    meter.push({minute(15), 10});
    EXPECT_EQ(meter.late(), (ChannelMeter::Late{minute(0), Instant::max()}));
}

TEST(ChannelMeter, TakesReadingsDuringARebuildIntoWhatIsRebuilt) {
    const auto channel = counter_channel();
    ChannelMeter meter(channel);
    meter.push({minute(0), 0});
    meter.push({minute(30), 300});
    meter.push({minute(15), 10});
    meter.begin_rebuild();
    meter.push({minute(45), 500});
    EXPECT_TRUE(meter.take_days(true).empty());

    meter.end_rebuild(
        rebuilt_of(meter.rules(), {{minute(0), 0}, {minute(15), 10}, {minute(30), 300}}));
    EXPECT_FALSE(meter.late());
    EXPECT_EQ(meter.amount_since(channel.id, minute(0)).amount, 500);
    const auto days = meter.take_days(true);
    ASSERT_EQ(days.size(), 1U);
    ASSERT_EQ(days[0].slots.size(), 3U);
    EXPECT_EQ(days[0].slots[0].amount, 10);
    EXPECT_EQ(days[0].slots[1].amount, 290);
    EXPECT_EQ(days[0].slots[2].amount, 200);
}

// A batch that is kept while a rebuild reads day after day may be in the days it reads later, and
// not in those it has read.
TEST(ChannelMeter, WhatARebuildMayHaveMissedIsLateAgain) {
    ChannelMeter meter(counter_channel());
    meter.invalidate(minute(0));
    meter.begin_rebuild();
    meter.push({minute(15), 10});
    meter.push({minute(30), 300});
    meter.end_rebuild(rebuilt_of(meter.rules(), {{minute(0), 0}, {minute(30), 300}}));
    EXPECT_EQ(meter.late(), (ChannelMeter::Late{minute(15), minute(30)}));
}

}  // namespace
}  // namespace ohmstead::ingest
