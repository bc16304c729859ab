#include "ingest/engine.hpp"

#include <gtest/gtest.h>

#include "async/sleep.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "unit/api/fake_homes.hpp"
#include "unit/ingest/fake_agent_stores.hpp"
#include "unit/ingest/nobody_looks.hpp"
#include "unit/ledger/memory_overlays.hpp"

namespace ohmstead::ingest {
namespace {

using namespace std::chrono_literals;

// A store whose answers take their time, as they do.
class SlowHomes final : public test::FakeHomes {
public:
    Task<Result<std::vector<Channel>>> channels(AccessScope scope, HomeId home) override {
        co_await sleep_for(5ms);
        co_return co_await FakeHomes::channels(std::move(scope), std::move(home));
    }
};

class Nobody final : public NobodyLooks, public home_assistant::LinkListener {
public:
    void on_status(const HomeId&, const home_assistant::ConnectionStatus&) override {}
    void on_backfill(const HomeId&, const home_assistant::BackfillProgress&) override {}
    void on_past(const HomeId&, const home_assistant::PastProgress&) override {}
    void on_notice(const HomeId&, const home_assistant::SourceNotice&) override {}
    void on_renamed(const HomeId&, const std::string&, const std::string&) override {}
    void on_today(const HomeId&, Instant, std::vector<TodayAmount> amounts) override {
        today = std::move(amounts);
    }

    std::vector<TodayAmount> today;
};

class EngineTest : public testing::Test {
protected:
    EngineTest() {
        Home stored;
        stored.id = home;
        stored.time_zone = "UTC";
        homes.homes[home] = stored;
        Channel channel;
        channel.id = ChannelId::make();
        channel.role = ChannelRole::device;
        for (const auto* source : {"sensor.plug_energy", "sensor.plug_power"}) {
            channel.bindings.push_back({.id = BindingId::make(), .source_id = source});
        }
        homes.channels_of[home] = {channel};
    }

    const HomeId home = HomeId::make();
    test::TaskRunner runner;
    test::ManualClock clock{instant_from_ms(1'764'072'000'000)};
    Worker cpu;
    SlowHomes homes;
    test::FakeReadings readings;
    test::FakeSlots slots;
    Nobody nobody;
    Engine engine{runner.executor(),
                  {.clock = clock,
                   .cpu = cpu,
                   .log = Log{},
                   .homes = homes,
                   .readings = readings,
                   .slots = slots,
                   .live = nobody,
                   .listener = nobody,
                   .scope = SystemAuthorityForTests::system_scope(),
                   .open_token = [](const HomeId&, const std::string& sealed) {
                       return Result<std::string>(sealed);
                   }}};
};

TEST_F(EngineTest, SaysThatAStoredTokenCannotBeRead) {
    homes.connections[home] = {
        .url = "http://127.0.0.1:1", .sealed_token = "garbled", .tls_fingerprint = {}};
    Engine without_key{runner.executor(),
                       {.clock = clock,
                        .cpu = cpu,
                        .log = Log{},
                        .homes = homes,
                        .readings = readings,
                        .slots = slots,
                        .live = nobody,
                        .listener = nobody,
                        .scope = SystemAuthorityForTests::system_scope(),
                        .open_token = [](const HomeId&, const std::string&) -> Result<std::string> {
                            return make_error(ErrorCode::invalid, "not sealed here");
                        }}};
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await without_key.start());
        const auto status = without_key.connection_status(home);
        EXPECT_EQ(status.state, home_assistant::ConnectionState::authentication_failed);
        EXPECT_EQ(status.fault, home_assistant::ConnectionFault::token_unreadable);
        co_await without_key.stop();
    };
    runner.run(work());
}

// A device that is renamed renames all its entities at once.
TEST_F(EngineTest, RenamesThatComeTogetherAllCount) {
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await engine.start());
        TaskGroup renames(runner.executor(), Log{});
        for (const std::string what : {"energy", "power"}) {
            const auto rename = [](Engine& of, HomeId in, std::string entity) -> Task<void> {
                EXPECT_TRUE(co_await of.rename_source(in, "sensor.plug_" + entity,
                                                      "sensor.kettle_" + entity));
            };
            renames.spawn("rename", rename(engine, home, what));
        }
        co_await renames.join();
        co_await engine.stop();
    };
    runner.run(work());
    const auto& bindings = homes.channels_of[home].front().bindings;
    EXPECT_EQ(bindings[0].source_id, "sensor.kettle_energy");
    EXPECT_EQ(bindings[1].source_id, "sensor.kettle_power");
}

TEST_F(EngineTest, AHomeThatIsRemovedTwiceIsGone) {
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await engine.start());
        EXPECT_TRUE(engine.channels(home));
        TaskGroup removals(runner.executor(), Log{});
        removals.spawn("remove", engine.remove(home));
        removals.spawn("remove", engine.remove(home));
        co_await removals.join();
        EXPECT_FALSE(engine.channels(home));
    };
    runner.run(work());
}

TEST_F(EngineTest, SwitchesOnlyWhatAChannelOfTheHomeNames) {
    const auto meter = homes.channels_of[home].front();
    auto plug = meter;
    plug.id = ChannelId::make();
    plug.device_entity = "switch.plug";
    homes.channels_of[home].push_back(plug);
    const auto answer = [&](std::string body) -> Task<std::string> {
        const auto result = co_await engine.perform_switch(
            home,
            {.id = CommandId::make(), .kind = CommandKind::switch_device, .body = std::move(body)});
        EXPECT_EQ(result.outcome, CommandOutcome::failed);
        co_return result.detail;
    };
    const auto order = [](const ChannelId& channel) {
        return R"({"channel":")" + channel.value + R"(","on":true})";
    };
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await engine.start());
        EXPECT_EQ(co_await answer(order(plug.id)), "Home Assistant is not connected.");
        homes.connections[home] = {
            .url = "http://127.0.0.1:1", .sealed_token = "token", .tls_fingerprint = {}};
        EXPECT_TRUE(co_await engine.reload(home));
        EXPECT_EQ(co_await answer("[]"), "The command cannot be read.");
        for (const auto& other : {meter.id, ChannelId::make()}) {
            EXPECT_EQ(co_await answer(order(other)), "This device cannot be switched.");
        }
        EXPECT_EQ(co_await answer(order(plug.id)), engine.connection_status(home).message);
        co_await engine.stop();
    };
    runner.run(work());
}

TEST_F(EngineTest, WhatAnAgentMetersIsNotMeteredAgain) {
    test::FakeLive agents;
    homes.channels_of[home].front().bindings.front().source_type = SourceType::push;
    const auto channel = homes.channels_of[home].front().id;
    Engine with_agents{
        runner.executor(),
        {.clock = clock,
         .cpu = cpu,
         .log = Log{},
         .homes = homes,
         .readings = readings,
         .slots = slots,
         .live = nobody,
         .listener = nobody,
         .scope = SystemAuthorityForTests::system_scope(),
         .open_token = [](const HomeId&,
                          const std::string& sealed) { return Result<std::string>(sealed); },
         .agents = &agents}};
    // How many blocks come of two readings half an hour apart.
    const auto blocks_of_readings = [&]() -> Task<std::size_t> {
        slots.blocks.clear();
        const auto pushed = co_await with_agents.push(
            SystemAuthorityForTests::system_scope(), home,
            {{.channel = channel,
              .measure = Measure::counter,
              .readings = {{clock.now(), 1'000}, {clock.now() + 30min, 2'000}}}});
        EXPECT_TRUE(pushed);
        clock.advance(1h);
        co_await with_agents.settle(home);
        co_return slots.blocks.size();
    };
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await with_agents.start());
        EXPECT_GT(co_await blocks_of_readings(), 0U);
        EXPECT_FALSE((co_await with_agents.look_elsewhere(home)).value());
        agents.kept = LiveSnapshot{.revision = {3, 1}, .at = clock.now()};
        EXPECT_FALSE(with_agents.is_elsewhere(home)) << "nobody has looked";
        EXPECT_TRUE((co_await with_agents.look_elsewhere(home)).value());
        EXPECT_TRUE(with_agents.is_elsewhere(home));
        EXPECT_EQ(co_await blocks_of_readings(), 0U);
        // Its owner connects it here again.
        homes.connections[home].url = "http://127.0.0.1:1";
        EXPECT_TRUE(co_await with_agents.reload(home));
        EXPECT_FALSE((co_await with_agents.look_elsewhere(home)).value());
        EXPECT_GT(co_await blocks_of_readings(), 0U);
        co_await with_agents.stop();
    };
    runner.run(work());
}

// They are summed from what the engine has metered, not from what everything else is summed from.
TEST_F(EngineTest, SumsOfTodayFollowCorrections) {
    test::MemoryOverlays overlays;
    homes.channels_of[home].front().bindings.front().source_type = SourceType::push;
    const auto channel = homes.channels_of[home].front().id;
    Engine with_overlays{
        runner.executor(),
        {.clock = clock,
         .cpu = cpu,
         .log = Log{},
         .homes = homes,
         .readings = readings,
         .slots = slots,
         .live = nobody,
         .listener = nobody,
         .scope = SystemAuthorityForTests::system_scope(),
         .open_token = [](const HomeId&,
                          const std::string& sealed) { return Result<std::string>(sealed); },
         .overlays = &overlays}};
    const auto first = slot_of(clock.now());
    // What the slots in the store come to with what is over them.
    const auto by_slots = [&] {
        ChannelSlots given{.channel = channel, .slots = {}};
        for (const auto& [key, block] : slots.blocks) {
            given.slots.insert(given.slots.end(), block.slots.begin(), block.slots.end());
        }
        std::int64_t sum = 0;
        for (const auto& slot : apply(overlays.all, {first, first + 8}, given).slots) {
            sum += slot.amount;
        }
        return sum;
    };
    // Takes up what is over the slots, and waits until the sum of today is as expected.
    const auto today_becomes = [&](std::int64_t amount) -> Task<void> {
        EXPECT_TRUE(co_await with_overlays.reload(home));
        const auto is_there = [&] {
            return nobody.today.size() == 1 && nobody.today.front().amount == amount;
        };
        for (int tries = 0; tries < 2'000 && !is_there(); ++tries) {
            co_await sleep_for(5ms);
        }
        EXPECT_TRUE(is_there()) << amount;
        EXPECT_EQ(by_slots(), amount);
    };
    const auto work = [&]() -> Task<void> {
        EXPECT_TRUE(co_await with_overlays.start());
        const auto pushed = co_await with_overlays.push(
            SystemAuthorityForTests::system_scope(), home,
            {{.channel = channel,
              .measure = Measure::counter,
              .readings = {{clock.now(), 1'000}, {clock.now() + 30min, 2'000}}}});
        EXPECT_TRUE(pushed);
        clock.advance(1h);
        co_await with_overlays.settle(home);
        co_await today_becomes(1'000);
        overlays.all.push_back({.id = OverlayId{"a"},
                                .channel = channel,
                                .range = {first, first + 1},
                                .kind = OverlayKind::flat,
                                .amount = 5,
                                .shape = {},
                                .reason = {},
                                .made = {},
                                .undone = {}});
        co_await today_becomes(505);
        overlays.all.front().undone = Signature{};
        co_await today_becomes(1'000);
        co_await with_overlays.stop();
    };
    runner.run(work());
}

}  // namespace
}  // namespace ohmstead::ingest
