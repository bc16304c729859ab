#include "app/fleet_runtime.hpp"

#include <gmock/gmock.h>

#include "http/websocket.hpp"
#include "store/decisions.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "unit/api/fake_homes.hpp"
#include "unit/api/samples.hpp"
#include "unit/ingest/fake_agent_stores.hpp"
#include "unit/ledger/memory_overlays.hpp"
#include "unit/ledger/nothing_derived.hpp"

namespace ohmstead::test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A task of a fleet, with one home in the store that it shares.
class FleetRuntimeTest : public testing::Test {
protected:
    FleetRuntimeTest() { homes().homes[home] = sample_home(home); }

    static StorePorts fake_stores() {
        StorePorts fakes;
        fakes.homes = std::make_unique<FakeHomes>();
        fakes.slots = std::make_unique<FakeSlots>();
        fakes.overlays = std::make_unique<MemoryOverlays>();
        fakes.live = std::make_unique<FakeLive>();
        fakes.derived = std::make_unique<NothingDerived>();
        return fakes;
    }
    FakeHomes& homes() { return dynamic_cast<FakeHomes&>(*ports.homes); }
    FakeLive& live() { return dynamic_cast<FakeLive&>(*ports.live); }

    Result<ChannelsPtr> agent_calls(std::optional<std::string> known = {}) {
        return runner.run(runtime.channels(scope_for_ingest(home), home, std::move(known)));
    }
    std::vector<HomeId> due() { return runner.run(runtime.homes_to_derive()).value(); }

    TaskRunner runner;
    ManualClock clock{instant_from_ms(1'764'072'000'000)};
    HomeId home = HomeId::make();
    StorePorts ports = fake_stores();
    Worker cpu;
    LedgerSlots slots{*ports.slots, *ports.overlays, cpu};
    TaskGroup tasks{runner.executor(), Log{}};
    ohmstead::live::Hub hub{runner.executor(), clock, http::make_text_frame};
    FleetRuntime runtime{{.executor = runner.executor(),
                          .stores = ports,
                          .slots = slots,
                          .hub = hub,
                          .cpu = cpu,
                          .tasks = tasks,
                          .clock = clock,
                          .log = Log{},
                          .scope = SystemAuthorityForTests::system_scope()}};
};

TEST_F(FleetRuntimeTest, KnowsAChannelAsSoonAsAnotherTaskHasPutIt) {
    EXPECT_THAT(*agent_calls().value(), IsEmpty());
    homes().channels_of[home] = {sample_channel(ChannelRole::solar, Measure::power)};
    EXPECT_EQ(*agent_calls().value(), homes().channels_of[home]);
    const auto other = runner.run(runtime.channels(scope_for_ingest(HomeId::make()), home, {}));
    EXPECT_EQ(other.error().code, ErrorCode::not_found);
}

// However old they are: they are those that the sender goes by.
TEST_F(FleetRuntimeTest, DoesNotReadTheChannelsAgainThatTheSenderKnows) {
    const std::vector before{sample_channel(ChannelRole::solar, Measure::power)};
    homes().channels_of[home] = before;
    const auto known = decisions_revision(before);
    EXPECT_EQ(*agent_calls(known).value(), before);
    homes().channels_of[home].clear();
    EXPECT_EQ(*agent_calls(known).value(), before);
    const auto foreign =
        runner.run(runtime.channels(scope_for_ingest(HomeId::make()), home, known));
    EXPECT_EQ(foreign.error().code, ErrorCode::not_found);
    EXPECT_THAT(*agent_calls("of another task").value(), IsEmpty());
    EXPECT_THAT(*agent_calls(known).value(), IsEmpty());
}

TEST_F(FleetRuntimeTest, ForgetsTheChannelsOfAgentsThatDoNotCallAnyMore) {
    homes().channels_of[home] = {sample_channel(ChannelRole::solar, Measure::power)};
    const auto known = decisions_revision(homes().channels_of[home]);
    ASSERT_TRUE(agent_calls(known));
    homes().channels_of[home].clear();
    clock.advance(61s);
    due();
    EXPECT_THAT(*agent_calls(known).value(), IsEmpty());
}

TEST_F(FleetRuntimeTest, SeesToTheDaysOfHomesWhoseAgentsCallHere) {
    EXPECT_THAT(due(), IsEmpty());
    ASSERT_TRUE(agent_calls());
    EXPECT_THAT(due(), IsEmpty());
    clock.advance(5min);
    ASSERT_TRUE(agent_calls());
    EXPECT_THAT(due(), ElementsAre(home));
    EXPECT_THAT(due(), IsEmpty()) << "once is enough";
    ASSERT_TRUE(agent_calls());
    clock.advance(5min);
    EXPECT_THAT(due(), ElementsAre(home));
}

TEST_F(FleetRuntimeTest, HasNoEngine) {
    EXPECT_FALSE(runtime.has_engines());
    EXPECT_EQ(runner.run(runtime.push(scope_for_ingest(home), home, {})).error().code,
              ErrorCode::conflict);
    EXPECT_EQ(runtime.seal_token(home, "token").error().code, ErrorCode::conflict);
    EXPECT_EQ(runner.run(runtime.discover(home)).error().code, ErrorCode::conflict);
}

TEST_F(FleetRuntimeTest, TellsWhetherTheAgentIsHeardOf) {
    using home_assistant::ConnectionState;
    EXPECT_EQ(runtime.connection_status(home).state, ConnectionState::not_configured);
    EXPECT_FALSE(runtime.connection_status(home).since);
    live().kept = LiveSnapshot{.revision = {1, 1}, .at = clock.now()};
    ASSERT_TRUE(runner.run(runtime.bring_live(home)));
    const auto status = runtime.connection_status(home);
    EXPECT_EQ(status.state, ConnectionState::connected);
    EXPECT_EQ(status.last_event_at, clock.now());
    clock.advance(10min);
    ASSERT_TRUE(runner.run(runtime.bring_live(home)));
    EXPECT_EQ(runtime.connection_status(home).state, ConnectionState::unreachable);
}

TEST_F(FleetRuntimeTest, LetsGoOfAHomeThatIsRemoved) {
    ASSERT_TRUE(agent_calls());
    ASSERT_TRUE(runner.run(runtime.bring_live(home)));
    ASSERT_TRUE(hub.snapshot(home));
    runner.run(runtime.remove(home));
    EXPECT_FALSE(hub.snapshot(home));
    clock.advance(1h);
    EXPECT_THAT(due(), IsEmpty());
}

}  // namespace
}  // namespace ohmstead::test
