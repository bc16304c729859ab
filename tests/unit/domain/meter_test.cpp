#include "domain/metering/meter.hpp"

#include <algorithm>
#include <initializer_list>

#include <gtest/gtest.h>

#include "domain/time/period.hpp"
#include "support/energy.hpp"
#include "unit/domain/counter_readings.hpp"
#include "unit/domain/zones.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::counter;
using test::kKwh;
using test::kTen;
using test::total;
using test::utc;
using Kind = MeterEvent::Kind;

const Span kDay{utc("2026-03-01T00:00:00Z"), utc("2026-03-02T00:00:00Z")};

MeterResult run(const std::vector<Reading>& readings, const MeterRules& rules = {},
                Span span = kDay) {
    return meter({}, readings, rules, span);
}

bool has(const MeterResult& result, Kind kind) {
    return std::any_of(result.events.begin(), result.events.end(),
                       [&](const MeterEvent& event) { return event.kind == kind; });
}

MeterRules power_rules() {
    MeterRules rules;
    rules.source = Measure::power;
    return rules;
}

TEST(Meter, TheFirstReadingIsTheBaselineAndCountsNothing) {
    const auto result = run(counter({1000}));
    EXPECT_TRUE(result.slots.empty());
    EXPECT_EQ(result.events, (std::vector<MeterEvent>{{Kind::baseline, kTen, 1000 * kKwh}}));
}

TEST(Meter, NoReadingsGiveNothing) {
    const auto result = run({});
    EXPECT_TRUE(result.slots.empty());
    EXPECT_FALSE(result.final);
    EXPECT_EQ(result.anchor, Anchor{});
}

TEST(Meter, T6IgnoresAGlitchToZero) {
    const auto result = run(counter({1000, 1001, 0, 1001, 1002}));
    EXPECT_EQ(total(result), 2 * kKwh);
    EXPECT_TRUE(has(result, Kind::glitch));
    EXPECT_FALSE(has(result, Kind::reset));
}

TEST(Meter, IgnoresAGlitchThatLasts) {
    EXPECT_EQ(total(run(counter({1000, 1001, 0, 0, 0, 1001, 1002}))), 2 * kKwh);
    EXPECT_EQ(total(run(counter({1000, 0, 0.1, 1000.2}))), kKwh / 10);
    // Small enough that the way back could be real use.
    EXPECT_EQ(total(run(counter({3.0, 3.5, 0, 0, 3.5, 4.0}))), kKwh);
}

TEST(Meter, T6TakesBackAFallThatItBelievedWhenTheCounterComesBack) {
    const auto by_the_hour = run(counter({100, 0, 0, 0, 100.1}, hours{1}));
    EXPECT_EQ(total(by_the_hour), kKwh / 10);
    EXPECT_TRUE(has(by_the_hour, Kind::glitch));
    EXPECT_FALSE(by_the_hour.anchor.before_fall);

    auto all_night = counter({1000, 1001});
    for (int i = 0; i < 100; ++i) {
        all_night.push_back({all_night.back().at + minutes{6}, 0});
    }
    all_night.push_back({all_night.back().at + minutes{6}, 1001 * kKwh});
    EXPECT_EQ(total(run(all_night)), kKwh);
    // What was used meanwhile is spread over the night.
    all_night.back().value = 1031 * kKwh;
    const auto used = run(all_night);
    EXPECT_EQ(total(used), 31 * kKwh);
    for (const auto& slot : used.slots) {
        EXPECT_LE(slot.amount, 15 * kKwh);
    }
    // Small enough that the way back could be real use, were it not so near.
    EXPECT_EQ(total(run(counter({30, 0, 0, 0, 29.995, 30.1}, hours{1}))), kKwh / 10);
    // A counter of days that says tenths, and begins each with one.
    EXPECT_EQ(total(run(counter({0, 0.1, 0.2, 0, 0, 0.1, 0.2, 0.3}, hours{1}))), kKwh / 2);
}

TEST(Meter, ACounterThatDidFallMayReachItsOldLevelAgain) {
    // A counter of days: the next one uses more, a little by little or unseen.
    EXPECT_EQ(total(run(counter({12, 0, 0, 0, 4, 8, 12.05}, hours{1}))), 12'050'000);
    auto readings = counter({12, 0, 0, 0}, hours{1});
    readings.push_back({readings.back().at + hours{8}, 12 * kKwh + kKwh / 20});
    EXPECT_EQ(total(run(readings)), 12'050'000);
}

TEST(Meter, T6bADipIsNeitherBookedNorTakenBack) {
    EXPECT_EQ(total(run(counter({1000, 1001, 999.5, 1001}))), kKwh);
}

TEST(Meter, KeepsTheHighWaterMarkOverASmallDip) {
    const auto result = run(counter({1000, 1001, 1000.5, 1001, 1001.2}));
    EXPECT_EQ(total(result), 1'200'000);
    for (const auto& slot : result.slots) {
        EXPECT_GE(slot.amount, 0);
    }
    EXPECT_EQ(total(run(counter({1000, 1001, 1000.2, 1000.6, 1001.2}))), 1'200'000);
    // One step of the counter, however little it has counted.
    EXPECT_EQ(total(run(counter({1.99, 2.00, 1.99, 1.99, 2.00}, hours{1}))), 10'000);
    EXPECT_EQ(total(run(counter({41, 42, 41, 41, 42, 43}, hours{1}))), 2 * kKwh);
}

TEST(Meter, T6cANewMeterCountsFromItsOwnLevel) {
    const auto result = run(counter({1000, 123, 124}));
    EXPECT_EQ(total(result), kKwh);
    EXPECT_TRUE(has(result, Kind::reset));
}

TEST(Meter, T6dANewMeterThatStandsHigherIsQuarantined) {
    const auto result = run(counter({500, 9000, 9001}));
    EXPECT_EQ(total(result), kKwh);
    ASSERT_TRUE(has(result, Kind::quarantined));
    EXPECT_EQ(result.events.back(),
              (MeterEvent{Kind::quarantined, kTen + minutes{5}, 8500 * kKwh, kTen, 8500 * kKwh}));
}

TEST(Meter, T6eAFallOfTenPercentIsNeverBookedAsNegative) {
    const auto result = run(counter({1000, 905, 906}));
    EXPECT_EQ(total(result), kKwh);
    EXPECT_TRUE(has(result, Kind::reset));
}

TEST(Meter, ARiseThatIsNotPlausibleDoesNotConfirmAFall) {
    EXPECT_EQ(total(run(counter({1000, 1001, 0, 900, 901}))), 2 * kKwh);
}

TEST(Meter, AResetToZeroCountsWhatFollows) {
    // A daily counter, 20 minutes before and after its midnight.
    EXPECT_EQ(total(run(counter({12.0, 12.5, 0, 0, 0, 0.2, 0.4}))), 900'000);
}

TEST(Meter, ACounterThatStandsAtItsNewLevelIsBelievedAfterAnHour) {
    std::vector<Reading> readings = counter({1000, 1001});
    for (int i = 2; i <= 20; ++i) {
        readings.push_back({kTen + i * minutes{5}, 0});
    }
    const auto result = run(readings);
    EXPECT_EQ(total(result), kKwh);
    ASSERT_TRUE(has(result, Kind::reset));
    EXPECT_FALSE(result.anchor.suspect);
    EXPECT_EQ(result.anchor.counter->value, 0);
    // The five minutes across the reset are unknown; the rest is known to be none.
    std::int64_t covered = 0;
    for (const auto& slot : result.slots) {
        covered += slot.seconds_covered;
    }
    EXPECT_EQ(covered, 95 * 60);
}

TEST(Meter, ASpikeIsIgnored) {
    const auto result = run(counter({500, 10'500, 501, 502}));
    EXPECT_EQ(total(result), 2 * kKwh);
    EXPECT_TRUE(has(result, Kind::glitch));
    EXPECT_FALSE(has(result, Kind::quarantined));
}

TEST(Meter, ACoarseOrStuckCounterMayRiseAllAtOnce) {
    // One kWh within seconds, and 20 kWh after ten hours at one value.
    EXPECT_EQ(total(run(counter({500, 501, 502}, Seconds{10}))), 2 * kKwh);
    auto readings = counter({500, 501});
    for (int i = 2; i <= 120; ++i) {
        readings.push_back({kTen + i * minutes{5}, 501 * kKwh});
    }
    readings.push_back({readings.back().at + Seconds{10}, 521 * kKwh});
    const auto stuck = run(readings);
    EXPECT_EQ(total(stuck), 21 * kKwh);
    for (const auto& slot : stuck.slots) {
        const auto measured = slot.index == stuck.slots[0].index ? kKwh : 0;
        EXPECT_LE(slot.amount - measured, kKwh) << "it was used over the ten hours";
        EXPECT_EQ(slot.quality, Quality::estimated);
    }
}

TEST(Meter, T6dARestDoesNotMakeAnyRisePlausible) {
    std::vector<Reading> readings;
    for (int i = 0; i < 6 * 24 * 6; ++i) {
        readings.push_back({kTen + i * minutes{10}, 500'123'000});
    }
    readings.push_back({readings.back().at + minutes{10}, 9'000'500'000});
    readings.push_back({readings.back().at + minutes{10}, 9'001'000'000});
    const auto result = run(readings, {}, {kDay.from, kDay.to + hours{24 * 7}});
    EXPECT_EQ(total(result), 500'000);
    EXPECT_TRUE(has(result, Kind::quarantined));
}

TEST(Meter, T7AGapIsSpreadOverItsSlotsAndCalledEstimated) {
    const auto result = run(counter({100, 112}, hours{3}));
    ASSERT_EQ(result.slots.size(), 12u);
    for (const auto& slot : result.slots) {
        EXPECT_EQ(slot.amount, kKwh);
        EXPECT_EQ(slot.quality, Quality::estimated);
        EXPECT_EQ(slot.seconds_covered, 900);
    }
}

TEST(Meter, QualityFollowsTheTimeBetweenReadings) {
    EXPECT_EQ(run(counter({1, 2}, minutes{15})).slots[0].quality, Quality::measured);
    EXPECT_EQ(run(counter({1, 2}, minutes{60})).slots[0].quality, Quality::coarse);
    EXPECT_EQ(run(counter({1, 2}, minutes{65})).slots[0].quality, Quality::coarse);
    EXPECT_EQ(run(counter({1, 2}, minutes{66})).slots[0].quality, Quality::estimated);
}

TEST(Meter, WhatStandsStillIsMeasuredOverAnyTime) {
    const auto quality = [](std::initializer_list<double> kwh, SignPart differences) {
        MeterRules rules;
        rules.differences = differences;
        return run(counter(kwh, hours{8}), rules).slots[0].quality;
    };
    EXPECT_EQ(quality({100.03125, 100.03125}, SignPart::both), Quality::measured);
    EXPECT_EQ(quality({100.03125, 100.0625}, SignPart::both), Quality::estimated);
    EXPECT_EQ(quality({100, 100}, SignPart::both), Quality::estimated)
        << "a step of it may be half full";
    EXPECT_EQ(quality({100.03125, 100.03125}, SignPart::positive), Quality::estimated)
        << "it may have risen and fallen";
}

TEST(Meter, ASlotThatIsKnownInPartSaysSo) {
    const auto result = run(counter({1, 1.5}, minutes{10}));
    ASSERT_EQ(result.slots.size(), 1u);
    EXPECT_EQ(result.slots[0].seconds_covered, 600);
}

TEST(Meter, IgnoresNegativeCountersAndRepeatedTimes) {
    auto readings = counter({1000, -5, 1001});
    readings.push_back(readings.back());
    readings.push_back({readings.back().at, 1005 * kKwh});
    EXPECT_EQ(total(run(readings)), kKwh);
}

TEST(Meter, ACounterThatIsReadOnceAYearLosesNothing) {
    const std::vector<Reading> readings{{utc("2021-01-05T00:00:00Z"), 1000 * kKwh},
                                        {utc("2022-03-01T00:00:00Z"), 4000 * kKwh},
                                        {utc("2024-02-20T00:00:00Z"), 9500 * kKwh}};
    const auto result =
        meter({}, readings, {}, {utc("2021-01-01T00:00:00Z"), utc("2024-03-01T00:00:00Z")});
    EXPECT_EQ(total(result), 8500 * kKwh);
}

TEST(Meter, ACounterUnheardOfForLongerThanFiveYearsStartsAnew) {
    const std::vector<Reading> readings{
        {kTen - hours{24 * 2000}, kKwh}, {kTen, 50 * kKwh}, {kTen + minutes{5}, 51 * kKwh}};
    const auto result = meter({}, readings, {}, {kTen - hours{24 * 2001}, kDay.to});
    EXPECT_EQ(total(result), kKwh);
    EXPECT_TRUE(has(result, Kind::quarantined));
}

TEST(Meter, TheBorderBelongsToTheLaterSlot) {
    const auto result = run(counter({1, 1.5, 2}, minutes{15}));
    ASSERT_EQ(result.slots.size(), 2u);
    EXPECT_EQ(result.slots[0].index, slot_of(kTen));
    EXPECT_EQ(result.slots[0].amount, kKwh / 2);
    EXPECT_EQ(result.slots[1].amount, kKwh / 2);
}

TEST(Meter, DeclaredExchangeBooksBothMetersExactly) {
    MeterRules rules;
    rules.hand_overs = {{kTen + minutes{7}, 1001 * kKwh, 42 * kKwh}};
    const auto result = run(counter({1000, 1000.5, 0, 0, 42.25, 43}), rules);
    EXPECT_EQ(total(result), 2 * kKwh);
    EXPECT_EQ(std::count_if(result.events.begin(), result.events.end(),
                            [](const MeterEvent& e) { return e.kind == Kind::handed_over; }),
              1);
    EXPECT_FALSE(has(result, Kind::reset));
}

TEST(Meter, DeclaredExchangeToAHigherMeterIsNotQuarantined) {
    MeterRules rules;
    rules.hand_overs = {{kTen + minutes{5}, 501 * kKwh, 9000 * kKwh}};
    EXPECT_EQ(total(run(counter({500, 9000, 9001}), rules)), 2 * kKwh);
}

TEST(Meter, ExchangeWithoutReadingsStartsANewBaseline) {
    MeterRules rules;
    rules.hand_overs = {{kTen + minutes{7}, std::nullopt, std::nullopt}};
    EXPECT_EQ(total(run(counter({1000, 1001, 1900, 1901}), rules)), 2 * kKwh);
}

TEST(Meter, T8AndT9TheDayOfAClockChangeHasTheEnergyOfItsSlots) {
    const auto berlin = test::zone("Europe/Berlin");
    for (const auto& [day, kwh] : {std::pair{"2024-03-31", 92}, std::pair{"2024-10-27", 100}}) {
        const auto span = berlin.day_span(test::date(day));
        std::vector<Reading> readings;
        for (Instant at = span.from - hours{1}; at <= span.to + hours{1}; at += minutes{15}) {
            readings.push_back({at, (at - span.from + hours{1}) / minutes{15} * kKwh});
        }
        const auto result = meter({}, readings, {}, {span.from - hours{2}, span.to + hours{2}});
        std::int64_t sum = 0;
        for (const auto& slot : result.slots) {
            sum += span.contains(slot_start(slot.index)) ? slot.amount : 0;
        }
        EXPECT_EQ(sum, kwh * kKwh) << day;
    }
}

TEST(Meter, T10AKathmanduDayIsWholeSlots) {
    const auto span = test::zone("Asia/Kathmandu").day_span(test::date("2026-01-02"));
    const std::vector<Reading> readings{{span.from - hours{1}, 0}, {span.to + hours{1}, 26 * kKwh}};
    const auto result = meter({}, readings, {}, {span.from - hours{1}, span.to + hours{1}});
    std::int64_t sum = 0;
    for (const auto& slot : result.slots) {
        sum += span.contains(slot_start(slot.index)) ? slot.amount : 0;
    }
    EXPECT_EQ(sum, 24 * kKwh);
}

TEST(Meter, PowerHoldsUntilTheNextReading) {
    const auto result =
        run({{kTen, 1'000'000}, {kTen + minutes{6}, 0}, {kTen + minutes{9}, 0}}, power_rules());
    ASSERT_EQ(result.slots.size(), 1u);
    EXPECT_EQ(result.slots[0].amount, 100'000);
    EXPECT_EQ(result.slots[0].seconds_covered, 540);
}

TEST(Meter, PowerHoldsNoLongerThanItsLimit) {
    const auto result = run({{kTen, 1'000'000}, {kTen + hours{3}, 1'000'000}}, power_rules());
    ASSERT_EQ(result.slots.size(), 1u);
    EXPECT_EQ(result.slots[0].amount, 250'000);
}

TEST(Meter, OfTwoPowersAtOneTimeTheFirstCounts) {
    const auto result =
        run({{kTen, 1'000'000}, {kTen, 5'000'000}, {kTen + minutes{6}, 0}}, power_rules());
    EXPECT_EQ(total(result), 100'000);
}

TEST(Meter, PowerOfOneDayDoesNotMoveTheNextByItsRemainder) {
    const Instant evening = kDay.from + hours{23};
    const Instant morning = kDay.to + hours{5};
    const std::vector<Reading> next_day{{morning, 3'599}, {morning + minutes{1}, 0}};
    std::vector<Reading> both{{evening, 7'199}, {evening + Seconds{1}, 0}};
    both.insert(both.end(), next_day.begin(), next_day.end());
    const Span second{kDay.to, kDay.to + hours{24}};
    const auto anchor = meter({}, both, power_rules(), kDay).anchor;
    const auto after_gap = meter(anchor, both, power_rules(), second);
    EXPECT_EQ(after_gap.slots, meter({}, next_day, power_rules(), second).slots);
    EXPECT_EQ(after_gap.anchor, meter({}, next_day, power_rules(), second).anchor);
}

TEST(Meter, PowerIgnoresTheImplausibleAndCountsNegativeAsNone) {
    const auto result = run({{kTen, 1'000'000},
                             {kTen + minutes{3}, 61'000'000},
                             {kTen + minutes{6}, -5'000},
                             {kTen + minutes{9}, 0}},
                            power_rules());
    EXPECT_EQ(total(result), 100'000);
    EXPECT_TRUE(has(result, Kind::quarantined));
}

TEST(Meter, IntegratedPowerIsWithinHalfAPercentOfTheTruth) {
    // A kettle, a fridge and a slow wave, reported at irregular times and on every step.
    const auto watts = [](std::int64_t s) {
        const std::int64_t kettle = s % 7'000 < 180 ? 2'000 : 0;
        const std::int64_t fridge = s % 2'400 < 900 ? 90 : 0;
        return 150 + kettle + fridge + (s / 60 * 7) % 40;
    };
    std::vector<Reading> readings;
    std::int64_t exact_ws = 0;
    std::int64_t last = -1;
    for (std::int64_t s = 0; s <= 86'400; ++s) {
        if (watts(s) != last) {
            last = watts(s);
            readings.push_back({kDay.from + Seconds{s}, last * 1'000});
        }
        exact_ws += s < 86'400 ? watts(s) : 0;
    }
    const auto result = run(readings, power_rules());
    const double exact_mwh = static_cast<double>(exact_ws) / 3.6;
    EXPECT_NEAR(static_cast<double>(total(result)), exact_mwh, exact_mwh * 0.005);
}

TEST(Meter, IsFinalOnceNothingNewerCanChangeTheSpan) {
    auto readings = counter({1000, 1001});
    EXPECT_FALSE(run(readings).final);
    readings.push_back({kDay.to + minutes{1}, 5 * kKwh});  // a fall that is not decided
    EXPECT_FALSE(run(readings).final);
    readings.push_back({kDay.to + minutes{2}, 6 * kKwh});
    EXPECT_TRUE(run(readings).final);
}

TEST(MeterRules, FollowTheChannelsBindings) {
    Channel channel;
    channel.role = ChannelRole::gas;
    EXPECT_EQ(meter_rules_for(channel).source, Measure::power);
    Binding power;
    power.measure = Measure::power;
    Binding old;
    old.final_value = 100;
    old.valid_to = kTen;
    Binding fresh;
    fresh.valid_from = kTen;
    fresh.initial_value = -3;
    fresh.invert = true;
    channel.bindings = {power, fresh, old};
    const auto rules = meter_rules_for(channel);
    EXPECT_EQ(rules.source, Measure::counter);
    EXPECT_EQ(rules.max_rate, 40'000'000);
    EXPECT_EQ(rules.differences, SignPart::both);
    ASSERT_EQ(rules.hand_overs.size(), 1u);
    EXPECT_EQ(rules.hand_overs[0].at, kTen);
    EXPECT_EQ(rules.hand_overs[0].final_value, 100);
    EXPECT_EQ(rules.hand_overs[0].initial_value, 3);
}

TEST(MeterRules, WhatTheSunGaveInAGapItGaveByDay) {
    Channel channel;
    channel.role = ChannelRole::solar;
    channel.bindings.emplace_back();
    Home home;
    for (const auto& [zone, noon] :
         {std::pair{"Europe/Berlin", "11:00:00Z"}, std::pair{"Australia/Brisbane", "02:00:00Z"},
          std::pair{"America/New_York", "17:00:00Z"}, std::pair{"Asia/Kathmandu", "06:15:00Z"}}) {
        SCOPED_TRACE(zone);
        home.time_zone = zone;
        const auto middle = utc("2026-03-04T" + std::string(noon));
        const std::vector<Reading> readings{{middle - hours{24 + 18}, 0},
                                            {middle + hours{6}, 24 * kKwh}};
        const auto result = meter({}, readings, meter_rules_for(channel, home),
                                  {middle - hours{48}, middle + hours{24}});
        EXPECT_EQ(total(result), 24 * kKwh);
        std::int64_t most = 0;
        for (const auto& slot : result.slots) {
            const auto from_noon = std::chrono::abs(slot_start(slot.index) - middle);
            if (from_noon > hours{7} && from_noon < hours{17}) {
                EXPECT_EQ(slot.amount, 0) << "at night";
            }
            most = std::max(most, slot.amount);
        }
        EXPECT_NEAR(static_cast<double>(most), 0.393e6, 0.01e6) << "12 kWh a day, at noon";
    }
    home.time_zone = "UTC";
    EXPECT_TRUE(meter_rules_for(channel, home).profile.empty()) << "an agent's home";
    channel.role = ChannelRole::generator;
    home.time_zone = "Europe/Berlin";
    EXPECT_TRUE(meter_rules_for(channel, home).profile.empty());
}

}  // namespace
}  // namespace ohmstead
