#include "home_assistant/protocol.hpp"

#include <string>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture_files.hpp"
#include "home_assistant/entity_changes.hpp"

namespace ohmstead::home_assistant {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(ParseNumber, TakesPlainDecimalNumbersOnly) {
    EXPECT_EQ(parse_number("1234.567"), 1234.567);
    EXPECT_EQ(parse_number("-0.5"), -0.5);
    EXPECT_EQ(parse_number("+3"), 3);
    EXPECT_EQ(parse_number("1e3"), 1000);
    EXPECT_EQ(parse_number(".5"), 0.5);
    EXPECT_EQ(parse_number("7."), 7);
    for (const std::string text :
         {"",     "unavailable", "unknown", "None", "NaN", "nan",   "inf",  "-inf",  "1e400",
          "12,5", "1 234.5",     " 5 ",     "5 ",   " 5",  "5 kWh", "0x10", "1_000", "--1",
          "+-1",  "1e",          "1e+",     ".",    "-",   "1.2.3", "५"}) {
        EXPECT_EQ(parse_number(text), std::nullopt) << text;
    }
    EXPECT_EQ(parse_number(std::string(10'000, '9')), std::nullopt);
}

TEST(ParseFrame, KeepsTheResultAsText) {
    const auto parsed = parse_frame(
        JsonText(R"({"id":5,"type":"result","success":true,"result":{"a":[1,{"b":"}"}]}})"));
    ASSERT_THAT(parsed.messages, SizeIs(1));
    const auto& message = parsed.messages[0];
    EXPECT_EQ(message.type, Inbound::Type::result);
    EXPECT_EQ(message.id, 5);
    EXPECT_TRUE(message.success);
    EXPECT_EQ(message.body.view(), R"({"a":[1,{"b":"}"}]})");
}

TEST(ParseFrame, ReadsErrorsPongsAndSignInMessages) {
    const auto failed = parse_frame(JsonText(
        R"({"id":5,"type":"result","success":false,"error":{"code":"id_reuse","message":"m"}})"));
    EXPECT_EQ(failed.messages.at(0).error_code, "id_reuse");
    EXPECT_FALSE(failed.messages.at(0).success);
    EXPECT_EQ(parse_frame(JsonText(R"({"id":9,"type":"pong"})")).messages.at(0).type,
              Inbound::Type::pong);
    const auto hello = parse_frame(JsonText(R"({"type":"auth_required","ha_version":"2026.7.3"})"));
    EXPECT_EQ(hello.messages.at(0).version, "2026.7.3");
}

TEST(ParseFrame, CountsWhatItCannotReadAndGoesOn) {
    EXPECT_EQ(parse_frame(JsonText("not JSON")).rejected, 1U);
    EXPECT_EQ(parse_frame(JsonText("")).rejected, 1U);
    EXPECT_EQ(parse_frame(JsonText("{\"id\":1")).rejected, 1U);
    EXPECT_EQ(parse_frame(JsonText(R"({"id":1,"type":"result","result":[1,2)")).rejected, 1U);
    EXPECT_EQ(parse_frame(JsonText(R"({"id":1})")).rejected, 1U);
    const auto mixed =
        parse_frame(JsonText(R"([7,{"id":1,"type":"pong"},"x",{"id":2,"type":"pong"}])"));
    EXPECT_EQ(mixed.rejected, 2U);
    EXPECT_THAT(mixed.messages, SizeIs(2));
}

TEST(EntityChanges, ReadsSnapshotDifferenceAndRemoval) {
    const auto event = decode_entity_changes(JsonText(
        R"({"a":{"sensor.a":{"s":"1","a":{"unit_of_measurement":"W","last_reset":)"
        R"("2025-03-01T00:00:00+01:00","x":[{}]},"c":"01H",)"
        R"("lc":1740823200.12,"lu":1740823210.5}},)"
        R"("c":{"sensor.b":{"+":{"s":"2","lc":1740823260.0004},"-":{"a":["unit_of_measurement"]}}},)"
        R"("r":["sensor.c"]})"));
    EXPECT_TRUE(event.complete);
    EXPECT_THAT(event.changes,
                ElementsAre(EntityChange{.kind = EntityChange::Kind::added,
                                         .id = "sensor.a",
                                         .state = "1",
                                         .unit = "W",
                                         .updated = instant_from_ms(1'740'823'210'500),
                                         .last_reset = instant_from_ms(1'740'783'600'000)},
                            EntityChange{.kind = EntityChange::Kind::changed,
                                         .id = "sensor.b",
                                         .state = "2",
                                         .unit = "",
                                         .updated = instant_from_ms(1'740'823'260'000)},
                            EntityChange{.kind = EntityChange::Kind::removed, .id = "sensor.c"}));
}

TEST(EntityChanges, KeepsWhatCameBeforeABrokenPart) {
    const auto event = decode_entity_changes(
        JsonText(R"({"c":{"sensor.a":{"+":{"s":"1","lc":1.5}},"sensor.b":{"+":{"s":2}},)"
                 R"("sensor.c":{"+":{"s":"3"}}}})"));
    EXPECT_FALSE(event.complete);
    ASSERT_THAT(event.changes, SizeIs(1));
    EXPECT_EQ(event.changes[0].id, "sensor.a");
}

TEST(EntityChanges, TimesBeyondTheCalendarAreNoTimes) {
    const auto event = decode_entity_changes(
        JsonText(R"({"c":{"s.a":{"+":{"s":"1","lu":1e300}},"s.b":{"+":{"s":"1","lu":-5}}}})"));
    ASSERT_THAT(event.changes, SizeIs(2));
    EXPECT_EQ(event.changes[0].updated, std::nullopt);
    EXPECT_EQ(event.changes[1].updated, std::nullopt);
}

// Every frame that a real Home Assistant sent can be read.
class RecordedFrames : public testing::TestWithParam<std::tuple<std::string, std::string>> {};
TEST_P(RecordedFrames, CanBeRead) {
    const auto frames = recorded_frames(std::get<0>(GetParam()) + std::get<1>(GetParam()));
    ASSERT_THAT(frames, Not(IsEmpty()));
    for (const auto& frame : frames) {
        const auto parsed = parse_frame(frame);
        EXPECT_EQ(parsed.rejected, 0U);
        EXPECT_THAT(parsed.messages, Not(IsEmpty()));
    }
}
INSTANTIATE_TEST_SUITE_P(
    HomeAssistant, RecordedFrames,
    testing::Combine(testing::Values("", "newest/"),
                     testing::Values("area_registry_list", "array_of_commands", "auth_invalid",
                                     "auth_ok", "call_service", "coalesced", "device_registry_list",
                                     "energy_get_prefs", "energy_get_prefs_not_found",
                                     "entity_registry_list", "error_id_reuse",
                                     "error_invalid_format", "error_unknown_command", "get_config",
                                     "get_states", "history_during_period", "list_statistic_ids",
                                     "ping", "statistics_during_period_5minute",
                                     "statistics_during_period_hour", "subscribe_entities",
                                     "subscribe_entities_attributes",
                                     "subscribe_entities_removed")));

class RecordedSubscription : public testing::TestWithParam<std::string> {};
TEST_P(RecordedSubscription, IsRead) {
    std::vector<EntityChange> changes;
    for (const auto& frame : recorded_frames(GetParam() + "subscribe_entities")) {
        for (const auto& message : parse_frame(frame).messages) {
            if (message.type == Inbound::Type::event) {
                const auto decoded = decode_entity_changes(message.body);
                EXPECT_TRUE(decoded.complete);
                changes.insert(changes.end(), decoded.changes.begin(), decoded.changes.end());
            }
        }
    }
    const auto meter = std::find_if(changes.begin(), changes.end(), [](const auto& change) {
        return change.id == "sensor.smart_meter_power";
    });
    ASSERT_NE(meter, changes.end());
    EXPECT_EQ(meter->kind, EntityChange::Kind::added);
    EXPECT_EQ(meter->unit, "kW");
    EXPECT_TRUE(meter->updated.has_value());
}
INSTANTIATE_TEST_SUITE_P(HomeAssistant, RecordedSubscription, testing::Values("", "newest/"));

}  // namespace
}  // namespace ohmstead::home_assistant
