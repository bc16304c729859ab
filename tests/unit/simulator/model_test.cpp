#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "simulator/home/home_spec.hpp"
#include "simulator/model/timeline.hpp"
#include "tests/unit/simulator/time_text.hpp"

namespace ohmstead::simulator {
namespace {

ModelSpec spec_of(const std::string& home) {
    return read_home_file(std::string(OHMSTEAD_SIMULATOR_DIR) + "/homes/" + home + ".json").model;
}

/// Two weeks of a home are enough to see it through all it does.
struct Fixture {
    explicit Fixture(const std::string& home, const char* begins = "2026-06-01T00:00:00Z")
        : model([&] {
              ModelSpec spec = spec_of(home);
              spec.begins = at(begins);
              return spec;
          }()),
          timeline(model, actions) {}

    HomeModel model;
    Actions actions;
    Timeline timeline;
};

class Balance : public testing::TestWithParam<const char*> {};

TEST_P(Balance, HoldsAtRandomInstantsAndInTotal) {
    Fixture f(GetParam());
    f.timeline.extend_to(f.timeline.begins() + 14 * kDay);
    std::mt19937_64 random(5);
    std::uniform_int_distribution<Millis> when(0, 14 * kDay);
    const auto signal = [&](const char* name) { return f.model.signal(name); };
    for (int i = 0; i < 300; ++i) {
        const Cursor c = f.timeline.cursor_at(f.timeline.begins() + when(random));
        const auto check = [&](auto value) {
            EXPECT_EQ(value(signal("grid.net")),
                      value(signal("home")) + value(signal("battery.charge")) -
                          value(signal("battery.discharge")) - value(signal("solar")));
            EXPECT_EQ(value(signal("grid.net")),
                      value(signal("grid.import")) - value(signal("grid.export")));
            EXPECT_EQ(
                value(signal("grid.net")),
                value(signal("phase.L1")) + value(signal("phase.L2")) + value(signal("phase.L3")));
        };
        check([&](int s) { return c.rate(s); });
        check([&](int s) { return c.total(s); });
    }
}

INSTANTIATE_TEST_SUITE_P(Homes, Balance, testing::Values("house", "cottage"));

TEST(Balance, FlatHasOnlyTheGrid) {
    Fixture f("flat");
    const Cursor c = f.timeline.cursor_at(f.timeline.begins() + 3 * kDay);
    EXPECT_EQ(c.total(f.model.signal("grid.import")), c.total(f.model.signal("home")));
    EXPECT_GT(c.total(f.model.signal("home")), 0);
}

TEST(Timeline, GivesTheSameTotalsHoweverItIsCut) {
    Fixture f("house");
    const Millis end = f.timeline.begins() + 3 * kDay + 12'345;
    Cursor steps = f.timeline.cursor_at(f.timeline.begins());
    for (Millis t = steps.now(); t < end; t += 7'919) {
        steps.advance(t);
    }
    steps.advance(end);
    f.timeline.extend_to(end);
    const Totals direct = f.timeline.totals_at(end);
    EXPECT_EQ(steps.totals().sum, direct.sum);
    EXPECT_EQ(steps.totals().content, direct.content);
}

TEST(Timeline, IsTheIntegralOfWhatItShows) {
    Fixture f("house");
    const int grid = f.model.signal("grid.import");
    Cursor c = f.timeline.cursor_at(f.timeline.begins() + 10 * kHour);
    const std::int64_t before = c.total(grid);
    std::int64_t sum = 0;
    for (Millis t = c.now(); t < f.timeline.begins() + 14 * kHour; t += 2 * kSecond) {
        c.advance(t);
        sum += c.rate(grid) * 2 * kSecond;
    }
    c.advance(f.timeline.begins() + 14 * kHour);
    EXPECT_EQ(c.total(grid) - before, sum);
}

TEST(Timeline, KeepsLowestAndHighestOfAnHour) {
    Fixture f("house");
    f.timeline.extend_to(f.timeline.begins() + kDay);
    const int net = f.model.signal("grid.net");
    const Millis hour = f.timeline.begins() + 7 * kHour;
    std::int64_t lowest = 1'000'000'000;
    std::int64_t highest = -1'000'000'000;
    Cursor c = f.timeline.cursor_at(hour);
    for (Millis t = hour; t < hour + kHour; t += 2 * kSecond) {
        c.advance(t);
        lowest = std::min(lowest, c.rate(net));
        highest = std::max(highest, c.rate(net));
    }
    EXPECT_EQ(f.timeline.lowest_in_hour(hour, net), lowest);
    EXPECT_EQ(f.timeline.highest_in_hour(hour, net), highest);
}

TEST(Timeline, IsTheSameForTheSameSeedAndDiffersForAnother) {
    Fixture a("house");
    Fixture b("house");
    ModelSpec other = spec_of("house");
    other.begins = a.timeline.begins();
    other.seed = 77;
    const HomeModel model(other);
    const Actions none;
    const Timeline c(model, none);
    const Millis t = a.timeline.begins() + 2 * kDay;
    EXPECT_EQ(a.timeline.totals_at(t).sum, b.timeline.totals_at(t).sum);
    EXPECT_NE(a.timeline.totals_at(t).sum, c.totals_at(t).sum);
}

TEST(Timeline, KeepsTheBatteryWithinItsLimits) {
    Fixture f("house");
    f.timeline.extend_to(f.timeline.begins() + 14 * kDay);
    const int soc = f.model.signal("battery.soc");
    for (Millis hour = f.timeline.begins(); hour < f.timeline.stored_until(); hour += kHour) {
        EXPECT_GE(f.timeline.lowest_in_hour(hour, soc), 4'999);
        EXPECT_LE(f.timeline.highest_in_hour(hour, soc), 100'000);
    }
}

TEST(Actions, ChangeTheGridAtOnceAndAreCountedExactly) {
    Fixture f("flat");
    const int kettle = f.model.signal("load.kettle");
    const Millis t = f.timeline.begins() + 3 * kHour + 17'321;  // nobody boils water at night
    Cursor live = f.timeline.cursor_at(t);
    const std::int64_t grid_before = live.rate(f.model.signal("grid.net"));
    const std::int64_t total_before = live.total(kettle);
    f.actions.add({.from = t, .to = t + 45'500, .load = kettle, .value = 2'000'000});
    live.advance(t);
    EXPECT_NEAR(static_cast<double>(live.rate(f.model.signal("grid.net")) - grid_before), 2e6, 6e4);
    live.advance(t + kHour);
    EXPECT_EQ(live.total(kettle) - total_before, 2'000'000LL * 45'500);
    EXPECT_EQ(live.totals().sum, f.timeline.totals_at(t + kHour).sum);
}

TEST(Sun, StandsWhereTheAlmanacSays) {
    const double degree = 57.29577951308232;
    // Utrecht at local solar noon of the solstices: 90 - latitude +- 23.44 degrees.
    const auto noon_elevation = [&](const char* noon) {
        return std::asin(sun_at(at(noon), 52.09, 5.12).sin_elevation) * degree;
    };
    EXPECT_NEAR(noon_elevation("2026-06-21T11:41:00Z"), 61.35, 0.3);
    EXPECT_NEAR(noon_elevation("2026-12-21T11:38:00Z"), 14.47, 0.3);
    EXPECT_LT(sun_at(at("2026-06-21T23:40:00Z"), 52.09, 5.12).sin_elevation, 0);
    // In the morning it stands in the east.
    const double morning = sun_at(at("2026-03-20T06:30:00Z"), 52.09, 5.12).azimuth * degree;
    EXPECT_NEAR(morning, 100, 12);
}

TEST(Sun, MakesAPlausibleYear) {
    ModelSpec spec = spec_of("house");
    spec.begins = at("2025-01-01T00:00:00Z");
    const HomeModel model(spec);
    const Actions none;
    Timeline timeline(model, none);
    timeline.extend_to(at("2026-01-01T00:00:00Z"));
    const int south = model.signal("solar.south");
    const auto kwh = [&](const char* from, const char* to) {
        return static_cast<double>(timeline.total_at_hour(at(to), south) -
                                   timeline.total_at_hour(at(from), south)) /
               kPerMilliwattHour / 1e6;
    };
    const double year = kwh("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
    EXPECT_GT(year, 4.2 * 750);
    EXPECT_LT(year, 4.2 * 1150);
    EXPECT_GT(kwh("2025-06-01T00:00:00Z", "2025-07-01T00:00:00Z"),
              2 * kwh("2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z"));
    for (Millis midnight = timeline.begins(); midnight < timeline.stored_until();
         midnight += kDay) {
        EXPECT_EQ(timeline.highest_in_hour(midnight, south), 0);
    }
}

TEST(Market, HasNegativeQuarterHours) {
    ModelSpec spec = spec_of("house");
    const HomeModel model(spec);
    int negative = 0;
    for (Millis day = at("2026-05-01T12:00:00Z"); day < at("2026-09-01T00:00:00Z"); day += kDay) {
        for (const std::int64_t price : model.plan_day(day).price) {
            negative += price < 0 ? 1 : 0;
        }
    }
    EXPECT_GT(negative, 40);
    EXPECT_LT(negative, 2000);
}

TEST(Zone, CutsDaysAtClockChanges) {
    const Zone zone("Europe/Amsterdam");
    EXPECT_EQ(zone.day_of(at("2026-03-29T10:00:00Z")).minutes, 23 * 60);
    EXPECT_EQ(zone.day_of(at("2025-10-26T10:00:00Z")).minutes, 25 * 60);
    EXPECT_EQ(zone.floor_local(at("2026-03-31T23:30:00Z"), "month"), at("2026-03-31T22:00:00Z"));
    EXPECT_EQ(zone.next_local(at("2026-12-31T23:30:00Z"), "year"), at("2027-12-31T23:00:00Z"));
    EXPECT_EQ(zone.day_of(at("2026-11-25T00:00:00Z")).weekday, 2);
    EXPECT_EQ(Zone("Asia/Kathmandu").offset(at("2026-01-01T00:00:00Z")), 5 * kHour + 45 * kMinute);
}

TEST(Time, ReadsWhatItWritesAndRefusesTheRest) {
    const Millis t = at("2026-03-01T10:00:00.25+01:00");
    EXPECT_EQ(format_time(t), "2026-03-01T09:00:00.250000+00:00");
    EXPECT_EQ(parse_time(format_time(t)), t);
    EXPECT_EQ(parse_time("2026-03-01 10:00:00Z"), at("2026-03-01T10:00:00Z"));
    EXPECT_EQ(format_time(at("9999-12-31T23:59:59Z")), "9999-12-31T23:59:59.000000+00:00");
    for (const char* bad : {"", "2026-03-01", "2026-02-30T00:00:00Z", "2026-03-01T10:00:00",
                            "2026-03-01T25:00:00Z", "yesterday", "2026-03-01T10:00:00Zx"}) {
        EXPECT_FALSE(parse_time(bad)) << bad;
    }
}

}  // namespace
}  // namespace ohmstead::simulator
