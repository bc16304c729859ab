#include "live/followed_homes.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "unit/api/samples.hpp"
#include "unit/ingest/fake_agent_stores.hpp"
#include "unit/ledger/fake_stores.hpp"
#include "unit/ledger/memory_overlays.hpp"
#include "unit/ledger/nothing_derived.hpp"

namespace ohmstead::live {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow = instant_from_ms(1'764'072'000'000);  // 2025-11-25T12:00:00Z

class Listener final : public Subscriber {
public:
    bool send(const Frame& frame) override {
        frames.push_back(boost::json::parse(*frame).as_object());
        return true;
    }
    bool writable() const override { return true; }

    // The types of what came since the last call.
    std::vector<std::string> heard() {
        std::vector<std::string> types;
        for (const auto& frame : std::exchange(frames, {})) {
            types.emplace_back(frame.at("type").as_string());
        }
        return types;
    }

    std::vector<boost::json::object> frames;
};

// A home with a meter and a heat pump, whose agent puts what it sees into the store.
class FollowedHomesTest : public testing::Test {
protected:
    FollowedHomesTest() {
        homes.home = test::sample_home(HomeId::make());
        homes.list_of_channels = {
            test::sample_channel(ChannelRole::grid_import, Measure::power),
            test::sample_channel(ChannelRole::device, Measure::power, "sensor.b")};
        slots.known = {{.index = slot_of(kNow) - 2,
                        .amount = 3'000'000,
                        .quality = Quality::measured,
                        .seconds_covered = 900},
                       {.index = slot_of(kNow) - 1,
                        .amount = 1'000'000,
                        .quality = Quality::estimated,
                        .seconds_covered = 900}};
    }
    ~FollowedHomesTest() override { runner.run(tasks.join()); }

    const HomeId& home() const { return homes.home.id; }
    const ChannelId& channel(std::size_t index) const { return homes.list_of_channels[index].id; }

    void agent_says(std::int64_t meter_w, std::int64_t heat_pump_w = 50) {
        live.kept = LiveSnapshot{.revision = {1, ++sequence},
                                 .at = clock.now(),
                                 .power = {{channel(0), {clock.now(), meter_w * 1'000}},
                                           {channel(1), {clock.now(), heat_pump_w * 1'000}}}};
    }
    Status bring() { return runner.run(followed.bring(home())); }
    void follow() {
        ASSERT_TRUE(bring());
        ASSERT_TRUE(hub.subscribe(home(), listener, revocation.grant()));
    }
    // A second goes by, and the hub may send again.
    void look_round(Milliseconds after = 1s) {
        clock.advance(after);
        followed.look_round();
        runner.run(settle());
    }
    Task<void> settle() {
        co_await tasks.join();
        // The hub merges what comes within a tenth of a second.
        boost::asio::steady_timer timer(runner.executor(), 110ms);
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
    SnapshotFrame snapshot() { return hub.snapshot(home()).value(); }

    test::TaskRunner runner;
    test::ManualClock clock{kNow};
    test::FakeHomeStore homes;
    test::FakeSlotStore slots;
    test::MemoryOverlays overlays;
    Worker cpu;
    LedgerSlots ledger_slots{slots, overlays, cpu};
    test::NothingDerived derived;
    test::FakeLive live;
    std::uint64_t sequence = 0;
    TaskGroup tasks{runner.executor(), Log{}};
    Hub hub{runner.executor(), clock,
            [](std::string_view text) { return std::make_shared<const std::string>(text); }};
    Listener listener;
    Revocation revocation;
    FollowedHomes followed{{.executor = runner.executor(),
                            .hub = hub,
                            .homes = homes,
                            .slots = ledger_slots,
                            .derived = derived,
                            .live = live,
                            .tasks = tasks,
                            .clock = clock,
                            .log = Log{},
                            .scope = SystemAuthorityForTests::system_scope()}};
};

TEST_F(FollowedHomesTest, SumsOfTodayFollowCorrections) {
    overlays.all.push_back({.id = OverlayId{"a"},
                            .channel = channel(0),
                            .range = {slot_of(kNow) - 3, slot_of(kNow) - 1},
                            .kind = OverlayKind::flat,
                            .amount = 500'000,
                            .shape = {},
                            .reason = {},
                            .made = {},
                            .undone = {}});
    agent_says(800);
    ASSERT_TRUE(bring());
    ASSERT_TRUE(snapshot().today);
    EXPECT_EQ(snapshot().today->grid_import, 1.5);
    EXPECT_EQ(*snapshot().today->devices.find(channel(1).value), 4);
}

TEST_F(FollowedHomesTest, BringsWhatTheAgentSaidLastWithItsAge) {
    agent_says(800);
    clock.advance(40s);
    ASSERT_TRUE(bring());
    const auto frame = snapshot();
    EXPECT_EQ(*frame.power.find(channel(0).value), 800);
    EXPECT_EQ(*frame.age.find(channel(0).value), kNow);
    EXPECT_EQ(frame.balance.grid, 800);
    EXPECT_EQ(frame.connection.state, "connected");
    ASSERT_TRUE(frame.today);
    EXPECT_EQ(frame.today->grid_import, 4);
    EXPECT_EQ(frame.today->estimated, 0.25);
}

TEST_F(FollowedHomesTest, AHomeWithoutAnAgentIsKnownAndHasNoValues) {
    ASSERT_TRUE(bring());
    EXPECT_EQ(snapshot().power.size(), 0U);
    EXPECT_EQ(snapshot().connection.state, "not_configured");
}

TEST_F(FollowedHomesTest, TodayIsUnknownBeforeItsFirstSlot) {
    const auto known = std::exchange(slots.known, {});
    agent_says(800);
    follow();
    ASSERT_TRUE(snapshot().today);
    EXPECT_FALSE(snapshot().today->grid_import);
    EXPECT_FALSE(snapshot().today->home);
    EXPECT_EQ(snapshot().today->devices.size(), 0U);
    slots.known = known;
    derived.revision = 1;
    look_round(20s);
    EXPECT_EQ(snapshot().today->grid_import, 4);
    EXPECT_EQ(snapshot().today->devices.size(), 1U);
}

TEST_F(FollowedHomesTest, AReadThatIsBehindChangesNothing) {
    agent_says(800);
    const auto old = live.kept;
    follow();
    agent_says(900);
    look_round();
    listener.frames.clear();
    live.kept = old;
    look_round();
    EXPECT_THAT(listener.heard(), testing::Not(testing::Contains("power")));
    EXPECT_EQ(*snapshot().power.find(channel(0).value), 900);
}

TEST_F(FollowedHomesTest, SendsWhatChangedToWhoeverFollows) {
    agent_says(800);
    follow();
    EXPECT_THAT(listener.heard(), testing::ElementsAre("snapshot"));
    clock.advance(1s);
    agent_says(900);
    look_round(0s);
    ASSERT_THAT(listener.frames, testing::SizeIs(1));
    const auto& power = listener.frames[0].at("power").as_object();
    EXPECT_EQ(power.at(channel(0).value).to_number<double>(), 900);
    look_round();
    listener.frames.clear();
    look_round();
    EXPECT_THAT(listener.heard(), testing::IsEmpty()) << "nothing has changed";
}

TEST_F(FollowedHomesTest, ReadsSlotsOnlyWhenTheyHaveChangedOrTheDayHas) {
    agent_says(800);
    follow();
    const auto asked = std::exchange(slots.asked, {});
    look_round(20s);
    EXPECT_EQ(slots.asked, Span{});
    derived.revision = 1;
    look_round(20s);
    EXPECT_EQ(slots.asked, asked);
    look_round(24h);
    EXPECT_EQ(slots.asked.from, asked.from + 24h);
}

TEST_F(FollowedHomesTest, OfAnAgentThatSendsOftenItReadsWhenTheNextValuesCanBeThere) {
    agent_says(1);
    follow();
    look_round();
    for (int watts = 2; watts < 6; ++watts) {
        clock.advance(2'900ms);
        agent_says(watts);
        look_round(100ms);
        EXPECT_EQ(*snapshot().power.find(channel(0).value), watts);
    }
    int before = live.reads;
    look_round(1s);
    look_round(1s);
    EXPECT_EQ(live.reads, before) << "it is too early";
    look_round(1s);
    look_round(300ms);
    agent_says(7);
    look_round(300ms);
    EXPECT_EQ(live.reads, before + 3);
    EXPECT_EQ(*snapshot().power.find(channel(0).value), 7);
    // Out of turn: it is found late, and then the next one is not.
    agent_says(8);
    look_round(3s);
    EXPECT_EQ(*snapshot().power.find(channel(0).value), 8);
    before = live.reads;
    look_round(300ms);
    agent_says(9);
    look_round(300ms);
    EXPECT_EQ(live.reads, before + 2);
    EXPECT_EQ(*snapshot().power.find(channel(0).value), 9);
}

TEST_F(FollowedHomesTest, ReadsOncePerSecondHoweverManyLook) {
    agent_says(800);
    follow();
    Listener another;
    ASSERT_TRUE(bring());
    ASSERT_TRUE(hub.subscribe(home(), another, revocation.grant()));
    EXPECT_EQ(live.reads, 1);
    for (int second = 1; second <= 5; ++second) {
        look_round();
        EXPECT_EQ(live.reads, 1 + second);
    }
}

TEST_F(FollowedHomesTest, ReadsNothingWhenNobodyFollows) {
    agent_says(800);
    follow();
    hub.unsubscribe(home(), listener);
    for (int second = 0; second < 30; ++second) {
        look_round();
    }
    EXPECT_EQ(live.reads, 1);
    EXPECT_TRUE(hub.snapshot(home())) << "a page that is loaded again finds it";
    look_round(60s);
    EXPECT_FALSE(hub.snapshot(home()));
}

TEST_F(FollowedHomesTest, TheAgentIsToldThatSomebodyLooksNotMoreOftenThanNeeded) {
    follow();
    EXPECT_EQ(live.watch, kNow + 60s);
    for (int second = 0; second < 300; ++second) {
        clock.advance(1s);
        followed.look_round();
        runner.run(tasks.join());
        ASSERT_GT(*live.watch, clock.now() + 12s);
    }
    EXPECT_LE(live.renewals, 8);
}

TEST_F(FollowedHomesTest, AnAgentThatFallsSilentIsToldOf) {
    agent_says(800);
    follow();
    listener.frames.clear();
    look_round(149s);
    EXPECT_EQ(snapshot().connection.state, "connected");
    look_round();
    EXPECT_EQ(snapshot().connection.state, "unreachable");
    EXPECT_EQ(snapshot().connection.fault, home_assistant::ConnectionFault::agent_silent);
    EXPECT_THAT(listener.heard(), testing::Contains("connection"));
    agent_says(801);
    look_round();
    EXPECT_EQ(snapshot().connection.state, "connected");
}

// While nobody looked, an agent of a fleet had no need to send any.
TEST_F(FollowedHomesTest, ValuesOfBeforeSomebodyLookedDoNotMeanThatTheAgentIsSilent) {
    agent_says(800);
    clock.advance(1h);
    follow();
    EXPECT_EQ(snapshot().connection.state, "connecting");
    agent_says(801);
    look_round();
    EXPECT_EQ(snapshot().connection.state, "connected");
    look_round(151s);
    EXPECT_EQ(snapshot().connection.state, "unreachable");
}

TEST_F(FollowedHomesTest, TakesUpChannelsThatOthersHaveChanged) {
    agent_says(800);
    follow();
    homes.list_of_channels.push_back(
        test::sample_channel(ChannelRole::solar, Measure::power, "sensor.sun"));
    const auto solar = homes.list_of_channels.back().id;
    live.decisions = decisions_revision(homes.list_of_channels);
    live.kept->power.push_back({solar, {clock.now(), 250'000}});
    live.kept->revision.sequence = ++sequence;
    look_round(20s);
    EXPECT_EQ(*snapshot().power.find(solar.value), 250);
}

TEST_F(FollowedHomesTest, SendsStatesAndWhatDevicesAreSwitchedTo) {
    homes.list_of_channels.push_back(
        test::sample_channel(ChannelRole::battery_soc, Measure::state, "sensor.charge"));
    const auto charge = homes.list_of_channels.back().id;
    agent_says(800);
    const auto agent_adds = [&](Reading state, EntityCondition condition) {
        live.kept->revision.sequence = ++sequence;
        live.kept->state = {{charge, state}};
        live.kept->conditions = {{channel(1), condition, state.at}};
    };
    agent_adds({kNow - 1min, 42'000}, EntityCondition::on);
    follow();
    EXPECT_EQ(snapshot().state.at(charge.value), 42);
    EXPECT_EQ(snapshot().age.at(charge.value), kNow - 1min);
    EXPECT_EQ(snapshot().devices.at(channel(1).value), "on");
    listener.frames.clear();
    agent_adds({kNow, 41'500}, EntityCondition::off);
    look_round();
    ASSERT_THAT(listener.frames, testing::SizeIs(2));
    for (const auto& frame : listener.frames) {
        if (frame.at("type") == "power") {
            EXPECT_EQ(frame.at("state").at(charge.value).to_number<double>(), 41.5);
        } else {
            EXPECT_EQ(frame.at("device"), boost::json::string(channel(1).value));
            EXPECT_EQ(frame.at("state"), "off");
        }
    }
    listener.frames.clear();
    agent_adds({kNow, 41'500}, EntityCondition::off);
    look_round();
    EXPECT_THAT(listener.heard(), testing::IsEmpty()) << "nothing has changed";
}

TEST_F(FollowedHomesTest, AnAgentMayKnowMoreChannelsThanTheHomeHas) {
    agent_says(800);
    const auto stranger = ChannelId::make();
    live.kept->state = {{stranger, {kNow, 1}}};
    live.kept->conditions = {{stranger, EntityCondition::on, kNow}};
    follow();
    EXPECT_EQ(snapshot().state.size(), 0U);
    EXPECT_EQ(snapshot().devices.size(), 0U);
}

TEST_F(FollowedHomesTest, AReloadTakesThemUpAtOnce) {
    agent_says(800);
    follow();
    homes.home.time_zone = "UTC";
    ASSERT_TRUE(runner.run(followed.reload(home())));
    EXPECT_EQ(snapshot().today->from, std::chrono::floor<std::chrono::days>(kNow));
}

TEST_F(FollowedHomesTest, AHomeThatWasErasedIsGone) {
    follow();
    listener.frames.clear();
    live.erased = true;
    look_round(20s);
    EXPECT_THAT(listener.heard(), testing::ElementsAre("gone"));
    EXPECT_EQ(bring().error().code, ErrorCode::not_found);
    EXPECT_FALSE(hub.snapshot(home()));
}

TEST_F(FollowedHomesTest, GoesOnWhenTheStoreIsBack) {
    agent_says(800);
    follow();
    live.available = false;
    look_round();
    EXPECT_TRUE(hub.snapshot(home()));
    EXPECT_EQ(bring().error().code, ErrorCode::unavailable);
    live.available = true;
    agent_says(900);
    look_round();
    EXPECT_EQ(*snapshot().power.find(channel(0).value), 900);
}

}  // namespace
}  // namespace ohmstead::live
