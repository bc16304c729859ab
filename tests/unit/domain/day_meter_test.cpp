#include "domain/metering/day_meter.hpp"

#include <gtest/gtest.h>

#include "support/energy.hpp"
#include "unit/domain/metered_blocks.hpp"

namespace ohmstead {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;
using test::Blocks;
using test::kKwh;
using test::kMeterEnd;
using test::kMeterStart;
using test::metered_at_once;
using test::MeterMaker;
using test::resume;
using test::utc;
using test::write;

const sys_days kFirstDay = test::kFirstMeterDay;

TEST(DayMeter, TellsWhichSlotsChangedWithTheirNewValues) {
    DayMeter meter{{}, kFirstDay, {}};
    EXPECT_TRUE(meter.push({utc("2026-03-01T10:00:00Z"), 0}).empty());
    const auto first = meter.push({utc("2026-03-01T10:10:00Z"), 600'000});
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].amount, 600'000);
    const auto second = meter.push({utc("2026-03-01T10:20:00Z"), 1'200'000});
    ASSERT_EQ(second.size(), 2u);
    EXPECT_EQ(second[0].amount, 900'000);
    EXPECT_EQ(second[0].seconds_covered, 900);
    EXPECT_EQ(second[1].amount, 300'000);
}

TEST(DayMeter, TheDayBeforeChangesWhenItsLastCounterIsClosed) {
    DayMeter meter{{}, kFirstDay, {}};
    meter.push({utc("2026-03-01T23:50:00Z"), 0});
    ASSERT_EQ(meter.take_changed().size(), 1u);
    meter.push({utc("2026-03-02T00:10:00Z"), 2 * kKwh});
    const auto changed = meter.take_changed();
    ASSERT_EQ(changed.size(), 2u);
    EXPECT_EQ(changed[0].slots.back().amount, kKwh);
    EXPECT_EQ(changed[1].slots.front().amount, kKwh);
    EXPECT_EQ(changed[1].anchor.counter->at, utc("2026-03-01T23:50:00Z"));
    meter.push({utc("2026-03-02T00:20:00Z"), 3 * kKwh});
    EXPECT_EQ(meter.take_changed().size(), 1u);
    EXPECT_TRUE(meter.take_changed().empty());
}

TEST(DayMeter, ADayStaysOpenUntilItsLastCounterIsClosed) {
    DayMeter meter{{}, kFirstDay, {}};
    meter.push({utc("2026-03-01T23:50:00Z"), 50 * kKwh});
    meter.push({utc("2026-03-02T00:10:00Z"), 0});  // a glitch, as will turn out
    EXPECT_EQ(meter.take_changed().size(), 2u);
    meter.push({utc("2026-03-02T00:20:00Z"), 53 * kKwh});
    const auto changed = meter.take_changed();
    ASSERT_EQ(changed.size(), 2u);
    EXPECT_EQ(changed[0].slots.back().amount, kKwh);
}

TEST(DayMeter, WhatMayBeDecidedIsKeptWithTheDayItHappenedOn) {
    DayMeter meter{{}, kFirstDay, {}};
    meter.push({utc("2026-03-01T23:40:00Z"), 50 * kKwh});
    meter.push({utc("2026-03-01T23:50:00Z"), 950 * kKwh});
    EXPECT_TRUE(meter.take_changed().at(0).events.empty());
    meter.push({utc("2026-03-02T00:10:00Z"), 951 * kKwh});  // so it is true
    const auto changed = meter.take_changed();
    ASSERT_EQ(changed.size(), 2u);
    const MeterEvent jump{.kind = MeterEvent::Kind::quarantined,
                          .at = utc("2026-03-01T23:50:00Z"),
                          .amount = 900 * kKwh,
                          .since = utc("2026-03-01T23:40:00Z"),
                          .in_question = 900 * kKwh};
    EXPECT_EQ(changed[0].events, std::vector{jump});
    EXPECT_TRUE(changed[1].events.empty()) << "a baseline is nobody's to decide";
}

TEST(DayMeter, AFallThatIsTakenBackIsNoQuestionAnyMore) {
    DayMeter meter{{}, kFirstDay, {}};
    const auto ten = utc("2026-03-01T10:00:00Z");
    meter.push({ten, 1000 * kKwh});
    for (int i = 1; i <= 20; ++i) {
        meter.push({ten + i * minutes{5}, 7 * kKwh});
    }
    EXPECT_EQ(meter.take_changed().at(0).events.size(), 1u);
    meter.push({ten + minutes{105}, 1000 * kKwh});
    EXPECT_TRUE(meter.take_changed().at(0).events.empty());
}

TEST(DayMeter, ACounterThatJumpsAboutTellsSoOnlySoOften) {
    DayMeter meter{{}, kFirstDay, {}};
    auto at = utc("2026-03-01T01:00:00Z");
    std::int64_t value = 0;
    for (std::size_t jump = 0; jump < 2 * kMostEvents; ++jump) {
        meter.push({at += minutes{1}, value += 500 * kKwh});
        meter.push({at += minutes{1}, value += 1});
    }
    EXPECT_EQ(meter.take_changed().at(0).events.size(), kMostEvents);
}

TEST(DayMeter, AnOutageOfDaysFillsThemAll) {
    DayMeter meter{{}, kFirstDay, {}};
    meter.push({utc("2026-03-01T12:00:00Z"), 0});
    meter.push({utc("2026-03-04T12:00:00Z"), 72 * kKwh});
    const auto changed = meter.take_changed();
    ASSERT_EQ(changed.size(), 4u);
    EXPECT_EQ(changed[1].slots.size(), 96u);
    EXPECT_EQ(changed[1].slots[5].amount, kKwh / 4);
    EXPECT_EQ(changed[1].slots[5].quality, Quality::estimated);
    EXPECT_EQ(changed[2].anchor, changed[1].anchor);
}

TEST(DayMeter, AJumpOfTheClockOverDecadesMakesNoDecadesOfDays) {
    DayMeter meter{{}, sys_days{}, {}};
    meter.push({instant_from_ms(5'000), kKwh});
    meter.push({utc("2026-03-04T12:00:00Z"), 72 * kKwh});
    EXPECT_LE(meter.take_changed().size(), 366u * 5 + 2);
}

TEST(DayMeter, TellsWhatHappened) {
    DayMeter meter{{}, kFirstDay, {}};
    meter.push({utc("2026-03-01T12:00:00Z"), 0});
    EXPECT_EQ(meter.take_events().size(), 1u);
    EXPECT_TRUE(meter.take_events().empty());
}

TEST(DayMeter, MayBeStoppedAndResumedAfterAnyReading) {
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        MeterMaker maker{seed};
        const auto made = maker.any(seed);
        Blocks blocks;
        {
            DayMeter meter{made.rules, kFirstDay, {}};
            meter.push(made.readings.front());
            write(blocks, meter);
        }
        for (std::size_t done = 1; done < made.readings.size();) {
            auto meter = resume(made.rules, blocks, made.readings[done].at);
            // Readings of the days that are done again come from the store.
            const std::size_t until =
                std::min(done + static_cast<std::size_t>(maker.pick(1, 200)), made.readings.size());
            const Instant start{meter.first_day()};
            for (std::size_t i = 0; i < until; ++i) {
                if (made.readings[i].at >= start) {
                    meter.push(made.readings[i]);
                }
                if (i >= done && maker.pick(0, 20) == 0) {
                    write(blocks, meter);
                }
            }
            write(blocks, meter);
            done = until;
        }
        ASSERT_EQ(blocks, metered_at_once(made)) << seed;
    }
}

TEST(DayMeter, LateReadingsGiveTheSameAsReadingsInOrder) {
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        MeterMaker maker{seed};
        const auto made = maker.any(seed);
        // A day and a half arrives after everything else.
        const Span late{kMeterStart + hours{maker.pick(1, 40)}, kMeterStart + hours{60}};
        test::RandomMeter in_time = made;
        std::erase_if(in_time.readings, [&](const Reading& r) { return late.contains(r.at); });
        if (in_time.readings.empty() || in_time.readings.size() == made.readings.size() ||
            in_time.readings.front().at > late.from) {
            continue;
        }
        auto blocks = metered_at_once(in_time);
        auto meter = resume(made.rules, blocks, late.from);
        const Instant start{meter.first_day()};
        for (const auto& reading : made.readings) {
            if (reading.at >= start) {
                meter.push(reading);
            }
        }
        write(blocks, meter);
        ASSERT_EQ(blocks, metered_at_once(made)) << seed;
    }
}

}  // namespace
}  // namespace ohmstead
