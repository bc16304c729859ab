#include "home_assistant/link.hpp"

#include "link_fixture.hpp"

namespace ohmstead::home_assistant {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::SizeIs;
using testing::UnorderedElementsAre;

TEST_F(LinkTest, SignsInSubscribesToTheWatchedEntitiesOnlyAndDeliversReadings) {
    sources = {counter("sensor.in"), power("sensor.power")};
    snapshot(added("sensor.in", "1234.567", "kWh") + "," + added("sensor.power", "812", "W"));
    with_link([this]() -> Task<void> {
        co_await until_state(ConnectionState::connected);
        co_await until([this] { return !recorder.values_of("sensor.power").empty(); });
        server.emit_entities(changed("sensor.power", "813.5"));
        co_await until([this] { return recorder.values_of("sensor.power").size() == 2; });
    });
    EXPECT_THAT(recorder.values_of("sensor.in"), ElementsAre(1'234'567'000));
    EXPECT_THAT(recorder.values_of("sensor.power"), ElementsAre(812'000, 813'500));
    EXPECT_EQ(recorder.newest.version, "2026.7.3");
    const auto& commands = server.commands();
    ASSERT_FALSE(commands.empty());
    EXPECT_EQ(commands[0].at("type"), "supported_features");
    EXPECT_EQ(commands[0].at("id"), 1);
    for (const auto& command : commands) {
        if (command.at("type") == "subscribe_entities") {
            EXPECT_EQ(command.at("entity_ids"), (boost::json::array{"sensor.in", "sensor.power"}));
        }
        EXPECT_NE(command.at("type"), "get_states");
    }
}

TEST_F(LinkTest, WaitsUntilHomeAssistantRuns) {
    int asked = 0;
    server.answer("get_config", [&asked](const boost::json::object& command) {
        const char* state = ++asked < 3 ? "STARTING" : "RUNNING";
        return std::vector{
            test::result_frame(command, {{"version", "2026.7.3"}, {"state", state}})};
    });
    sources = {counter("sensor.in")};
    snapshot(added("sensor.in", "1", "kWh"));
    with_link([this]() -> Task<void> {
        co_await until([this] { return !recorder.values_of("sensor.in").empty(); });
    });
    EXPECT_THAT(recorder.states,
                ElementsAre(ConnectionState::connecting, ConnectionState::home_assistant_starting,
                            ConnectionState::connected));
}

TEST_F(LinkTest, ADiscoveryWaitsForTheConnectionThatIsBeingMade) {
    with_link([this]() -> Task<void> {
        co_await until([this] { return !recorder.states.empty(); });
        (void)co_await link->discover();
        EXPECT_EQ(recorder.newest.state, ConnectionState::connected);
    });
}

TEST_F(LinkTest, StopsAndAsksWhenTheTokenIsRefused) {
    token = "wrong-token";
    with_link([this]() -> Task<void> {
        co_await until_state(ConnectionState::authentication_failed);
        EXPECT_EQ(link->status().fault, ConnectionFault::token_refused);
        const auto discovery = co_await link->discover();
        EXPECT_FALSE(discovery);
        co_await sleep_for(100ms);
    });
    EXPECT_EQ(server.connections(), 1U);  // no storm of attempts
    EXPECT_EQ(recorder.newest.retry_at, std::nullopt);
    for (const auto& line : log.lines) {
        EXPECT_EQ(line.find("wrong-token"), std::string::npos);
    }
}

TEST_F(LinkTest, KeepsAwayForHalfAnHourWhenItsAddressIsBanned) {
    server.decline_with(403);
    with_link([this]() -> Task<void> {
        co_await until_state(ConnectionState::waiting);
        co_await sleep_for(50ms);
    });
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_EQ(recorder.newest.retry_at, clock.now() + 30min);
    EXPECT_EQ(recorder.newest.fault, ConnectionFault::banned);
    EXPECT_NE(recorder.newest.message.find("blocked"), std::string::npos);
}

TEST_F(LinkTest, DoesNotFollowARedirect) {
    server.decline_with(302, "http://127.0.0.1:1/elsewhere");
    with_link([this]() -> Task<void> { co_await until_state(ConnectionState::unreachable); });
    EXPECT_EQ(recorder.newest.fault, ConnectionFault::not_home_assistant);
}

TEST_F(LinkTest, RetryNowEndsAWait) {
    token = "wrong-token";
    with_link([this]() -> Task<void> {
        co_await until_state(ConnectionState::authentication_failed);
        link->retry_now();
        co_await until([this] { return server.connections() == 2; });
    });
}

TEST_F(LinkTest, ComesBackAfterALostConnectionAndLogsOneLineDownAndOneUp) {
    sources = {counter("sensor.in")};
    snapshot(added("sensor.in", "1", "kWh"));
    with_link([this]() -> Task<void> {
        co_await until([this] { return server.count("subscribe_entities") == 1; });
        server.drop_all();
        co_await until([this] { return server.count("subscribe_entities") == 2; });
        server.emit_entities(changed("sensor.in", "2"));
        co_await until([this] { return recorder.values_of("sensor.in").size() == 2; });
    });
    // The repeated snapshot gave no second reading.
    EXPECT_THAT(recorder.values_of("sensor.in"), ElementsAre(1'000'000, 2'000'000));
    ASSERT_THAT(log.lines, SizeIs(2));
    EXPECT_NE(log.lines[0].find("lost"), std::string::npos);
    EXPECT_NE(log.lines[1].find("connected"), std::string::npos);
}

class DropDuring : public LinkTest, public testing::WithParamInterface<int> {};

// HA hangs up at each step of the conversation in turn; the next attempt always succeeds.
TEST_P(DropDuring, RecoversFromALineCutAtAnyStep) {
    const int step = GetParam();
    server.queue_script([step](test::ScriptedConnection& connection) -> Task<void> {
        if (step == 0) {
            connection.drop();
            co_return;
        }
        co_await connection.send(R"({"type":"auth_required","ha_version":"2026.7.3"})");
        if (step == 1) {
            connection.drop();
            co_return;
        }
        (void)co_await connection.receive();
        if (step == 2) {
            connection.drop();
            co_return;
        }
        co_await connection.send(R"({"type":"auth_ok","ha_version":"2026.7.3"})");
        for (int i = 3; i < step; ++i) {
            const auto command = co_await connection.receive();
            co_await connection.send(
                test::result_frame(command, {{"version", "2026.7.3"}, {"state", "RUNNING"}}));
        }
        connection.drop();
    });
    sources = {counter("sensor.in")};
    snapshot(added("sensor.in", "1", "kWh"));
    with_link([this]() -> Task<void> {
        co_await until([this] { return !recorder.values_of("sensor.in").empty(); });
    });
    EXPECT_EQ(server.connections(), 2U);
}
INSTANTIATE_TEST_SUITE_P(Steps, DropDuring, testing::Range(0, 8));

TEST_F(LinkTest, NoticesASilentLinkByPing) {
    timing.ping_after = 20ms;
    timing.pong_within = 20ms;
    server.answer("ping", [](const boost::json::object&) { return std::vector<std::string>{}; });
    with_link(
        [this]() -> Task<void> { co_await until([this] { return server.connections() >= 2; }); });
    EXPECT_GE(server.count("ping"), 1U);
}

TEST_F(LinkTest, StaysOnAQuietLinkThatAnswersPings) {
    timing.ping_after = 10ms;
    timing.pong_within = 500ms;
    with_link(
        [this]() -> Task<void> { co_await until([this] { return server.count("ping") >= 5; }); });
    EXPECT_EQ(server.connections(), 1U);
}

TEST_F(LinkTest, SurvivesGarbageStrangeAnswersAndUnknownMessages) {
    sources = {counter("sensor.in")};
    snapshot(added("sensor.in", "1", "kWh"));
    with_link([this]() -> Task<void> {
        co_await until([this] { return !recorder.values_of("sensor.in").empty(); });
        const std::string deep(5'000, '[');
        const std::string big(5 << 20, 'x');
        for (const std::string& frame :
             {std::string("this is not JSON"), std::string("{"), std::string("[]"),
              std::string("[1,2,\"x\",null]"), std::string("null"), std::string("\"text\""),
              std::string(R"({"id":99999,"type":"result","success":true,"result":null})"),
              std::string(R"({"id":2,"type":"result","success":"maybe"})"),
              std::string(R"({"id":"two","type":"result"})"),
              std::string(R"({"id":77,"type":"event","event":{"c":{}}})"),
              std::string(R"({"type":"a_type_of_the_future","x":{"y":[1,2]}})"),
              std::string(R"({"id":3,"type":"result","success":false,)"
                          R"("error":{"code":"id_reuse","message":"m"}})"),
              deep}) {
            server.emit_raw(frame);
        }
        server.emit_entities(R"({"c":"not an object"})");
        server.emit_entities(R"({"c":{"sensor.in":{"+":{"s":17}}}})");
        server.emit_entities(R"({"c":{"sensor.in":{"+":{"a":{"junk":")" + big + R"("}}}}})");
        server.emit_entities(changed("sensor.in", "2", 1));
        co_await until([this] { return recorder.values_of("sensor.in").back() == 2'000'000; });
    });
    EXPECT_EQ(server.connections(), 1U);
    ASSERT_EQ(recorder.notices.size(), 1U);
    EXPECT_EQ(recorder.notices[0].code, NoticeCode::not_json);
    EXPECT_TRUE(log.lines.empty());
}

TEST_F(LinkTest, ReadsMergedMessagesLikeSingleOnes) {
    sources = {counter("sensor.in")};
    server.answer("subscribe_entities", [](const boost::json::object& command) {
        const auto id = std::to_string(command.at("id").as_int64());
        return std::vector{"[" + test::result_frame(command, nullptr) + ",{\"id\":" + id +
                           ",\"type\":\"event\",\"event\":{\"a\":{" +
                           added("sensor.in", "1", "kWh") + "}}},{\"id\":" + id +
                           ",\"type\":\"event\",\"event\":" + changed("sensor.in", "2", 1) + "}]"};
    });
    with_link([this]() -> Task<void> {
        co_await until([this] { return recorder.values_of("sensor.in").size() == 2; });
    });
    EXPECT_THAT(recorder.values_of("sensor.in"), ElementsAre(1'000'000, 2'000'000));
}

TEST_F(LinkTest, ChangedSourcesAreSubscribedAtOnceOverTheSameConnection) {
    sources = {counter("sensor.in")};
    snapshot(added("sensor.in", "1", "kWh") + "," + added("sensor.out", "5", "kWh"));
    with_link([this]() -> Task<void> {
        co_await until([this] { return !recorder.values_of("sensor.in").empty(); });
        link->set_sources({counter("sensor.out")}, {});
        co_await until([this] { return !recorder.values_of("sensor.out").empty(); });
    });
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_EQ(server.count("unsubscribe_events"), 1U);
}

TEST_F(LinkTest, ReportsARenamedEntity) {
    sources = {counter("sensor.in")};
    snapshot(added("sensor.in", "1", "kWh"));
    std::int64_t id = 0;
    server.answer("subscribe_events", [&id](const boost::json::object& command) {
        id = command.at("id").as_int64();
        return std::vector{test::result_frame(command, nullptr)};
    });
    with_link([this, &id]() -> Task<void> {
        co_await until([this] { return !recorder.values_of("sensor.in").empty(); });
        server.emit_raw("{\"id\":" + std::to_string(id) +
                        R"(,"type":"event","event":{"data":{"action":"update",)"
                        R"("entity_id":"sensor.new","old_entity_id":"sensor.in"}}})");
        co_await until([this] { return !recorder.renamed.empty(); });
    });
    EXPECT_THAT(recorder.renamed,
                ElementsAre(std::pair<std::string, std::string>("sensor.in", "sensor.new")));
}

TEST_F(LinkTest, CancellingTheCoroutineEndsTheLinkInOrder) {
    snapshot("");
    LinkSettings settings{.url = server.url(), .token = token, .pinned_fingerprint = {}};
    link = std::make_unique<Link>(runner.executor(), HomeId{"home"}, settings,
                                  LinkServices{.clock = clock,
                                               .cpu = cpu,
                                               .log = {},
                                               .sink = recorder,
                                               .listener = recorder,
                                               .timing = timing});
    TaskGroup tasks(runner.executor(), Log(log, "test"));
    tasks.spawn("link", link->run());
    const auto body = [this, &tasks]() -> Task<void> {
        co_await until_state(ConnectionState::connected);
        tasks.cancel();
        co_await tasks.join();
        server.stop();
    };
    runner.run(body());
    EXPECT_TRUE(log.lines.empty());
}

TEST_F(LinkTest, WithoutAddressOrTokenItIsNotConfigured) {
    token = "";
    with_link([this]() -> Task<void> { co_await until_state(ConnectionState::not_configured); });
    EXPECT_EQ(server.connections(), 0U);
}

}  // namespace
}  // namespace ohmstead::home_assistant
