// What of a file is kept, beside what is known. Judged by what the meter makes of it.

#include "ingest/file_plan.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/metering/meter.hpp"
#include "support/energy.hpp"
#include "unit/domain/zones.hpp"

namespace ohmstead::ingest {
namespace {

using exchange::FileValue;
using std::chrono::hours;
using std::chrono::minutes;
using test::kKwh;
using test::kTen;
using test::utc;
using ::testing::ElementsAre;

// Amounts of hours from `first` on, in kWh.
std::vector<FileValue> hourly(int first, std::initializer_list<double> kwh) {
    std::vector<FileValue> values;
    for (const double each : kwh) {
        const auto from = kTen + hours{first + static_cast<int>(values.size())};
        values.push_back(
            {values.size() + 2, from, from + hours{1}, static_cast<std::int64_t>(each * kKwh)});
    }
    return values;
}

std::vector<Reading> merged(std::vector<Reading> known, const std::vector<Reading>& more) {
    known.insert(known.end(), more.begin(), more.end());
    std::ranges::sort(known, {}, &Reading::at);
    known.erase(std::unique(known.begin(), known.end()), known.end());
    return known;
}

// kWh of the hours from `first` on; nothing where no slot of the hour is known.
std::vector<std::optional<double>> booked(const std::vector<Reading>& readings, int first,
                                          int count) {
    const Span span{kTen - hours{72}, kTen + hours{240}};
    const auto result = meter({}, readings, {}, span);
    std::vector<std::optional<double>> kwh(static_cast<std::size_t>(count));
    for (const auto& slot : result.slots) {
        const auto hour = (slot_start(slot.index) - kTen - hours{first}) / hours{1};
        if (slot_start(slot.index) >= kTen + hours{first} && hour < count &&
            slot.seconds_covered > 1) {
            auto& sum = kwh[static_cast<std::size_t>(hour)];
            sum = sum.value_or(0) + static_cast<double>(slot.amount) / kKwh;
        }
    }
    return kwh;
}

constexpr std::nullopt_t nothing = std::nullopt;

TEST(FilePlan, AmountsAreBookedWhereTheyAre) {
    const auto plan = plan_amounts(hourly(0, {1, 0, 2.5}), {});
    EXPECT_EQ(plan.taken, 3U);
    EXPECT_THAT(booked(plan.readings, -1, 5), ElementsAre(nothing, 1.0, 0.0, 2.5, nothing));
}

TEST(FilePlan, WhatTheFileDoesNotSayIsNotKnown) {
    auto values = hourly(0, {1, 1});
    const auto later = hourly(4, {2});
    values.insert(values.end(), later.begin(), later.end());
    const auto plan = plan_amounts(values, {});
    EXPECT_THAT(booked(plan.readings, 0, 6), ElementsAre(1.0, 1.0, nothing, nothing, 2.0, nothing));
}

TEST(FilePlan, TheSameFileAgainKeepsNothing) {
    const auto first = plan_amounts(hourly(0, {1, 2, 3}), {});
    const auto again = plan_amounts(hourly(0, {1, 2, 3}), first.readings);
    EXPECT_EQ(again.taken, 0U);
    EXPECT_EQ(again.repeated, 3U);
    EXPECT_TRUE(again.readings.empty());
}

TEST(FilePlan, AnImportThatEndedAnywhereIsCarriedOn) {
    const auto whole = plan_amounts(hourly(0, {1, 2, 3, 4, 5}), {});
    const auto expected = booked(whole.readings, -1, 8);
    for (std::size_t kept = 0; kept <= whole.readings.size(); ++kept) {
        const std::vector<Reading> known(
            whole.readings.begin(), whole.readings.begin() + static_cast<std::ptrdiff_t>(kept));
        const auto rest = plan_amounts(hourly(0, {1, 2, 3, 4, 5}), known);
        EXPECT_EQ(booked(merged(known, rest.readings), -1, 8), expected) << kept;
        EXPECT_EQ(rest.faults.count(), 0U) << kept;
    }
}

TEST(FilePlan, FilesThatOverlapOrAdjoinCountOnce) {
    for (const bool later_first : {false, true}) {
        auto one = hourly(0, {1, 2, 3});
        auto two = hourly(2, {3, 4, 5});
        if (later_first) {
            std::swap(one, two);
        }
        const auto first = plan_amounts(one, {});
        const auto second = plan_amounts(two, first.readings);
        EXPECT_EQ(second.repeated, 1U);
        EXPECT_EQ(second.taken, 2U);
        EXPECT_THAT(booked(merged(first.readings, second.readings), -1, 7),
                    ElementsAre(nothing, 1.0, 2.0, 3.0, 4.0, 5.0, nothing))
            << later_first;
    }
}

TEST(FilePlan, WhatContradictsIsToldAndStaysOut) {
    const auto first = plan_amounts(hourly(0, {1, 2}), {});
    const auto second = plan_amounts(hourly(0, {1, 9, 3}), first.readings);
    ASSERT_EQ(second.faults.count(), 1U);
    EXPECT_EQ(second.faults.kept()[0].line, 3U);
    EXPECT_EQ(second.faults.kept()[0].code, "known_otherwise");
    EXPECT_THAT(booked(merged(first.readings, second.readings), 0, 3), ElementsAre(1.0, 2.0, 3.0));
}

TEST(FilePlan, WhereTheFilePrevailsItSaysAllAndContradictsNothing) {
    const auto first = plan_amounts(hourly(0, {1, 2, 3}), {});
    const auto values = hourly(0, {1, 5, 3, 4});
    const auto second = plan_amounts(values, first.readings, Prevails::file);
    EXPECT_EQ(second.faults.count(), 0U);
    EXPECT_EQ(second.repeated, 2U);
    EXPECT_EQ(second.said, values);
    EXPECT_THAT(booked(merged(first.readings, second.readings), 0, 4),
                ElementsAre(1.0, 2.0, 3.0, 4.0))
        << "what is known stays";
    EXPECT_TRUE(plan_amounts(values, first.readings).said.empty());
    EXPECT_EQ(plan_amounts(hourly(0, {1, -1, 3}), {}, Prevails::file).said[2].value, 2 * kKwh);
}

TEST(FilePlan, ALiveCounterGoesOnBeforeAndAfter) {
    const std::vector<Reading> live{{kTen - hours{2}, 500 * kKwh},
                                    {kTen - hours{1}, 501 * kKwh},
                                    {kTen + hours{6}, 700 * kKwh},
                                    {kTen + hours{7}, 702 * kKwh}};
    // The counter's own difference over its gap stays, and the file says when.
    const auto plan = plan_amounts(hourly(0, {10, 20, 30}), live);
    EXPECT_EQ(plan.taken, 3U);
    const auto kwh = booked(merged(live, plan.readings), -2, 9);
    EXPECT_EQ(kwh[0], 1.0);
    EXPECT_EQ(kwh[2], 10.0);
    EXPECT_EQ(kwh[3], 20.0);
    EXPECT_EQ(kwh[4], 30.0);
    EXPECT_EQ(kwh[8], 2.0);
    double sum = 0;
    for (const auto& each : kwh) {
        sum += each.value_or(0);
    }
    EXPECT_NEAR(sum, 202.0, 1e-9);
}

TEST(FilePlan, MoreThanACounterRoseByContradictsIt) {
    const std::vector<Reading> live{{kTen, 500 * kKwh}, {kTen + hours{3}, 502 * kKwh}};
    const auto plan = plan_amounts(hourly(0, {1, 1, 1}), live);
    EXPECT_EQ(plan.faults.count(), 3U);
    EXPECT_TRUE(plan.readings.empty());
}

TEST(FilePlan, AmountsBeforeALiveCounterAreNoDifferenceToIt) {
    // A year apart, so that what the counter stands at would be a plausible amount.
    const std::vector<Reading> live{{kTen + hours{24 * 365}, 500 * kKwh},
                                    {kTen + hours{24 * 365 + 1}, 501 * kKwh}};
    const auto plan = plan_amounts(hourly(0, {1}), live);
    Meter machine{{}};
    Meter::Output output;
    for (const auto& reading : merged(live, plan.readings)) {
        machine.push(reading, output);
    }
    std::int64_t sum = 0;
    for (const auto& portion : output.portions) {
        sum += portion.amount;
    }
    EXPECT_EQ(sum, 2 * kKwh);
}

TEST(FilePlan, FinerIntervalsDivideCoarserOnes) {
    const auto coarse = plan_amounts(hourly(0, {4}), {});
    std::vector<FileValue> fine;
    for (int i = 0; i < 4; ++i) {
        fine.push_back({static_cast<std::size_t>(i), kTen + minutes{15 * i},
                        kTen + minutes{15 * (i + 1)}, (i == 0 ? 4 : 0) * kKwh});
    }
    const auto plan = plan_amounts(fine, coarse.readings);
    EXPECT_EQ(plan.taken, 4U);
    const auto result =
        meter({}, merged(coarse.readings, plan.readings), {}, {kTen, kTen + hours{1}});
    ASSERT_EQ(result.slots.size(), 4U);
    EXPECT_EQ(result.slots[0].amount, 4 * kKwh);
    EXPECT_EQ(result.slots[3].amount, 0);
    EXPECT_EQ(result.slots[1].quality, Quality::measured);
}

TEST(FilePlan, RowsInAnyOrderAndTwiceAreTheSame) {
    auto values = hourly(0, {1, 2, 3});
    std::ranges::reverse(values);
    values.push_back(values[1]);
    const auto plan = plan_amounts(values, {});
    EXPECT_EQ(plan.repeated, 1U);
    EXPECT_EQ(plan.readings, plan_amounts(hourly(0, {1, 2, 3}), {}).readings);
}

TEST(FilePlan, OverlappingRowsOfOneFileAreTold) {
    auto values = hourly(0, {1, 2});
    values.push_back({9, kTen + minutes{30}, kTen + minutes{90}, kKwh});
    const auto plan = plan_amounts(values, {});
    ASSERT_EQ(plan.faults.count(), 1U);
    EXPECT_EQ(plan.faults.kept()[0].code, "overlaps");
    EXPECT_THAT(booked(plan.readings, 0, 2), ElementsAre(1.0, 2.0));
}

TEST(FilePlan, WhatIsBelowZeroComesOffWhatFollows) {
    const auto plan = plan_amounts(hourly(0, {2, -3, 1, 4}), {});
    EXPECT_THAT(booked(plan.readings, 0, 4), ElementsAre(2.0, 0.0, 0.0, 2.0));
    EXPECT_EQ(plan.faults.count(), 0U);
    EXPECT_EQ(plan_amounts(hourly(0, {2, -3, 1}), {}).faults.count(), 1U);
}

TEST(FilePlan, MeanPowerKeepsItsRemainders) {
    std::vector<FileValue> power;
    for (int i = 0; i < 3; ++i) {
        power.push_back({1, kTen + minutes{20 * i}, kTen + minutes{20 * (i + 1)}, 1});
    }
    const auto amounts = amounts_of(power);
    EXPECT_EQ(amounts[0].value + amounts[1].value + amounts[2].value, 1);
}

TEST(FilePlan, ACounterDoesNotComeBetweenFinerReadings) {
    const std::vector<Reading> live{
        {kTen, 10 * kKwh}, {kTen + minutes{60}, 11 * kKwh}, {kTen + minutes{300}, 15 * kKwh}};
    const auto value = [](int minute, std::int64_t kwh) {
        const auto at = kTen + minutes{minute};
        return FileValue{1, at, at, kwh * kKwh};
    };
    const auto plan = plan_counter(
        {value(30, 10), value(60, 11), value(120, 12), value(180, 99), value(400, 17)}, live);
    EXPECT_EQ(plan.covered, 1U);
    EXPECT_EQ(plan.repeated, 1U);
    EXPECT_EQ(plan.taken, 2U);
    ASSERT_EQ(plan.faults.count(), 1U);
    EXPECT_EQ(plan.faults.kept()[0].code, "known_otherwise");
}

TEST(FilePlan, TimesThatCannotBeAreRefused) {
    std::vector<FileValue> values{{2, utc("1999-12-31T00:00:00Z"), utc("1999-12-31T01:00:00Z"), 1},
                                  {3, kTen, kTen + hours{1}, 1},
                                  {4, kTen + hours{48}, kTen + hours{49}, 1}};
    exchange::FileFaults faults;
    refuse_impossible(values, kTen, faults);
    EXPECT_EQ(values.size(), 1U);
    EXPECT_EQ(faults.count(), 2U);
}

}  // namespace
}  // namespace ohmstead::ingest
