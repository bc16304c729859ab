#include "live/home_state.hpp"

#include <gtest/gtest.h>

namespace ohmstead::live {
namespace {

using ingest::PowerKind;

Channel channel_with_power(ChannelRole role, bool power = true) {
    Channel channel;
    channel.id = ChannelId::make();
    channel.role = role;
    channel.bindings.push_back({.id = BindingId::make(),
                                .source_id = "sensor." + channel.id.value,
                                .measure = power ? Measure::power : Measure::counter});
    return channel;
}

Home amsterdam() {
    Home home;
    home.id = HomeId::make();
    home.time_zone = "Europe/Amsterdam";
    return home;
}

void set(HomeState& state, const Channel& channel, std::int64_t milliwatts, std::int64_t at_ms = 1,
         PowerKind kind = PowerKind::measured) {
    state.set_power({channel.id, {instant_from_ms(at_ms), milliwatts}, kind});
}

TEST(HomeState, BalancesPowerByTheRulesOfASlot) {
    const auto import = channel_with_power(ChannelRole::grid_import);
    const auto grid_export = channel_with_power(ChannelRole::grid_export);
    const auto solar = channel_with_power(ChannelRole::solar);
    const auto oven = channel_with_power(ChannelRole::device);
    HomeState state(amsterdam(), {import, grid_export, solar, oven});
    set(state, import, 0);
    set(state, grid_export, 1'200'000);
    set(state, solar, 2'000'000);
    set(state, oven, 500'000);
    const auto frame = state.snapshot(1, instant_from_ms(2));
    EXPECT_EQ(frame.balance.home, 800.0);
    EXPECT_EQ(frame.balance.grid, -1'200.0);
    EXPECT_EQ(frame.balance.untracked, 300.0);
    EXPECT_EQ(frame.balance.flows.at("solar_to_grid"), 1'200.0);
    EXPECT_EQ(frame.balance.flows.at("solar_to_home"), 800.0);
}

TEST(HomeState, ShowsNoHomeWhileAnEssentialInputIsUnknown) {
    const auto import = channel_with_power(ChannelRole::grid_import);
    const auto solar = channel_with_power(ChannelRole::solar);
    HomeState state(amsterdam(), {import, solar});
    set(state, import, 400'000);
    const auto frame = state.snapshot(1, instant_from_ms(2));
    EXPECT_EQ(frame.balance.grid, 400.0);
    EXPECT_FALSE(frame.balance.solar);
    EXPECT_FALSE(frame.balance.home);
}

TEST(HomeState, NeverAddsAPartToItsWhole) {
    const auto import = channel_with_power(ChannelRole::grid_import);
    auto phase = channel_with_power(ChannelRole::grid_import);
    phase.phase = "L1";
    phase.included_in = import.id;
    HomeState state(amsterdam(), {import, phase});
    set(state, import, 900'000);
    set(state, phase, 300'000);
    EXPECT_EQ(state.snapshot(1, instant_from_ms(2)).balance.grid, 900.0);
}

TEST(HomeState, CountsThePowerOfAMeterWithTwoRegistersOnce) {
    auto normal = channel_with_power(ChannelRole::grid_import);
    auto low = channel_with_power(ChannelRole::grid_import, /*power=*/false);
    normal.register_name = "T2";
    low.register_name = "T1";
    HomeState state(amsterdam(), {normal, low});
    set(state, normal, 700'000);
    set(state, low, 650'000, 1, PowerKind::mean);
    EXPECT_EQ(state.snapshot(1, instant_from_ms(2)).balance.grid, 700.0);
}

TEST(HomeState, SaysOnlyWhatChanged) {
    const auto import = channel_with_power(ChannelRole::grid_import);
    const auto oven = channel_with_power(ChannelRole::device);
    HomeState state(amsterdam(), {import, oven});
    set(state, import, 1'000);
    set(state, oven, 2'000);
    state.take_changes(1, instant_from_ms(2));
    EXPECT_FALSE(state.has_changes());
    set(state, oven, 3'000, 5);
    const auto frame = state.take_changes(2, instant_from_ms(6));
    EXPECT_EQ(frame.power, (reflect::Entries<double>{{oven.id.value, 3.0}}));
    EXPECT_TRUE(frame.kind.empty());
}

TEST(HomeState, SaysHowLongAMeanIsOne) {
    const auto import = channel_with_power(ChannelRole::grid_import, /*power=*/false);
    HomeState state(amsterdam(), {import});
    const auto step = [&](std::int64_t at_ms, Milliseconds over) {
        state.set_power({import.id, {instant_from_ms(at_ms), 90'000}, PowerKind::mean, over});
        return state.take_changes(1, instant_from_ms(at_ms));
    };
    EXPECT_EQ(step(1, Milliseconds{29'990}).mean_s.at(import.id.value), 30);
    EXPECT_EQ(step(2, Milliseconds{29'990}).mean_s.find(import.id.value), nullptr);
    EXPECT_EQ(step(3, std::chrono::minutes{65}).mean_s.at(import.id.value), 3'900);
    EXPECT_EQ(state.snapshot(1, instant_from_ms(4)).mean_s.at(import.id.value), 3'900);
    set(state, import, 100'000, 5);
    EXPECT_EQ(state.snapshot(1, instant_from_ms(6)).mean_s.find(import.id.value), nullptr);
}

TEST(HomeState, KeepsTheNewerOfTwoValues) {
    const auto import = channel_with_power(ChannelRole::grid_import);
    HomeState state(amsterdam(), {import});
    set(state, import, 2'000, 10);
    set(state, import, 1'000, 9);
    EXPECT_EQ(state.snapshot(1, instant_from_ms(11)).power.at(import.id.value), 2.0);
}

TEST(HomeState, WhatIsNotKnownOfTodayIsNotZero) {
    const auto import = channel_with_power(ChannelRole::grid_import);
    const auto solar = channel_with_power(ChannelRole::solar);
    const auto oven = channel_with_power(ChannelRole::device);
    HomeState state(amsterdam(), {import, solar, oven});
    const auto midnight = *parse_rfc3339("2026-06-30T22:00:00Z");
    EXPECT_TRUE(state.set_today(midnight, {}));
    EXPECT_EQ(state.today()->date, "2026-07-01");
    EXPECT_FALSE(state.today()->grid_import);
    EXPECT_FALSE(state.today()->home);
    EXPECT_EQ(state.today()->devices.size(), 0U);
    const std::vector<ingest::TodayAmount> meter_alone{{import.id, 1'000'000, 0}};
    EXPECT_TRUE(state.set_today(midnight, meter_alone));
    EXPECT_EQ(state.today()->grid_import, 1.0);
    EXPECT_FALSE(state.today()->solar);
    EXPECT_FALSE(state.today()->home) << "solar is part of it";
    const std::vector<ingest::TodayAmount> both{{import.id, 1'000'000, 0}, {solar.id, 0, 0}};
    EXPECT_TRUE(state.set_today(midnight, both));
    EXPECT_EQ(state.today()->solar, 0.0);
    EXPECT_EQ(state.today()->home, 1.0);
}

TEST(HomeState, TodayIsAsOldAsTheNewestReadingInIt) {
    const auto import = channel_with_power(ChannelRole::grid_import);
    const auto solar = channel_with_power(ChannelRole::solar);
    const auto oven = channel_with_power(ChannelRole::device);
    const auto gas = channel_with_power(ChannelRole::gas);
    HomeState state(amsterdam(), {import, solar, oven, gas});
    const auto midnight = *parse_rfc3339("2026-06-30T22:00:00Z");
    const auto minute = [&](int count) { return midnight + std::chrono::minutes{count}; };
    EXPECT_TRUE(state.set_today(midnight, {}));
    EXPECT_EQ(state.today()->at, std::nullopt);
    const std::vector<ingest::TodayAmount> amounts{{import.id, 0, 0, minute(7)},
                                                   {solar.id, 0, 0, minute(5)},
                                                   {oven.id, 0, 0, minute(9)},
                                                   {gas.id, 0, 0, minute(1)}};
    EXPECT_TRUE(state.set_today(midnight, amounts));
    EXPECT_EQ(state.today()->at, minute(7));
    EXPECT_EQ(state.today()->volumes_at.at(gas.id.value), minute(1));
}

TEST(HomeState, TodayBelongsToTheHomesLocalDate) {
    const auto import = channel_with_power(ChannelRole::grid_import);
    const auto gas = channel_with_power(ChannelRole::gas);
    HomeState state(amsterdam(), {import, gas});
    const auto midnight = *parse_rfc3339("2026-06-30T22:00:00Z");
    const std::vector<ingest::TodayAmount> amounts{{import.id, 1'250'001, 0}, {gas.id, 500'000, 0}};
    EXPECT_TRUE(state.set_today(midnight, amounts));
    EXPECT_EQ(state.today()->date, "2026-07-01");
    EXPECT_EQ(state.today()->grid_import, 1.250001);
    EXPECT_EQ(state.today()->volumes.at(gas.id.value), 0.5);
    EXPECT_FALSE(state.set_today(midnight, amounts));
}

}  // namespace
}  // namespace ohmstead::live
