#include "domain/time/comparison.hpp"

#include <gmock/gmock.h>

#include "unit/domain/zones.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::date;
using test::utc;
using test::zone;
using ::testing::ElementsAre;
using ::testing::Optional;

Span dates(const Zone& zone, std::string_view from, std::string_view to) {
    return {.from = zone.instant_of(date(from)), .to = zone.instant_of(date(to))};
}

// What the wall clock shows as the hour.
int hour_of(const Zone& zone, Instant instant) {
    const auto local = instant + zone.regime_at(instant).offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    return static_cast<int>(std::chrono::floor<hours>(local - day).count());
}

Span compared(const Zone& zone, std::string_view from, std::string_view to, Compare compare) {
    const auto span = dates(zone, from, to);
    return compared_span(zone, span, compare, span.to);
}

TEST(Comparison, WholeCalendarUnitsAreComparedWithWholeOnes) {
    const auto here = zone("Europe/Berlin");
    EXPECT_EQ(compared(here, "2026-03-01", "2026-04-01", Compare::previous),
              dates(here, "2026-02-01", "2026-03-01"));
    EXPECT_EQ(compared(here, "2026-01-01", "2026-02-01", Compare::previous),
              dates(here, "2025-12-01", "2026-01-01"));
    EXPECT_EQ(compared(here, "2026-04-01", "2026-07-01", Compare::previous),
              dates(here, "2026-01-01", "2026-04-01"));
    EXPECT_EQ(compared(here, "2025-01-01", "2026-01-01", Compare::previous),
              dates(here, "2024-01-01", "2025-01-01"));
    EXPECT_EQ(compared(here, "2024-02-01", "2024-03-01", Compare::year),
              dates(here, "2023-02-01", "2023-03-01"));
    EXPECT_EQ(compared(here, "2026-10-01", "2027-01-01", Compare::year),
              dates(here, "2025-10-01", "2026-01-01"));
}

TEST(Comparison, WeeksKeepTheirWeekdaysInTheYearBefore) {
    const auto here = zone("Europe/Berlin");
    EXPECT_EQ(compared(here, "2026-11-23", "2026-11-30", Compare::previous),
              dates(here, "2026-11-16", "2026-11-23"));
    EXPECT_EQ(compared(here, "2026-11-23", "2026-11-30", Compare::year),
              dates(here, "2025-11-24", "2025-12-01"));
}

TEST(Comparison, OtherSpansGoBackByTheirLocalDays) {
    const auto here = zone("Europe/Berlin");
    EXPECT_EQ(compared(here, "2026-11-03", "2026-11-10", Compare::previous),
              dates(here, "2026-10-27", "2026-11-03"));
    EXPECT_EQ(compared(here, "2026-11-03", "2026-11-10", Compare::year),
              dates(here, "2025-11-03", "2025-11-10"));
    const Span afternoon{utc("2026-11-03T12:00:00Z"), utc("2026-11-03T18:00:00Z")};
    EXPECT_EQ(compared_span(here, afternoon, Compare::previous, afternoon.to),
              (Span{utc("2026-11-02T12:00:00Z"), utc("2026-11-02T18:00:00Z")}));
}

TEST(Comparison, DaysBesideAClockChangeKeepTheirOwnLength) {
    const auto here = zone("Europe/Berlin");
    const auto spring = compared(here, "2024-04-01", "2024-04-02", Compare::previous);
    EXPECT_EQ(spring, dates(here, "2024-03-31", "2024-04-01"));
    EXPECT_EQ(spring.to - spring.from, hours{23});
    const auto autumn = compared(here, "2024-10-28", "2024-10-29", Compare::previous);
    EXPECT_EQ(autumn.to - autumn.from, hours{25});
    const Span noon{utc("2024-03-31T10:00:00Z"), utc("2024-03-31T11:00:00Z")};
    EXPECT_EQ(compared_span(here, noon, Compare::previous, noon.to),
              (Span{utc("2024-03-30T11:00:00Z"), utc("2024-03-30T12:00:00Z")}))
        << "the same clock times, not 24 hours before";
}

TEST(Comparison, ADateThatIsMissingBecomesTheLastOfItsMonth) {
    const auto here = zone("Europe/Berlin");
    EXPECT_EQ(compared(here, "2024-02-29", "2024-03-01", Compare::year),
              dates(here, "2023-02-28", "2023-03-01"));
    EXPECT_EQ(compared(here, "2024-02-20", "2024-02-29", Compare::year),
              dates(here, "2023-02-20", "2023-03-01"));
}

TEST(Comparison, APeriodThatIsNotOverIsComparedWithItsPartOfTheOther) {
    const auto here = zone("Europe/Berlin");
    const auto november = dates(here, "2026-11-01", "2026-12-01");
    EXPECT_EQ(compared_span(here, november, Compare::previous, utc("2026-11-17T09:15:00Z")),
              (Span{here.instant_of(date("2026-10-01")), utc("2026-10-17T08:15:00Z")}))
        << "to the same clock time; the clocks changed in between";
    const auto march = dates(here, "2026-03-01", "2026-04-01");
    EXPECT_EQ(compared_span(here, march, Compare::previous, utc("2026-03-30T10:00:00Z")),
              dates(here, "2026-02-01", "2026-03-01"))
        << "all of February is over before the 30th";
    EXPECT_EQ(compared_span(here, march, Compare::previous, march.from),
              dates(here, "2026-02-01", "2026-03-01"))
        << "a period that has not begun is compared as a whole";
}

TEST(Comparison, ZonesBetweenTheHoursCutAtTheirOwnMidnight) {
    const auto here = zone("Asia/Kathmandu");
    const auto day = compared(here, "2026-01-02", "2026-01-03", Compare::previous);
    EXPECT_EQ(day, (Span{utc("2025-12-31T18:15:00Z"), utc("2026-01-01T18:15:00Z")}));
    EXPECT_EQ(compared_span(here, dates(here, "2026-01-02", "2026-01-03"), Compare::previous,
                            utc("2026-01-02T06:30:00Z"))
                  .to,
              utc("2026-01-01T06:30:00Z"));
}

TEST(Comparison, PeriodsStandAtTheSamePlaceOfTheCalendar) {
    const auto here = zone("Europe/Berlin");
    const auto september = cut(here, dates(here, "2026-09-01", "2026-10-01"), Period::day);
    const auto august = cut(here, dates(here, "2026-08-01", "2026-09-01"), Period::day);
    const auto aligned = align(here, Compare::previous, september, august);
    ASSERT_EQ(aligned.size(), 31u);
    EXPECT_THAT(aligned[0], Optional(0u));
    EXPECT_THAT(aligned[29], Optional(29u));
    EXPECT_EQ(aligned[30], std::nullopt) << "September has no 31st";
}

TEST(Comparison, HoursOfAClockChangeAreAlignedByTheWallClock) {
    const auto here = zone("Europe/Berlin");
    const auto hours_of = [&](std::string_view from, std::string_view to) {
        return cut(here, dates(here, from, to), Period::hour);
    };
    const auto after_spring = align(here, Compare::previous, hours_of("2024-04-01", "2024-04-02"),
                                    hours_of("2024-03-31", "2024-04-01"));
    ASSERT_EQ(after_spring.size(), 23u);
    EXPECT_THAT(after_spring[1], Optional(1u));
    EXPECT_THAT(after_spring[2], Optional(3u)) << "03:00 beside 03:00: there was no 02:00";
    const auto after_autumn = align(here, Compare::previous, hours_of("2024-10-28", "2024-10-29"),
                                    hours_of("2024-10-27", "2024-10-28"));
    ASSERT_EQ(after_autumn.size(), 25u);
    EXPECT_THAT(after_autumn[2], Optional(2u));
    EXPECT_THAT(after_autumn[3], Optional(2u)) << "both hours that the clock called 02:00";
    EXPECT_THAT(after_autumn[24], Optional(23u));
}

TEST(Comparison, TheLeapDayStandsBesideTheDayItIsComparedWith) {
    const auto here = zone("Europe/Berlin");
    const auto hours_of = [&](std::string_view from, std::string_view to) {
        return cut(here, dates(here, from, to), Period::hour);
    };
    const auto aligned = align(here, Compare::year, hours_of("2024-02-29", "2024-03-01"),
                               hours_of("2023-02-28", "2023-03-01"));
    ASSERT_EQ(aligned.size(), 24u);
    EXPECT_THAT(aligned[0], Optional(0u));
    EXPECT_THAT(aligned[23], Optional(23u));
}

TEST(Comparison, ALocalDayIsOneDayWhateverItsLength) {
    const auto here = zone("Europe/Berlin");
    EXPECT_DOUBLE_EQ(local_days(here, dates(here, "2024-03-31", "2024-04-01")), 1);
    EXPECT_DOUBLE_EQ(local_days(here, dates(here, "2024-10-27", "2024-10-28")), 1);
    EXPECT_DOUBLE_EQ(local_days(here, dates(here, "2024-02-01", "2024-03-01")), 29);
    const auto kathmandu = zone("Asia/Kathmandu");
    const auto noon = kathmandu.instant_of(date("2026-01-02"), hours{12});
    EXPECT_DOUBLE_EQ(local_days(kathmandu, {kathmandu.instant_of(date("2026-01-01")), noon}), 1.5);
}

// In every zone: never empty for a span in the past, never later than the span itself, and its
// hours stand beside hours of the same name, but for those that a clock change skipped.
TEST(Comparison, HoldsInEveryZone) {
    for (const auto* name : test::kZones) {
        const auto here = zone(name);
        for (auto day = date("2023-12-25"); day < date("2024-04-15"); day = plus_days(day, 3)) {
            for (const auto compare : {Compare::previous, Compare::year}) {
                const Span span{here.instant_of(day), here.instant_of(plus_days(day, 3))};
                const auto other = compared_span(here, span, compare, span.to);
                EXPECT_FALSE(other.empty()) << name;
                EXPECT_LE(other.to, span.from) << name;
                const auto hours_here = cut(here, span, Period::hour);
                const auto hours_there = cut(here, other, Period::hour);
                const auto aligned = align(here, compare, hours_here, hours_there);
                int renamed = 0;
                for (std::size_t i = 0; i < aligned.size(); ++i) {
                    if (aligned[i]) {
                        ASSERT_LT(*aligned[i], hours_here.size());
                        renamed += hour_of(here, hours_here[*aligned[i]].from) !=
                                   hour_of(here, hours_there[i].from);
                    } else {
                        ++renamed;
                    }
                }
                EXPECT_LE(renamed, 3) << name << ' ' << format_local_date(day);
            }
        }
    }
}

}  // namespace
}  // namespace ohmstead
