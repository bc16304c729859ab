#include "link_fixture.hpp"

namespace ohmstead::home_assistant {
namespace {

using namespace std::chrono_literals;

class SwitchingTest : public LinkTest {
protected:
    void SetUp() override {
        LinkTest::SetUp();
        switches = {"switch.lamp"};
        snapshot(added("switch.lamp", "off", ""));
    }

    // Asks once the switch is known, and answers what came of it.
    Status switch_lamp(bool on, std::function<void()> meanwhile = {}) {
        std::optional<Status> status;
        with_link([&]() -> Task<void> {
            co_await until([this] { return !recorder.reports.empty(); });
            TaskGroup tasks(runner.executor(), Log{});
            tasks.spawn("switch", ask(on, status));
            co_await until([this] { return server.count("call_service") == 1; });
            if (meanwhile) {
                meanwhile();
            }
            co_await tasks.join();
        });
        return status.value();
    }
    Task<void> ask(bool on, std::optional<Status>& status) {
        status = co_await link->switch_entity("switch.lamp", on);
    }
    boost::json::object asked() const {
        for (const auto& command : server.commands()) {
            if (command.at("type") == "call_service") {
                return command;
            }
        }
        return {};
    }
};

TEST_F(SwitchingTest, IsDoneWhenTheDeviceSaysSo) {
    const auto status =
        switch_lamp(true, [this] { server.emit_entities(changed("switch.lamp", "on")); });
    EXPECT_TRUE(status);
    EXPECT_EQ(asked().at("domain"), "homeassistant");
    EXPECT_EQ(asked().at("service"), "turn_on");
    EXPECT_EQ(asked().at("target"), (boost::json::object{{"entity_id", "switch.lamp"}}));
}

TEST_F(SwitchingTest, ADeviceThatIsSoAlreadyConfirmsAtOnce) {
    EXPECT_TRUE(switch_lamp(false));
    EXPECT_EQ(asked().at("service"), "turn_off");
}

TEST_F(SwitchingTest, IsNotDoneWhileTheDeviceSaysOtherwise) {
    timing.switching = 50ms;
    const auto status =
        switch_lamp(true, [this] { server.emit_entities(changed("switch.lamp", "unavailable")); });
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::timeout);
}

TEST_F(SwitchingTest, OfADeviceOutOfReachNothingIsAsked) {
    snapshot(added("switch.lamp", "unavailable", ""));
    with_link([this]() -> Task<void> {
        co_await until([this] { return !recorder.reports.empty(); });
        const auto status = co_await link->switch_entity("switch.lamp", true);
        EXPECT_EQ(status.error().code, ErrorCode::conflict);
        EXPECT_EQ(status.error().detail, "Home Assistant cannot reach this device.");
    });
    EXPECT_EQ(server.count("call_service"), 0U);
}

TEST_F(SwitchingTest, WhatHomeAssistantRefusesIsNotQuoted) {
    server.answer("call_service", [](const boost::json::object& command) {
        return std::vector{test::error_frame(command, "<script>")};
    });
    const auto status = switch_lamp(true);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::conflict);
    EXPECT_EQ(status.error().detail, "Home Assistant refuses to switch this device.");
}

TEST_F(SwitchingTest, FailsWithItsConnection) {
    server.answer("call_service",
                  [](const boost::json::object&) { return std::vector<std::string>{}; });
    const auto status = switch_lamp(true, [this] { server.drop_all(); });
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::unavailable);
}

TEST_F(SwitchingTest, WithoutAConnectionNothingIsAsked) {
    token = "another";
    with_link([this]() -> Task<void> {
        co_await until_state(ConnectionState::authentication_failed);
        const auto status = co_await link->switch_entity("switch.lamp", true);
        EXPECT_EQ(status.error().code, ErrorCode::unavailable);
    });
    EXPECT_EQ(server.count("call_service"), 0U);
}

}  // namespace
}  // namespace ohmstead::home_assistant
