#include "domain/home/meter_replacement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/metering/rules.hpp"

namespace ohmstead {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr Instant kTold = instant_from_ms(1'764'072'000'000);
constexpr Instant kThen = kTold - std::chrono::hours{30};

Channel washer() {
    Channel channel;
    channel.id = ChannelId{"washer"};
    channel.bindings = {
        {.id = BindingId{"power"}, .source_id = "sensor.washer_power", .measure = Measure::power},
        {.id = BindingId{"old"}, .source_id = "sensor.washer_energy"}};
    return channel;
}

std::vector<std::string> wrong_fields(const Channel& channel, const MeterReplacement& replacement) {
    const auto replaced = replace_meter(channel, replacement, kTold);
    std::vector<std::string> fields;
    if (!replaced) {
        EXPECT_EQ(replaced.error().code, ErrorCode::invalid);
        for (const auto& field : replaced.error().fields) {
            fields.push_back(field.pointer + " " + field.code);
        }
    }
    return fields;
}

TEST(MeterReplacement, OneCounterEndsWhereTheOtherBegins) {
    const auto channel = replace_meter(washer(),
                                       {.at = kThen,
                                        .entity = "sensor.new_plug",
                                        .final_value = 1'234'500'000,
                                        .initial_value = 7'000},
                                       kTold)
                             .value();
    ASSERT_THAT(channel.bindings, SizeIs(3));
    const auto& old = channel.bindings[1];
    const auto& replaced = channel.bindings[2];
    EXPECT_EQ(old.id.value, "old");
    EXPECT_EQ(old.valid_to, kThen);
    EXPECT_EQ(old.final_value, 1'234'500'000);
    EXPECT_NE(replaced.id, old.id);
    EXPECT_EQ(replaced.source_id, "sensor.new_plug");
    EXPECT_EQ(replaced.valid_from, kThen);
    EXPECT_EQ(replaced.valid_to, std::nullopt);
    EXPECT_EQ(replaced.initial_value, 7'000);
    EXPECT_EQ(channel.bindings[0], washer().bindings[0]) << "power goes on";
    const auto rules = meter_rules_for(channel);
    ASSERT_THAT(rules.hand_overs, SizeIs(1));
    EXPECT_EQ(rules.hand_overs[0].at, kThen);
    EXPECT_EQ(rules.hand_overs[0].final_value, 1'234'500'000);
    EXPECT_EQ(rules.hand_overs[0].initial_value, 7'000);
}

TEST(MeterReplacement, TheSourceMayStayTheSame) {
    const auto channel = replace_meter(washer(), {.at = kThen}, kTold).value();
    EXPECT_EQ(channel.bindings[2].source_id, "sensor.washer_energy");
    EXPECT_EQ(channel.bindings[2].initial_value, std::nullopt);
    const auto again = replace_meter(channel, {.at = kTold}, kTold).value();
    EXPECT_THAT(again.bindings, SizeIs(4));
    EXPECT_EQ(again.bindings[2].valid_to, kTold);
}

TEST(MeterReplacement, RefusesTimesAndReadingsThatCannotBe) {
    EXPECT_THAT(wrong_fields(washer(), {.at = kTold + Milliseconds{1}}), ElementsAre("/at future"));
    const auto once = replace_meter(washer(), {.at = kThen}, kTold).value();
    EXPECT_THAT(wrong_fields(once, {.at = kThen}), ElementsAre("/at order"));
    EXPECT_THAT(wrong_fields(washer(), {.at = kThen, .final_value = -1, .initial_value = -1}),
                ElementsAre("/final negative", "/initial negative"));
    auto power_only = washer();
    power_only.bindings.pop_back();
    EXPECT_EQ(replace_meter(power_only, {.at = kThen}, kTold).error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace ohmstead
