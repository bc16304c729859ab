#include "api/setup_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/device_list.hpp"
#include "unit/api/samples.hpp"

namespace ohmstead::api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr Instant kNoon = instant_from_ms(1'764'072'000'000);  // 2025-11-25T12:00:00Z

class SetupCheck : public ::testing::Test {
protected:
    // Adds a channel with measured power.
    Channel& add(ChannelRole role, double watts) {
        channels.push_back(test::sample_channel(role, Measure::power,
                                                "sensor.n" + std::to_string(channels.size())));
        auto& channel = channels.back();
        live.power[channel.id.value] = watts;
        live.age[channel.id.value] = now;
        live.kind[channel.id.value] = "measured";
        return channel;
    }
    std::vector<CheckCode> codes() const {
        std::vector<CheckCode> found;
        for (const auto& warning : check_setup(channels, live, zone, now).warnings) {
            found.push_back(warning.code);
        }
        return found;
    }

    std::vector<Channel> channels;
    live::SnapshotFrame live;
    Zone zone = Zone::utc();
    Instant now = kNoon;
};

TEST_F(SetupCheck, AHomeThatAddsUpHasNothingWrong) {
    add(ChannelRole::grid_import, 0);
    add(ChannelRole::grid_export, 500);
    add(ChannelRole::solar, 1200);
    EXPECT_THAT(codes(), IsEmpty());
}

TEST_F(SetupCheck, ShowsTheBalance) {
    live.balance = {.home = 812.5, .grid = -300, .solar = 1112.5, .battery = std::nullopt};
    const auto check = check_setup(channels, live, zone, now);
    EXPECT_EQ(check.balance.home_w, 812.5);
    EXPECT_EQ(check.balance.grid_w, -300);
    EXPECT_EQ(check.balance.battery_w, std::nullopt);
    EXPECT_EQ(check.sentence_values.home_kw, 0.8125);
}

TEST_F(SetupCheck, SaysHowLongAMeanTheHomesPowerContains) {
    live.balance.home = 300;
    auto& import = add(ChannelRole::grid_import, 300);
    EXPECT_EQ(check_setup(channels, live, zone, now).sentence_values.mean_s, std::nullopt);
    live.kind[import.id.value] = "mean";
    live.mean_s[import.id.value] = 30;
    auto& device = add(ChannelRole::device, 5);
    live.mean_s[device.id.value] = 900;
    EXPECT_EQ(check_setup(channels, live, zone, now).sentence_values.mean_s, 30);
}

TEST_F(SetupCheck, MissesTheGrid) {
    add(ChannelRole::solar, 1200);
    EXPECT_THAT(codes(), ElementsAre(CheckCode::no_grid));
    add(ChannelRole::grid_import, 10).bindings.front().valid_to = now;
    EXPECT_THAT(codes(), ElementsAre(CheckCode::no_grid));
}

TEST_F(SetupCheck, AHomeDoesNotUseLessThanNothing) {
    add(ChannelRole::grid_import, 0);
    const auto sold = add(ChannelRole::grid_export, 1000).id;
    const auto made_w = add(ChannelRole::solar, 980).id;
    EXPECT_THAT(codes(), IsEmpty());
    live.power[made_w.value] = 979.9;
    const auto check = check_setup(channels, live, zone, now);
    ASSERT_THAT(codes(), ElementsAre(CheckCode::home_negative));
    EXPECT_THAT(check.warnings[0].channels, testing::Contains(sold));
    EXPECT_EQ(check.warnings[0].home_w, -20);
}

TEST_F(SetupCheck, MeansSayNothingOfTheSum) {
    add(ChannelRole::grid_import, 0);
    add(ChannelRole::grid_export, 1000);
    const auto counted = add(ChannelRole::solar, 100).id;
    live.kind[counted.value] = "mean";
    EXPECT_THAT(codes(), IsEmpty());
}

TEST_F(SetupCheck, PartsArePartOfNoSum) {
    const auto whole = add(ChannelRole::grid_import, 100).id;
    add(ChannelRole::battery_charge, 1000).included_in = whole;
    add(ChannelRole::grid_export, 1000).phase = "L1";
    EXPECT_THAT(codes(), IsEmpty());
}

TEST_F(SetupCheck, TheSunDoesNotShineAtNight) {
    add(ChannelRole::grid_import, 100);
    add(ChannelRole::solar, 51);
    EXPECT_THAT(codes(), IsEmpty());
    now = kNoon + std::chrono::hours{11};
    live.age = {};
    live.power.for_each([&](std::string_view id, double) { live.age[id] = now; });
    EXPECT_THAT(codes(), ElementsAre(CheckCode::solar_at_night));
    zone = Zone::find("America/Los_Angeles").value();
    EXPECT_THAT(codes(), IsEmpty());
}

TEST_F(SetupCheck, FindsAMeterUsedTwice) {
    add(ChannelRole::grid_import, 100);
    const auto first = add(ChannelRole::device, 5).id;
    auto& again = add(ChannelRole::device, 5);
    again.bindings.front().source_id = "sensor.n1";
    const auto second = again.id;
    const auto check = check_setup(channels, live, zone, now);
    ASSERT_THAT(codes(), ElementsAre(CheckCode::meter_used_twice));
    EXPECT_THAT(check.warnings[0].channels, UnorderedElementsAre(first, second));
}

TEST_F(SetupCheck, OnePriceMayServeBothDirections) {
    add(ChannelRole::grid_import, 100);
    for (const auto role : {ChannelRole::price_import, ChannelRole::price_export}) {
        channels.push_back(test::sample_channel(role, Measure::state, "sensor.price"));
    }
    EXPECT_THAT(codes(), IsEmpty());
}

TEST_F(SetupCheck, FindsWhatHasGoneSilent) {
    const auto grid = add(ChannelRole::grid_import, 100).id;
    const auto solar = add(ChannelRole::solar, 0).id;
    const auto fridge = add(ChannelRole::device, 5).id;
    live.age[grid.value] = live.age[solar.value] = live.age[fridge.value] =
        now - std::chrono::minutes{5};
    EXPECT_THAT(codes(), IsEmpty());
    live.age[grid.value] = live.age[solar.value] = live.age[fridge.value] =
        now - std::chrono::minutes{5} - Milliseconds{1};
    const auto check = check_setup(channels, live, zone, now);
    ASSERT_THAT(codes(), ElementsAre(CheckCode::stale));
    EXPECT_THAT(check.warnings[0].channels, ElementsAre(grid));
    live.power = {{grid.value, 100}, {fridge.value, 5}};  // nothing of the solar panels
    EXPECT_THAT(check_setup(channels, live, zone, now).warnings[0].channels,
                ElementsAre(grid, solar));
}

TEST_F(SetupCheck, DevicesComeWithTheirNewestValues) {
    auto& fridge = add(ChannelRole::device, 81.5);
    fridge.area = "Kitchen";
    add(ChannelRole::grid_import, 100);
    add(ChannelRole::device, 5).bindings.front().valid_to = now;
    live.devices[channels[0].id.value] = "on";
    live.today = live::TodayFrame{};
    live.today->devices[channels[0].id.value] = 0.25;
    const auto list = devices_of(channels, live);
    ASSERT_EQ(list.items.size(), 1U);
    const auto& device = list.items.front();
    EXPECT_EQ(device.id, channels[0].id);
    EXPECT_EQ(device.area, "Kitchen");
    EXPECT_EQ(device.power_w, 81.5);
    EXPECT_EQ(device.power_kind, DevicePower::measured);
    EXPECT_EQ(device.state, DeviceState::on);
    EXPECT_EQ(device.last_seen, now);
    EXPECT_EQ(device.today_kwh, 0.25);
    EXPECT_EQ(devices_of(channels, {}).items.front().power_kind, DevicePower::none);
}

}  // namespace
}  // namespace ohmstead::api
