#include "domain/balance/ratios.hpp"

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

// The flows of slots, in kWh, with what came out of a battery that was empty before them.
struct Walk {
    Flows flows;
    Discharge discharge;
};

Walk walk(std::initializer_list<Exchange> slots) {
    Walk sums;
    StorageContent battery;
    for (const auto& slot : slots) {
        const auto flows = balance(slot).flows;
        sums.flows += flows;
        sums.discharge += carry_over(battery, flows);
    }
    return sums;
}

Ratios ratios_of(std::initializer_list<Exchange> slots) {
    const auto sums = walk(slots);
    return ratios(sums.flows, sums.discharge);
}

constexpr Exchange kNight{.grid_import = 3, .battery_charge = 2};
constexpr Exchange kNoon{.solar = 4};

TEST(Ratios, T1ANightOfChargingFromTheGrid) {
    const auto night = ratios_of({kNight});
    EXPECT_EQ(night.grid_independence, 0.0);
    EXPECT_EQ(night.direct_self_sufficiency, 0.0);
    EXPECT_EQ(night.self_sufficiency, 0.0);
    EXPECT_EQ(night.self_consumption, std::nullopt) << "there was no solar";
}

TEST(Ratios, T2ASunnyHour) {
    const auto noon = ratios_of({kNoon});
    EXPECT_EQ(noon.grid_independence, 1.0);
    EXPECT_EQ(noon.direct_self_sufficiency, 1.0);
    EXPECT_EQ(noon.self_sufficiency, 1.0);
    EXPECT_EQ(noon.self_consumption, 1.0);
}

TEST(Ratios, T1AndT2TogetherFromTheSumOfTheirFlows) {
    const auto both = ratios_of({kNight, kNoon});
    EXPECT_DOUBLE_EQ(*both.grid_independence, 1 - 3.0 / 5);
    EXPECT_DOUBLE_EQ(*both.direct_self_sufficiency, 1 - 1.0 / 5);
    EXPECT_DOUBLE_EQ(*both.self_sufficiency, 1 - 1.0 / 5);
    EXPECT_EQ(both.self_consumption, 1.0);
}

TEST(Ratios, T3TheDefinitionsDisagreeOnADayOfTrading) {
    const auto day = ratios_of({{.grid_import = 5, .battery_charge = 4},
                                {.grid_export = 2, .solar = 5},
                                {.grid_export = 3, .battery_discharge = 4}});
    EXPECT_EQ(day.grid_independence, 0.0);
    EXPECT_DOUBLE_EQ(*day.direct_self_sufficiency, 0.8);
    // The kWh that the battery gave the home had come from the grid.
    EXPECT_DOUBLE_EQ(*day.self_sufficiency, 0.6);
    EXPECT_DOUBLE_EQ(*day.self_consumption, 0.6);
}

TEST(Ratios, T4ExportFromBothWithABatteryOfUnknownContent) {
    const auto sums = walk({{.grid_export = 3, .solar = 2, .battery_discharge = 3}});
    EXPECT_EQ(sums.discharge.to_home.unknown, 2);
    const auto told = ratios(sums.flows, sums.discharge);
    EXPECT_EQ(told.grid_independence, 1.0);
    EXPECT_EQ(told.self_sufficiency, 1.0);
    EXPECT_EQ(told.self_consumption, 0.0);
    const auto untold = ratios(sums.flows, std::nullopt);
    EXPECT_EQ(untold.direct_self_sufficiency, 1.0);
    EXPECT_EQ(untold.self_sufficiency, std::nullopt);
    EXPECT_EQ(untold.self_consumption, std::nullopt);
}

TEST(Ratios, T5WhatPassesThroughIsNoBetterThanOtherImport) {
    const auto through = ratios_of({{.grid_import = 5, .grid_export = 3}});
    EXPECT_EQ(through.grid_independence, 0.0);
    EXPECT_EQ(through.direct_self_sufficiency, 0.0);
    EXPECT_EQ(through.self_sufficiency, 0.0);
    EXPECT_EQ(through.self_consumption, std::nullopt);
}

TEST(Ratios, T5bABatteryThatPassesEnergyThrough) {
    const auto battery = ratios_of({{.battery_charge = 40, .battery_discharge = 45}});
    EXPECT_EQ(battery.grid_independence, 1.0);
    EXPECT_EQ(battery.direct_self_sufficiency, 1.0);
    EXPECT_EQ(battery.self_sufficiency, 1.0);
}

TEST(Ratios, AHomeThatUsedNothingHasNoShares) {
    EXPECT_EQ(ratios_of({}), Ratios{});
    const auto charging = ratios_of({{.grid_import = 2, .battery_charge = 2}});
    EXPECT_EQ(charging.grid_independence, std::nullopt);
    EXPECT_EQ(charging.self_sufficiency, std::nullopt);
}

TEST(Untracked, IsNeverNegativeButSaysWhyItWouldBe) {
    EXPECT_EQ(untracked(5, 0, 3, false), (Untracked{.amount = 2}));
    EXPECT_EQ(untracked(5, 0, 5, true), Untracked{});
    EXPECT_EQ(untracked(3, 0, 5, false),
              (Untracked{.deficit = 2, .reason = DeficitReason::meters_disagree}));
    EXPECT_EQ(untracked(3, 0, 5, true),
              (Untracked{.deficit = 2, .reason = DeficitReason::timing_assumed}));
    EXPECT_EQ(untracked(0, -4, 5, true),
              (Untracked{.deficit = 5, .reason = DeficitReason::source_missing}));
}

}  // namespace
}  // namespace ohmstead
