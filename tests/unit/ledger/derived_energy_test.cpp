#include <gtest/gtest.h>

#include "ledger/deriver.hpp"
#include "ledger/ledger_reader.hpp"
#include "support/rounds.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "unit/ledger/memory_home.hpp"
#include "unit/ledger/nothing_derived.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using test::date;
using test::MemoryHome;
using test::utc;

bool same(const EnergyColumn& a, const EnergyColumn& b) {
    return a.amount == b.amount && a.known_slots == b.known_slots;
}

void expect_same(const EnergyView& a, const EnergyView& b) {
    EXPECT_EQ(a.periods, b.periods);
    EXPECT_EQ(a.home, b.home);
    EXPECT_EQ(a.residual, b.residual);
    EXPECT_EQ(a.flows, b.flows);
    EXPECT_EQ(a.counts, b.counts);
    EXPECT_EQ(a.tracked, b.tracked);
    EXPECT_EQ(a.tracked_assumed, b.tracked_assumed);
    // Where neither lacks the day before.
    for (std::size_t i = 0; i < a.discharge.size(); ++i) {
        EXPECT_TRUE(!a.discharge[i] || !b.discharge[i] || a.discharge[i] == b.discharge[i]);
    }
    EXPECT_EQ(a.complete_until, b.complete_until);
    ASSERT_EQ(a.channels.size(), b.channels.size());
    for (std::size_t i = 0; i < a.channels.size(); ++i) {
        EXPECT_TRUE(same(a.channels[i], b.channels[i]));
        EXPECT_EQ(a.channels[i].gas, b.channels[i].gas);
        EXPECT_EQ(a.channels[i].channel, b.channels[i].channel);
    }
    ASSERT_EQ(a.roles.size(), b.roles.size());
    for (std::size_t i = 0; i < a.roles.size(); ++i) {
        EXPECT_TRUE(same(a.roles[i], b.roles[i]));
        EXPECT_EQ(a.roles[i].role, b.roles[i].role);
    }
}

class DerivedEnergy : public testing::Test {
protected:
    void derive(MemoryHome& home) {
        Deriver deriver{home.homes, home.ledger_slots, home.derived,
                        cpu_,       home.clock,        SystemAuthorityForTests::system_scope()};
        EXPECT_EQ(runner_.run(deriver.derive(home.id())).value(), Derivation::complete);
    }
    EnergyView read(MemoryHome& home, DerivedStore& derived, Boundary from, Boundary to,
                    Period period) {
        LedgerReader reader{home.homes, home.ledger_slots, derived, readings_, cpu_, home.clock};
        return runner_
            .run(
                reader.energy(SystemAuthorityForTests::system_scope(), home.id(), from, to, period))
            .value()
            .view;
    }
    void expect_equal_answers(MemoryHome& home, Boundary from, Boundary to, Period period) {
        SCOPED_TRACE(home.homes.home.time_zone);
        expect_same(read(home, home.derived, from, to, period),
                    read(home, nothing_, from, to, period));
    }

    test::TaskRunner runner_;
    Worker cpu_;
    test::FakeReadingStore readings_;
    test::NothingDerived nothing_;
};

// Random spans of random homes, derived or not or in parts, some with bindings that ended and with
// channels that fell silent, whole or cut anywhere.
TEST_F(DerivedEnergy, DaysAndSlotsGiveEqualAnswers) {
    const Span span{utc("2024-02-20T00:00:00Z"), utc("2024-04-25T13:30:00Z")};
    const auto homes = test::rounds(100);
    for (std::uint64_t seed = 0; seed < homes; ++seed) {
        MemoryHome home{seed, test::kZones[seed % test::kZones.size()], span};
        auto& random = home.pace.random;
        auto& channels = home.homes.list_of_channels;
        channels.back().role = seed % 2 == 0 ? ChannelRole::gas : channels.back().role;
        home.homes.home.calorific_values = {{date("2024-03-05"), 9'769'123},
                                            {date("2024-03-31"), 11'245'001}};
        if (seed % 3 == 0) {
            channels[random() % 5].bindings[0].valid_to =
                span.from + hours{24 * static_cast<int>(random() % 60)};
        }
        if (seed % 4 == 0) {
            auto& silent = home.slots.known[channels[random() % 5].id];
            silent.erase(
                silent.lower_bound(slot_of(span.from) + static_cast<SlotIndex>(random() % 6'000)),
                silent.end());
        }
        if (seed % 7 == 0) {
            channels.erase(channels.begin(), channels.begin() + 5);  // no balance
        }
        home.clock.set(span.from + hours{24 * 50});
        derive(home);
        home.clock.set(span.to + hours{random() % 40});
        if (seed % 2 == 0) {
            derive(home);
        }
        if (seed % 5 == 0) {
            home.derived.now = marked(home.derived.now, home.change_slots());
            home.derived.stored.erase(date("2024-03-02"));
        }
        for (auto changes = random() % 4; changes > 0; --changes) {
            home.derived.now = marked(home.derived.now, home.change_overlays());
            if (seed % 8 == 0) {
                derive(home);
            }
        }
        for (int round = 0; round < 6; ++round) {
            const auto period = std::array{Period::day, Period::week, Period::month,
                                           Period::quarter, Period::year}[random() % 5];
            const auto first = plus_days(date("2024-02-15"), static_cast<int>(random() % 60));
            const auto last = plus_days(first, 1 + static_cast<int>(random() % 60));
            expect_equal_answers(home, first, last, period);
            const Instant from = home.zone().instant_of(first) + hours{random() % 30};
            expect_equal_answers(home, from, from + hours{1 + random() % 900}, period);
        }
    }
}

TEST_F(DerivedEnergy, AYearByDayIsReadInFewRequestsAndWithoutSlots) {
    MemoryHome home{1, "Europe/Berlin", {utc("2023-12-25T00:00:00Z"), utc("2025-01-05T00:00:00Z")}};
    derive(home);
    home.derived.reads = home.slots.reads = 0;
    read(home, home.derived, date("2024-01-01"), date("2025-01-01"), Period::day);
    EXPECT_EQ(home.derived.reads, 2u);
    EXPECT_EQ(home.slots.reads, 0u);
    home.slots.slots_read = 0;
    read(home, home.derived, date("2024-01-01"), date("2025-01-06"), Period::day);
    EXPECT_EQ(home.slots.reads, 1u);
    EXPECT_LT(home.slots.slots_read, 7u * 2u * 96u) << "of what is not over yet alone";
    home.derived.reads = 0;
    read(home, home.derived, date("2024-01-01"), date("2024-01-02"), Period::hour);
    EXPECT_EQ(home.derived.reads, 2u) << "for what the battery held";
}

// Where a view begins and how finely it is cut changes nothing about where energy had come from.
TEST_F(DerivedEnergy, OriginsDoNotDependOnTheView) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        MemoryHome home{seed,
                        test::kZones[seed * 4],
                        {utc("2024-03-01T00:00:00Z"), utc("2024-04-05T13:30:00Z")}};
        if (seed % 2 == 0) {  // a second battery
            for (const auto role : {ChannelRole::battery_charge, ChannelRole::battery_discharge}) {
                const auto more = test::channel(std::to_string(static_cast<int>(role)), role);
                home.homes.list_of_channels.push_back(more);
                for (const auto& [index, slot] : home.slots.known[ChannelId{"import"}]) {
                    home.slots.set(more.id, test::whole_slot(index, slot.amount / 3));
                }
            }
        }
        derive(home);
        const auto days =
            read(home, home.derived, date("2024-03-20"), date("2024-04-05"), Period::day);
        for (const auto period : {Period::hour, Period::slot}) {
            const auto fine =
                read(home, home.derived, date("2024-03-20"), date("2024-04-05"), period);
            std::size_t day = 0;
            Discharge sum;
            for (std::size_t i = 0; i < fine.periods.size(); ++i) {
                ASSERT_TRUE(fine.discharge[i]);
                sum += *fine.discharge[i];
                if (fine.periods[i].to == days.periods[day].to) {
                    ASSERT_EQ(sum, days.discharge[day]);
                    ++day;
                    sum = {};
                }
            }
            EXPECT_EQ(day, days.periods.size());
        }
        // From the middle of a day, and of one that is not over.
        const auto noon = home.zone().instant_of(date("2024-03-28")) + hours{13};
        const auto whole =
            read(home, home.derived, date("2024-03-28"), date("2024-03-29"), Period::hour);
        const auto from_noon = read(home, home.derived, noon, noon + hours{2}, Period::hour);
        EXPECT_EQ(from_noon.discharge[0], whole.discharge[13]);
        const auto now = home.clock.now();
        const auto late = read(home, home.derived, now - hours{3}, now, Period::hour);
        EXPECT_TRUE(late.discharge.front());
    }
}

TEST_F(DerivedEnergy, OriginsAreUnknownWhereNoDayTellsWhatTheBatteryHeld) {
    MemoryHome home{1, "Europe/Berlin", {utc("2024-03-01T00:00:00Z"), utc("2024-04-10T00:00:00Z")}};
    auto view = read(home, home.derived, date("2024-03-20"), date("2024-03-21"), Period::day);
    EXPECT_EQ(view.discharge[0], std::nullopt);
    // The home began then: what its battery held before is told as of unknown origin.
    view = read(home, home.derived, date("2024-02-28"), date("2024-03-03"), Period::day);
    ASSERT_TRUE(view.discharge[2]);
    EXPECT_EQ(view.discharge[2]->to_home.sum(), view.flows[2].battery_to_home);
}

TEST_F(DerivedEnergy, DaysOfAnotherZoneAreNotTaken) {
    MemoryHome home{1, "Europe/Berlin", {utc("2024-03-01T00:00:00Z"), utc("2024-04-10T00:00:00Z")}};
    derive(home);
    home.homes.home.time_zone = "Asia/Kathmandu";
    expect_equal_answers(home, date("2024-03-05"), date("2024-04-01"), Period::day);
}

}  // namespace
}  // namespace ohmstead
