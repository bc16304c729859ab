#include "ingest/agent_sync.hpp"

#include <deque>

#include <gmock/gmock.h>

#include "store/block_codec.hpp"
#include "support/agent_items.hpp"
#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "unit/api/samples.hpp"
#include "unit/ingest/now.hpp"

namespace ohmstead::ingest {
namespace {

using std::chrono::days;
using test::kNow;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kServer = "https://energy.example";

// An agent's store in memory.
class FakeAgentStore final : public AgentStore {
public:
    std::optional<AgentState> state;
    std::vector<UnsentBlock> blocks;
    std::uint32_t epoch = 1;
    std::map<CommandId, std::optional<CommandResult>> commands;
    std::vector<CommandId> settled_results;
    int started_over = 0;
    bool available = true;

    Task<Result<std::optional<AgentState>>> open() override { co_return state; }
    Task<Status> put_state(AgentState put) override {
        state = std::move(put);
        co_return Status{};
    }
    Task<Status> start_over(AgentState put) override {
        state = std::move(put);
        ++started_over;
        co_return Status{};
    }
    Task<Result<Unsent>> unsent(UnsentLimits limits) override {
        if (!available) {
            co_return make_error(ErrorCode::unavailable, "The disk is full.");
        }
        Unsent page;
        page.epoch = epoch;
        for (const auto& block : blocks) {
            if (page.blocks.size() < limits.items) {
                page.blocks.push_back(block);
            }
        }
        page.more = page.blocks.size() < blocks.size();
        co_return page;
    }
    Task<Status> settle(Settled settled) override {
        for (const auto& gone : settled.blocks) {
            std::erase_if(blocks, [&](const auto& block) {
                return block.day == gone.day && block.change == gone.change;
            });
        }
        settled_results.insert(settled_results.end(), settled.results.begin(),
                               settled.results.end());
        for (const auto& command : settled.results) {
            commands.at(command).reset();
        }
        co_return Status{};
    }
    Task<Status> raise_epoch(std::uint32_t least) override {
        epoch = std::max(epoch, least - 1);
        co_return Status{};
    }
    Task<Result<bool>> begin_command(CommandId command, Instant) override {
        co_return commands.try_emplace(command).second;
    }
    Task<Status> finish_command(CommandResult result) override {
        commands[result.command] = result;
        co_return Status{};
    }
    Task<Result<std::vector<CommandResult>>> results(std::size_t) override {
        std::vector<CommandResult> found;
        for (const auto& [id, result] : commands) {
            if (result) {
                found.push_back(*result);
            }
        }
        co_return found;
    }
    Task<Result<std::size_t>> clean_up(Instant, Instant) override { co_return std::size_t{0}; }
};

// A server that stores everything and answers what the test has prepared, and an engine.
class FakeHost final : public AgentHost {
public:
    explicit FakeHost(FakeAgentStore& store) : store_(store) {}

    std::vector<IngestBatch> batches;
    std::deque<CallResult> outcomes;  // of the next calls; then all is well
    IngestAnswer answer;              // beside the items
    std::vector<Decisions> taken_up;
    int restarts = 0;
    int performed = 0;

    Task<CallResult> call(IngestBatch batch) override {
        batches.push_back(std::move(batch));
        if (!outcomes.empty()) {
            auto outcome = std::move(outcomes.front());
            outcomes.pop_front();
            co_return outcome;
        }
        CallResult result{.outcome = CallOutcome::answered, .answer = answer, .detail = ""};
        for (std::size_t i = 0; i < batches.back().items.size(); ++i) {
            result.answer.items.emplace_back().id = std::to_string(i);
        }
        co_return result;
    }
    Task<Status> take_up(Decisions decisions) override {
        taken_up.push_back(std::move(decisions));
        co_return Status{};
    }
    Task<Status> restart_engine() override {
        ++restarts;
        ++store_.epoch;
        co_return Status{};
    }
    Task<CommandResult> perform(CommandItem command) override {
        ++performed;
        co_return CommandResult{.command = command.id, .detail = "Done."};
    }

private:
    FakeAgentStore& store_;
};

class AgentSyncTest : public ::testing::Test {
protected:
    void open() { ASSERT_TRUE(runner.run(sync.open())); }
    Milliseconds call() { return runner.run(sync.call_once()); }
    void open_with_decisions() {
        store.state = AgentState{.server = kServer, .home = home, .decisions = "d1"};
        open();
    }
    UnsentBlock block(int days_ago) const {
        const auto packed = test::block_at(meter, kNow - days{days_ago}, {1, 1}, 5);
        return {.channel = meter, .day = packed.day, .change = 1, .data = encode_block(packed)};
    }
    Decisions decisions(bool had_agent) const {
        return {.revision = "d2", .home = home, .had_agent = had_agent, .channels = {}};
    }

    const HomeId home = HomeId::make();
    const ChannelId meter = ChannelId::make();
    test::TaskRunner runner;
    test::ManualClock clock{kNow};
    FakeAgentStore store;
    FakeHost host{store};
    NewestValues live;
    AgentSync sync{runner.executor(),
                   {.clock = clock,
                    .log = Log{},
                    .store = store,
                    .host = host,
                    .live = live,
                    .server = kServer,
                    .kept = days{30}}};
};

TEST_F(AgentSyncTest, GoesOnWhereItStood) {
    open_with_decisions();
    EXPECT_EQ(store.started_over, 0);
    call();
    EXPECT_EQ(host.batches[0].known_decisions, "d1");
}

TEST_F(AgentSyncTest, StartsOverWithoutAStateAndForAnotherServer) {
    open();
    EXPECT_EQ(store.started_over, 1);
    store.state->server = "https://elsewhere.example";
    open();
    EXPECT_EQ(store.started_over, 2);
    EXPECT_EQ(store.state->server, kServer);
}

TEST_F(AgentSyncTest, SendsUntilNothingIsLeftAndThenWaitsAsAsked) {
    open_with_decisions();
    for (int i = 0; i < 1'500; ++i) {
        store.blocks.push_back(block(i));
    }
    EXPECT_EQ(call(), SyncPace::kBetweenBatches);
    EXPECT_GE(call(), Milliseconds{kIdleIntervalMs} * 9 / 10);
    EXPECT_THAT(store.blocks, IsEmpty());
    host.answer.next_interval_ms = kBusyIntervalMs;
    EXPECT_LE(call(), Milliseconds{kBusyIntervalMs});
}

TEST_F(AgentSyncTest, WhatIsNotAnsweredIsSentAgain) {
    open_with_decisions();
    store.blocks = {block(0)};
    host.outcomes = {{.outcome = CallOutcome::unreachable, .answer = {}, .detail = "no"},
                     {.outcome = CallOutcome::answered, .answer = {}, .detail = ""}};
    EXPECT_LE(call(), Milliseconds{1'000});
    EXPECT_THAT(store.blocks, SizeIs(1));
    call();
    EXPECT_THAT(store.blocks, SizeIs(1)) << "an answer without items is none";
    call();
    EXPECT_THAT(store.blocks, IsEmpty());
}

TEST_F(AgentSyncTest, AStoreThatIsDownIsTriedAgain) {
    open_with_decisions();
    store.available = false;
    EXPECT_LE(call(), Milliseconds{1'000});
    EXPECT_THAT(host.batches, IsEmpty());
    store.available = true;
    call();
    EXPECT_THAT(host.batches, SizeIs(1));
}

TEST_F(AgentSyncTest, BatchesThatAreTooLargeBecomeSmallerAndOneItemIsGivenUp) {
    open_with_decisions();
    for (int i = 0; i < 8; ++i) {
        store.blocks.push_back(block(i));
    }
    for (int i = 0; i < 12 && store.blocks.size() == 8; ++i) {
        host.outcomes.push_back({.outcome = CallOutcome::too_large, .answer = {}, .detail = "no"});
        call();
    }
    EXPECT_THAT(store.blocks, SizeIs(7));
    while (!store.blocks.empty()) {
        call();
    }
}

TEST_F(AgentSyncTest, TakesUpDecisionsOnce) {
    open();
    host.answer.decisions = decisions(false);
    call();
    ASSERT_THAT(host.taken_up, SizeIs(1));
    EXPECT_EQ(store.state->decisions, "d2");
    EXPECT_EQ(store.state->home, home);
    EXPECT_EQ(store.state->first_day, 0);
    call();
    EXPECT_EQ(host.batches[1].known_decisions, "d2");
    EXPECT_THAT(host.taken_up, SizeIs(1));
}

TEST_F(AgentSyncTest, ALostStoreKeepsTheEndOfADayFromTheServer) {
    open();
    host.answer.decisions = decisions(true);
    call();
    store.blocks = {block(3), block(2), block(1), block(0)};
    call();
    EXPECT_THAT(store.blocks, IsEmpty());
    EXPECT_THAT(host.batches[1].items, SizeIs(3)) << "live, yesterday and today";
}

TEST_F(AgentSyncTest, AStoreThatLostItsStateAloneSendsEverything) {
    store.blocks = {block(3), block(0)};
    open();
    host.answer.decisions = decisions(true);
    call();
    EXPECT_EQ(store.state->first_day, 0);
    EXPECT_THAT(store.blocks, IsEmpty());
}

TEST_F(AgentSyncTest, TheKeyOfAnotherHomeChangesNothing) {
    open_with_decisions();
    host.answer.decisions = decisions(false);
    host.answer.decisions->home = HomeId::make();
    call();
    EXPECT_THAT(host.taken_up, IsEmpty());
    EXPECT_EQ(store.state->home, home);
}

TEST_F(AgentSyncTest, RaisesItsEpochAndNotAgainAtOnce) {
    open_with_decisions();
    store.epoch = 3;
    host.answer.least_epoch = 30;
    call();
    EXPECT_EQ(host.restarts, 1);
    EXPECT_EQ(store.epoch, 30U);
    call();
    EXPECT_EQ(host.batches[1].engine_epoch, 30U);
    host.answer.least_epoch = 40;
    call();
    EXPECT_EQ(host.restarts, 1);
    clock.advance(std::chrono::hours{1});
    call();
    EXPECT_EQ(host.restarts, 2);
}

TEST_F(AgentSyncTest, DoesACommandOnceAndSendsItsResultUntilItIsTaken) {
    open_with_decisions();
    const CommandItem command{.id = CommandId::make(),
                              .kind = CommandKind::test,
                              .body = {},
                              .expires_at = kNow + std::chrono::minutes{1}};
    const CommandItem late{.id = CommandId::make(),
                           .kind = CommandKind::test,
                           .body = {},
                           .expires_at = kNow - std::chrono::minutes{1}};
    host.answer.commands = {command, late};
    call();
    call();
    EXPECT_EQ(host.performed, 1);
    EXPECT_THAT(host.batches[1].items, SizeIs(3)) << "two results and live";
    EXPECT_THAT(store.settled_results, SizeIs(2));
    runner.run(sync.stop());
}

TEST_F(AgentSyncTest, GathersWhileNobodyLooksAndSendsAllAsSoonAsSomebodyDoes) {
    open_with_decisions();
    host.answer.gather_ms = kFleetGatherMs;
    call();
    EXPECT_THAT(host.batches[0].items, SizeIs(1)) << "live values";
    store.blocks = {block(0)};
    call();
    EXPECT_THAT(host.batches[1].items, IsEmpty());
    EXPECT_THAT(store.blocks, SizeIs(1));
    clock.advance(std::chrono::hours{1});
    call();
    EXPECT_THAT(host.batches[2].items, SizeIs(2));
    EXPECT_THAT(store.blocks, IsEmpty());

    store.blocks = {block(0)};
    host.answer.gather_ms = 0;
    host.answer.next_interval_ms = kBusyIntervalMs;
    EXPECT_EQ(call(), Milliseconds{0}) << "what is wanted was not in that call";
    EXPECT_THAT(host.batches[3].items, IsEmpty());
    EXPECT_GT(call(), Milliseconds{0});
    EXPECT_THAT(host.batches[4].items, SizeIs(2));
}

TEST_F(AgentSyncTest, AResultIsNotHeldBack) {
    open_with_decisions();
    host.answer.gather_ms = kFleetGatherMs;
    call();
    const auto id = CommandId::make();
    store.commands[id] = CommandResult{.command = id};
    call();
    EXPECT_THAT(host.batches[1].items, SizeIs(1));
    EXPECT_THAT(store.settled_results, ElementsAre(id));
}

}  // namespace
}  // namespace ohmstead::ingest
