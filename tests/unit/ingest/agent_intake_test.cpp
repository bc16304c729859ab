#include "ingest/agent_intake.hpp"

#include <gmock/gmock.h>

#include "support/agent_items.hpp"
#include "support/plan_body.hpp"
#include "support/task_runner.hpp"
#include "unit/api/fake_homes.hpp"
#include "unit/api/samples.hpp"
#include "unit/ingest/fake_agent_stores.hpp"
#include "unit/ingest/now.hpp"

namespace ohmstead::ingest {
namespace {

using test::batch_of;
using test::block_at;
using test::kNow;
using test::live_item;
using test::result_item;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AgentIntakeTest : public ::testing::Test {
protected:
    const ChannelId& meter() const { return channels->front().id; }

    Result<IngestAnswer> try_take(const IngestBatch& batch, AccessScope scope) {
        auto planned = test::plan_body(reflect::encode(batch), *channels, kNow).value();
        homes.channels_of[home] = *channels;
        live.decisions = decisions_revision(*channels);
        live.commands_until.reset();
        if (!commands.commands.empty()) {
            live.commands_until = commands.commands.back().expires_at;
        }
        return runner.run(intake.take(std::move(scope), home, std::move(planned), kNow));
    }
    IngestAnswer take(const IngestBatch& batch) {
        return try_take(batch, scope_for_ingest(home)).value();
    }
    std::vector<std::string> outcomes_of(const IngestBatch& batch) {
        std::vector<std::string> outcomes;
        for (const auto& result : take(batch).items) {
            outcomes.push_back(
                result.code.value_or(std::string(reflect::name_of_enumerator(result.status))));
        }
        return outcomes;
    }
    IngestBatch one_of_each() {
        const std::vector<HourReading> hour{{.offset_ms = 1, .rank = 0, .value = 5}};
        return batch_of({item_of("b", block_at(meter(), kNow, {7, 1}, 5)),
                         item_of("c", meter(), Measure::counter, kNow, hour),
                         live_item("l", {7, 1}, kNow, {{meter(), kNow, 5}}),
                         result_item("r", command.id)});
    }

    HomeId home = HomeId::make();
    ChannelsPtr channels = std::make_shared<const std::vector<Channel>>(
        std::vector<Channel>{test::sample_channel(ChannelRole::grid_import, Measure::counter)});
    Command command{.id = CommandId::make(),
                    .kind = CommandKind::switch_device,
                    .body = R"({"on":true})",
                    .created_at = kNow,
                    .expires_at = kNow + Seconds{60}};
    test::TaskRunner runner;
    test::FakeSlots slots;
    test::FakeReadings readings;
    test::FakeLive live;
    test::FakeCommands commands;
    test::FakeHomes homes;
    AgentIntake intake{
        {.slots = slots, .readings = readings, .live = live, .commands = commands, .homes = homes},
        {.gather = std::chrono::hours{1}, .live_server = "https://live.example"}};
};

TEST_F(AgentIntakeTest, KeepsEveryKindAndSaysWhatIsStale) {
    commands.commands = {command};
    EXPECT_THAT(outcomes_of(one_of_each()), ElementsAre("stored", "stored", "stored", "stored"));
    EXPECT_THAT(slots.blocks, SizeIs(1));
    EXPECT_THAT(readings.appended, SizeIs(1));
    EXPECT_EQ(live.kept->power.front().reading.value, 5);
    EXPECT_EQ(commands.commands.front().state, CommandState::done);
    readings.fresh = 0;
    EXPECT_THAT(outcomes_of(one_of_each()), ElementsAre("stale", "stale", "stale", "stale"));
}

TEST_F(AgentIntakeTest, AResultOfNoCommandIsRejected) {
    EXPECT_THAT(outcomes_of(batch_of({result_item("r", command.id)})),
                ElementsAre("unknown_command"));
}

TEST_F(AgentIntakeTest, AcknowledgesNothingWhileAStoreIsDown) {
    commands.commands = {command};
    for (bool* available :
         {&slots.available, &readings.available, &live.available, &commands.available}) {
        *available = false;
        const auto answer = try_take(one_of_each(), scope_for_ingest(home));
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
        *available = true;
    }
}

TEST_F(AgentIntakeTest, AForeignKeyKeepsNothing) {
    const auto answer = try_take(one_of_each(), scope_for_ingest(HomeId::make()));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::not_found);
    EXPECT_THAT(slots.blocks, IsEmpty());
    EXPECT_FALSE(live.kept);
}

TEST_F(AgentIntakeTest, CallsOftenWhileSomebodyLooks) {
    EXPECT_EQ(take(batch_of({})).next_interval_ms, kIdleIntervalMs);
    live.watch = kNow + Milliseconds{1};
    EXPECT_EQ(take(batch_of({})).next_interval_ms, kBusyIntervalMs);
    live.watch = kNow;
    EXPECT_EQ(take(batch_of({})).next_interval_ms, kIdleIntervalMs);
}

TEST_F(AgentIntakeTest, LetsAnAgentGatherWhileNobodyLooksAndNamesTheLiveServerWhileSomebodyDoes) {
    auto answer = take(batch_of({}));
    EXPECT_EQ(answer.gather_ms, 3'600'000);
    EXPECT_FALSE(answer.live_server);
    live.watch = kNow + Milliseconds{1};
    answer = take(batch_of({}));
    EXPECT_EQ(answer.gather_ms, 0);
    EXPECT_EQ(answer.live_server, "https://live.example");
    live.watch.reset();
    commands.commands = {command};
    answer = take(batch_of({}));
    EXPECT_EQ(answer.gather_ms, 0);
    EXPECT_EQ(answer.live_server, "https://live.example");
}

TEST_F(AgentIntakeTest, WhatIsWrittenAnswersWhatElseWouldBeRead) {
    auto batch = batch_of({live_item("l", {7, 1}, kNow, {{meter(), kNow, 5}})});
    batch.known_decisions = decisions_revision(*channels);
    take(batch);
    EXPECT_EQ(live.looks, 0);
    batch.items.clear();
    take(batch);
    EXPECT_EQ(live.looks, 1);
}

// What is read of the decisions' revision may be as of a moment ago.
TEST_F(AgentIntakeTest, AnAgentThatIsAheadOfWhatWasReadIsToldNothing) {
    auto batch = batch_of({});
    batch.known_decisions = decisions_revision(*channels);
    auto planned = test::plan_body(reflect::encode(batch), *channels, kNow).value();
    homes.channels_of[home] = *channels;
    live.decisions = "of a moment ago";
    const auto answer =
        runner.run(intake.take(scope_for_ingest(home), home, std::move(planned), kNow));
    EXPECT_FALSE(answer.value().decisions);
}

TEST_F(AgentIntakeTest, HandsOutCommandsUntilTheirResultIsThere) {
    commands.commands = {command};
    for (int times = 0; times < 2; ++times) {
        const auto answer = take(batch_of({}));
        EXPECT_EQ(answer.next_interval_ms, kBusyIntervalMs);
        ASSERT_THAT(answer.commands, SizeIs(1));
        EXPECT_EQ(answer.commands[0].id, command.id);
        EXPECT_EQ(answer.commands[0].kind, CommandKind::switch_device);
        EXPECT_EQ(answer.commands[0].body.text, R"({"on":true})");
        EXPECT_EQ(answer.commands[0].expires_at, command.expires_at);
    }
    const auto answer = take(batch_of({result_item("r", command.id)}));
    EXPECT_THAT(answer.commands, IsEmpty());
    EXPECT_EQ(answer.next_interval_ms, kIdleIntervalMs);
}

TEST_F(AgentIntakeTest, TellsDecisionsToWhoeverDoesNotHaveThem) {
    auto batch = batch_of({});
    const auto first = take(batch);
    ASSERT_TRUE(first.decisions);
    EXPECT_EQ(first.decisions->channels, *channels);
    batch.known_decisions = first.decisions->revision;
    EXPECT_FALSE(take(batch).decisions);
    auto changed = *channels;
    changed[0].bindings[0].source_id = "sensor.b";
    channels = std::make_shared<const std::vector<Channel>>(changed);
    const auto second = take(batch);
    ASSERT_TRUE(second.decisions);
    EXPECT_NE(second.decisions->revision, first.decisions->revision);
    EXPECT_EQ(second.decisions->channels[0].bindings[0].source_id, "sensor.b");
}

TEST_F(AgentIntakeTest, ABatchOfReadingsIsNoCallOfAnAgent) {
    commands.commands = {command};
    auto batch = batch_of({});
    batch.engine_epoch.reset();
    const auto answer = take(batch);
    EXPECT_THAT(answer.commands, IsEmpty());
    EXPECT_FALSE(answer.decisions);
    EXPECT_EQ(answer.next_interval_ms, kIdleIntervalMs);
}

TEST_F(AgentIntakeTest, WhoKnowsNothingIsToldAnEpochThatIsNew) {
    auto batch = batch_of({});
    auto answer = take(batch);
    ASSERT_TRUE(answer.least_epoch);
    EXPECT_EQ(answer.decisions->home, home);
    EXPECT_FALSE(answer.decisions->had_agent);
    live.kept = LiveSnapshot{{41, 7}, kNow, {}};
    answer = take(batch);
    EXPECT_GT(answer.least_epoch, 41U);
    EXPECT_TRUE(answer.decisions->had_agent);
    batch.known_decisions = answer.decisions->revision;
    EXPECT_FALSE(take(batch).least_epoch);
}

// A copy of an agent's store that is older than what the agent has sent.
TEST_F(AgentIntakeTest, WhoseRevisionsAreBehindIsToldAnEpochThatIsNew) {
    auto batch = batch_of({live_item("l", {7, 5}, kNow, {})});
    batch.known_decisions = "";
    EXPECT_FALSE(take(batch).least_epoch);
    EXPECT_FALSE(take(batch).least_epoch) << "the same came twice";
    live.kept->revision = {7, 6};
    EXPECT_GT(take(batch).least_epoch, 7U);
    live.kept->revision = {30, 1};
    EXPECT_GT(take(batch).least_epoch, 30U);
}

}  // namespace
}  // namespace ohmstead::ingest
