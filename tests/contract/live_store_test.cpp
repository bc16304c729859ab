#include "contract/store_contract.hpp"
#include "store/decisions.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(LiveStoreContract);

LiveSnapshot snapshot_of(const ChannelId& channel, Revision revision, std::int64_t power) {
    return {.revision = revision,
            .at = kNow + Seconds{revision.sequence},
            .power = {{channel, {kNow, power}}},
            .state = {},
            .conditions = {}};
}

TEST_P(LiveStoreContract, KeepsTheSnapshotOverARestart) {
    Dwelling dwelling;
    LiveSnapshot snapshot;
    with_engine([&](Engine& engine) -> Task<void> {
        dwelling = co_await make_dwelling(engine, 2);
        const auto none = co_await engine.live().snapshot(system_scope(), dwelling.home);
        EXPECT_EQ(none.value(), std::nullopt);
        snapshot = snapshot_of(dwelling.channels[0], {4'294'967'295, 1}, -812'000);
        snapshot.power.push_back({dwelling.channels[1], {kNow - Seconds{90}, 1LL << 62}});
        snapshot.state = {{dwelling.channels[1], {kNow - Seconds{7}, -4'200}}};
        snapshot.conditions = {
            {dwelling.channels[0], EntityCondition::off, kNow - Seconds{8}},
            {dwelling.channels[1], EntityCondition::unavailable, kNow - Seconds{9}}};
        const auto put = co_await engine.live().put(system_scope(), dwelling.home, snapshot);
        EXPECT_EQ(put.value().outcome, PutOutcome::stored);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto stored = co_await engine.live().snapshot(system_scope(), dwelling.home);
        EXPECT_EQ(stored.value(), snapshot);
    });
}

TEST_P(LiveStoreContract, TheNewestRevisionWins) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const auto put = [&](Revision revision, std::int64_t power) {
            return engine.live().put(system_scope(), dwelling.home,
                                     snapshot_of(dwelling.channels[0], revision, power));
        };
        const auto first = co_await put({2, 10}, 1);
        EXPECT_EQ(first.value().outcome, PutOutcome::stored);
        const auto same = co_await put({2, 10}, 2);
        EXPECT_EQ(same.value().outcome, PutOutcome::stale);
        const auto older = co_await put({1, 99}, 3);
        EXPECT_EQ(older.value().outcome, PutOutcome::stale);
        auto stored = co_await engine.live().snapshot(system_scope(), dwelling.home);
        EXPECT_EQ(stored.value()->power[0].reading.value, 1);
        const auto newer = co_await put({3, 1}, 4);
        EXPECT_EQ(newer.value().outcome, PutOutcome::stored);
        stored = co_await engine.live().snapshot(system_scope(), dwelling.home);
        EXPECT_EQ(stored.value()->power[0].reading.value, 4);
    });
}

TEST_P(LiveStoreContract, AWatchNeverBecomesShorter) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const AccessScope viewer = member(dwelling.home, HomeRole::viewer);
        auto orders = co_await engine.live().orders(system_scope(), dwelling.home);
        EXPECT_EQ(orders.value().watched_until, std::nullopt);
        for (const auto& [asked, watched] : {std::pair{Seconds{30}, Seconds{30}},
                                             {Seconds{10}, Seconds{30}},
                                             {Seconds{40}, Seconds{40}}}) {
            const auto renewed =
                co_await engine.live().renew_watch(viewer, dwelling.home, kNow + asked);
            EXPECT_TRUE(renewed);
            orders = co_await engine.live().orders(system_scope(), dwelling.home);
            EXPECT_EQ(orders.value().watched_until, kNow + watched);
        }
    });
}

TEST_P(LiveStoreContract, KeepsHomesApart) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling one = co_await make_dwelling(engine, 1);
        const Dwelling other = co_await make_dwelling(engine, 1);
        (void)co_await engine.live().put(system_scope(), one.home,
                                         snapshot_of(one.channels[0], {1, 1}, 1));
        (void)co_await engine.live().renew_watch(system_scope(), one.home, kNow);
        const auto snapshot = co_await engine.live().snapshot(system_scope(), other.home);
        EXPECT_EQ(snapshot.value(), std::nullopt);
        const auto orders = co_await engine.live().orders(system_scope(), other.home);
        EXPECT_EQ(orders.value().watched_until, std::nullopt);
    });
}

TEST_P(LiveStoreContract, KeepsToTheScope) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        auto& live = engine.live();
        const AccessScope key = scope_for_ingest(dwelling.home);
        const AccessScope viewer = member(dwelling.home, HomeRole::viewer);
        const AccessScope stranger = member(HomeId::make(), HomeRole::admin);
        const LiveSnapshot snapshot = snapshot_of(dwelling.channels[0], {1, 1}, 1);
        const auto by_person = co_await live.put(viewer, dwelling.home, snapshot);
        EXPECT_EQ(refusal(by_person), ErrorCode::not_found) << "people do not write power";
        const auto by_other_key =
            co_await live.put(scope_for_ingest(HomeId::make()), dwelling.home, snapshot);
        EXPECT_EQ(refusal(by_other_key), ErrorCode::not_found);
        const auto by_key = co_await live.put(key, dwelling.home, snapshot);
        EXPECT_EQ(by_key.value().outcome, PutOutcome::stored);
        const auto read_by_key = co_await live.snapshot(key, dwelling.home);
        EXPECT_EQ(refusal(read_by_key), ErrorCode::not_found) << "keys read nothing";
        const auto revision_by_key = co_await live.revision(key, dwelling.home);
        EXPECT_EQ(revision_by_key.value(), (Revision{1, 1}));
        const auto revision_by_person = co_await live.revision(viewer, dwelling.home);
        EXPECT_EQ(refusal(revision_by_person), ErrorCode::not_found);
        const auto read_by_stranger = co_await live.snapshot(stranger, dwelling.home);
        EXPECT_EQ(refusal(read_by_stranger), ErrorCode::not_found);
        const auto read = co_await live.snapshot(viewer, dwelling.home);
        EXPECT_EQ(read.value(), snapshot);
        const auto watched_by_key = co_await live.renew_watch(key, dwelling.home, kNow);
        EXPECT_EQ(refusal(watched_by_key), ErrorCode::not_found);
        const auto watched_by_stranger = co_await live.renew_watch(stranger, dwelling.home, kNow);
        EXPECT_EQ(refusal(watched_by_stranger), ErrorCode::not_found);
        const auto asked_by_key = co_await live.orders(key, dwelling.home);
        EXPECT_EQ(asked_by_key.value().watched_until, std::nullopt);
        const auto asked_by_person = co_await live.orders(viewer, dwelling.home);
        EXPECT_EQ(refusal(asked_by_person), ErrorCode::not_found);
    });
}

TEST_P(LiveStoreContract, NothingOfAnErasedHomeRemains) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        (void)co_await engine.live().put(system_scope(), dwelling.home,
                                         snapshot_of(dwelling.channels[0], {1, 1}, 1));
        (void)co_await engine.live().renew_watch(system_scope(), dwelling.home, kNow);
        const auto erased = co_await engine.homes().erase(system_scope(), dwelling.home);
        EXPECT_TRUE(erased);
        const auto snapshot = co_await engine.live().snapshot(system_scope(), dwelling.home);
        EXPECT_EQ(snapshot.value(), std::nullopt);
        const auto revision = co_await engine.live().revision(system_scope(), dwelling.home);
        EXPECT_EQ(revision.value(), std::nullopt);
        const auto orders = co_await engine.live().orders(system_scope(), dwelling.home);
        EXPECT_EQ(refusal(orders), ErrorCode::not_found);
        const auto late = co_await engine.live().put(system_scope(), dwelling.home,
                                                     snapshot_of(dwelling.channels[0], {1, 2}, 1));
        EXPECT_EQ(refusal(late), ErrorCode::not_found);
    });
}

// Whoever writes live values learns from the answer what else it would have to ask for.
TEST_P(LiveStoreContract, SaysWhatTheEngineHasToSee) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 2);
        const auto& home = dwelling.home;
        const auto channels = co_await engine.homes().channels(system_scope(), home);
        LiveOrders expected{.watched_until = {},
                            .commands_until = {},
                            .decisions = decisions_revision(channels.value())};
        auto orders = co_await engine.live().orders(system_scope(), home);
        EXPECT_EQ(orders.value(), expected);

        (void)co_await engine.live().renew_watch(system_scope(), home, kNow + Seconds{60});
        for (const auto& expires_in : {Seconds{90}, Seconds{30}}) {
            const auto created = co_await engine.commands().create(
                system_scope(), home,
                {.id = CommandId::make(), .created_at = kNow, .expires_at = kNow + expires_in});
            EXPECT_TRUE(created);
        }
        (void)co_await engine.homes().put_channels(system_scope(), home, {channels.value()[1]});
        const auto fewer = co_await engine.homes().channels(system_scope(), home);
        EXPECT_NE(decisions_revision(fewer.value()), expected.decisions);
        expected = {.watched_until = kNow + Seconds{60},
                    .commands_until = kNow + Seconds{90},
                    .decisions = decisions_revision(fewer.value())};
        orders = co_await engine.live().orders(system_scope(), home);
        EXPECT_EQ(orders.value(), expected);
        for (const auto outcome : {PutOutcome::stored, PutOutcome::stale}) {
            const auto put = co_await engine.live().put(
                system_scope(), home, snapshot_of(dwelling.channels[0], {1, 1}, 1));
            EXPECT_EQ(put.value().outcome, outcome);
            EXPECT_EQ(put.value().orders, expected);
        }
        orders = co_await engine.live().orders(system_scope(), home);
        EXPECT_EQ(orders.value(), expected);
    });
}

}  // namespace
}  // namespace ohmstead::test
