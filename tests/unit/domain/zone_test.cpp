#include "domain/time/zone.hpp"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

#include "unit/domain/zones.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::date;
using test::utc;
using test::zone;

Milliseconds length(const Span& span) {
    return span.to - span.from;
}

TEST(Zone, KnowsTheNamesOfPlacesAndNothingElse) {
    EXPECT_TRUE(Zone::find("Europe/Berlin"));
    EXPECT_TRUE(Zone::find("Etc/UTC"));
    EXPECT_TRUE(Zone::find("America/Argentina/Buenos_Aires"));
    for (const auto* name :
         {"", "Europe/Nowhere", "europe/berlin", "../../etc/passwd", "/etc/localtime", "Europe",
          "right/Europe/Berlin", "posix/Europe/Berlin", "posixrules", "Europe/Berlin ", "tzdata.zi",
          "zone.tab"}) {
        EXPECT_FALSE(Zone::find(name)) << name;
    }
    EXPECT_FALSE(Zone::find(std::string(5000, 'A')));
    EXPECT_FALSE(Zone::find(std::string_view{"Europe/Berlin\0x", 15}));
}

TEST(Zone, ClockChangesMakeDaysOf23And25Hours) {
    const auto berlin = zone("Europe/Berlin");
    EXPECT_EQ(berlin.day_span(date("2024-03-31")),
              (Span{utc("2024-03-30T23:00:00Z"), utc("2024-03-31T22:00:00Z")}));
    EXPECT_EQ(berlin.day_span(date("2024-10-27")),
              (Span{utc("2024-10-26T22:00:00Z"), utc("2024-10-27T23:00:00Z")}));
    EXPECT_EQ(length(berlin.day_span(date("2024-06-01"))), hours{24});
    const auto york = zone("America/New_York");
    EXPECT_EQ(length(york.day_span(date("2024-03-10"))), hours{23});
    EXPECT_EQ(length(york.day_span(date("2024-11-03"))), hours{25});
}

TEST(Zone, ClockChangesOfHalfAnHourAndOfTwoHours) {
    const auto howe = zone("Australia/Lord_Howe");
    EXPECT_EQ(length(howe.day_span(date("2024-04-07"))), minutes{24 * 60 + 30});
    EXPECT_EQ(length(howe.day_span(date("2024-10-06"))), minutes{23 * 60 + 30});
    const auto troll = zone("Antarctica/Troll");
    EXPECT_EQ(length(troll.day_span(date("2024-03-31"))), hours{22});
    EXPECT_EQ(length(troll.day_span(date("2024-10-27"))), hours{26});
}

TEST(Zone, ClockChangesAtMidnight) {
    // Havana skips midnight in spring and shows it twice in autumn.
    const auto havana = zone("America/Havana");
    EXPECT_EQ(havana.day_span(date("2024-03-10")),
              (Span{utc("2024-03-10T05:00:00Z"), utc("2024-03-11T04:00:00Z")}));
    EXPECT_EQ(havana.day_span(date("2024-11-03")),
              (Span{utc("2024-11-03T04:00:00Z"), utc("2024-11-04T05:00:00Z")}));
    // Santiago goes from 24:00 back to 23:00, and from 24:00 on to 01:00.
    const auto santiago = zone("America/Santiago");
    EXPECT_EQ(length(santiago.day_span(date("2024-04-06"))), hours{25});
    EXPECT_EQ(length(santiago.day_span(date("2024-09-08"))), hours{23});
    EXPECT_EQ(santiago.date_of(utc("2024-04-07T03:30:00Z")), date("2024-04-06"));
}

TEST(Zone, ADateNeverGoesBackWhereTheClockIsPutBackOverMidnight) {
    // St. John's went from 00:01 back to 23:01 of the day before.
    const auto johns = zone("America/St_Johns");
    const auto day = date("2010-11-07");
    EXPECT_EQ(johns.day_span(day),
              (Span{utc("2010-11-07T02:30:00Z"), utc("2010-11-08T03:30:00Z")}));
    for (Instant at = utc("2010-11-06T20:00:00Z"); at < utc("2010-11-08T06:00:00Z");
         at += minutes{1}) {
        EXPECT_TRUE(johns.day_span(johns.date_of(at)).contains(at)) << format_rfc3339(at);
    }
}

TEST(Zone, CasablancaFollowsItsOwnCalendar) {
    const auto casablanca = zone("Africa/Casablanca");
    EXPECT_EQ(length(casablanca.day_span(date("2024-03-10"))), hours{25});
    EXPECT_EQ(length(casablanca.day_span(date("2024-04-14"))), hours{23});
}

TEST(Zone, OddOffsetsStartTheirDaysAtLocalMidnight) {
    EXPECT_EQ(zone("Asia/Kolkata").instant_of(date("2026-01-02")), utc("2026-01-01T18:30:00Z"));
    EXPECT_EQ(zone("Asia/Kathmandu").instant_of(date("2026-01-02")), utc("2026-01-01T18:15:00Z"));
    EXPECT_EQ(zone("Australia/Darwin").instant_of(date("2026-01-02")), utc("2026-01-01T14:30:00Z"));
    EXPECT_EQ(zone("Pacific/Chatham").instant_of(date("2026-07-02")), utc("2026-07-01T11:15:00Z"));
    EXPECT_EQ(zone("America/St_Johns").instant_of(date("2026-01-02")), utc("2026-01-02T03:30:00Z"));
}

TEST(Zone, ASkippedDayIsEmptyAndItsNeighboursAreWhole) {
    const auto apia = zone("Pacific/Apia");
    EXPECT_EQ(length(apia.day_span(date("2011-12-29"))), hours{24});
    EXPECT_TRUE(apia.day_span(date("2011-12-30")).empty());
    EXPECT_EQ(length(apia.day_span(date("2011-12-31"))), hours{24});
    EXPECT_EQ(apia.day_span(date("2011-12-29")).to, apia.day_span(date("2011-12-31")).from);
}

TEST(Zone, ReadsTheClockInsideADay) {
    const auto berlin = zone("Europe/Berlin");
    EXPECT_EQ(berlin.instant_of(date("2024-06-01"), hours{12}), utc("2024-06-01T10:00:00Z"));
    // 02:30 does not exist in spring and exists twice in autumn.
    EXPECT_EQ(berlin.instant_of(date("2024-03-31"), minutes{150}), utc("2024-03-31T01:00:00Z"));
    EXPECT_EQ(berlin.instant_of(date("2024-10-27"), minutes{150}), utc("2024-10-27T00:30:00Z"));
}

TEST(Zone, CountsFromTheZonesDataAloneWhateverTheServersOwnZone) {
    const auto before = zone("Europe/Berlin").day_span(date("2024-10-27"));
    for (const auto* server : {"UTC", "Europe/Berlin", "Australia/Lord_Howe"}) {
        setenv("TZ", server, 1);
        tzset();
        EXPECT_EQ(zone("Europe/Berlin").day_span(date("2024-10-27")), before) << server;
    }
    unsetenv("TZ");
    tzset();
}

TEST(Zone, EveryInstantHasOneDateInEveryZone) {
    for (const auto* name : test::kZones) {
        const auto here = zone(name);
        auto day = date("2009-12-30");
        Instant at = here.instant_of(day);
        for (; day < date("2012-02-01"); day = plus_days(day, 1)) {
            const auto span = here.day_span(day);
            ASSERT_EQ(span.from, at) << name << ' ' << format_local_date(day);
            if (!span.empty()) {
                ASSERT_EQ(here.date_of(span.from), day) << name;
                ASSERT_EQ(here.date_of(span.to - Milliseconds{1}), day) << name;
            }
            at = span.to;
        }
    }
}

TEST(LocalDate, ReadsOneFormAlone) {
    EXPECT_EQ(date("2024-02-29"), (LocalDate{std::chrono::year{2024} / 2 / 29}));
    for (const auto* text : {"2023-02-29", "2024-13-01", "2024-2-29", "2024-02-29 ", "20240229", "",
                             "0000-00-00", "1969-12-31", "2024/02/29", "2024-02-30"}) {
        EXPECT_FALSE(parse_local_date(text)) << text;
    }
    EXPECT_EQ(format_local_date(date("2026-03-01")), "2026-03-01");
    EXPECT_EQ(plus_days(date("2024-02-28"), 2), date("2024-03-01"));
    EXPECT_EQ(plus_days(date("2024-12-31"), 1), date("2025-01-01"));
}

}  // namespace
}  // namespace ohmstead
