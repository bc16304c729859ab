#include "ingest/source_router.hpp"

#include <gtest/gtest.h>

namespace ohmstead::ingest {
namespace {

using home_assistant::Origin;
using home_assistant::SourceReadings;

Channel channel_with(ChannelRole role, Binding binding) {
    Channel channel;
    channel.id = ChannelId::make();
    channel.role = role;
    channel.bindings.push_back(std::move(binding));
    return channel;
}

Binding power_binding(SignPart sign) {
    return {.id = BindingId::make(),
            .source_id = "sensor.grid",
            .measure = Measure::power,
            .sign = sign};
}

SourceReadings grid_power(std::vector<Reading> readings) {
    return {.source = "sensor.grid",
            .measure = Measure::power,
            .quantity = Quantity::energy,
            .origin = Origin::state,
            .readings = std::move(readings)};
}

TEST(SourceRouter, SplitsASignedSourceBySign) {
    const SourceRouter router(
        {channel_with(ChannelRole::grid_import, power_binding(SignPart::positive)),
         channel_with(ChannelRole::grid_export, power_binding(SignPart::negative))});
    const auto routed = router.route(grid_power({{instant_from_ms(1'000), -750}}));
    ASSERT_EQ(routed.size(), 2U);
    EXPECT_EQ(routed[0].channel, 0U);
    EXPECT_EQ(routed[0].readings.front().value, 0);
    EXPECT_EQ(routed[1].channel, 1U);
    EXPECT_EQ(routed[1].readings.front().value, 750);
}

TEST(SourceRouter, InvertsBeforeItSplits) {
    auto binding = power_binding(SignPart::positive);
    binding.invert = true;
    const SourceRouter router({channel_with(ChannelRole::grid_import, binding)});
    EXPECT_EQ(router.route(grid_power({{instant_from_ms(1), -900}})).front().readings.front().value,
              900);
}

TEST(SourceRouter, TakesNothingOutsideABindingsValidity) {
    auto binding = power_binding(SignPart::both);
    binding.valid_from = instant_from_ms(2'000);
    binding.valid_to = instant_from_ms(3'000);
    const SourceRouter router({channel_with(ChannelRole::grid_import, binding)});
    const auto routed = router.route(grid_power({{instant_from_ms(1'999), 1},
                                                 {instant_from_ms(2'000), 2},
                                                 {instant_from_ms(2'999), 3},
                                                 {instant_from_ms(3'000), 4}}));
    ASSERT_EQ(routed.size(), 1U);
    EXPECT_EQ(routed[0].readings,
              (std::vector<Reading>{{instant_from_ms(2'000), 2}, {instant_from_ms(2'999), 3}}));
}

TEST(SourceRouter, RefusesAQuantityThatIsNotTheChannels) {
    const SourceRouter router({channel_with(ChannelRole::gas, power_binding(SignPart::both))});
    EXPECT_TRUE(router.route(grid_power({{instant_from_ms(1), 1}})).empty());
}

TEST(SourceRouter, WatchesEachSourceOnceAndNoPushedOnes) {
    auto pushed = power_binding(SignPart::both);
    pushed.source_type = SourceType::push;
    const SourceRouter router(
        {channel_with(ChannelRole::grid_import, power_binding(SignPart::positive)),
         channel_with(ChannelRole::grid_export, power_binding(SignPart::negative)),
         channel_with(ChannelRole::solar, pushed)});
    const auto watched = router.watched();
    ASSERT_EQ(watched.size(), 1U);
    EXPECT_EQ(watched[0].id, "sensor.grid");
    EXPECT_EQ(watched[0].quantity, Quantity::energy);
}

}  // namespace
}  // namespace ohmstead::ingest
