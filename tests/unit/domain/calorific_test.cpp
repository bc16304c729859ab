#include "domain/home/calorific.hpp"

#include <random>

#include <gtest/gtest.h>

#include "unit/domain/zones.hpp"

namespace ohmstead {
namespace {

using test::date;
using test::zone;

TEST(GasEnergy, IsExactToTheMillionthOfAMilliwattHour) {
    const std::vector<SlotCalorific> values{{0, 11'245'001}};
    GasEnergy energy;
    energy.add(1, 5, values);
    EXPECT_EQ(energy.mwh(), 11);
    EXPECT_EQ(energy.rest(), 245'001);
    for (int i = 0; i < 999'999; ++i) {
        energy.add(1, 5, values);
    }
    EXPECT_EQ(energy.mwh(), 11'245'001) << "1 m³";
    EXPECT_EQ(energy.rest(), 0);
}

TEST(GasEnergy, AddsUpWhateverTheGrouping) {
    std::mt19937_64 random{7};
    const std::vector<SlotCalorific> values{{100, 9'769'123}, {200, 10'012'987}, {300, 999'999}};
    GasEnergy whole;
    std::vector<GasEnergy> groups(9);
    for (SlotIndex slot = 50; slot < 400; ++slot) {
        // What a correction takes back, too.
        const auto ml = static_cast<std::int64_t>(random() % 3'000'000) - 100'000;
        whole.add(ml, slot, values);
        groups[random() % groups.size()].add(ml, slot, values);
    }
    GasEnergy sum;
    for (const auto& group : groups) {
        sum += group;
    }
    EXPECT_EQ(sum, whole);
    EXPECT_GE(sum.rest(), 0);
    EXPECT_LT(sum.rest(), 1'000'000);
    EXPECT_NE(sum.unrated(), 0) << "before the first value";
}

TEST(GasEnergy, TakesTheValueOfEachSlotAndNoneBeforeTheFirst) {
    const std::vector<SlotCalorific> values{{10, 10'000'000}, {20, 11'000'000}};
    GasEnergy energy;
    energy.add(7, 9, values);
    EXPECT_EQ(energy, [] {
        GasEnergy unrated;
        unrated.add(7, 0, {});
        return unrated;
    }());
    energy.add(1'000'000, 10, values);
    energy.add(1'000'000, 19, values);
    energy.add(1'000'000, 20, values);
    EXPECT_EQ(energy.mwh(), 31'000'000);
    EXPECT_EQ(energy.unrated(), 7);
}

TEST(GasEnergy, HoldsWhatNoHomeCanUse) {
    const std::vector<SlotCalorific> values{{0, 50'000'000}};
    GasEnergy energy;
    energy.add(14'000'000'000'000, 1, values);  // 40 m³ an hour for forty years
    EXPECT_EQ(energy.mwh(), 14'000'000 * 50'000'000LL);
}

TEST(CalorificBySlot, BeginsWithTheLocalDate) {
    const std::vector<CalorificValue> values{{date("2026-03-29"), 1'000'000},
                                             {date("2026-03-30"), 2'000'000}};
    const auto by_slot = calorific_by_slot(zone("Europe/Amsterdam"), values);
    ASSERT_EQ(by_slot.size(), 2u);
    EXPECT_EQ(by_slot[1].from - by_slot[0].from, 92) << "the day of 23 hours";
    EXPECT_EQ(format_rfc3339(slot_start(by_slot[1].from)), "2026-03-29T22:00:00Z");
    EXPECT_EQ(by_slot[1].mwh_per_m3, 2'000'000);
}

}  // namespace
}  // namespace ohmstead
