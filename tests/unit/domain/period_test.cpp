#include "domain/time/period.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "domain/metering/slot.hpp"
#include "unit/domain/zones.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::date;
using test::utc;
using test::zone;

std::vector<Span> cut_day(std::string_view name, std::string_view day, Period period) {
    const auto here = zone(name);
    return cut(here, here.day_span(date(day)), period);
}

TEST(Cut, HoursOfADayWithAClockChangeFollowTheWallClock) {
    EXPECT_EQ(cut_day("Europe/Berlin", "2024-03-31", Period::hour).size(), 23u);
    EXPECT_EQ(cut_day("Europe/Berlin", "2024-10-27", Period::hour).size(), 25u);
    EXPECT_EQ(cut_day("America/New_York", "2024-03-10", Period::hour).size(), 23u);
    EXPECT_EQ(cut_day("Antarctica/Troll", "2024-10-27", Period::hour).size(), 26u);
}

TEST(Cut, TheRepeatedHourIsTwoPeriods) {
    const auto bars = cut_day("Europe/Berlin", "2024-10-27", Period::hour);
    EXPECT_EQ(bars[2], (Span{utc("2024-10-27T00:00:00Z"), utc("2024-10-27T01:00:00Z")}));
    EXPECT_EQ(bars[3], (Span{utc("2024-10-27T01:00:00Z"), utc("2024-10-27T02:00:00Z")}));
}

TEST(Cut, AClockMovedByHalfAnHourMakesAShortHour) {
    const auto autumn = cut_day("Australia/Lord_Howe", "2024-04-07", Period::hour);
    ASSERT_EQ(autumn.size(), 25u);
    EXPECT_EQ(autumn[2], (Span{utc("2024-04-06T15:00:00Z"), utc("2024-04-06T15:30:00Z")}));
    const auto spring = cut_day("Australia/Lord_Howe", "2024-10-06", Period::hour);
    ASSERT_EQ(spring.size(), 24u);
    EXPECT_EQ(spring[2], (Span{utc("2024-10-05T15:30:00Z"), utc("2024-10-05T16:00:00Z")}));
}

TEST(Cut, HoursStartAtFullHoursOfZonesBetweenTheHours) {
    const auto hours_there = cut_day("Asia/Kathmandu", "2026-01-02", Period::hour);
    ASSERT_EQ(hours_there.size(), 24u);
    EXPECT_EQ(hours_there[0].from, utc("2026-01-01T18:15:00Z"));
    EXPECT_EQ(hours_there[1].from, utc("2026-01-01T19:15:00Z"));
}

TEST(Cut, ADayHasItsSlots) {
    EXPECT_EQ(cut_day("Europe/Berlin", "2024-03-31", Period::slot).size(), 92u);
    EXPECT_EQ(cut_day("Europe/Berlin", "2024-10-27", Period::slot).size(), 100u);
    EXPECT_EQ(cut_day("Asia/Kathmandu", "2026-01-02", Period::slot).size(), 96u);
    EXPECT_EQ(cut_day("Australia/Lord_Howe", "2024-04-07", Period::slot).size(), 98u);
}

TEST(Cut, TwoToThreeLocalTimeIsEmptyInSpringAndDoubleInAutumn) {
    const auto berlin = zone("Europe/Berlin");
    const auto slots_between_2_and_3 = [&](std::string_view day) {
        int count = 0;
        for (const auto& slot : cut(berlin, berlin.day_span(date(day)), Period::slot)) {
            const auto local = slot.from + berlin.regime_at(slot.from).offset;
            const auto time = local - std::chrono::floor<std::chrono::days>(local);
            count += time >= hours{2} && time < hours{3} ? 1 : 0;
        }
        return count;
    };
    EXPECT_EQ(slots_between_2_and_3("2024-03-31"), 0);
    EXPECT_EQ(slots_between_2_and_3("2024-10-27"), 8);
    EXPECT_EQ(slots_between_2_and_3("2024-06-01"), 4);
}

TEST(Cut, LeavesOutASkippedDay) {
    const auto apia = zone("Pacific/Apia");
    const auto week =
        cut(apia, {apia.instant_of(date("2011-12-26")), apia.instant_of(date("2012-01-02"))},
            Period::day);
    ASSERT_EQ(week.size(), 6u);
    for (const auto& day : week) {
        EXPECT_EQ(day.to - day.from, hours{24});
    }
}

// The whole calendar period that contains `day`.
Span whole(const Zone& zone, Period period, LocalDate day) {
    const auto first = first_date_of(period, day);
    return {.from = zone.instant_of(first), .to = zone.instant_of(next_first_date(period, first))};
}

TEST(Cut, YearsMonthsAndQuartersFollowTheCalendar) {
    const auto berlin = zone("Europe/Berlin");
    const auto year = whole(berlin, Period::year, date("2024-05-17"));
    EXPECT_EQ(year, (Span{utc("2023-12-31T23:00:00Z"), utc("2024-12-31T23:00:00Z")}));
    EXPECT_EQ(cut(berlin, year, Period::day).size(), 366u);
    EXPECT_EQ(cut(berlin, year, Period::month).size(), 12u);
    EXPECT_EQ(cut(berlin, year, Period::quarter).size(), 4u);
    EXPECT_EQ(cut(berlin, whole(berlin, Period::year, date("2028-01-01")), Period::day).size(),
              366u);
    EXPECT_EQ(cut(berlin, whole(berlin, Period::month, date("2024-02-10")), Period::day).size(),
              29u);
    EXPECT_EQ(whole(berlin, Period::quarter, date("2024-12-31")).to,
              berlin.instant_of(date("2025-01-01")));
}

TEST(Cut, WeeksStartOnMondayAcrossTheYear) {
    EXPECT_EQ(first_date_of(Period::week, date("2021-01-01")), date("2020-12-28"));
    EXPECT_EQ(first_date_of(Period::week, date("2024-12-30")), date("2024-12-30"));
    EXPECT_EQ(first_date_of(Period::week, date("2025-01-05")), date("2024-12-30"));
    EXPECT_EQ(next_first_date(Period::week, date("2024-12-30")), date("2025-01-06"));
}

TEST(Cut, PartialPeriodsAtBothEndsAreKept) {
    const auto berlin = zone("Europe/Berlin");
    const auto months =
        cut(berlin, {utc("2024-01-20T10:00:00Z"), utc("2024-03-02T10:00:00Z")}, Period::month);
    ASSERT_EQ(months.size(), 3u);
    EXPECT_EQ(months[0].from, utc("2024-01-20T10:00:00Z"));
    EXPECT_EQ(months[1].from, utc("2024-01-31T23:00:00Z"));
    EXPECT_EQ(months[2].to, utc("2024-03-02T10:00:00Z"));
}

TEST(Cut, AnEmptyOrBackwardSpanHasNoPeriods) {
    const auto berlin = zone("Europe/Berlin");
    const auto at = utc("2024-01-20T10:00:00Z");
    EXPECT_TRUE(cut(berlin, {at, at}, Period::hour).empty());
    EXPECT_TRUE(cut(berlin, {at, at - hours{1}}, Period::day).empty());
    EXPECT_EQ(count_at_most({at, at - hours{1}}, Period::day), 0u);
}

TEST(Cut, OffsetsOfHalfMinutesStillCutBetweenSlots) {
    // Until 1972 Liberia was 44 minutes and 30 seconds behind UTC.
    const auto days = cut(zone("Africa/Monrovia"),
                          {utc("1971-06-01T00:00:00Z"), utc("1971-06-04T00:00:00Z")}, Period::day);
    ASSERT_EQ(days.size(), 4u);
    EXPECT_EQ(days[1].from, utc("1971-06-01T00:30:00Z"));
}

// The borders of every coarser calendar are borders of the finer one, so sums agree at every zoom.
TEST(Cut, EveryPeriodIsMadeOfWholeShorterOnesInEveryZone) {
    const std::vector<std::pair<Period, Period>> nestings{
        {Period::slot, Period::hour},     {Period::hour, Period::day},
        {Period::day, Period::week},      {Period::day, Period::month},
        {Period::month, Period::quarter}, {Period::quarter, Period::year}};
    std::mt19937_64 random{7};
    for (const auto* name : test::kZones) {
        const auto here = zone(name);
        const Instant from = utc("2010-03-01T00:00:00Z") + minutes{random() % 1'000'000};
        const Span span{from, from + hours{24 * 800 + random() % 1000}};
        for (const auto& [fine, coarse] : nestings) {
            const auto parts = cut(here, span, fine);
            const auto wholes = cut(here, span, coarse);
            EXPECT_LE(parts.size(), count_at_most(span, fine)) << name;
            bool gapless = true;
            std::vector<Instant> borders;
            for (std::size_t i = 0; i < parts.size(); ++i) {
                gapless = gapless && parts[i].from < parts[i].to &&
                          slot_start(slot_of(parts[i].from)) == parts[i].from &&
                          (i == 0 || parts[i].from == parts[i - 1].to);
                borders.push_back(parts[i].from);
            }
            ASSERT_TRUE(gapless) << name;
            ASSERT_EQ(parts.front().from, wholes.front().from);
            ASSERT_EQ(parts.back().to, wholes.back().to);
            for (const auto& whole : wholes) {
                ASSERT_TRUE(std::binary_search(borders.begin(), borders.end(), whole.from))
                    << name << ' ' << format_rfc3339(whole.from);
            }
        }
    }
}

}  // namespace
}  // namespace ohmstead
