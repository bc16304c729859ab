// What a meter makes of levels that a counter cannot reach by counting: restarts, roll-overs,
// quarantine and what a person decides; and of counters that count both ways or in coarse steps.

#include <gtest/gtest.h>

#include "domain/metering/meter.hpp"
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
using Verdict = MeterVerdict;

const Span kDays{utc("2026-02-27T00:00:00Z"), utc("2026-03-03T00:00:00Z")};

Reading at(Milliseconds after, double kwh) {
    return {kTen + after, static_cast<std::int64_t>(kwh * 1e6)};
}

MeterResult metered(const std::vector<Reading>& readings, const MeterRules& rules = {}) {
    return meter({}, readings, rules, kDays);
}

const MeterEvent* find(const MeterResult& result, Kind kind) {
    const auto found = std::ranges::find(result.events, kind, &MeterEvent::kind);
    return found == result.events.end() ? nullptr : &*found;
}

const Slot* slot_at(const MeterResult& result, Instant instant) {
    const auto found = std::ranges::find(result.slots, slot_of(instant), &Slot::index);
    return found == result.slots.end() ? nullptr : &*found;
}

TEST(MeterRestart, WhatACounterSaysSinceItsDeclaredRestartWasUsed) {
    const std::vector<Reading> readings{at(minutes{0}, 12.0),
                                        at(minutes{5}, 12.5),
                                        {kTen + minutes{6}, kRestarted},
                                        at(minutes{10}, 0.3),
                                        at(minutes{15}, 0.5)};
    const auto result = metered(readings);
    EXPECT_EQ(total(result), kKwh);
    ASSERT_NE(find(result, Kind::reset), nullptr);
    EXPECT_EQ(find(result, Kind::reset)->at, kTen + minutes{6});
    EXPECT_EQ(slot_at(result, kTen)->seconds_covered, 14 * 60) << "a minute before it is unknown";
}

TEST(MeterRestart, ADeclaredRestartNeedsNoFall) {
    // The counter is higher than before when it is heard of again. Without the word, a day's use is
    // 0.5 kWh instead of 13.
    const std::vector<Reading> readings{
        at(minutes{0}, 12.5), {kTen + hours{14}, kRestarted}, at(hours{24}, 13.0)};
    const auto result = metered(readings);
    EXPECT_EQ(total(result), 13 * kKwh);
    EXPECT_EQ(slot_at(result, kTen + hours{1}), nullptr) << "the end of the first day is unknown";
    EXPECT_EQ(slot_at(result, kTen + hours{15})->quality, Quality::estimated);
    EXPECT_EQ(total(metered({readings.front(), readings.back()})), kKwh / 2);
}

TEST(MeterRestart, BeforeTheFirstReadingThereWasNothingToRestart) {
    const auto result = metered({{kTen, kRestarted}, at(minutes{5}, 40), at(minutes{10}, 41)});
    EXPECT_EQ(total(result), kKwh);
    EXPECT_EQ(find(result, Kind::reset), nullptr);
}

TEST(MeterDetached, NoDifferenceIsMadeAcrossADeclaredEnd) {
    // A day apart, so that the difference would be plausible.
    const auto later = hours{24};
    const auto result = metered({at(minutes{0}, 1.0),
                                 at(minutes{15}, 2.0),
                                 {kTen + minutes{15} + Milliseconds{1}, kDetached},
                                 at(later, 30.0),
                                 at(later + minutes{15}, 30.5)});
    EXPECT_EQ(total(result), 1'500'000);
    EXPECT_EQ(slot_at(result, kTen + hours{12}), nullptr);
    EXPECT_EQ(find(result, Kind::reset), nullptr);
    EXPECT_EQ(find(result, Kind::quarantined), nullptr);
}

TEST(MeterDetached, WhatIsSuspectOrRestartedAroundItIsDecidedByItself) {
    EXPECT_EQ(total(metered({at(minutes{0}, 12.0),
                             at(minutes{5}, 3.0),
                             {kTen + minutes{6}, kDetached},
                             at(minutes{10}, 12.1),
                             at(minutes{15}, 12.2)})),
              100'000);
    EXPECT_EQ(total(metered({at(minutes{0}, 12.0),
                             {kTen + minutes{6}, kDetached},
                             {kTen + minutes{7}, kRestarted},
                             at(minutes{10}, 0.25)})),
              250'000)
        << "a restart says what it began from";
    EXPECT_EQ(total(metered({{kTen, kDetached}, at(minutes{5}, 40), at(minutes{10}, 41)})), kKwh);
}

TEST(MeterDetached, AHandOverAfterItHasNothingToEnd) {
    MeterRules rules;
    rules.hand_overs = {
        {.at = kTen + minutes{20}, .final_value = 14 * kKwh, .initial_value = 5 * kKwh}};
    EXPECT_EQ(total(metered({at(minutes{0}, 12.0),
                             at(minutes{5}, 12.5),
                             {kTen + minutes{6}, kDetached},
                             at(minutes{30}, 5.25)},
                            rules)),
              750'000);
}

TEST(MeterRestart, AValueOfBeforeThatComesRightAfterIsAGlitch) {
    EXPECT_EQ(total(metered({at(minutes{0}, 12.0),
                             {kTen + minutes{5}, kRestarted},
                             at(minutes{6}, 12.1),
                             at(minutes{10}, 0.2),
                             at(minutes{15}, 0.4)})),
              400'000);
}

TEST(MeterRestart, WhatWasSuspectBeforeIsForgotten) {
    const auto result = metered({at(minutes{0}, 12.0),
                                 at(minutes{5}, 3.0),
                                 {kTen + minutes{6}, kRestarted},
                                 at(minutes{26}, 3.05)});
    EXPECT_EQ(total(result), 3'050'000);
    EXPECT_EQ(find(result, Kind::quarantined), nullptr);
}

TEST(MeterRestart, APersonMaySayThatAResetBeganAtZero) {
    const auto readings = counter({1000, 123, 124});
    EXPECT_EQ(total(metered(readings)), kKwh);
    MeterRules rules;
    rules.decisions = {{kTen + minutes{5}, Verdict::restarted}};
    const auto result = metered(readings, rules);
    EXPECT_EQ(total(result), 124 * kKwh);
    ASSERT_NE(find(result, Kind::decided), nullptr);
    EXPECT_EQ(*find(result, Kind::decided),
              (MeterEvent{Kind::decided, kTen + minutes{5}, 123 * kKwh, kTen, 123 * kKwh}));
    EXPECT_EQ(find(result, Kind::reset), nullptr);
}

TEST(MeterRestart, AResetSaysWhatWouldBeBookedIfItBeganAtZero) {
    const auto result = metered(counter({1000, 123, 124}));
    ASSERT_NE(find(result, Kind::reset), nullptr);
    EXPECT_EQ(*find(result, Kind::reset),
              (MeterEvent{Kind::reset, kTen + minutes{5}, 877 * kKwh, kTen, 123 * kKwh}));
    const auto said = metered({at(minutes{0}, 1.0), {kTen + minutes{5}, kRestarted}});
    EXPECT_EQ(find(said, Kind::reset)->in_question, 0) << "its source said what happened";
}

TEST(MeterRestart, WhatAPersonLeavesOutIsNotBooked) {
    MeterRules rules;
    rules.decisions = {{kTen + minutes{5}, Verdict::left_out}};
    const auto result = metered(counter({1000, 123, 124}), rules);
    EXPECT_EQ(total(result), kKwh);
    EXPECT_EQ(*find(result, Kind::decided),
              (MeterEvent{Kind::decided, kTen + minutes{5}, 0, kTen, 123 * kKwh}));
}

TEST(MeterRollOver, IsARiseWhenThatIsPlausible) {
    // Six digits of kWh.
    const auto result = metered(counter({999'998, 999'999, 0, 1, 2}));
    EXPECT_EQ(total(result), 4 * kKwh);
    ASSERT_NE(find(result, Kind::rolled_over), nullptr);
    EXPECT_EQ(find(result, Kind::rolled_over)->amount, kKwh);
    EXPECT_EQ(find(result, Kind::reset), nullptr);
}

TEST(MeterRollOver, AGlitchNearTheEndOfTheDigitsIsStillAGlitch) {
    const auto result = metered(counter({99'998.2, 0, 99'998.3, 99'998.4}));
    EXPECT_EQ(total(result), 200'000);
    EXPECT_EQ(find(result, Kind::rolled_over), nullptr);
}

TEST(MeterRollOver, NeedsBothTenthsAPlausibleAmountAndDigitsEnough) {
    EXPECT_NE(find(metered(counter({99'000, 50, 51}, hours{24})), Kind::rolled_over), nullptr)
        << "1050 kWh in a day";
    MeterRules fast;
    fast.max_rate = 1'000'000'000'000;
    for (const auto& [readings, rules] :
         {std::pair{counter({89'999, 0.5, 1}, hours{24}), fast},
          std::pair{counter({99'999, 10'001, 10'002}, hours{24}), fast},
          std::pair{counter({99'000, 50, 51}), MeterRules{}},
          std::pair{counter({9.5, 0, 0.1}), MeterRules{}},
          std::pair{counter({950, 0, 0.1}, hours{12}), MeterRules{}}}) {
        const auto result = metered(readings, rules);
        EXPECT_EQ(find(result, Kind::rolled_over), nullptr) << readings[0].value;
        EXPECT_NE(find(result, Kind::reset), nullptr) << readings[0].value;
    }
}

TEST(MeterQuarantine, IsReleasedByAPersonAndStaysOtherwise) {
    const auto readings = counter({500, 9000, 9001});
    const auto kept = metered(readings);
    EXPECT_EQ(total(kept), kKwh);
    const auto* event = find(kept, Kind::quarantined);
    ASSERT_NE(event, nullptr);
    MeterRules rules;
    rules.decisions = {{event->at, Verdict::booked}};
    const auto released = metered(readings, rules);
    EXPECT_EQ(total(released), 8501 * kKwh);
    EXPECT_EQ(slot_at(released, kTen)->quality, Quality::estimated);
    EXPECT_EQ(find(released, Kind::quarantined), nullptr);
    EXPECT_EQ(find(released, Kind::decided)->amount, 8500 * kKwh);
    rules.decisions = {{event->at + minutes{1}, Verdict::booked}};
    EXPECT_EQ(total(metered(readings, rules)), kKwh) << "a decision is about one level";
}

Home behind(MainFuse main_fuse) {
    Home home;
    home.main_fuse = main_fuse;
    return home;
}

TEST(MeterQuarantine, TheMainFuseTellsWhatIsPlausible) {
    Channel channel;
    channel.role = ChannelRole::grid_import;
    channel.bindings.emplace_back();
    EXPECT_EQ(meter_rules_for(channel).max_rate, 60'000'000);
    const auto rules = meter_rules_for(channel, behind({.phases = 1, .amps = 25}));
    EXPECT_EQ(rules.max_rate, 8'625'000);
    EXPECT_EQ(meter_rules_for(channel, behind({.phases = 3, .amps = 100})).max_rate, 103'500'000);
    // 10 kWh within an hour.
    EXPECT_EQ(total(metered(counter({500, 510, 510.1}, hours{1}))), 10'100'000);
    const auto kept = metered(counter({500, 510, 510.1}, hours{1}), rules);
    EXPECT_EQ(total(kept), 100'000);
    EXPECT_NE(find(kept, Kind::quarantined), nullptr);
    channel.role = ChannelRole::solar;
    EXPECT_EQ(meter_rules_for(channel, behind({.phases = 1, .amps = 25})).max_rate, 60'000'000);
    channel.peak_power = 5'000'000;
    EXPECT_EQ(meter_rules_for(channel).max_rate, 6'000'000) << "a fifth above the peak";
    channel.role = ChannelRole::generator;
    EXPECT_EQ(meter_rules_for(channel).max_rate, 60'000'000);
    channel.role = ChannelRole::water;
    EXPECT_EQ(meter_rules_for(channel, behind({.phases = 1, .amps = 25})).max_rate, 40'000'000);
}

TEST(MeterBothWays, ImportIsWhatItRisesByAndExportWhatItFallsBy) {
    const auto readings = counter({-1, 2, 1.5, 1.5, -0.5, 0.25});
    MeterRules import;
    import.differences = SignPart::positive;
    MeterRules feed_in;
    feed_in.differences = SignPart::negative;
    EXPECT_EQ(total(metered(readings, import)), 3'750'000);
    EXPECT_EQ(total(metered(readings, feed_in)), 2'500'000);
    for (const auto& slot : metered(readings, feed_in).slots) {
        EXPECT_GE(slot.amount, 0);
        EXPECT_EQ(slot.quality, Quality::measured);
    }
    EXPECT_EQ(find(metered(readings, import), Kind::reset), nullptr);
}

TEST(MeterBothWays, OnlyTheRateIsJudged) {
    MeterRules rules;
    rules.differences = SignPart::negative;
    EXPECT_EQ(total(metered(counter({500, 0, 499, 498}), rules)), 2 * kKwh) << "a glitch";
    const auto moved = metered(counter({500, 0, -1, -2}), rules);
    EXPECT_EQ(total(moved), 2 * kKwh);
    ASSERT_NE(find(moved, Kind::quarantined), nullptr);
    EXPECT_EQ(find(moved, Kind::quarantined)->amount, 500 * kKwh);
    EXPECT_EQ(find(moved, Kind::quarantined)->in_question, 500 * kKwh);
    MeterRules import;
    import.differences = SignPart::positive;
    EXPECT_EQ(find(metered(counter({500, 0, -1, -2}), import), Kind::quarantined)->in_question, 0);
    rules.decisions = {{kTen + minutes{5}, Verdict::booked}};
    EXPECT_EQ(total(metered(counter({500, 0, -1, -2}), rules)), 502 * kKwh);
}

TEST(MeterBothWays, TheSignOfTheBindingSaysWhichWay) {
    Channel channel;
    channel.bindings.emplace_back();
    channel.bindings[0].sign = SignPart::negative;
    channel.bindings[0].initial_value = -5;
    const auto rules = meter_rules_for(channel);
    EXPECT_EQ(rules.differences, SignPart::negative);
    EXPECT_EQ(rules.hand_overs.at(0).initial_value, -5);
}

// Every five minutes the counter says the same whole number, for two hours.
TEST(MeterCoarse, AStepIsSpreadSinceTheLastOne) {
    std::vector<Reading> readings;
    for (int i = 0; i <= 48; ++i) {
        readings.push_back(at(i * minutes{5}, 500 + i / 24));
    }
    const auto result = metered(readings);
    EXPECT_EQ(total(result), 2 * kKwh);
    ASSERT_EQ(result.slots.size(), 16u);
    for (const auto& slot : result.slots) {
        EXPECT_EQ(slot.amount, kKwh / 8);
        EXPECT_EQ(slot.quality, Quality::coarse);
        EXPECT_EQ(slot.seconds_covered, 900);
    }
}

TEST(MeterCoarse, OnlyOneStepCanHaveWaited) {
    // An oven of 0.1 kWh steps: three of them in the last five minutes of two hours.
    std::vector<Reading> readings;
    for (int i = 0; i < 24; ++i) {
        readings.push_back(at(i * minutes{5}, 7.1));
    }
    readings.push_back(at(hours{2}, 7.4));
    const auto result = metered(readings);
    EXPECT_EQ(total(result), 300'000);
    EXPECT_EQ(slot_at(result, kTen)->amount, 12'500);
    EXPECT_EQ(slot_at(result, kTen + minutes{115})->amount, 212'500);
    EXPECT_EQ(slot_at(result, kTen + minutes{115})->quality, Quality::coarse);
}

TEST(MeterCoarse, StepsWithinASlotAreMeasured) {
    const auto result = metered(counter({500, 500, 501, 501, 502}, minutes{5}));
    EXPECT_EQ(total(result), 2 * kKwh);
    for (const auto& slot : result.slots) {
        EXPECT_EQ(slot.quality, Quality::measured);
    }
}

TEST(MeterCoarse, AFineCounterThatStoodStillRoseWhenItRose) {
    std::vector<Reading> readings;
    for (int i = 0; i < 24; ++i) {
        readings.push_back(at(i * minutes{5}, 7.123));
    }
    readings.push_back(at(hours{2}, 7.223));
    const auto result = metered(readings);
    EXPECT_EQ(slot_at(result, kTen)->amount, 0);
    EXPECT_EQ(slot_at(result, kTen)->quality, Quality::measured);
    EXPECT_EQ(slot_at(result, kTen + minutes{115})->amount, 100'000);
}

TEST(MeterCoarse, AStepReachesBackADayAtMost) {
    std::vector<Reading> readings;
    for (int i = 0; i <= 12 * 36; ++i) {
        readings.push_back(at(i * minutes{5} - hours{36}, 500));
    }
    readings.push_back(at(minutes{5}, 501));
    const auto result = metered(readings);
    EXPECT_EQ(total(result), kKwh);
    EXPECT_EQ(slot_at(result, kTen - hours{25})->amount, 0);
    EXPECT_EQ(slot_at(result, kTen - hours{25})->quality, Quality::measured);
    EXPECT_NEAR(static_cast<double>(slot_at(result, kTen - hours{20})->amount), 1e6 / 96, 1.0);
    EXPECT_EQ(slot_at(result, kTen - hours{20})->quality, Quality::coarse);
}

// Better timing redistributes what was estimated; its total stays.
TEST(MeterGap, LateReadingsWithinItTakeThePlaceOfTheEstimate) {
    const auto estimated = metered(counter({100.03125, 112.03125}, hours{3}));
    const std::vector<Reading> told{at(minutes{0}, 100.03125), at(minutes{15}, 104.03125),
                                    at(minutes{30}, 104.03125), at(hours{3}, 112.03125)};
    const auto late = metered(told);
    EXPECT_EQ(total(late), total(estimated));
    EXPECT_EQ(slot_at(estimated, kTen)->amount, kKwh);
    EXPECT_EQ(slot_at(late, kTen)->amount, 4 * kKwh);
    EXPECT_EQ(slot_at(late, kTen)->quality, Quality::measured);
    EXPECT_EQ(slot_at(late, kTen + hours{1})->quality, Quality::estimated);
    EXPECT_EQ(slot_at(late, kTen + hours{1})->amount, 800'000);
}

TEST(MeterGap, IsSpreadAsTheChannelUsuallyGoes) {
    MeterRules rules;
    rules.profile.resize(96);
    // Only between 11:00 and 12:00.
    rules.profile[44] = rules.profile[45] = rules.profile[46] = rules.profile[47] = 5;
    const auto result = metered(counter({100, 112}, hours{3}), rules);
    EXPECT_EQ(total(result), 12 * kKwh);
    EXPECT_EQ(slot_at(result, kTen)->amount, 0);
    EXPECT_EQ(slot_at(result, kTen)->quality, Quality::estimated);
    EXPECT_EQ(slot_at(result, utc("2026-03-01T11:45:00Z"))->amount, 3 * kKwh);
    // What is not estimated is left as it was.
    EXPECT_GT(slot_at(metered(counter({1, 2}, minutes{65}), rules), kTen)->amount, 0);
}

TEST(MeterGap, NoSlotGetsMoreThanIsPlausible) {
    MeterRules rules;
    rules.max_rate = 8'000'000;  // 2 kWh a slot
    rules.profile.resize(96);
    rules.profile[44] = 1'000;
    rules.profile[45] = 1;
    rules.profile[46] = 3;
    const auto result = metered(counter({100, 105}, hours{3}), rules);
    EXPECT_EQ(total(result), 5 * kKwh);
    EXPECT_EQ(slot_at(result, utc("2026-03-01T11:00:00Z"))->amount, 2 * kKwh);
    EXPECT_EQ(slot_at(result, utc("2026-03-01T11:30:00Z"))->amount, 2 * kKwh);
    EXPECT_EQ(slot_at(result, utc("2026-03-01T11:15:00Z"))->amount, kKwh);
    // The profile's slots are full: the rest goes to the others.
    const auto full = metered(counter({100, 115}, hours{3}), rules);
    EXPECT_EQ(total(full), 15 * kKwh);
    EXPECT_EQ(slot_at(full, kTen)->amount, kKwh);
    EXPECT_EQ(slot_at(full, utc("2026-03-01T11:00:00Z"))->amount, 2 * kKwh);
}

}  // namespace
}  // namespace ohmstead
