#include "ledger/carbon_view.hpp"

#include <gtest/gtest.h>

#include "support/energy.hpp"
#include "unit/domain/random_home.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::kKwh;
using test::kTen;
using test::whole_slot;

const std::vector<Span> kTwoHours{{kTen, kTen + hours{1}}, {kTen + hours{1}, kTen + hours{2}}};

// 1 kWh in each slot from ten on.
std::vector<ChannelSlots> steady(int slots) {
    ChannelSlots column{ChannelId{"import"}, {}};
    for (int i = 0; i < slots; ++i) {
        column.slots.push_back(whole_slot(slot_of(kTen) + i, kKwh));
    }
    return {column};
}

TEST(CarbonSums, EachSlotHasTheIntensityThatHoldsInIt) {
    const std::vector<Reading> intensity{
        {kTen - minutes{10}, 200'000}, {kTen + minutes{30}, 100'000}, {kTen + minutes{65}, 50'000}};
    const auto sums = carbon_sums(kTwoHours, steady(8), intensity);
    ASSERT_EQ(sums.size(), 2u);
    EXPECT_DOUBLE_EQ(sums[0].milligrams, 2 * 200'000 + 2 * 100'000);
    EXPECT_DOUBLE_EQ(sums[1].milligrams, 100'000 + 3 * 50'000);
    EXPECT_EQ(sums[1].rated, 4 * kKwh);
    EXPECT_EQ(sums[1].unrated, 0);
}

TEST(CarbonSums, WhatHasNoIntensityIsToldApart) {
    const std::vector<Reading> intensity{{kTen - minutes{105}, 200'000},
                                         {kTen + minutes{50}, 80'000}};
    const auto sums = carbon_sums(kTwoHours, steady(6), intensity);
    EXPECT_DOUBLE_EQ(sums[0].milligrams, 200'000 + 80'000) << "two hours old, then within the slot";
    EXPECT_EQ(sums[0].rated, 2 * kKwh);
    EXPECT_EQ(sums[0].unrated, 2 * kKwh);
    EXPECT_EQ(sums[1].rated, 2 * kKwh);
    EXPECT_EQ(carbon_sums(kTwoHours, steady(4), {})[0], (CarbonSum{0, 0, 4 * kKwh}));
}

TEST(CarbonSums, RegistersAddUpAndNothingBeyondThePeriodsCounts) {
    auto import = steady(30);
    import[0].slots.insert(import[0].slots.begin(), whole_slot(slot_of(kTen) - 1, kKwh));
    import.push_back(steady(1)[0]);
    const std::vector<Reading> intensity{{kTen - hours{1}, 10}, {kTen, 10}, {kTen + hours{1}, 10}};
    const auto sums = carbon_sums(kTwoHours, import, intensity);
    EXPECT_EQ(sums[0].rated, 5 * kKwh);
    EXPECT_EQ(sums[1].rated, 4 * kKwh);
}

}  // namespace
}  // namespace ohmstead
