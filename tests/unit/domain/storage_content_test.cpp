#include "domain/balance/storage_content.hpp"

#include <random>

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

TEST(StorageContent, ADischargeTakesBothOriginsInProportion) {
    StorageContent content;
    carry_over(content, {.grid_to_battery = 1'000, .solar_to_battery = 3'000});
    const auto out = carry_over(content, {.battery_to_home = 1'000, .battery_to_grid = 400});
    EXPECT_EQ(out.to_home, (Origins{.solar = 750, .grid = 250}));
    EXPECT_EQ(out.to_grid, (Origins{.solar = 300, .grid = 100}));
    EXPECT_EQ(content, (StorageContent{.solar = 1'950, .grid = 650}));
}

TEST(StorageContent, WhatWasInTheBatteryBeforeIsOfUnknownOrigin) {
    StorageContent content{.solar = 60, .grid = 40};
    const auto out = carry_over(content, {.battery_to_home = 70, .battery_to_grid = 50});
    EXPECT_EQ(out.to_home, (Origins{.solar = 42, .grid = 28}));
    EXPECT_EQ(out.to_grid, (Origins{.solar = 18, .grid = 12, .unknown = 20}));
    EXPECT_EQ(content, StorageContent{});
}

TEST(StorageContent, WhatIsChargedInASlotCanBeDischargedInIt) {
    StorageContent content;
    const auto out = carry_over(content, {.solar_to_battery = 5, .battery_to_home = 5});
    EXPECT_EQ(out.to_home, (Origins{.solar = 5}));
}

TEST(StorageContent, WhatOnlyPassesThroughTheBatteryChangesNothing) {
    StorageContent content{.solar = 7, .grid = 3};
    EXPECT_EQ(carry_over(content, {.battery_to_battery = 1'000}), Discharge{});
    EXPECT_EQ(content, (StorageContent{.solar = 7, .grid = 3}));
}

TEST(StorageContent, SharesBelowOneUnitAreCarriedOn) {
    // A third of every mWh is solar's; rounding alone would give it none or all of them.
    StorageContent content{.solar = 100'000, .grid = 200'000};
    Origins sum;
    for (int i = 0; i < 3'000; ++i) {
        sum += carry_over(content, {.battery_to_home = 1}).to_home;
    }
    EXPECT_NEAR(static_cast<double>(sum.solar), 1'000.0, 1.0);
    EXPECT_EQ(sum.sum(), 3'000);
}

TEST(StorageContent, AMeterGoneMadDoesNotOverflowIt) {
    StorageContent content;
    for (int i = 0; i < 3; ++i) {
        carry_over(content, {.grid_to_battery = INT64_MAX, .solar_to_battery = INT64_MAX});
    }
    EXPECT_EQ(content.solar, kMostContent);
    const auto out = carry_over(content, {.battery_to_home = INT64_MAX});
    EXPECT_EQ(out.to_home.solar, kMostContent);
    EXPECT_EQ(out.to_home.grid, kMostContent);
    EXPECT_EQ(content, StorageContent{});
}

// Never negative, and every unit is accounted for.
TEST(StorageContent, EveryUnitIsAccountedFor) {
    std::mt19937_64 random{1};
    const auto pick = [&] {
        return random() % 3 == 0 ? 0 : static_cast<std::int64_t>(random() % 3'000'001);
    };
    for (int home = 0; home < 200; ++home) {
        StorageContent content;
        for (int slot = 0; slot < 500; ++slot) {
            const Flows flows{.grid_to_battery = pick() / 2,
                              .solar_to_battery = pick() / (home % 3 + 1),
                              .battery_to_home = pick(),
                              .battery_to_grid = pick() / 4,
                              .battery_to_battery = pick()};
            const auto before = content;
            const auto out = carry_over(content, flows);
            ASSERT_EQ(before.solar + flows.solar_to_battery,
                      content.solar + out.to_home.solar + out.to_grid.solar);
            ASSERT_EQ(before.grid + flows.grid_to_battery,
                      content.grid + out.to_home.grid + out.to_grid.grid);
            ASSERT_EQ(out.to_home.sum(), flows.battery_to_home);
            ASSERT_EQ(out.to_grid.sum(), flows.battery_to_grid);
            for (const auto& origins : {out.to_home, out.to_grid}) {
                ASSERT_GE(std::min({origins.solar, origins.grid, origins.unknown}), 0);
            }
            ASSERT_GE(std::min(content.solar, content.grid), 0);
            ASSERT_TRUE(out.to_grid.unknown + out.to_home.unknown == 0 ||
                        content.solar + content.grid == 0);
        }
    }
}

// One slot cut in many gives the same origins, to the unit.
TEST(StorageContent, ItDoesNotMatterHowFinelyADischargeIsCut) {
    std::mt19937_64 random{2};
    for (int round = 0; round < 300; ++round) {
        const StorageContent start{.solar = static_cast<std::int64_t>(random() % 1'000'000),
                                   .grid = static_cast<std::int64_t>(random() % 1'000'000)};
        StorageContent at_once = start;
        StorageContent cut = start;
        const auto step = static_cast<std::int64_t>(random() % 1'000);
        const auto whole = carry_over(at_once, {.battery_to_home = step * 200}).to_home;
        Origins sum;
        for (int i = 0; i < 200; ++i) {
            sum += carry_over(cut, {.battery_to_home = step}).to_home;
        }
        ASSERT_NEAR(static_cast<double>(whole.solar), static_cast<double>(sum.solar), 2.0);
        ASSERT_EQ(whole.sum(), sum.sum());
    }
}

TEST(Storage, OneBatteryAmongSeveralIsCarriedLikeOneAlone) {
    std::mt19937_64 random{3};
    Storage both{{}, {}};
    StorageContent alone;
    for (int i = 0; i < 2'000; ++i) {
        const auto amount = [&] { return static_cast<std::int64_t>(random() % 1'000'000); };
        Flows flows;
        BatteryPart part;
        if (random() % 2 == 0) {
            flows = {.grid_to_battery = amount(), .solar_to_battery = amount()};
            part.charge = flows.grid_to_battery + flows.solar_to_battery;
        } else {
            flows = {.battery_to_home = amount(), .battery_to_grid = amount()};
            part.discharge = flows.battery_to_home + flows.battery_to_grid;
        }
        const auto expected = carry_over(alone, flows);
        ASSERT_EQ(carry_over(both, flows, std::vector{BatteryPart{}, part}), expected);
        ASSERT_EQ(both, (Storage{StorageContent{}, alone}));
    }
}

// The one is charged by the sun, the other by the grid: what comes out of each tells its own story.
TEST(Storage, EachBatteryKeepsItsOwnOrigins) {
    Storage storage{{}, {}};
    carry_over(storage, {.solar_to_battery = 1'000},
               std::vector<BatteryPart>{{.charge = 1'000}, {}});
    carry_over(storage, {.grid_to_battery = 1'000},
               std::vector<BatteryPart>{{}, {.charge = 1'000}});
    const auto out = carry_over(storage, {.battery_to_home = 400},
                                std::vector<BatteryPart>{{.discharge = 400}, {}});
    EXPECT_EQ(out.to_home, (Origins{.solar = 400}));
    EXPECT_EQ(storage, (Storage{{.solar = 600}, {.grid = 1'000}}));
}

TEST(Storage, WhatOneBatteryChargesAnotherWithKeepsItsOrigin) {
    Storage storage{{.solar = 30, .grid = 90}, {.solar = 5}};
    const auto out = carry_over(storage, {.battery_to_battery = 40},
                                std::vector<BatteryPart>{{.discharge = 40}, {.charge = 40}});
    EXPECT_EQ(out, Discharge{});
    EXPECT_EQ(storage, (Storage{{.solar = 20, .grid = 60}, {.solar = 15, .grid = 30}}));
}

TEST(Storage, WhatABatteryChargesItselfWithStaysWhatItWas) {
    const Storage before{{.solar = 100}, {.grid = 100}};
    auto storage = before;
    carry_over(
        storage, {.battery_to_battery = 20},
        std::vector<BatteryPart>{{.charge = 10, .discharge = 10}, {.charge = 10, .discharge = 10}});
    EXPECT_EQ(storage, before);
}

TEST(Storage, EachBatteryHoldsExactlyWhatItTookIn) {
    Storage storage(3);
    carry_over(storage, {.grid_to_battery = 2, .solar_to_battery = 1},
               std::vector<BatteryPart>{{.charge = 1}, {.charge = 1}, {.charge = 1}});
    for (const auto& battery : storage) {
        EXPECT_EQ(battery.solar + battery.grid, 1);
    }
}

TEST(Storage, EveryUnitIsAccountedFor) {
    std::mt19937_64 random{4};
    const auto pick = [&] {
        return random() % 3 == 0 ? 0 : static_cast<std::int64_t>(random() % 3'000'000);
    };
    for (int round = 0; round < 200; ++round) {
        Storage storage(2 + static_cast<std::size_t>(round % 3));
        for (int slot = 0; slot < 100; ++slot) {
            Exchange exchange{.grid_import = pick(), .grid_export = pick(), .solar = pick()};
            std::vector<BatteryPart> parts(storage.size());
            for (auto& part : parts) {
                part = {.charge = pick(), .discharge = pick()};
                exchange.battery_charge += part.charge;
                exchange.battery_discharge += part.discharge;
            }
            const auto flows = balance(exchange).flows;
            const auto held = [&] {
                std::int64_t sum = 0;
                for (const auto& battery : storage) {
                    EXPECT_GE(std::min(battery.solar, battery.grid), 0);
                    sum += battery.solar + battery.grid;
                }
                return sum;
            };
            const auto before = held();
            const auto out = carry_over(storage, flows, parts);
            ASSERT_EQ(out.to_home.sum(), flows.battery_to_home);
            ASSERT_EQ(out.to_grid.sum(), flows.battery_to_grid);
            const auto known =
                out.to_home.solar + out.to_home.grid + out.to_grid.solar + out.to_grid.grid;
            ASSERT_EQ(before + flows.solar_to_battery + flows.grid_to_battery, known + held());
        }
    }
}

}  // namespace
constexpr SlotIndex kWeek = 7 * kSlotsPerDay;

// Carries one battery over a slot in which it takes in `charge` of one origin, or gives out.
Discharge carry(Storage& storage, SlotIndex slot, const Flows& flows) {
    return carry_over_slot(
        storage, slot, flows,
        std::vector<BatteryPart>{{.charge = flows.solar_to_battery + flows.grid_to_battery,
                                  .discharge = flows.battery_to_home}});
}

TEST(StorageLosses, WhatABatteryHeldInAllOfAWeekWasLostInIt) {
    Storage storage(1);
    const SlotIndex monday = 2'900 * kWeek;
    carry(storage, monday - 1, {.grid_to_battery = 1'500, .solar_to_battery = 4'500});
    carry(storage, monday, {.battery_to_home = 2'000});
    carry(storage, monday + 1, {.solar_to_battery = 5'000});
    EXPECT_EQ(storage.front().sum(), 9'000) << "nothing is lost before the week is over";
    carry(storage, monday + kWeek, {});
    EXPECT_EQ(storage.front(),
              (StorageContent{.solar = 4'444, .grid = 556, .least = 5'000, .week = 2'901}));
}

TEST(StorageLosses, NothingIsLostOfABatteryThatWasEmpty) {
    Storage storage(1);
    for (SlotIndex slot = 0; slot < 20 * kWeek; slot += 48) {
        carry(storage, slot, {.solar_to_battery = 700});
        carry(storage, slot + 24, {.battery_to_home = 700});
    }
    carry(storage, 20 * kWeek, {.solar_to_battery = 700});
    EXPECT_EQ(storage.front().sum(), 700);
}

TEST(StorageLosses, AWeekOfWhichNothingIsKnownLosesNothingTwice) {
    Storage storage(1);
    carry(storage, 10 * kWeek - 1, {.solar_to_battery = 900});
    carry(storage, 10 * kWeek, {});
    carry(storage, 17 * kWeek, {.solar_to_battery = 100});
    EXPECT_EQ(storage.front().sum(), 100);
    EXPECT_EQ(storage.front().least, 0);
}

// A battery that gives back nine tenths, charged by the sun for two summers and then by the grid:
// what comes out is soon what went in, and what it is said to hold stays near what it can hold.
TEST(StorageLosses, OriginsFollowTheSeasonsInSpiteOfLosses) {
    constexpr std::int64_t kCapacity = 10'000'000;
    constexpr std::int64_t kGivenBack = kCapacity * 9 / 10;
    Storage storage(1);
    SlotIndex slot = 2'900 * kWeek;
    Origins newest;
    for (int day = 0; day < 540; ++day, slot += kSlotsPerDay) {
        const bool sunny = day < 500;
        carry(storage, slot + 40,
              sunny ? Flows{.solar_to_battery = kCapacity} : Flows{.grid_to_battery = kCapacity});
        newest = carry(storage, slot + 80, {.battery_to_home = kGivenBack}).to_home;
        ASSERT_LE(storage.front().sum(), kCapacity * 14 / 10);
        ASSERT_EQ(newest.unknown, 0);
    }
    EXPECT_LT(newest.solar, kGivenBack / 100);
}

}  // namespace ohmstead
