#include "ledger/deriver.hpp"

#include <gtest/gtest.h>

#include "support/rounds.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "unit/ledger/memory_home.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::date;
using test::Killed;
using test::MemoryHome;
using test::utc;

const Span kWinter{utc("2023-12-20T00:00:00Z"), utc("2024-02-10T00:00:00Z")};

class DeriverTest : public testing::Test {
protected:
    Deriver deriver_of(MemoryHome& home) {
        return {home.homes, home.ledger_slots, home.derived,
                cpu_,       home.clock,        SystemAuthorityForTests::system_scope()};
    }
    Derivation derive(MemoryHome& home) {
        auto deriver = deriver_of(home);
        return runner_.run(deriver.derive(home.id())).value();
    }
    // Marks and derives, and answers how many days were written.
    std::size_t derive_after(MemoryHome& home, SlotRange changed) {
        home.derived.now = marked(home.derived.now, changed);
        const auto before = home.derived.days_put;
        EXPECT_EQ(derive(home), Derivation::complete);
        return home.derived.days_put - before;
    }
    static void expect_complete(const MemoryHome& home, const std::string& where = {}) {
        const auto expected = home.from_scratch();
        EXPECT_FALSE(expected.empty());
        EXPECT_TRUE(home.derived_days() == expected) << where;
        EXPECT_TRUE(home.derived.now.dirty.empty()) << where;
    }

    test::TaskRunner runner_;
    Worker cpu_;
};

TEST_F(DeriverTest, DerivesEveryDayThatIsOverInEveryZone) {
    for (std::size_t i = 0; i < test::kZones.size(); ++i) {
        // Both clock changes of the north and the south are in it.
        MemoryHome home{
            i, test::kZones[i], {utc("2024-03-01T00:00:00Z"), utc("2024-04-20T13:30:00Z")}};
        EXPECT_EQ(derive(home), Derivation::complete);
        expect_complete(home, test::kZones[i]);
        EXPECT_TRUE(home.derived.lease.holder.empty());
    }
}

TEST_F(DeriverTest, NothingIsDoneWhereNothingIsDue) {
    MemoryHome home{1, "Europe/Berlin", kWinter};
    derive(home);
    const auto before = home.derived.days_put;
    EXPECT_EQ(derive(home), Derivation::complete);
    EXPECT_EQ(home.derived.days_put, before);
    MemoryHome blank{1, "Europe/Berlin", kWinter};
    blank.derived.now = {};
    EXPECT_EQ(derive(blank), Derivation::complete);
    EXPECT_TRUE(blank.derived.stored.empty());
}

TEST_F(DeriverTest, ADayIsDerivedOnceItHasBeenOverForAnHour) {
    MemoryHome home{1, "Europe/Berlin", {utc("2024-05-01T00:00:00Z"), utc("2024-05-08T00:00:00Z")}};
    home.clock.set(utc("2024-05-03T22:59:00Z"));
    derive(home);
    EXPECT_EQ(home.derived.stored.rbegin()->first, date("2024-05-02"));
    home.clock.set(utc("2024-05-03T23:00:00Z"));
    derive(home);
    EXPECT_EQ(home.derived.stored.rbegin()->first, date("2024-05-03"));
    expect_complete(home);
}

TEST_F(DeriverTest, ALateChangeOfAHomeWithoutABatteryCostsItsDayAlone) {
    MemoryHome home{1, "Europe/Berlin", kWinter};
    home.homes.list_of_channels.resize(3);
    derive(home);
    const auto noon = slot_of(utc("2024-01-07T12:00:00Z"));
    home.slots.set(ChannelId{"import"}, test::whole_slot(noon, 123));
    const auto read = home.slots.slots_read;
    EXPECT_EQ(derive_after(home, {noon, noon + 1}), 1u);
    EXPECT_LE(home.slots.slots_read - read, 3u * 96u);
    expect_complete(home);
}

TEST_F(DeriverTest, ALateChangeRunsOnUntilTheBatteryHoldsWhatItHeld) {
    MemoryHome home{1, "Europe/Berlin", kWinter};
    // Charged once a day, empty every fourth day.
    for (auto slot = slot_of(kWinter.from); slot < slot_of(kWinter.to); ++slot) {
        const auto day = (slot - slot_of(kWinter.from)) / 96;
        for (const auto& channel : home.homes.list_of_channels) {
            home.slots.set(channel.id, test::whole_slot(slot, 0));
        }
        home.slots.set(ChannelId{"import"}, test::whole_slot(slot, 500));
        home.slots.set(ChannelId{"charge"}, test::whole_slot(slot, slot % 96 == 20 ? 100 : 0));
        home.slots.set(ChannelId{"discharge"},
                       test::whole_slot(slot, slot % 96 == 80 && day % 4 == 3 ? 1'000 : 0));
    }
    derive(home);
    expect_complete(home);
    // The first of four days in UTC, which all end with another content now; the fourth is empty.
    const auto changed = slot_of(kWinter.from) + 96 * 8 + 30;
    home.slots.set(ChannelId{"charge"}, test::whole_slot(changed, 50));
    EXPECT_EQ(derive_after(home, {changed, changed + 1}), 4u);
    expect_complete(home);
}

TEST_F(DeriverTest, AnotherZoneOrOtherChannelsMakeEveryDayAnew) {
    MemoryHome home{1, "Europe/Berlin", kWinter};
    derive(home);
    home.homes.home.time_zone = "Asia/Kathmandu";
    EXPECT_TRUE(home.derived_days().empty());
    EXPECT_EQ(derive(home), Derivation::complete);
    expect_complete(home);
    home.homes.list_of_channels[2].adds_to_ac_balance = false;
    EXPECT_TRUE(home.derived_days().empty());
    EXPECT_EQ(derive(home), Derivation::complete);
    expect_complete(home);
    home.homes.list_of_channels[0].name = "Meter";
    EXPECT_EQ(derive_after(home, {}), 0u);
}

TEST_F(DeriverTest, SlotsFromBeforeTheFirstDayAreTakenIn) {
    MemoryHome home{1, "Europe/Berlin", kWinter};
    derive(home);
    const auto early = slot_of(kWinter.from) - 96 * 30;
    home.slots.set(ChannelId{"charge"}, test::whole_slot(early, 1'000));
    derive_after(home, {early, early + 1});
    expect_complete(home);
    EXPECT_GT(home.derived_days().size(), 80u);
}

TEST_F(DeriverTest, ADayThatGotLostBeforeADirtyOneIsMadeAgain) {
    MemoryHome home{1, "Europe/Berlin", kWinter};
    derive(home);
    home.derived.stored.erase(date("2024-01-06"));
    const auto noon = slot_of(utc("2024-01-07T12:00:00Z"));
    derive_after(home, {noon, noon + 1});
    expect_complete(home);
}

// The property that everything else serves.
TEST_F(DeriverTest, WhateverChangesTheDaysAreThoseMadeFromScratch) {
    const auto homes = test::rounds(40);
    for (std::uint64_t seed = 0; seed < homes; ++seed) {
        const std::string where = test::kZones[seed % test::kZones.size()];
        MemoryHome home{seed, where, kWinter};
        home.clock.set(kWinter.from + hours{24 * 20});
        for (int round = 0; round < 12; ++round) {
            for (auto changes = home.pace.random() % 3; changes > 0; --changes) {
                home.derived.now = marked(home.derived.now, home.change_slots());
            }
            home.clock.advance(hours{home.pace.random() % 60});
            EXPECT_EQ(derive(home), Derivation::complete);
            expect_complete(home, where);
        }
    }
}

// Kills a run after each of its steps, and lets another one finish.
TEST_F(DeriverTest, AKillAtAnyPointCostsNothingButTime) {
    const auto homes = test::rounds(8);
    for (std::uint64_t seed = 0; seed < homes; ++seed) {
        bool killed = true;
        for (std::size_t steps = 1; killed; ++steps) {
            MemoryHome home{seed, test::kZones[seed % test::kZones.size()], kWinter};
            home.clock.set(kWinter.from + hours{24 * 40});
            if (seed % 2 == 0) {
                derive(home);
            }
            home.clock.set(kWinter.to + hours{30});
            home.derived.now = marked(home.derived.now, home.change_slots());
            home.derived.now = marked(home.derived.now, home.change_slots());
            home.pace.kill_after = steps;
            killed = false;
            try {
                derive(home);
            } catch (const Killed&) {
                killed = true;
            }
            home.pace.kill_after = 0;
            // A reader never takes a wrong day, whatever was left.
            const auto whole = home.from_scratch();
            for (const auto& day : home.derived_days()) {
                const auto right = std::ranges::find(whole, day.day, &DaySums::day);
                ASSERT_NE(right, whole.end());
                ASSERT_EQ(day, *right) << "after " << steps << " steps";
            }
            home.clock.advance(minutes{2});
            EXPECT_EQ(derive(home), Derivation::complete);
            expect_complete(home, std::to_string(steps));
        }
    }
}

// Writes slots, then marks them, like one who has no transactions.
Task<void> keep_changing(MemoryHome& home, int changes) {
    for (int i = 0; i < changes; ++i) {
        co_await home.pace.step();
        const auto changed = home.change_slots();
        const auto marked =
            co_await home.derived.mark(SystemAuthorityForTests::system_scope(), home.id(), changed);
        EXPECT_TRUE(marked);
    }
}

Task<void> keep_deriving(Deriver& deriver, MemoryHome& home, int runs) {
    for (int i = 0; i < runs; ++i) {
        const auto done = co_await deriver.derive(home.id());
        EXPECT_TRUE(done);
    }
}

// Leases end under those who hold them, slots change under those who read them.
TEST_F(DeriverTest, SeveralAtOnceNeverSpoilTheDays) {
    const auto homes = test::rounds(150);
    for (std::uint64_t seed = 0; seed < homes; ++seed) {
        MemoryHome home{seed, test::kZones[seed % test::kZones.size()], kWinter};
        if (seed % 3 == 0) {
            derive(home);
        }
        home.pace.shuffled = true;
        home.pace.longest_pause = minutes{seed % 2 == 0 ? 1 : 3};
        auto one = deriver_of(home);
        auto other = deriver_of(home);
        for (auto* deriver : {&one, &other}) {
            boost::asio::co_spawn(runner_.context(), keep_deriving(*deriver, home, 4),
                                  [](std::exception_ptr error) { EXPECT_FALSE(error); });
        }
        boost::asio::co_spawn(runner_.context(), keep_changing(home, 12),
                              [](std::exception_ptr error) { EXPECT_FALSE(error); });
        runner_.run(keep_changing(home, 12));
        home.pace.shuffled = false;
        home.pace.longest_pause = Milliseconds{0};
        home.clock.advance(minutes{5});
        EXPECT_EQ(derive(home), Derivation::complete);
        expect_complete(home, std::to_string(seed));
    }
}

TEST_F(DeriverTest, WhoFindsTheHomeTakenLeavesIt) {
    MemoryHome home{1, "Europe/Berlin", kWinter};
    home.derived.lease = {.holder = "other", .until = home.clock.now() + minutes{1}};
    EXPECT_EQ(derive(home), Derivation::left);
    EXPECT_TRUE(home.derived.stored.empty());
    home.clock.advance(minutes{1});
    EXPECT_EQ(derive(home), Derivation::complete);
    expect_complete(home);
}

}  // namespace
}  // namespace ohmstead
