#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include "unit/api/api_fixture.hpp"

namespace ohmstead::test {
namespace {

using http::Method;
using testing::IsEmpty;
using testing::SizeIs;

class DeviceActions : public ApiTest {
protected:
    DeviceActions() {
        lamp = device("switch.lamp", DeviceKind::appliance);
        lamp.name = "Lamp";
        heater = device("switch.heater", DeviceKind::heat_pump);
        meter = device("", DeviceKind::appliance);
        homes.channels_of[home] = {lamp, heater, meter};
        hub.on_home(homes.homes[home], homes.channels_of[home]);
        connect("connected");
    }

    void connect(std::string state) { hub.on_connection(home, {.state = std::move(state)}); }

    static Channel device(std::string entity, DeviceKind kind) {
        auto channel = sample_channel(ChannelRole::device, Measure::power);
        channel.device_entity = std::move(entity);
        channel.kind = kind;
        return channel;
    }
    Result<boost::json::object> act(const Channel& channel, const std::string& body,
                                    HomeRole role = HomeRole::admin) {
        OHMSTEAD_TRY(const auto& answered,
                     call(Method::post, under(home, "/devices/" + channel.id.value + "/actions"),
                          person(role, home), {}, body));
        EXPECT_EQ(answered.status, 202);
        return boost::json::parse(answered.body).as_object();
    }
    ErrorCode refusal(const Channel& channel, const std::string& body,
                      HomeRole role = HomeRole::admin) {
        return act(channel, body, role).error().code;
    }

    Channel lamp;
    Channel heater;
    Channel meter;
};

TEST_F(DeviceActions, ASwitchIsACommandThatTheEngineTakesUp) {
    const auto asked = act(lamp, R"({"on":true})").value();
    EXPECT_EQ(asked.at("state").as_string(), "open");
    ASSERT_THAT(commands.commands, SizeIs(1));
    const auto& command = commands.commands[0];
    EXPECT_EQ(command.kind, CommandKind::switch_device);
    EXPECT_EQ(boost::json::parse(command.body),
              (boost::json::value{{"channel", lamp.id.value}, {"on", true}}));
    EXPECT_EQ(command.expires_at, clock.now() + std::chrono::seconds{90});
    EXPECT_EQ(runtime.commands, commands.commands);
}

TEST_F(DeviceActions, IsInTheAuditTrail) {
    (void)act(lamp, R"({"on":true})").value();
    (void)act(lamp, R"({"on":false})").value();
    const auto trail =
        boost::json::parse(get(under(home, "/audit"), person(HomeRole::admin, home)).value().body);
    const auto& items = trail.at("items").as_array();
    ASSERT_THAT(items, SizeIs(2));
    EXPECT_EQ(items[0].at("action").as_string(), "switch_off");
    EXPECT_EQ(items[1].at("action").as_string(), "switch_on");
    EXPECT_EQ(items[1].at("subject").as_string(), lamp.id.value);
    EXPECT_EQ(items[1].at("subject_name").as_string(), "Lamp");
    EXPECT_EQ(items[1].at("by_name").as_string(), "Somebody");
}

TEST_F(DeviceActions, WithoutItsEntryNothingIsSwitched) {
    audit.available = false;
    EXPECT_EQ(refusal(lamp, R"({"on":true})"), ErrorCode::unavailable);
    EXPECT_THAT(commands.commands, IsEmpty());
    EXPECT_THAT(runtime.commands, IsEmpty());
}

TEST_F(DeviceActions, WhatHeatsOrChargesMustBeConfirmed) {
    const auto refused = act(heater, R"({"on":true})").error();
    EXPECT_EQ(refused.code, ErrorCode::invalid);
    ASSERT_THAT(refused.fields, SizeIs(1));
    EXPECT_EQ(refused.fields[0].pointer, "/confirmed");
    EXPECT_EQ(refusal(heater, R"({"on":false,"confirmed":false})"), ErrorCode::invalid);
    EXPECT_THAT(audit.entries, IsEmpty());
    EXPECT_TRUE(act(heater, R"({"on":true,"confirmed":true})"));
}

TEST_F(DeviceActions, IsForAdminsAndForWhatCanBeSwitched) {
    for (const auto role : {HomeRole::viewer, HomeRole::manager}) {
        EXPECT_EQ(refusal(lamp, R"({"on":true})", role), ErrorCode::forbidden);
    }
    EXPECT_EQ(refusal(meter, R"({"on":true})"), ErrorCode::conflict);
    auto sensor = device("sensor.power", DeviceKind::appliance);
    auto gone = device("switch.gone", DeviceKind::appliance);
    gone.bindings[0].valid_to = clock.now();
    auto supply = sample_channel(ChannelRole::grid_import, Measure::power);
    supply.device_entity = "switch.main";
    homes.channels_of[home] = {sensor, gone, supply};
    EXPECT_EQ(refusal(sensor, R"({"on":true})"), ErrorCode::conflict);
    EXPECT_EQ(refusal(gone, R"({"on":true})"), ErrorCode::not_found);
    EXPECT_EQ(refusal(supply, R"({"on":true})"), ErrorCode::not_found);
    EXPECT_EQ(refusal(lamp, R"({"on":true})"), ErrorCode::not_found);
    EXPECT_THAT(commands.commands, IsEmpty());
    EXPECT_THAT(audit.entries, IsEmpty());
}

TEST_F(DeviceActions, WhileHomeAssistantIsAwayNothingIsAskedOfIt) {
    for (const auto* state : {"", "waiting", "unreachable", "not_configured"}) {
        connect(state);
        EXPECT_EQ(refusal(lamp, R"({"on":true})"), ErrorCode::unavailable) << state;
    }
    EXPECT_THAT(commands.commands, IsEmpty());
    EXPECT_THAT(audit.entries, IsEmpty());
    for (const auto* state : {"connecting", "connected"}) {
        connect(state);
        EXPECT_TRUE(act(lamp, R"({"on":true})")) << state;
    }
}

TEST_F(DeviceActions, ADeviceOutOfReachIsNotAsked) {
    hub.on_condition(home, lamp.id, EntityCondition::unavailable, clock.now());
    EXPECT_EQ(refusal(lamp, R"({"on":true})"), ErrorCode::conflict);
    EXPECT_THAT(audit.entries, IsEmpty());
    hub.on_condition(home, lamp.id, EntityCondition::off, clock.now());
    EXPECT_TRUE(act(lamp, R"({"on":true})"));
}

TEST_F(DeviceActions, TheListSaysWhatCanBeSwitched) {
    const auto list = boost::json::parse(
        get(under(home, "/devices"), person(HomeRole::viewer, home)).value().body);
    const auto& items = list.at("items").as_array();
    ASSERT_THAT(items, SizeIs(3));
    const auto flags = [&](std::size_t i) {
        return std::pair(items[i].at("switchable").as_bool(), items[i].at("confirm").as_bool());
    };
    EXPECT_EQ(flags(0), std::pair(true, false));
    EXPECT_EQ(flags(1), std::pair(true, true));
    EXPECT_EQ(flags(2), std::pair(false, false));
    EXPECT_EQ(items[1].at("kind").as_string(), "heat_pump");
}

}  // namespace
}  // namespace ohmstead::test
