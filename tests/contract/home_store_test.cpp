#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(HomeStoreContract);

TEST_P(HomeStoreContract, KeepsAHomeOverARestart) {
    const Home home = some_home("Canal house");
    with_engine([&](Engine& engine) -> Task<void> {
        const auto created = co_await engine.homes().create(system_scope(), home, UserId::make());
        EXPECT_TRUE(created);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto found = co_await engine.homes().get(system_scope(), home.id);
        EXPECT_EQ(found.value(), home);
    });
}

TEST_P(HomeStoreContract, WhoeverCreatesAHomeIsItsFirstAdmin) {
    with_engine([](Engine& engine) -> Task<void> {
        const UserId owner = UserId::make();
        const Home home = some_home();
        const auto created = co_await engine.homes().create(person(owner), home, owner);
        EXPECT_TRUE(created);
        const auto memberships = co_await engine.homes().memberships_of(owner);
        EXPECT_EQ(memberships.value(),
                  (std::vector<Membership>{{.home = home.id, .role = HomeRole::admin}}));
    });
}

TEST_P(HomeStoreContract, NobodyCreatesAHomeForAnother) {
    with_engine([](Engine& engine) -> Task<void> {
        const Home home = some_home();
        const auto for_another =
            co_await engine.homes().create(person(UserId::make()), home, UserId::make());
        EXPECT_EQ(refusal(for_another), ErrorCode::forbidden);
        const auto by_nobody = co_await engine.homes().create(AccessScope{}, home, UserId::make());
        EXPECT_EQ(refusal(by_nobody), ErrorCode::unauthenticated);
        const auto by_key =
            co_await engine.homes().create(scope_for_ingest(home.id), home, UserId::make());
        EXPECT_EQ(refusal(by_key), ErrorCode::unauthenticated);
        const auto all = co_await engine.homes().list(system_scope());
        EXPECT_TRUE(all.value().empty());
    });
}

TEST_P(HomeStoreContract, TheSameIdTwiceIsAConflict) {
    with_engine([](Engine& engine) -> Task<void> {
        const Home home = some_home();
        (void)co_await engine.homes().create(system_scope(), home, UserId::make());
        const auto again = co_await engine.homes().create(system_scope(), home, UserId::make());
        EXPECT_EQ(refusal(again), ErrorCode::conflict);
    });
}

TEST_P(HomeStoreContract, ListsWhatTheScopeHoldsOldestFirst) {
    with_engine([](Engine& engine) -> Task<void> {
        Home second = some_home("A");
        Home other = some_home("A");
        const Home first = some_home("B");
        second.created_at += Milliseconds{1};
        other.created_at += Milliseconds{2};
        (void)co_await engine.homes().create(system_scope(), second, UserId::make());
        (void)co_await engine.homes().create(system_scope(), first, UserId::make());
        (void)co_await engine.homes().create(system_scope(), other, UserId::make());
        const AccessScope two = person(UserId::make(), {{.home = first.id}, {.home = second.id}});
        const auto listed = co_await engine.homes().list(two);
        EXPECT_EQ(listed.value(), (std::vector<Home>{first, second}));
        const auto all = co_await engine.homes().list(system_scope());
        EXPECT_EQ(all.value(), (std::vector<Home>{first, second, other}));
        const auto none = co_await engine.homes().list(AccessScope{});
        EXPECT_TRUE(none.value().empty());
        const auto by_key = co_await engine.homes().list(scope_for_ingest(first.id));
        EXPECT_TRUE(by_key.value().empty());
    });
}

TEST_P(HomeStoreContract, WhatIsNotYoursIsAsUnknownAsWhatIsNot) {
    with_engine([](Engine& engine) -> Task<void> {
        const Home home = some_home();
        (void)co_await engine.homes().create(system_scope(), home, UserId::make());
        const auto stranger = co_await engine.homes().get(person(UserId::make()), home.id);
        const auto absent = co_await engine.homes().get(system_scope(), HomeId::make());
        EXPECT_EQ(refusal(stranger), ErrorCode::not_found);
        EXPECT_EQ(refusal(absent), ErrorCode::not_found);
        EXPECT_EQ(stranger.error().detail, absent.error().detail);
    });
}

TEST_P(HomeStoreContract, OnlyAdminsChangeAHome) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        auto home = co_await engine.homes().get(system_scope(), dwelling.home);
        for (const HomeRole role : {HomeRole::viewer, HomeRole::manager}) {
            const AccessScope scope = member(dwelling.home, role);
            auto& homes = engine.homes();
            const auto updated = co_await homes.update(scope, *home);
            EXPECT_EQ(refusal(updated), ErrorCode::forbidden);
            const auto channels = co_await homes.put_channels(scope, dwelling.home, {});
            EXPECT_EQ(refusal(channels), ErrorCode::forbidden);
            const auto seen = co_await homes.connection(scope, dwelling.home);
            EXPECT_EQ(refusal(seen), ErrorCode::forbidden);
            const auto connected = co_await homes.put_connection(scope, dwelling.home, {});
            EXPECT_EQ(refusal(connected), ErrorCode::forbidden);
            const auto invited =
                co_await homes.put_member(scope, dwelling.home, UserId::make(), HomeRole::admin);
            EXPECT_EQ(refusal(invited), ErrorCode::forbidden);
            const auto erased = co_await homes.erase(scope, dwelling.home);
            EXPECT_EQ(refusal(erased), ErrorCode::forbidden);
        }
        home->name = "Renamed";
        home->main_fuse.reset();
        home->setup = SetupStep::done;
        home->calorific_values = {{parse_local_date("2024-10-01").value(), 9'769'000},
                                  {parse_local_date("2025-01-01").value(), 10'123'456}};
        const auto updated =
            co_await engine.homes().update(member(dwelling.home, HomeRole::admin), *home);
        EXPECT_TRUE(updated);
        const auto found =
            co_await engine.homes().get(member(dwelling.home, HomeRole::viewer), dwelling.home);
        EXPECT_EQ(found.value(), *home);
        home->calorific_values.erase(home->calorific_values.begin());
        const auto fewer = co_await engine.homes().update(system_scope(), *home);
        EXPECT_TRUE(fewer);
        const auto listed = co_await engine.homes().list(system_scope());
        EXPECT_EQ(listed.value(), std::vector{*home});
    });
}

TEST_P(HomeStoreContract, AnIngestKeyReadsTheChannelsOfItsHomeAlone) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const Dwelling other = co_await make_dwelling(engine, 1);
        const AccessScope key = scope_for_ingest(dwelling.home);
        const auto home = co_await engine.homes().get(key, dwelling.home);
        EXPECT_EQ(refusal(home), ErrorCode::not_found);
        const auto connection = co_await engine.homes().connection(key, dwelling.home);
        EXPECT_EQ(refusal(connection), ErrorCode::not_found);
        const auto channels = co_await engine.homes().channels(key, dwelling.home);
        EXPECT_EQ(channels.value().size(), 1U);
        const auto others = co_await engine.homes().channels(key, other.home);
        EXPECT_EQ(refusal(others), ErrorCode::not_found);
    });
}

Channel detailed_channel() {
    Channel channel = some_channel(ChannelRole::grid_import, "Zähler <b>&amp;\" 'x'");
    channel.kind = DeviceKind::heat_pump;
    channel.included_in = ChannelId::make();
    channel.register_name = "T1";
    channel.phase = "L2";
    channel.area = "Cellar";
    channel.device_entity = "switch.pump";
    channel.order = 7;
    channel.adds_to_ac_balance = false;
    channel.adds_to_production = false;
    channel.bindings = {{.id = BindingId::make(),
                         .source_type = SourceType::statistic,
                         .source_id = "sensor.energy",
                         .measure = Measure::counter,
                         .sign = SignPart::negative,
                         .invert = true,
                         .valid_from = kNow,
                         .valid_to = kNow + Seconds{5},
                         .initial_value = 17,
                         .final_value = -4},
                        {.id = BindingId::make(),
                         .source_type = SourceType::push,
                         .source_id = "",
                         .measure = Measure::state,
                         .sign = SignPart::both,
                         .invert = false,
                         .valid_from = kNow + Seconds{5},
                         .valid_to = {},
                         .initial_value = {},
                         .final_value = {}}};
    channel.decisions = {{kNow - Seconds{9}, MeterVerdict::left_out},
                         {kNow + Seconds{1}, MeterVerdict::restarted}};
    channel.peak_power = 9'900'000;
    return channel;
}

TEST_P(HomeStoreContract, ReplacesTheSetOfChannels) {
    const Home home = some_home();
    std::vector<Channel> second;
    with_engine([&](Engine& engine) -> Task<void> {
        (void)co_await engine.homes().create(system_scope(), home, UserId::make());
        const std::vector<Channel> first{some_channel(ChannelRole::solar), detailed_channel()};
        (void)co_await engine.homes().put_channels(system_scope(), home.id, first);
        const auto read = co_await engine.homes().channels(system_scope(), home.id);
        EXPECT_EQ(read.value(), first);

        second = {first[1], some_channel(ChannelRole::gas)};
        second[0].name = "Renamed";
        second[0].bindings.pop_back();
        second[0].decisions.erase(second[0].decisions.begin());
        second[0].peak_power.reset();
        second[1].order = 9;
        const auto put = co_await engine.homes().put_channels(system_scope(), home.id, second);
        EXPECT_TRUE(put);
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const AccessScope viewer = member(home.id, HomeRole::viewer);
        const auto read = co_await engine.homes().channels(viewer, home.id);
        EXPECT_EQ(read.value(), second);
    });
}

TEST_P(HomeStoreContract, ReplacingChannelsIsAllOrNothing) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 2);
        const auto before = co_await engine.homes().channels(system_scope(), dwelling.home);
        const Channel channel = some_channel();
        const std::vector<Channel> doubled{some_channel(), channel, channel};
        const auto put =
            co_await engine.homes().put_channels(system_scope(), dwelling.home, doubled);
        EXPECT_EQ(refusal(put), ErrorCode::invalid);
        const auto after = co_await engine.homes().channels(system_scope(), dwelling.home);
        EXPECT_EQ(after.value(), before.value());
    });
}

TEST_P(HomeStoreContract, TwoHomesMayUseTheSameChannelId) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling mine = co_await make_dwelling(engine, 1);
        const Dwelling theirs = co_await make_dwelling(engine, 1);
        Channel taken = some_channel(ChannelRole::solar, "Taken");
        taken.id = theirs.channels[0];
        const std::vector<Channel> set{taken};
        const auto put = co_await engine.homes().put_channels(system_scope(), mine.home, set);
        EXPECT_TRUE(put);
        const auto others = co_await engine.homes().channels(system_scope(), theirs.home);
        EXPECT_EQ(others.value()[0].name, "Channel");
    });
}

TEST_P(HomeStoreContract, KeepsAConnection) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        const AccessScope admin = member(dwelling.home, HomeRole::admin);
        auto& homes = engine.homes();
        auto read = co_await homes.connection(admin, dwelling.home);
        EXPECT_EQ(read.value(), std::nullopt);
        const ConnectionSettings settings{.url = "wss://ha.local",
                                          .sealed_token = std::string("\0\x01z", 3),
                                          .tls_fingerprint = "ab"};
        (void)co_await homes.put_connection(admin, dwelling.home, settings);
        read = co_await homes.connection(admin, dwelling.home);
        EXPECT_EQ(read.value(), settings);
        (void)co_await homes.put_connection(admin, dwelling.home, std::nullopt);
        read = co_await homes.connection(admin, dwelling.home);
        EXPECT_EQ(read.value(), std::nullopt);
    });
}

TEST_P(HomeStoreContract, AHomeKeepsAtLeastOneAdmin) {
    with_engine([](Engine& engine) -> Task<void> {
        const UserId owner = UserId::make();
        const UserId guest = UserId::make();
        const Home home = some_home();
        (void)co_await engine.homes().create(person(owner), home, owner);
        const AccessScope admin = person(owner, {{.home = home.id, .role = HomeRole::admin}});
        auto& homes = engine.homes();
        const auto last = co_await homes.put_member(admin, home.id, owner, HomeRole::viewer);
        EXPECT_EQ(refusal(last), ErrorCode::conflict);
        const auto joined = co_await homes.put_member(admin, home.id, guest, HomeRole::admin);
        EXPECT_TRUE(joined);
        const auto left = co_await homes.put_member(admin, home.id, owner, HomeRole::viewer);
        EXPECT_TRUE(left);
        const auto memberships = co_await homes.memberships_of(owner);
        EXPECT_EQ(memberships.value()[0].role, HomeRole::viewer);
    });
}

TEST_P(HomeStoreContract, NothingOfAnErasedHomeRemains) {
    with_engine([](Engine& engine) -> Task<void> {
        const UserId owner = UserId::make();
        const Home home = some_home();
        (void)co_await engine.homes().create(person(owner), home, owner);
        const std::vector<Channel> set{some_channel()};
        (void)co_await engine.homes().put_channels(system_scope(), home.id, set);
        std::vector<SeriesReadings> batch(1);
        batch[0].channel = set[0].id;
        batch[0].measure = Measure::power;
        batch[0].readings = {{.at = kNow, .value = 5}};
        (void)co_await engine.readings().append(system_scope(), home.id, batch, Durability::now);
        co_await engine.let_time_pass(std::chrono::hours{3});
        const std::vector<Block> blocks{{.channel = set[0].id,
                                         .day = std::chrono::floor<std::chrono::days>(kNow),
                                         .revision = {.epoch = 1, .sequence = 1},
                                         .anchor = {},
                                         .slots = {}}};
        (void)co_await engine.slots().put(system_scope(), home.id, blocks);
        const StoredApiKey key{.id = ApiKeyId::make(),
                               .secret_hash = "00",
                               .home = home.id,
                               .name = "Key",
                               .created_at = kNow,
                               .last_used_at = {}};
        (void)co_await engine.users().put_api_key(key);

        const auto erased = co_await engine.homes().erase(system_scope(), home.id);
        EXPECT_TRUE(erased);
        const auto found = co_await engine.homes().get(system_scope(), home.id);
        EXPECT_EQ(refusal(found), ErrorCode::not_found);
        const auto memberships = co_await engine.homes().memberships_of(owner);
        EXPECT_TRUE(memberships.value().empty());
        const auto left_key = co_await engine.users().find_api_key(key.id);
        EXPECT_FALSE(left_key.value().has_value());
        const auto late =
            co_await engine.readings().append(system_scope(), home.id, batch, Durability::now);
        EXPECT_EQ(refusal(late), ErrorCode::not_found);

        // Even the same ids do not bring anything back.
        (void)co_await engine.homes().create(system_scope(), home, owner);
        (void)co_await engine.homes().put_channels(system_scope(), home.id, set);
        const Span always{.from = kNow - std::chrono::hours{1}, .to = kNow + std::chrono::hours{1}};
        const auto readings = co_await engine.readings().read(system_scope(), home.id, set[0].id,
                                                              Measure::power, always, true);
        EXPECT_TRUE(readings.value().empty());
        const auto block = co_await engine.slots().block_at_or_before(system_scope(), home.id,
                                                                      set[0].id, blocks[0].day);
        EXPECT_EQ(block.value(), std::nullopt);
    });
}

}  // namespace
}  // namespace ohmstead::test
