#include "domain/balance/day_sums.hpp"

#include <gtest/gtest.h>

#include "domain/time/period.hpp"
#include "unit/domain/random_home.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using test::channel;
using test::date;
using test::RandomHome;
using test::utc;
using test::whole_slot;
using test::zone;

// One unit of import in every slot of a date and the days around it.
struct SteadyHome {
    std::vector<Channel> channels{channel("i", ChannelRole::grid_import)};
    std::vector<ChannelSlots> slots{{channels[0].id, {}}};

    SteadyHome(const Zone& here, LocalDate on) {
        const auto first = local_day(here, plus_days(on, -2)).slots.from;
        const auto last = local_day(here, plus_days(on, 2)).slots.to;
        for (auto slot = first; slot < last; ++slot) {
            slots[0].slots.push_back(whole_slot(slot, 1));
        }
    }
};

DaySums one_day(const Zone& here, LocalDate on) {
    const SteadyHome home{here, on};
    const std::vector days{local_day(here, on)};
    return day_sums(home.channels, home.slots, days, day_stamp(here, home.channels), {}).at(0);
}

TEST(DaySums, ADayIsCutInTheZoneOfTheHome) {
    struct Case {
        const char* zone;
        const char* date;
        std::uint16_t slots;
    };
    for (const auto& [name, on, slots] :
         {Case{"Europe/Berlin", "2024-06-01", 96}, Case{"Europe/Berlin", "2024-03-31", 92},
          Case{"Europe/Berlin", "2024-10-27", 100}, Case{"Asia/Kathmandu", "2024-06-01", 96},
          Case{"Asia/Kolkata", "2024-06-01", 96}, Case{"Australia/Lord_Howe", "2024-04-07", 98},
          Case{"Australia/Lord_Howe", "2024-10-06", 94},
          Case{"Antarctica/Troll", "2024-03-31", 88}}) {
        const auto day = one_day(zone(name), date(on));
        EXPECT_EQ(day.known, slots) << name << ' ' << on;
        EXPECT_EQ(day.home, slots);
        EXPECT_EQ(day.channels.at(0).amount, slots);
        EXPECT_EQ(day.channels.at(0).known, slots);
        EXPECT_EQ(day.channels.at(0).told, slots);
        EXPECT_EQ(day.stamp.time_zone, name);
    }
    EXPECT_EQ(local_day(zone("Asia/Kathmandu"), date("2024-06-01")).slots.from,
              slot_of(utc("2024-05-31T18:15:00Z")));
}

// One unit in each slot of a date in Berlin: how many the day has, and how many from two to three
// o'clock on its clock.
struct BerlinDay {
    std::int64_t day = 0;
    std::int64_t from_two_to_three = 0;
};

BerlinDay berlin(std::string_view on) {
    const auto here = zone("Europe/Berlin");
    const SteadyHome home{here, date(on)};
    BerlinDay sums{.day = one_day(here, date(on)).channels[0].amount};
    for (const auto& slot : home.slots[0].slots) {
        const auto start = slot_start(slot.index);
        const auto local = start + here.regime_at(start).offset;
        const bool in_window =
            here.date_of(start) == date(on) &&
            std::chrono::floor<hours>(local - floor<std::chrono::days>(local)) == hours{2};
        sums.from_two_to_three += in_window ? slot.amount : 0;
    }
    return sums;
}

TEST(DaySums, T8TheSpringDayHas92SlotsAndNoneFromTwoToThree) {
    const auto sums = berlin("2024-03-31");
    EXPECT_EQ(sums.day, 92);
    EXPECT_EQ(sums.from_two_to_three, 0);
    EXPECT_EQ(berlin("2024-03-30").from_two_to_three, 4);
}

TEST(DaySums, T9TheAutumnDayHas100SlotsAndEightFromTwoToThree) {
    const auto sums = berlin("2024-10-27");
    EXPECT_EQ(sums.day, 100);
    EXPECT_EQ(sums.from_two_to_three, 8);
}

TEST(DaySums, T10AKathmanduDayHas96SlotsAndIsNotMadeOfHours) {
    const auto here = zone("Asia/Kathmandu");
    EXPECT_EQ(one_day(here, date("2026-01-02")).channels[0].amount, 96);
    EXPECT_EQ(local_day(here, date("2026-01-02")).slots.from % 4, 1);
}

TEST(DaySums, ADateThatTheZoneSkippedIsNoDay) {
    const auto days = local_days(zone("Pacific/Apia"), date("2011-12-29"), date("2011-12-31"));
    ASSERT_EQ(days.size(), 2u);
    EXPECT_EQ(days[0].slots.to, days[1].slots.from);
}

TEST(DaySums, ASlotWithoutOneInputIsUnknownAndNotZero) {
    const auto here = Zone::utc();
    const auto day = local_day(here, date("2026-03-01"));
    const auto first = day.slots.from;
    const std::vector channels{channel("i", ChannelRole::grid_import),
                               channel("s", ChannelRole::solar)};
    const std::vector<ChannelSlots> slots{
        {channels[0].id,
         {whole_slot(first, 3), whole_slot(first + 1, 5),
          whole_slot(first + 2, -1, Quality::coarse)}},
        {channels[1].id, {whole_slot(first, 1, Quality::estimated), whole_slot(first + 2, 4)}}};
    const auto sums = day_sums(channels, slots, std::vector{day}, day_stamp(here, channels), {});
    ASSERT_EQ(sums.size(), 1u);
    EXPECT_EQ(sums[0].known, 2);
    EXPECT_EQ(sums[0].estimated, 1);
    EXPECT_EQ(sums[0].coarse, 1);
    EXPECT_EQ(sums[0].faulty, 1);
    EXPECT_EQ(sums[0].home, 8);
    EXPECT_EQ(sums[0].channels[0], (ChannelDay{7, 3, 3}));
    EXPECT_EQ(sums[0].channels[1], (ChannelDay{5, 2, 3}));
}

// The battery's content goes from day to day, so that it does not matter in how many pieces days
// are summed, in any zone.
TEST(DaySums, PiecesAddUpToTheWhole) {
    const Span span{utc("2024-03-20T00:00:00Z"), utc("2024-04-12T00:00:00Z")};
    for (std::size_t i = 0; i < test::kZones.size(); ++i) {
        const auto here = zone(test::kZones[i]);
        const RandomHome home{i, span, 2};
        const auto stamp = day_stamp(here, home.channels);
        const auto days = local_days(here, date("2024-03-22"), date("2024-04-10"));
        const auto whole = day_sums(home.channels, home.slots, days, stamp, {});
        ASSERT_EQ(whole.size(), days.size());
        Storage content;
        std::vector<DaySums> pieces;
        for (std::size_t at = 0; at < days.size();) {
            const auto count = std::min<std::size_t>(1 + at % 5, days.size() - at);
            const auto piece = day_sums(home.channels, home.slots,
                                        std::span(days).subspan(at, count), stamp, content);
            pieces.insert(pieces.end(), piece.begin(), piece.end());
            content = pieces.back().content;
            at += count;
        }
        ASSERT_EQ(pieces, whole) << here.name();
        for (const auto& day : whole) {
            ASSERT_EQ(day.discharge.to_home.sum(), day.flows.battery_to_home);
            ASSERT_EQ(day.discharge.to_grid.sum(), day.flows.battery_to_grid);
        }
    }
}

TEST(DaySums, TheStampTellsWhatTheSumsDependOn) {
    const auto here = zone("Europe/Berlin");
    std::vector channels{channel("i", ChannelRole::grid_import), channel("s", ChannelRole::solar)};
    const auto stamp = day_stamp(here, channels);
    EXPECT_FALSE(stamp.tz_version.empty());
    EXPECT_NE(day_stamp(zone("Europe/Paris"), channels), stamp);
    auto renamed = channels;
    renamed[0].name = "Meter";
    EXPECT_EQ(day_stamp(here, renamed), stamp);
    auto hybrid = channels;
    hybrid[1].adds_to_ac_balance = false;
    EXPECT_NE(day_stamp(here, hybrid), stamp);
    auto ended = channels;
    ended[1].bindings[0].valid_to = utc("2026-01-01T00:00:00Z");
    EXPECT_NE(day_stamp(here, ended), stamp);
    auto with_plug = channels;
    with_plug.push_back(channel("plug", ChannelRole::device));
    EXPECT_NE(day_stamp(here, with_plug), stamp);
    auto with_part = with_plug;
    with_part.back().included_in = with_plug[0].id;
    EXPECT_NE(day_stamp(here, with_part), day_stamp(here, with_plug));
}

}  // namespace
}  // namespace ohmstead
