#include "app/demo_dwelling.hpp"

#include <numeric>

#include <gmock/gmock.h>

#include "domain/metering/slot.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::Field;
using ::testing::Ge;
using ::testing::Gt;
using ::testing::Lt;

constexpr std::int64_t kMwhPerKwh = 1'000'000;
const Dwelling kAll{.seed = 7,
                    .always_watts = 190,
                    .people = 4,
                    .solar_watts = 11'500,
                    .battery_wh = 10'000,
                    .heat_pump_watts = 120,
                    .charger_watts = 11'000,
                    .gas_ml = 9'000};
const Dwelling kFlat{.seed = 3, .always_watts = 100, .people = 2};

Zone vienna() {
    return Zone::find("Europe/Vienna").value();
}

std::vector<DwellingSlot> slots_in(const Dwelling& dwelling, sys_days first, int count) {
    return dwelling_slots(dwelling, vienna(), first, first + days{count});
}

std::int64_t sum(const std::vector<DwellingSlot>& slots, std::int64_t DwellingSlot::* amount) {
    return std::accumulate(
        slots.begin(), slots.end(), std::int64_t{0},
        [&](std::int64_t total, const auto& slot) { return total + slot.*amount; });
}

TEST(DemoDwellingTest, IsTheSameEveryTime) {
    const auto first = slots_in(kAll, sys_days{2026y / 10 / 1}, 62);
    EXPECT_EQ(first, slots_in(kAll, sys_days{2026y / 10 / 1}, 62));
    auto neighbour = kAll;
    neighbour.seed = 8;
    EXPECT_NE(first, slots_in(neighbour, sys_days{2026y / 10 / 1}, 62));
}

TEST(DemoDwellingTest, GoesOnWhereAShorterSpanEnded) {
    auto all = slots_in(kAll, sys_days{2026y / 10 / 1}, 10);
    all.resize(4 * kSlotsPerDay);
    EXPECT_EQ(all, slots_in(kAll, sys_days{2026y / 10 / 1}, 4));
}

// Over a year, and so over both changes of the clock.
TEST(DemoDwellingTest, BalancesInEverySlotAndIsNeverNegative) {
    const auto year = slots_in(kAll, sys_days{2026y / 1 / 1}, 365);
    ASSERT_EQ(year.size(), 365U * kSlotsPerDay);
    for (const auto& slot : year) {
        ASSERT_EQ(slot.imported + slot.solar + slot.discharged,
                  slot.used + slot.exported + slot.charged);
        ASSERT_THAT(
            (std::vector{slot.imported, slot.exported, slot.solar, slot.charged, slot.discharged,
                         slot.heat_pump, slot.vehicle, slot.gas, slot.used}),
            Each(Ge(0)));
        ASSERT_GE(slot.used, slot.heat_pump + slot.vehicle);
        ASSERT_TRUE(slot.imported == 0 || slot.exported == 0);
        ASSERT_TRUE(slot.charged == 0 || slot.discharged == 0);
    }
    EXPECT_LE(sum(year, &DwellingSlot::discharged), sum(year, &DwellingSlot::charged));
}

TEST(DemoDwellingTest, AmountsToWhatSuchHomesDo) {
    const auto flat = slots_in(kFlat, sys_days{2026y / 1 / 1}, 365);
    EXPECT_THAT(sum(flat, &DwellingSlot::used) / kMwhPerKwh, AllOf(Gt(1'600), Lt(3'500)));
    EXPECT_EQ(sum(flat, &DwellingSlot::used), sum(flat, &DwellingSlot::imported));
    const auto house = slots_in(kAll, sys_days{2026y / 1 / 1}, 365);
    EXPECT_THAT(sum(house, &DwellingSlot::solar) / kMwhPerKwh, AllOf(Gt(8'000), Lt(14'000)));
    EXPECT_THAT(sum(house, &DwellingSlot::heat_pump) / kMwhPerKwh, AllOf(Gt(3'000), Lt(12'000)));
    EXPECT_THAT(sum(house, &DwellingSlot::vehicle) / kMwhPerKwh, AllOf(Gt(1'500), Lt(4'000)));
}

TEST(DemoDwellingTest, KnowsSeasonsHoursAndWeekends) {
    const auto winter = slots_in(kAll, sys_days{2026y / 1 / 1}, 28);
    const auto summer = slots_in(kAll, sys_days{2026y / 7 / 1}, 28);
    EXPECT_GT(sum(summer, &DwellingSlot::solar), 3 * sum(winter, &DwellingSlot::solar));
    EXPECT_GT(sum(winter, &DwellingSlot::heat_pump), 3 * sum(summer, &DwellingSlot::heat_pump));
    EXPECT_GT(sum(winter, &DwellingSlot::gas), 3 * sum(summer, &DwellingSlot::gas));

    std::int64_t night = 0;
    std::int64_t evening = 0;
    std::int64_t noon_on_workdays = 0;
    std::int64_t noon_on_weekends = 0;
    const auto flat = slots_in(kFlat, sys_days{2026y / 7 / 6}, 28);  // from a Monday
    for (std::size_t slot = 0; slot < flat.size(); ++slot) {
        const auto hour = (slot / 4 + 2) % 24;  // in summer
        const auto day = (slot / 4 + 2) / 24 % 7;
        night += hour == 3 ? flat[slot].used : 0;
        evening += hour == 19 ? flat[slot].used : 0;
        if (hour == 12) {
            (day < 5 ? noon_on_workdays : noon_on_weekends) += flat[slot].used;
        }
        EXPECT_EQ(flat[slot].solar, 0);
    }
    EXPECT_GT(evening, 2 * night);
    EXPECT_GT(noon_on_weekends * 5, noon_on_workdays * 2);
}

TEST(DemoDwellingTest, TheSunStandsInTheSouthAtNoonAndNotAtNight) {
    const auto day = slots_in(kAll, sys_days{2026y / 10 / 1}, 1);
    EXPECT_EQ(day[0].solar, 0);
    EXPECT_EQ(day[92].solar, 0);
    EXPECT_GT(day[45].solar, day[30].solar);
    EXPECT_GT(day[45].solar, day[60].solar);
}

}  // namespace
}  // namespace ohmstead
