#include "home_assistant/feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmstead::home_assistant {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Instant kNow = instant_from_ms(1'771'000'000'000);

EntityChange added(std::string id, std::string state, std::string unit, Instant at = kNow) {
    return {.kind = EntityChange::Kind::added,
            .id = std::move(id),
            .state = std::move(state),
            .unit = std::move(unit),
            .updated = at};
}

EntityChange changed(std::string id, std::string state, Instant at = kNow) {
    return {.id = std::move(id), .state = std::move(state), .unit = {}, .updated = at};
}

WatchedSource source(std::string id, Measure measure, Quantity quantity = Quantity::energy) {
    return {.id = std::move(id), .measure = measure, .quantity = quantity};
}

class FeedTest : public testing::Test {
protected:
    FeedOutput say(EntityChange change, Instant receipt = kNow) {
        return feed.apply({.changes = {std::move(change)}}, receipt);
    }

    static std::vector<Reading> readings_in(const FeedOutput& output,
                                            Origin origin = Origin::state) {
        std::vector<Reading> readings;
        for (const auto& series : output.readings) {
            if (series.origin == origin) {
                readings.insert(readings.end(), series.readings.begin(), series.readings.end());
            }
        }
        return readings;
    }

    Feed feed;
};

TEST_F(FeedTest, ConvertsUnitsExactly) {
    feed.watch({source("sensor.e", Measure::counter), source("sensor.p", Measure::power),
                source("sensor.g", Measure::counter, Quantity::volume)},
               {});
    EXPECT_THAT(readings_in(say(added("sensor.e", "1234.567891", "kWh"))),
                ElementsAre(Reading{kNow, 1'234'567'891}));
    EXPECT_THAT(readings_in(say(added("sensor.p", "0.31", "kW"))),
                ElementsAre(Reading{kNow, 310'000}));
    EXPECT_THAT(readings_in(say(added("sensor.g", "381204", "L"))),
                ElementsAre(Reading{kNow, 381'204'000}));
}

TEST_F(FeedTest, AUnitChangeIsConvertedWithoutAJump) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    say(added("sensor.e", "5000", "Wh"));
    auto change = changed("sensor.e", "5.001", kNow + Seconds{10});
    change.unit = "kWh";
    EXPECT_THAT(readings_in(say(change, kNow + Seconds{10})),
                ElementsAre(Reading{kNow + Seconds{10}, 5'001'000}));
    // The past before the change is still read in its own unit.
    const auto past = readings_of(
        {EntityHistory{.entity = "sensor.e",
                       .rows = {{"4000", kNow - Seconds{60}}, {"5.001", kNow + Seconds{10}}}}},
        feed.uses_of({"sensor.e"}), kNow + Seconds{60});
    ASSERT_THAT(past, SizeIs(1));
    EXPECT_THAT(past[0].readings, ElementsAre(Reading{kNow - Seconds{60}, 4'000'000},
                                              Reading{kNow + Seconds{10}, 5'001'000}));
}

TEST_F(FeedTest, ACounterThatSaysWhenItBeganAgainIsTakenAtItsWord) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    auto first = added("sensor.e", "12.5", "kWh");
    first.last_reset = kNow - std::chrono::hours{5};
    EXPECT_THAT(readings_in(say(first)),
                ElementsAre(Reading{*first.last_reset, kRestarted}, Reading{kNow, 12'500'000}));
    // Said once, whatever comes later.
    const Instant later = kNow + Seconds{60};
    EXPECT_THAT(readings_in(say(changed("sensor.e", "12.6", later), later)),
                ElementsAre(Reading{later, 12'600'000}));
    // The very instant of the first value after it.
    const Instant midnight = kNow + Seconds{90};
    auto again = changed("sensor.e", "0", midnight);
    again.last_reset = midnight;
    EXPECT_THAT(readings_in(say(again, midnight)),
                ElementsAre(Reading{midnight - Milliseconds{1}, kRestarted}, Reading{midnight, 0}));
    feed.connected();
    auto snapshot = added("sensor.e", "0.2", "kWh", midnight + Seconds{60});
    snapshot.last_reset = midnight;
    EXPECT_THAT(readings_in(say(snapshot, midnight + Seconds{60})),
                ElementsAre(Reading{midnight + Seconds{60}, 200'000}));
}

TEST_F(FeedTest, WhatACounterSaysOfARestartLongAgoIsPast) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    auto snapshot = added("sensor.e", "5000", "kWh");
    snapshot.last_reset = kNow - std::chrono::days{11};
    EXPECT_THAT(readings_in(say(snapshot)), ElementsAre(Reading{kNow, 5'000'000'000}));
}

TEST_F(FeedTest, WhatIsNoNumberGivesNoReadingNeverZero) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    say(added("sensor.e", "5", "kWh"));
    for (const std::string state :
         {"unavailable", "unknown", "", "None", "NaN", "inf", "12,5", "5 kWh", " 5 ", "1e400"}) {
        EXPECT_THAT(say(changed("sensor.e", state)).readings, IsEmpty()) << state;
    }
}

TEST_F(FeedTest, SaysOncePerCauseWhySomethingGivesNoReading) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    const auto unknown = say(added("sensor.e", "5", "KWh"));
    EXPECT_THAT(unknown.readings, IsEmpty());
    ASSERT_THAT(unknown.notices, SizeIs(1));
    EXPECT_EQ(unknown.notices[0].code, NoticeCode::unknown_unit);
    EXPECT_THAT(say(changed("sensor.e", "6")).notices, IsEmpty());
    const auto power = say(added("sensor.e", "5", "W"));
    ASSERT_THAT(power.notices, SizeIs(1));
    EXPECT_EQ(power.notices[0].code, NoticeCode::wrong_quantity);
    feed.connected();
    EXPECT_THAT(say(added("sensor.e", "5", "KWh")).notices, SizeIs(1));
}

TEST_F(FeedTest, RefusesASingleTimeInTheFutureAndTakesALateOneAtItsOwn) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    say(added("sensor.e", "5", "kWh"));
    const auto future = say(changed("sensor.e", "6", kNow + std::chrono::hours{24 * 365}));
    EXPECT_THAT(future.readings, IsEmpty());
    ASSERT_THAT(future.notices, SizeIs(1));
    EXPECT_EQ(future.notices[0].code, NoticeCode::wrong_time);
    EXPECT_THAT(readings_in(say(changed("sensor.e", "6", kNow + Seconds{1}))),
                ElementsAre(Reading{kNow + Seconds{1}, 6'000'000}));
    EXPECT_THAT(readings_in(say(changed("sensor.e", "6.1", kNow + Seconds{2}))),
                ElementsAre(Reading{kNow + Seconds{2}, 6'100'000}));
    EXPECT_THAT(readings_in(say(changed("sensor.e", "4.9", kNow - std::chrono::hours{1}))),
                ElementsAre(Reading{kNow - std::chrono::hours{1}, 4'900'000}));
}

TEST_F(FeedTest, WhileTheClockIsWrongReadingsAreOfTheirReceipt) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    say(added("sensor.e", "5", "kWh"));
    say(changed("sensor.e", "5.1", kNow));
    for (const auto jump : {std::chrono::minutes{10}, std::chrono::minutes{60 * 24 * 365},
                            -std::chrono::minutes{10}, -std::chrono::minutes{60 * 24 * 365}}) {
        say(changed("sensor.e", "5.2", kNow + jump));
        const auto receipt = kNow + Seconds{10};
        const auto value = "5." + std::to_string(300 + jump.count() % 100);
        const auto said = readings_in(say(changed("sensor.e", value, receipt + jump), receipt));
        ASSERT_THAT(said, SizeIs(1));
        EXPECT_EQ(said[0].at, receipt);
        // Two in line again end it.
        say(changed("sensor.e", "5.4", kNow + Seconds{20}), kNow + Seconds{20});
        say(changed("sensor.e", "5.5", kNow + Seconds{21}), kNow + Seconds{21});
    }
}

TEST_F(FeedTest, ASnapshotOfTheFutureHoldsNow) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    const auto output = say(added("sensor.e", "5", "kWh", kNow + std::chrono::hours{1}));
    EXPECT_THAT(readings_in(output), ElementsAre(Reading{kNow, 5'000'000}));
    EXPECT_THAT(output.notices, SizeIs(1));
}

TEST_F(FeedTest, AStateWithoutATimeIsOfItsReceipt) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    say(added("sensor.e", "5", "kWh"));
    auto change = changed("sensor.e", "6");
    change.updated.reset();
    EXPECT_THAT(readings_in(say(change, kNow + Seconds{7})),
                ElementsAre(Reading{kNow + Seconds{7}, 6'000'000}));
}

TEST_F(FeedTest, DropsARepeatedEvent) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    EXPECT_THAT(say(added("sensor.e", "5", "kWh")).readings, SizeIs(1));
    EXPECT_THAT(say(added("sensor.e", "5", "kWh")).readings, IsEmpty());
    EXPECT_THAT(say(changed("sensor.e", "5")).readings, IsEmpty());
}

TEST_F(FeedTest, ADifferenceToAnUnknownEntityIsIgnored) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    const auto output = say(changed("sensor.e", "5"));
    EXPECT_THAT(output.readings, IsEmpty());
    EXPECT_THAT(say(added("sensor.other", "5", "kWh")).readings, IsEmpty());
}

TEST_F(FeedTest, ConfirmsPowerThatStaysTheSameButNotCountersOrWhatIsUnavailable) {
    feed.watch({source("sensor.p", Measure::power), source("sensor.e", Measure::counter)}, {});
    say(added("sensor.p", "100", "W"));
    say(added("sensor.e", "5", "kWh"));
    EXPECT_THAT(feed.confirm(kNow + Seconds{30}), IsEmpty());
    const auto confirmed = feed.confirm(kNow + Seconds{60});
    ASSERT_THAT(confirmed, SizeIs(1));
    EXPECT_EQ(confirmed[0].source, "sensor.p");
    EXPECT_EQ(confirmed[0].origin, Origin::confirmed);
    EXPECT_THAT(confirmed[0].readings, ElementsAre(Reading{kNow + Seconds{60}, 100'000}));
    EXPECT_THAT(feed.confirm(kNow + Seconds{90}), IsEmpty());
    say(changed("sensor.p", "unavailable", kNow + Seconds{100}), kNow + Seconds{100});
    EXPECT_THAT(feed.confirm(kNow + Seconds{200}), IsEmpty());
}

TEST_F(FeedTest, ASnapshotSaysThatOldPowerStillHolds) {
    feed.watch({source("sensor.p", Measure::power)}, {});
    const auto at = kNow - std::chrono::hours{5};
    const auto output = say(added("sensor.p", "0", "W", at));
    EXPECT_THAT(readings_in(output), ElementsAre(Reading{at, 0}));
    EXPECT_THAT(readings_in(output, Origin::confirmed), ElementsAre(Reading{kNow, 0}));
}

TEST_F(FeedTest, ChangesAreOfTheirTimeHoweverLongAgoButASnapshotIsNot) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    const auto at = kNow - std::chrono::hours{24 * 365 * 5};
    EXPECT_THAT(say(added("sensor.e", "5", "kWh", at)).readings, IsEmpty());
    const auto next = at + std::chrono::hours{1};
    EXPECT_THAT(readings_in(say(changed("sensor.e", "6", next))),
                ElementsAre(Reading{next, 6'000'000}));
}

TEST_F(FeedTest, ReportsSwitchesAndAvailabilityWhenTheyChange) {
    feed.watch({source("sensor.e", Measure::counter)}, {"switch.s"});
    EXPECT_THAT(say(added("switch.s", "off", "")).reports,
                ElementsAre(EntityReport{"switch.s", EntityCondition::off, kNow}));
    EXPECT_THAT(say(changed("switch.s", "on", kNow + Seconds{1}), kNow + Seconds{1}).reports,
                ElementsAre(EntityReport{"switch.s", EntityCondition::on, kNow + Seconds{1}}));
    EXPECT_THAT(say(added("sensor.e", "5", "kWh")).reports,
                ElementsAre(EntityReport{"sensor.e", EntityCondition::on, kNow}));
    EXPECT_THAT(say(changed("sensor.e", "6")).reports, IsEmpty());
    EXPECT_THAT(say(changed("sensor.e", "unavailable")).reports,
                ElementsAre(EntityReport{"sensor.e", EntityCondition::unavailable, kNow}));
    EXPECT_THAT(
        say({.kind = EntityChange::Kind::removed, .id = "switch.s"}, kNow + Seconds{9}).reports,
        ElementsAre(EntityReport{"switch.s", EntityCondition::unavailable, kNow + Seconds{9}}));
}

TEST_F(FeedTest, KeepsTheUnitWhileAnEntityIsUnavailable) {
    feed.watch({source("sensor.e", Measure::counter)}, {});
    say(added("sensor.e", "5", "kWh"));
    say(added("sensor.e", "unavailable", ""));
    EXPECT_THAT(readings_in(say(changed("sensor.e", "6"))), ElementsAre(Reading{kNow, 6'000'000}));
}

TEST_F(FeedTest, SaysWhichEntitiesDoNotExist) {
    feed.watch({source("sensor.e", Measure::counter), source("sensor.gone", Measure::power)}, {});
    say(added("sensor.e", "5", "kWh"));
    const auto output = feed.missing(kNow);
    ASSERT_THAT(output.notices, SizeIs(1));
    EXPECT_EQ(output.notices[0].source, "sensor.gone");
    EXPECT_EQ(output.notices[0].code, NoticeCode::missing);
    EXPECT_THAT(output.reports,
                ElementsAre(EntityReport{"sensor.gone", EntityCondition::unavailable, kNow}));
}

TEST(ReadingsOfStatistics, CountersStandAtTheEndAndMeansHoldFromTheStart) {
    Feed feed;
    feed.watch({source("sensor.e", Measure::counter), source("sensor.p", Measure::power),
                WatchedSource{.type = SourceType::statistic,
                              .id = "energy:grid",
                              .measure = Measure::counter,
                              .quantity = Quantity::energy}},
               {});
    const auto start = kNow - std::chrono::hours{1};
    const StatisticRow row{.start = start,
                           .end = start + std::chrono::minutes{5},
                           .state = 12.5,
                           .sum = 3.25,
                           .mean = 250.5};
    const auto readings = readings_of(
        {StatisticHistory{"sensor.e", {row}}, StatisticHistory{"sensor.p", {row}},
         StatisticHistory{"energy:grid", {row}}, StatisticHistory{"sensor.unasked", {row}}},
        feed.uses_of({"sensor.e", "sensor.p", "energy:grid"}), kNow);
    ASSERT_THAT(readings, SizeIs(3));
    EXPECT_THAT(readings[0].readings, ElementsAre(Reading{row.end, 12'500'000}));
    EXPECT_THAT(readings[1].readings, ElementsAre(Reading{row.start, 250'500}));
    EXPECT_THAT(readings[2].readings, ElementsAre(Reading{row.end, 3'250'000}));
    EXPECT_EQ(readings[0].origin, Origin::statistics);
}

}  // namespace
}  // namespace ohmstead::home_assistant
