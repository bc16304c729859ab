#include "ledger/aggregate_plan.hpp"

#include <random>

#include <gtest/gtest.h>

#include "unit/domain/zones.hpp"

namespace ohmstead::test {
namespace {

using std::chrono::days;
using std::chrono::hours;

std::vector<LocalDate> dates_of(const std::vector<AggregateMonthDue>& months) {
    std::vector<LocalDate> dates;
    for (const auto& month : months) {
        for (const auto& day : month.days) {
            dates.push_back(day.date);
        }
    }
    return dates;
}

TEST(AggregatePlan, ADayIsDueOnceItHasBeenOverForADay) {
    const auto zone = Zone::find("Europe/Amsterdam").value();
    const auto before = months_due(zone, utc("2026-03-02T22:59:59Z"));
    EXPECT_EQ(format_local_date(dates_of(before).back()), "2026-02-28");
    const auto months = months_due(zone, utc("2026-03-02T23:00:00Z"));
    EXPECT_EQ(format_local_date(dates_of(months).back()), "2026-03-01");
    EXPECT_EQ(format_local_date(dates_of(months).front()), "2025-12-31");
    ASSERT_EQ(months.size(), 4U);
    EXPECT_EQ(months[3].month, std::chrono::year{2026} / 3);
    EXPECT_TRUE(months[3].is_running);
    EXPECT_FALSE(months[2].is_running);
    EXPECT_EQ(months[3].begins, utc("2026-02-28T23:00:00Z"));
}

TEST(AggregatePlan, AMonthIsSettledBeforeItHasADayThatIsOver) {
    const auto months = months_due(Zone::utc(), utc("2026-03-01T00:00:00Z"));
    EXPECT_TRUE(months.back().is_running);
    EXPECT_TRUE(months.back().days.empty());
}

// Whatever the zone and the moment: every slot is in one day, every day in the month that it is of,
// none too early and none too old.
TEST(AggregatePlan, DaysNeitherOverlapNorComeTooEarly) {
    std::mt19937_64 random{7};
    for (const auto* name : kZones) {
        const auto zone = Zone::find(name).value();
        for (int i = 0; i < 40; ++i) {
            const auto now = utc("2011-06-01T00:00:00Z") +
                             Seconds{static_cast<std::int64_t>(random() % (20 * 365 * 86'400ULL))};
            const auto months = months_due(zone, now);
            ASSERT_FALSE(months.empty());
            EXPECT_TRUE(months.back().is_running);
            EXPECT_EQ(std::ranges::count_if(months, &AggregateMonthDue::is_running), 1);
            std::optional<SlotIndex> reached;
            for (const auto& month : months) {
                EXPECT_EQ(month.begins, zone.day_span(month.month / 1).from);
                for (const auto& day : month.days) {
                    EXPECT_EQ(day.date.year() / day.date.month(), month.month);
                    EXPECT_GE(day.slots.from, reached.value_or(day.slots.from)) << name;
                    EXPECT_LE(slot_start(day.slots.to) + hours{24}, now);
                    EXPECT_LE(now - slot_start(day.slots.from), days{kOldestPublished + 2});
                    reached = day.slots.to;
                }
            }
        }
    }
}

TEST(AggregatePlan, OfAMonthThatIsOverOnlyWhoWasThereWhenItBegan) {
    const auto now = utc("2026-03-15T00:00:00Z");
    const auto months = months_due(Zone::utc(), now);
    const AggregateCell north{.provider = ProviderId{"p"}, .area = "north", .tariff = "day"};
    const std::vector<SuppliedHome> homes{
        {.home = HomeId{"old"},
         .supply = {.cell = north, .placed_at = utc("2026-02-01T00:00:00Z")}},
        {.home = HomeId{"new"},
         .supply = {.cell = north, .placed_at = utc("2026-02-01T00:00:01Z")}}};
    const PlacedHome old{.home = HomeId{"old"}, .cell = north};
    const PlacedHome young{.home = HomeId{"new"}, .cell = north};
    ASSERT_EQ(months.size(), 3U);
    EXPECT_EQ(members_of(months[0], homes), std::vector<PlacedHome>{});
    EXPECT_EQ(members_of(months[1], homes), std::vector{old});
    EXPECT_EQ(members_of(months[2], homes), (std::vector{old, young}));
}

class HomeDays : public testing::Test {
protected:
    HomeDays() {
        meter.id = ChannelId{"meter"};
        meter.role = ChannelRole::grid_import;
        meter.bindings.push_back({.valid_from = utc("2026-01-01T00:00:00Z")});
        roof.id = ChannelId{"roof"};
        roof.role = ChannelRole::solar;
        roof.bindings.push_back({.valid_from = utc("2026-01-01T00:00:00Z")});
        back.id = ChannelId{"back"};
        back.role = ChannelRole::grid_export;
    }
    ChannelSlots told(const Channel& channel, std::int64_t amount) const {
        ChannelSlots slots{.channel = channel.id, .slots = {}};
        for (auto slot = day.slots.from; slot < day.slots.to; ++slot) {
            slots.slots.push_back({.index = slot,
                                   .amount = amount,
                                   .quality = Quality::measured,
                                   .seconds_covered = kSlotSeconds});
        }
        return slots;
    }
    HomeDay of(const std::vector<Channel>& channels, const std::vector<ChannelSlots>& slots) {
        return home_day(HomeId{"home"}, channels, slots, day, utc("2026-03-03T00:00:00Z"));
    }

    const LocalDay day = local_day(Zone::utc(), parse_local_date("2026-03-01").value());
    Channel meter;
    Channel roof;
    Channel back;
};

TEST_F(HomeDays, AreWhatTheHomeUsedFromAllOfItsSources) {
    const auto known = of({meter, roof, back}, {told(meter, 100), told(roof, 50), told(back, 30)});
    EXPECT_EQ(known.amounts, std::vector<std::int64_t>(96, 120));
}

TEST_F(HomeDays, AreUnknownWhereASlotOrAMeterIs) {
    auto gap = told(meter, 100);
    gap.slots.erase(gap.slots.begin() + 40);
    EXPECT_TRUE(of({meter}, {gap}).amounts.empty());
    EXPECT_TRUE(of({meter, roof}, {told(meter, 100)}).amounts.empty());
    EXPECT_TRUE(of({}, {}).amounts.empty());
    const auto running = home_day(HomeId{"home"}, std::vector{meter}, std::vector{told(meter, 1)},
                                  day, utc("2026-03-01T23:59:59Z"));
    EXPECT_TRUE(running.amounts.empty());
}

}  // namespace
}  // namespace ohmstead::test
