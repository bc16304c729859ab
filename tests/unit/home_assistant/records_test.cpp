#include "home_assistant/records.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture_files.hpp"

namespace ohmstead::home_assistant {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

std::string state_json(const std::string& id, const std::string& unit,
                       const std::string& device_class) {
    return R"({"entity_id":")" + id + R"(","state":"5","attributes":{"unit_of_measurement":")" +
           unit + R"(","device_class":")" + device_class +
           R"(","icon":"mdi:flash","options":["a","b"],"friendly_name":"<b>x</b>"},)"
           R"("last_changed":"2026-03-01T10:00:00.123456+00:00","context":{"id":"01H"}})";
}

TEST(DecodeStates, KeepsOnlyWhatARoleCouldUse) {
    const auto decoded = decode_states(
        JsonText("[" + state_json("sensor.e", "kWh", "energy") + "," +
                 state_json("light.l", "", "") + "," + state_json("sensor.odd", "KWh", "energy") +
                 "," + state_json("sensor.wanted", "", "") + "]"),
        {"sensor.wanted"});
    ASSERT_TRUE(decoded);
    ASSERT_THAT(decoded->states, SizeIs(3));
    EXPECT_EQ(decoded->states[0].name, "<b>x</b>");
    EXPECT_EQ(decoded->states[1].id, "sensor.odd");
    EXPECT_EQ(decoded->states[2].id, "sensor.wanted");
    EXPECT_FALSE(decoded->cut);
}

TEST(DecodeStates, ReadsAHundredThousandEntitiesAndKeepsAFew) {
    std::string text = "[";
    for (int i = 0; i < 100'000; ++i) {
        const bool meter = i % 10 == 0;
        text += state_json("sensor.number_" + std::to_string(i), meter ? "W" : "",
                           meter ? "power" : "");
        text += ',';
    }
    text += state_json("sensor.wanted", "kWh", "energy") + "]";
    const auto decoded = decode_states(JsonText(std::move(text)), {"sensor.wanted"});
    ASSERT_TRUE(decoded);
    EXPECT_TRUE(decoded->cut);
    EXPECT_THAT(decoded->states, SizeIs(5'001));
    EXPECT_EQ(decoded->states.back().id, "sensor.wanted");
}

TEST(Decode, WhatIsNotWhatItShouldBeIsAnError) {
    for (const std::string text :
         {"", "null", "17", "\"x\"", "{", "[", "[{\"entity_id\":", "nonsense"}) {
        const JsonText json(text);
        EXPECT_FALSE(decode_config(json)) << text;
        EXPECT_FALSE(decode_states(json, {})) << text;
        EXPECT_FALSE(decode_areas(json)) << text;
        EXPECT_FALSE(decode_devices(json)) << text;
        EXPECT_FALSE(decode_entities(json)) << text;
        EXPECT_FALSE(decode_preferences(json)) << text;
        EXPECT_FALSE(decode_statistic_list(json)) << text;
        EXPECT_FALSE(decode_history(json)) << text;
        EXPECT_FALSE(decode_statistics(json)) << text;
        EXPECT_FALSE(decode_rename(json)) << text;
    }
}

TEST(Decode, ItemsThatCannotBeUsedArePassedOver) {
    EXPECT_THAT(*decode_areas(JsonText(R"([1,null,"x",{"area_id":7},{"area_id":"a"}])")),
                SizeIs(2));
    const auto history = decode_history(JsonText(
        R"({"sensor.a":[{"s":"2","lu":20.5},5,{"s":"x"},{"s":"1","lu":10.25}],"sensor.b":7})"));
    ASSERT_TRUE(history);
    ASSERT_THAT(*history, SizeIs(1));
    ASSERT_THAT(history->front().rows, SizeIs(2));
    EXPECT_EQ(history->front().rows[0].state, "1");
    EXPECT_EQ(history->front().rows[0].at, instant_from_ms(10'250));
    const auto statistics = decode_statistics(JsonText(
        R"({"sensor.a":[{"start":1000,"end":2000,"sum":null,"mean":1e999},{"start":"x"}]})"));
    ASSERT_FALSE(statistics);  // 1e999 is not JSON that can be represented
    EXPECT_THAT(*decode_history(JsonText("{}")), IsEmpty());
}

TEST(Decode, ReadsRecordedHistoryAndStatistics) {
    const auto history = decode_history(recorded_result("history_during_period"));
    ASSERT_TRUE(history);
    ASSERT_THAT(*history, SizeIs(2));
    for (const auto& entity : *history) {
        EXPECT_THAT(entity.rows, Not(IsEmpty()));
        EXPECT_TRUE(std::is_sorted(entity.rows.begin(), entity.rows.end(),
                                   [](const auto& a, const auto& b) { return a.at < b.at; }));
    }
    const auto statistics = decode_statistics(recorded_result("statistics_during_period_5minute"));
    ASSERT_TRUE(statistics);
    const auto power = std::find_if(statistics->begin(), statistics->end(), [](const auto& one) {
        return one.id == "sensor.smart_meter_power";
    });
    ASSERT_NE(power, statistics->end());
    const auto& row = power->rows.at(0);
    EXPECT_EQ(row.end - row.start, std::chrono::minutes{5});
    EXPECT_TRUE(row.mean.has_value());
    EXPECT_FALSE(row.sum.has_value());
}

TEST(Decode, ReadsRecordedPreferencesOfTheNewestVersion) {
    const auto preferences = decode_preferences(recorded_result("newest/energy_get_prefs"));
    ASSERT_TRUE(preferences);
    ASSERT_THAT(preferences->sources, SizeIs(6));
    const auto& grid = preferences->sources[0];
    EXPECT_EQ(grid.type, "grid");
    EXPECT_EQ(grid.name, "Tariff 1");
    EXPECT_EQ(grid.from, "sensor.smart_meter_import_tariff_1");
    EXPECT_EQ(grid.to, "sensor.smart_meter_export_tariff_1");
    EXPECT_EQ(grid.rate, "sensor.smart_meter_power");
    EXPECT_FALSE(grid.rate_inverted);
    EXPECT_EQ(preferences->sources[1].to, "sensor.smart_meter_export_tariff_2");
    EXPECT_EQ(preferences->sources[1].rate, "");
    EXPECT_EQ(preferences->sources[2].rate, "sensor.solar_inverter_power");
    EXPECT_EQ(preferences->sources[3].rate, "sensor.battery_power");
    EXPECT_EQ(preferences->sources[3].state_of_charge, "sensor.battery_state_of_charge");
    ASSERT_THAT(preferences->devices, SizeIs(3));
    EXPECT_EQ(preferences->devices[0].rate, "sensor.dishwasher_power");
    EXPECT_EQ(preferences->devices[0].name, "Dishwasher");
}

TEST(Decode, ReadsKindsOfMeansOfTheNewestVersion) {
    const auto statistics = decode_statistic_list(recorded_result("newest/list_statistic_ids"));
    ASSERT_TRUE(statistics);
    const auto has_mean = [&](const std::string& id) {
        const auto found = std::find_if(statistics->begin(), statistics->end(),
                                        [&](const auto& one) { return one.id == id; });
        return found != statistics->end() && found->has_mean;
    };
    EXPECT_TRUE(has_mean("sensor.smart_meter_power"));
    EXPECT_FALSE(has_mean("sensor.smart_meter_import_tariff_1"));
}

TEST(Decode, ReadsARename) {
    const auto rename = decode_rename(JsonText(
        R"({"data":{"action":"update","entity_id":"sensor.new","old_entity_id":"sensor.old"}})"));
    ASSERT_TRUE(rename);
    EXPECT_EQ(rename->old_id, "sensor.old");
    EXPECT_EQ(rename->new_id, "sensor.new");
    EXPECT_FALSE(decode_rename(JsonText(R"({"data":{"action":"create","entity_id":"sensor.x"}})")));
}

}  // namespace
}  // namespace ohmstead::home_assistant
