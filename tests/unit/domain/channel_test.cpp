#include "domain/home/channel.hpp"

#include <gtest/gtest.h>

#include "domain/balance/parts.hpp"
#include "domain/metering/reading.hpp"
#include "unit/domain/zones.hpp"

namespace ohmstead {
namespace {

using test::utc;

TEST(Binding, TakesItsPartOfASignedSource) {
    Binding binding;
    binding.measure = Measure::power;
    EXPECT_EQ(as_channel_takes(binding, -5), -5);
    binding.sign = SignPart::positive;
    EXPECT_EQ(as_channel_takes(binding, -5), 0);
    EXPECT_EQ(as_channel_takes(binding, 5), 5);
    binding.sign = SignPart::negative;
    EXPECT_EQ(as_channel_takes(binding, -5), 5);
    EXPECT_EQ(as_channel_takes(binding, 5), 0);
    binding.invert = true;
    EXPECT_EQ(as_channel_takes(binding, 5), 5);
}

// Its parts are what it rises and what it falls by.
TEST(Binding, TakesACounterWhole) {
    Binding binding;
    binding.sign = SignPart::negative;
    EXPECT_EQ(as_channel_takes(binding, 5), 5);
    EXPECT_EQ(as_channel_takes(binding, kRestarted), kRestarted);
    binding.invert = true;
    EXPECT_EQ(as_channel_takes(binding, 5), -5);
    EXPECT_EQ(as_channel_takes(binding, kRestarted), kRestarted);
}

TEST(Binding, HoldsFromItsStartUpToItsEnd) {
    Channel channel;
    Binding first;
    first.source_id = "first";
    first.valid_to = utc("2026-03-01T10:00:00Z");
    Binding second;
    second.source_id = "second";
    second.valid_from = utc("2026-03-01T10:00:00Z");
    channel.bindings = {first, second};
    const auto at = [&](std::string_view text) {
        return std::pair(is_valid_at(first, utc(text)), is_valid_at(second, utc(text)));
    };
    EXPECT_EQ(at("2026-03-01T09:59:59.999Z"), std::pair(true, false));
    EXPECT_EQ(at("2026-03-01T10:00:00Z"), std::pair(false, true));
    EXPECT_EQ(open_binding(channel, Measure::counter)->source_id, "second");
    EXPECT_EQ(open_binding(channel, Measure::power), nullptr);
}

TEST(Roles, OnlyFlowsAreSummed) {
    EXPECT_TRUE(is_flow(ChannelRole::water));
    EXPECT_TRUE(is_flow(ChannelRole::device));
    EXPECT_FALSE(is_flow(ChannelRole::battery_soc));
    EXPECT_FALSE(is_flow(ChannelRole::outdoor_temperature));
    EXPECT_EQ(quantity_of(ChannelRole::gas), Quantity::volume);
    EXPECT_EQ(quantity_of(ChannelRole::heat), Quantity::energy);
}

Channel of(ChannelRole role) {
    Channel channel;
    channel.role = role;
    return channel;
}

TEST(Parts, OneRegisterCarriesThePowerOfItsMeter) {
    auto day = of(ChannelRole::grid_import);
    day.register_name = "T1";
    day.bindings.push_back({.measure = Measure::power});
    auto night = of(ChannelRole::grid_import);
    night.register_name = "T2";
    EXPECT_TRUE(power_is_elsewhere(night, std::vector{day, night}));
    EXPECT_FALSE(power_is_elsewhere(day, std::vector{day, night}));
    night.register_name.clear();
    EXPECT_FALSE(power_is_elsewhere(night, std::vector{day, night}));
}

TEST(Parts, PhasesAndPartsAreNotAdded) {
    auto phase = of(ChannelRole::grid_import);
    phase.phase = "L1";
    auto part = of(ChannelRole::grid_import);
    part.included_in = ChannelId{"whole"};
    EXPECT_TRUE(adds_to_role(of(ChannelRole::grid_import)));
    EXPECT_FALSE(adds_to_role(phase));
    EXPECT_FALSE(adds_to_role(part));
    EXPECT_FALSE(adds_to_balance(part));
}

TEST(Parts, SolarThatTheBatteryHasAlreadyIsNoPartOfTheBalance) {
    auto solar = of(ChannelRole::solar);
    EXPECT_TRUE(adds_to_balance(solar));
    solar.adds_to_ac_balance = false;
    EXPECT_FALSE(adds_to_balance(solar));
    EXPECT_TRUE(adds_to_role(solar));
}

TEST(Parts, AGeneratorCountsAsSolarAndADeviceNotAtAll) {
    Exchange exchange;
    EXPECT_EQ(part_of(exchange, ChannelRole::generator), &exchange.solar);
    EXPECT_EQ(part_of(exchange, ChannelRole::device), nullptr);
}

}  // namespace
}  // namespace ohmstead
