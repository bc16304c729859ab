#include "contract/derived_days.hpp"
#include "contract/store_contract.hpp"
#include "domain/time/period.hpp"

namespace ohmstead::test {
namespace {

using std::chrono::days;
using std::chrono::minutes;

OHMSTEAD_STORE_CONTRACT(DerivedStoreContract);

DerivingLease lease_of(std::string holder, Instant until = kNow + minutes{1}) {
    return {.holder = std::move(holder), .until = until};
}

LocalDate later(int count) {
    return plus_days(kFirstDate, count);
}

// The sums of a day, told apart by `amount`.
DaySums sums_of(LocalDate date, std::int64_t amount) {
    DaySums sums;
    sums.day = local_day(Zone::utc(), date);
    sums.stamp = {.time_zone = "Etc/UTC", .tz_version = "2025b", .channels = 77};
    sums.channels = {{amount, 96, 96}, {5, 3, 4}};
    sums.known = 96;
    sums.home = amount;
    sums.flows.grid_to_home = amount;
    sums.content = {
        {.solar = amount / 2, .grid = amount / 3, .owed_to_solar = 9, .least = 5, .week = 2'900},
        {.grid = 7}};
    sums.tracked = amount / 4;
    return sums;
}

std::vector<DaySums> some_days(int first, int count, std::int64_t amount) {
    std::vector<DaySums> sums;
    for (int i = first; i < first + count; ++i) {
        sums.push_back(sums_of(later(i), amount + i));
    }
    return sums;
}

DerivedState after_days(DerivedState state, const std::vector<DaySums>& sums) {
    state.derived_to = sums.back().day.slots.to;
    state.dirty = {};
    state.stamp = sums.back().stamp;
    return state;
}

// A home in which `count` days are derived, by "a", who has the lease.
Task<Dwelling> derived_dwelling(Engine& engine, int count) {
    const Dwelling dwelling = co_await make_dwelling(engine, 1);
    auto& derived = engine.derived();
    (void)co_await derived.mark(system_scope(), dwelling.home, slots_of_day(0));
    const auto state =
        co_await derived.take_lease(system_scope(), dwelling.home, lease_of("a"), kNow);
    const auto sums = some_days(0, count, 100);
    const auto put = co_await derived.put_days(system_scope(), dwelling.home, lease_of("a"), sums,
                                               after_days(*state.value(), sums));
    EXPECT_EQ(put.value(), DaysPut::stored);
    co_return dwelling;
}

TEST_P(DerivedStoreContract, NothingIsDerivedOfANewHome) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const auto state = co_await engine.derived().state(system_scope(), dwelling.home);
        EXPECT_EQ(state.value(), DerivedState{});
        const auto days =
            co_await engine.derived().days(system_scope(), dwelling.home, kFirstDate, later(10));
        EXPECT_TRUE(days.value().empty());
    });
}

TEST_P(DerivedStoreContract, MarksGrowTogetherAndNeverShrink) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await derived_dwelling(engine, 5);
        const Dwelling other = co_await derived_dwelling(engine, 5);
        auto& derived = engine.derived();
        const auto mark = [&](SlotRange changed) {
            return derived.mark(scope_for_ingest(dwelling.home), dwelling.home, changed);
        };
        const auto before = co_await derived.state(system_scope(), dwelling.home);
        (void)co_await mark(slots_of_day(3, 5, 2));
        (void)co_await mark(slots_of_day(1, 7, 1));
        (void)co_await mark(slots_of_day(2));
        (void)co_await mark(slots_of_day(9));
        (void)co_await mark({});
        const auto after = co_await derived.state(system_scope(), dwelling.home);
        DerivedState expected = before.value();
        expected.dirty = {slots_of_day(1, 7, 1).from, slots_of_day(3, 5, 2).to};
        expected.revision = after.value().revision;
        EXPECT_EQ(after.value(), expected);
        EXPECT_GT(after.value().revision, before.value().revision);
        const auto untouched = co_await derived.state(system_scope(), other.home);
        EXPECT_TRUE(untouched.value().dirty.empty());
    });
}

TEST_P(DerivedStoreContract, KeepsDaysAndStateOverARestart) {
    Dwelling dwelling;
    DerivedState state;
    with_engine([&](Engine& engine) -> Task<void> {
        dwelling = co_await derived_dwelling(engine, 20);
        (void)co_await engine.derived().mark(system_scope(), dwelling.home, slots_of_day(4));
        const auto read = co_await engine.derived().state(system_scope(), dwelling.home);
        state = read.value();
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto read = co_await engine.derived().state(system_scope(), dwelling.home);
        EXPECT_EQ(read.value(), state);
        const auto days =
            co_await engine.derived().days(system_scope(), dwelling.home, later(2), later(4));
        EXPECT_EQ(days.value(), some_days(2, 3, 100));
    });
}

TEST_P(DerivedStoreContract, ADayReplacesTheOneOfItsDate) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await derived_dwelling(engine, 5);
        auto& derived = engine.derived();
        const auto state = co_await derived.state(system_scope(), dwelling.home);
        auto sums = some_days(2, 1, 900);
        sums[0].stamp.time_zone = "Europe/Berlin";
        sums[0].day = local_day(*Zone::find("Europe/Berlin"), sums[0].day.date);
        const auto put = co_await derived.put_days(system_scope(), dwelling.home, lease_of("a"),
                                                   sums, state.value());
        EXPECT_EQ(put.value(), DaysPut::stored);
        const auto days = co_await derived.days(system_scope(), dwelling.home, later(1), later(3));
        EXPECT_EQ(days.value().size(), 3U);
        EXPECT_EQ(days.value()[0], sums_of(later(1), 101));
        EXPECT_EQ(days.value()[1], sums[0]);
        EXPECT_EQ(days.value()[2], sums_of(later(3), 103));
    });
}

TEST_P(DerivedStoreContract, YearsComeBackInOrder) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        auto& derived = engine.derived();
        const auto state =
            co_await derived.take_lease(system_scope(), dwelling.home, lease_of("a"), kNow);
        constexpr int kCount = 800;
        std::vector<DaySums> all = some_days(0, kCount, 100);
        for (int i = 0; i < kCount; i += DerivedStore::kMostDaysPerPut) {
            const int count = std::min<int>(DerivedStore::kMostDaysPerPut, kCount - i);
            const auto sums = some_days(i, count, 100);
            const auto put = co_await derived.put_days(system_scope(), dwelling.home, lease_of("a"),
                                                       sums, after_days(*state.value(), sums));
            EXPECT_EQ(put.value(), DaysPut::stored);
        }
        const auto days =
            co_await derived.days(system_scope(), dwelling.home, later(-10), later(kCount + 10));
        EXPECT_TRUE(days.value() == all);
        const auto none = co_await derived.days(system_scope(), dwelling.home, later(5), later(4));
        EXPECT_TRUE(none.value().empty());
    });
}

TEST_P(DerivedStoreContract, OnlyOneHoldsTheLease) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const Dwelling other = co_await make_dwelling(engine, 1);
        auto& derived = engine.derived();
        const auto take = [&](const HomeId& home, DerivingLease lease, Instant now) {
            return derived.take_lease(system_scope(), home, std::move(lease), now);
        };
        const auto first = co_await take(dwelling.home, lease_of("a"), kNow);
        EXPECT_TRUE(first.value());
        const auto second = co_await take(dwelling.home, lease_of("b"), kNow);
        EXPECT_FALSE(second.value());
        const auto elsewhere = co_await take(other.home, lease_of("b"), kNow);
        EXPECT_TRUE(elsewhere.value());
        const auto renewed =
            co_await take(dwelling.home, lease_of("a", kNow + minutes{5}), kNow + minutes{2});
        EXPECT_TRUE(renewed.value());
        const auto still =
            co_await take(dwelling.home, lease_of("b", kNow + minutes{9}), kNow + minutes{4});
        EXPECT_FALSE(still.value());
        const auto ended =
            co_await take(dwelling.home, lease_of("b", kNow + minutes{9}), kNow + minutes{5});
        EXPECT_TRUE(ended.value());
        // Not the first one's any more.
        (void)co_await derived.release_lease(system_scope(), dwelling.home, "a");
        const auto third = co_await take(dwelling.home, lease_of("c"), kNow + minutes{6});
        EXPECT_FALSE(third.value());
        (void)co_await derived.release_lease(system_scope(), dwelling.home, "b");
        const auto fourth = co_await take(dwelling.home, lease_of("c"), kNow + minutes{6});
        EXPECT_TRUE(fourth.value());
    });
}

TEST_P(DerivedStoreContract, WhoLostTheLeasePutsNothing) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await derived_dwelling(engine, 5);
        auto& derived = engine.derived();
        const auto taken = co_await derived.take_lease(
            system_scope(), dwelling.home, lease_of("b", kNow + minutes{9}), kNow + minutes{5});
        const auto state = *taken.value();
        const auto late = some_days(2, 5, 900);
        const auto put = co_await derived.put_days(system_scope(), dwelling.home, lease_of("a"),
                                                   late, after_days(state, late));
        EXPECT_EQ(put.value(), DaysPut::lease_lost);
        (void)co_await derived.release_lease(system_scope(), dwelling.home, "b");
        const auto again = co_await derived.put_days(system_scope(), dwelling.home, lease_of("a"),
                                                     late, after_days(state, late));
        EXPECT_EQ(again.value(), DaysPut::lease_lost) << "a lease that was given back is nobody's";
        const auto days =
            co_await derived.days(system_scope(), dwelling.home, kFirstDate, later(9));
        EXPECT_EQ(days.value(), some_days(0, 5, 100));
        const auto after = co_await derived.state(system_scope(), dwelling.home);
        EXPECT_EQ(after.value(), state);
    });
}

// The lease is given up by whoever takes it over, not by the clock alone.
TEST_P(DerivedStoreContract, ALeaseThatEndedIsGoodUntilAnotherTakesIt) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await derived_dwelling(engine, 5);
        const auto state = co_await engine.derived().state(system_scope(), dwelling.home);
        const auto sums = some_days(5, 1, 100);
        const auto put = co_await engine.derived().put_days(system_scope(), dwelling.home,
                                                            lease_of("a", kNow + minutes{20}), sums,
                                                            after_days(state.value(), sums));
        EXPECT_EQ(put.value(), DaysPut::stored);
        const auto other = co_await engine.derived().take_lease(system_scope(), dwelling.home,
                                                                lease_of("b"), kNow + minutes{19});
        EXPECT_FALSE(other.value()) << "a put renews the lease";
    });
}

TEST_P(DerivedStoreContract, WhatCameMeanwhileStaysDirty) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await derived_dwelling(engine, 5);
        auto& derived = engine.derived();
        (void)co_await derived.mark(system_scope(), dwelling.home, slots_of_day(2));
        const auto taken =
            co_await derived.take_lease(system_scope(), dwelling.home, lease_of("a"), kNow);
        const auto sums = some_days(2, 3, 900);
        const auto after = after_days(*taken.value(), sums);
        // Even where nothing is derived yet: these slots may have been read before they came.
        (void)co_await derived.mark(system_scope(), dwelling.home, slots_of_day(8));
        auto put =
            co_await derived.put_days(system_scope(), dwelling.home, lease_of("a"), sums, after);
        EXPECT_EQ(put.value(), DaysPut::marked);
        const auto state = co_await derived.state(system_scope(), dwelling.home);
        EXPECT_EQ(state.value().dirty, slots_of_day(2));
        const auto days =
            co_await derived.days(system_scope(), dwelling.home, kFirstDate, later(9));
        EXPECT_EQ(days.value(), some_days(0, 5, 100)) << "all or nothing";
        put = co_await derived.put_days(system_scope(), dwelling.home, lease_of("a"), sums,
                                        after_days(state.value(), sums));
        EXPECT_EQ(put.value(), DaysPut::stored);
        const auto clean = co_await derived.state(system_scope(), dwelling.home);
        EXPECT_TRUE(clean.value().dirty.empty());
    });
}

TEST_P(DerivedStoreContract, RefusesMoreDaysThanOneWriteHolds) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await derived_dwelling(engine, 1);
        const auto state = co_await engine.derived().state(system_scope(), dwelling.home);
        const auto sums = some_days(0, DerivedStore::kMostDaysPerPut + 1, 1);
        const auto put = co_await engine.derived().put_days(
            system_scope(), dwelling.home, lease_of("a"), sums, after_days(state.value(), sums));
        EXPECT_EQ(refusal(put), ErrorCode::invalid);
    });
}

TEST_P(DerivedStoreContract, NothingOfAnErasedHomeRemains) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await derived_dwelling(engine, 5);
        (void)co_await engine.homes().erase(system_scope(), dwelling.home);
        auto& derived = engine.derived();
        const auto state = co_await derived.state(system_scope(), dwelling.home);
        EXPECT_EQ(refusal(state), ErrorCode::not_found);
        const auto days =
            co_await derived.days(system_scope(), dwelling.home, kFirstDate, later(9));
        EXPECT_EQ(refusal(days), ErrorCode::not_found);
        const auto marked = co_await derived.mark(system_scope(), dwelling.home, slots_of_day(0));
        EXPECT_EQ(refusal(marked), ErrorCode::not_found);
        const auto lease =
            co_await derived.take_lease(system_scope(), dwelling.home, lease_of("a"), kNow);
        EXPECT_EQ(refusal(lease), ErrorCode::not_found);
    });
}

TEST_P(DerivedStoreContract, KeepsToTheScope) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await derived_dwelling(engine, 2);
        auto& derived = engine.derived();
        const HomeId& home = dwelling.home;
        for (const AccessScope& scope :
             {AccessScope{}, person(UserId::make()), scope_for_ingest(home)}) {
            const auto state = co_await derived.state(scope, home);
            EXPECT_EQ(refusal(state), ErrorCode::not_found);
            const auto days = co_await derived.days(scope, home, kFirstDate, later(1));
            EXPECT_EQ(refusal(days), ErrorCode::not_found);
        }
        const AccessScope viewer = member(home, HomeRole::viewer);
        const auto state = co_await derived.state(viewer, home);
        EXPECT_TRUE(state);
        const auto days = co_await derived.days(viewer, home, kFirstDate, later(1));
        EXPECT_EQ(days.value().size(), 2U);
        for (const AccessScope& scope :
             {AccessScope{}, member(home, HomeRole::admin), scope_for_ingest(HomeId::make())}) {
            const auto marked = co_await derived.mark(scope, home, slots_of_day(0));
            EXPECT_EQ(refusal(marked), ErrorCode::not_found);
        }
        for (const AccessScope& scope :
             {AccessScope{}, member(home, HomeRole::admin), scope_for_ingest(home)}) {
            const auto lease = co_await derived.take_lease(scope, home, lease_of("a"), kNow);
            EXPECT_EQ(refusal(lease), ErrorCode::not_found);
            const auto sums = some_days(0, 1, 1);
            const auto put = co_await derived.put_days(scope, home, lease_of("a"), sums,
                                                       after_days(state.value(), sums));
            EXPECT_EQ(refusal(put), ErrorCode::not_found);
            const auto released = co_await derived.release_lease(scope, home, "a");
            EXPECT_EQ(refusal(released), ErrorCode::not_found);
        }
    });
}

}  // namespace
}  // namespace ohmstead::test
