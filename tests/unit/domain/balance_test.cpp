#include "domain/balance/balance.hpp"

#include <random>

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

struct Sum {
    std::int64_t home = 0;
    Flows flows;
};

Sum attribute(std::initializer_list<Exchange> slots) {
    Sum sum;
    for (const auto& slot : slots) {
        const auto result = balance(slot);
        sum.home += result.home;
        sum.flows += result.flows;
    }
    return sum;
}

TEST(Balance, T1ANightOfChargingFromTheGrid) {
    const auto night = balance({.grid_import = 3, .battery_charge = 2});
    EXPECT_EQ(night.home, 1);
    EXPECT_EQ(night.flows, (Flows{.grid_to_home = 1, .grid_to_battery = 2}));
}

TEST(Balance, T2ASunnyHour) {
    const auto noon = balance({.solar = 4});
    EXPECT_EQ(noon.home, 4);
    EXPECT_EQ(noon.flows, (Flows{.solar_to_home = 4}));
}

TEST(Balance, T1AndT2SlotsAreAttributedFirstAndSummedThen) {
    const auto sum = attribute({{.grid_import = 3, .battery_charge = 2}, {.solar = 4}});
    EXPECT_EQ(sum.home, 5);
    EXPECT_EQ(sum.flows, (Flows{.grid_to_home = 1, .grid_to_battery = 2, .solar_to_home = 4}));
    // The other way round tells another story.
    const auto wrong = balance({.grid_import = 3, .solar = 4, .battery_charge = 2});
    EXPECT_EQ(wrong.home, 5);
    EXPECT_EQ(wrong.flows, (Flows{.grid_to_home = 3, .solar_to_home = 2, .solar_to_battery = 2}));
}

TEST(Balance, T3ADayOfTradingWithABattery) {
    const auto sum = attribute({{.grid_import = 5, .battery_charge = 4},
                                {.grid_export = 2, .solar = 5},
                                {.grid_export = 3, .battery_discharge = 4}});
    EXPECT_EQ(sum.home, 5);
    EXPECT_EQ(sum.flows, (Flows{.grid_to_home = 1,
                                .grid_to_battery = 4,
                                .solar_to_home = 3,
                                .solar_to_grid = 2,
                                .battery_to_home = 1,
                                .battery_to_grid = 3}));
    const auto wrong = balance({.grid_import = 5,
                                .grid_export = 5,
                                .solar = 5,
                                .battery_charge = 4,
                                .battery_discharge = 4});
    EXPECT_EQ(
        wrong.flows,
        (Flows{
            .grid_to_home = 5, .solar_to_battery = 4, .solar_to_grid = 1, .battery_to_grid = 4}));
}

TEST(Balance, T4ExportFromSolarAndBattery) {
    const auto both = balance({.grid_export = 3, .solar = 2, .battery_discharge = 3});
    EXPECT_EQ(both.home, 2);
    EXPECT_EQ(both.flows, (Flows{.solar_to_grid = 2, .battery_to_home = 2, .battery_to_grid = 1}));
}

TEST(Balance, T5WhatOnlyPassesThroughTheHomeHasItsOwnFlow) {
    const auto grid = balance({.grid_import = 5, .grid_export = 3});
    EXPECT_EQ(grid.home, 2);
    EXPECT_EQ(grid.flows, (Flows{.grid_to_home = 2, .grid_to_grid = 3}));
}

TEST(Balance, T5bWhatOnlyPassesThroughTheBatteryHasItsOwnFlow) {
    const auto battery = balance({.battery_charge = 40, .battery_discharge = 45});
    EXPECT_EQ(battery.home, 5);
    EXPECT_EQ(battery.flows, (Flows{.battery_to_home = 5, .battery_to_battery = 40}));
}

TEST(Balance, ANegativeHomeIsAFaultThatIsKeptApart) {
    const auto fault = balance({.grid_export = 5, .solar = 3});
    EXPECT_EQ(fault.home, 0);
    EXPECT_EQ(fault.residual, -2);
    EXPECT_EQ(fault.flows, (Flows{.solar_to_grid = 3}));
}

TEST(Balance, NegativePartsCountAsNoneAndAsAFault) {
    const auto fault = balance({.grid_import = 2, .grid_export = -1, .solar = -3});
    const auto sound = balance({.grid_import = 2});
    EXPECT_EQ(fault.home, 2);
    EXPECT_EQ(fault.flows, sound.flows);
    EXPECT_EQ(fault.residual, 0);
    EXPECT_TRUE(fault.faulty());
    EXPECT_FALSE(sound.faulty());
    EXPECT_TRUE(balance({.grid_export = 1}).faulty());
}

TEST(Balance, EverySourceAndEveryUseIsAttributedToTheLastUnit) {
    std::mt19937_64 random{1};
    const auto pick = [&] {
        return random() % 3 == 0 ? 0 : static_cast<std::int64_t>(random() % 5'000'000);
    };
    for (int round = 0; round < 200'000; ++round) {
        const Exchange e{pick(), pick(), pick(), pick(), pick()};
        const auto [home, residual, f, negative_part] = balance(e);
        ASSERT_FALSE(negative_part);
        ASSERT_EQ(e.solar, f.solar_to_home + f.solar_to_battery + f.solar_to_grid);
        ASSERT_EQ(e.grid_import, f.grid_to_home + f.grid_to_battery + f.grid_to_grid);
        ASSERT_EQ(e.battery_discharge,
                  f.battery_to_home + f.battery_to_grid + f.battery_to_battery);
        ASSERT_EQ(home, f.solar_to_home + f.battery_to_home + f.grid_to_home);
        // Where the home would be negative, that much of what went out came from nowhere.
        const auto out = f.solar_to_grid + f.battery_to_grid + f.grid_to_grid + f.solar_to_battery +
                         f.grid_to_battery + f.battery_to_battery;
        ASSERT_EQ(e.grid_export + e.battery_charge, out - residual);
        ASSERT_TRUE(home == 0 || residual == 0);
        for (const auto part : {f.grid_to_home, f.grid_to_battery, f.grid_to_grid, f.solar_to_home,
                                f.solar_to_battery, f.solar_to_grid, f.battery_to_home,
                                f.battery_to_grid, f.battery_to_battery}) {
            ASSERT_GE(part, 0);
        }
    }
}

TEST(Balance, NothingPassesThroughAHomeWhoseOwnSourcesSuffice) {
    std::mt19937_64 random{2};
    const auto up_to = [&](std::int64_t most) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most + 1));
    };
    for (int round = 0; round < 100'000; ++round) {
        Exchange e{.grid_import = up_to(5'000), .solar = up_to(5'000)};
        e.battery_discharge = up_to(5'000);
        e.grid_export = up_to(e.solar + e.battery_discharge);
        e.battery_charge = up_to(e.solar + e.grid_import);
        if (e.grid_import + e.solar + e.battery_discharge < e.grid_export + e.battery_charge) {
            continue;
        }
        const auto flows = balance(e).flows;
        ASSERT_TRUE(flows.grid_to_grid == 0 && flows.battery_to_battery == 0);
    }
}

TEST(Balance, SplittingASlotInProportionKeepsTheSum) {
    std::mt19937_64 random{3};
    const auto pick = [&] { return static_cast<std::int64_t>(random() % 1'000) * 2; };
    for (int round = 0; round < 10'000; ++round) {
        const Exchange whole{pick(), pick(), pick(), pick(), pick()};
        const Exchange half{whole.grid_import / 2, whole.grid_export / 2, whole.solar / 2,
                            whole.battery_charge / 2, whole.battery_discharge / 2};
        ASSERT_EQ(attribute({half, half}).flows, balance(whole).flows);
    }
}

}  // namespace
}  // namespace ohmstead
