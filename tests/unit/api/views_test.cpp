#include <gmock/gmock.h>

#include "api/dto_energy.hpp"
#include "api/dto_power.hpp"
#include "api/energy_text.hpp"
#include "api/power_text.hpp"
#include "reflect/decode.hpp"
#include "unit/api/api_fixture.hpp"

namespace ohmstead::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Instant kNoon = instant_from_ms(1'764'072'000'000);  // 2025-11-25T12:00:00Z

TEST(PowerText, IsAPowerSeries) {
    const ChannelId channel = ChannelId::make();
    PowerView view{.grid = {.from = kNoon, .step = Seconds{10}, .count = 3},
                   .columns = {{.buckets = {.channel = channel,
                                            .mean = {1'234'567.0, 0, -50.0},
                                            .min = {1'000, 0, -100},
                                            .max = {2'000'000, 0, 0},
                                            .present = {true, false, true}}}}};
    const auto text = api::power_text(view);
    const auto series = reflect::decode_text<api::PowerSeries>(text);
    ASSERT_TRUE(series) << text;
    EXPECT_EQ(series->from, kNoon);
    EXPECT_EQ(series->to, kNoon + Seconds{30});
    EXPECT_EQ(series->step_s, 10);
    EXPECT_THAT(series->t, ElementsAre(kNoon, kNoon + Seconds{10}, kNoon + Seconds{20}));
    const auto& columns = series->channels.at(channel.value);
    EXPECT_THAT(columns.mean, ElementsAre(1234.6, std::nullopt, -0.1));
    EXPECT_THAT(columns.min, ElementsAre(1.0, std::nullopt, -0.1));
    EXPECT_THAT(columns.max, ElementsAre(2000.0, std::nullopt, 0.0));
}

TEST(PowerText, CanBeEmpty) {
    const auto text =
        api::power_text({.grid = {.from = kNoon, .step = Seconds{1}, .count = 0}, .columns = {}});
    const auto series = reflect::decode_text<api::PowerSeries>(text);
    ASSERT_TRUE(series) << text;
    EXPECT_TRUE(series->t.empty());
    EXPECT_TRUE(series->channels.empty());
}

TEST(EnergyText, IsAnEnergySeries) {
    const ChannelId grid = ChannelId::make();
    const ChannelId gas = ChannelId::make();
    EnergyAnswer answer{
        .home = sample_home(HomeId::make()), .channels = {}, .view = {}, .compared = {}};
    auto& view = answer.view;
    view.periods = {{kNoon, kNoon + std::chrono::hours{1}},
                    {kNoon + std::chrono::hours{1}, kNoon + std::chrono::hours{2}}};
    const EnergyColumn column{.amount = {1'234'567, 0}, .known_slots = {4, 0}};
    GasEnergy energy;
    energy.add(1'234'567, 0, std::vector<SlotCalorific>{{0, 11'245'001}});
    view.channels = {{column, grid, ChannelRole::grid_import},
                     {column, gas, ChannelRole::gas, {energy, {}}}};
    view.roles = {{column, ChannelRole::grid_import}};
    view.home = {1'234'567, 0};
    view.residual = {-5, 0};
    view.flows = {{.grid_to_home = 1'234'567}, {}};
    view.discharge = {Discharge{}, Discharge{}};
    view.counts = {{.elapsed = 4, .known = 3, .estimated = 1, .coarse = 2, .faulty = 1}, {}};
    view.complete_until = kNoon;

    const auto text = api::energy_text(answer, Period::hour);
    const auto series = reflect::decode_text<api::EnergySeries>(text);
    ASSERT_TRUE(series) << text;
    EXPECT_EQ(series->home_id, answer.home.id);
    EXPECT_EQ(series->time_zone, "Europe/Amsterdam");
    EXPECT_EQ(series->period, Period::hour);
    EXPECT_EQ(series->t[1], series->t_end[0]);
    EXPECT_THAT(*series->grid_import, ElementsAre(1.234567, std::nullopt));
    EXPECT_EQ(series->solar, std::nullopt);
    EXPECT_THAT(*series->home, ElementsAre(1.234567, std::nullopt));
    EXPECT_THAT(*series->residual, ElementsAre(-0.000005, std::nullopt));
    EXPECT_THAT(series->flows->grid_to_home, ElementsAre(1.234567, std::nullopt));
    EXPECT_THAT(series->flows->solar_to_grid, ElementsAre(0.0, std::nullopt));
    EXPECT_THAT(*series->channels.at(grid.value).kwh, ElementsAre(1.234567, std::nullopt));
    EXPECT_EQ(series->channels.at(grid.value).m3, std::nullopt);
    EXPECT_EQ(series->channels.at(grid.value).covered, std::nullopt);
    EXPECT_THAT(*series->channels.at(gas.value).m3, ElementsAre(1.234567, std::nullopt));
    EXPECT_THAT(*series->channels.at(gas.value).kwh, ElementsAre(13.88270715, std::nullopt));
    EXPECT_THAT(*series->channels.at(gas.value).covered, ElementsAre(1.0, std::nullopt));
    EXPECT_THAT(series->quality.covered, ElementsAre(0.75, std::nullopt));
    EXPECT_THAT(series->quality.estimated, ElementsAre(0.333, std::nullopt));
    EXPECT_THAT(series->quality.coarse, ElementsAre(0.667, std::nullopt));
    EXPECT_THAT(series->quality.faulty, ElementsAre(0.333, std::nullopt));
    EXPECT_THAT(series->quality.cuts_hour, testing::IsEmpty());
    EXPECT_EQ(series->complete_until, kNoon);
}

TEST(EnergyText, TellsNoEnergyOfGasThatIsOlderThanTheFirstValue) {
    EnergyAnswer answer{.home = sample_home(HomeId::make()), .channels = {}, .view = {}};
    const std::vector<SlotCalorific> values{{10, 10'000'000}};
    std::vector<GasEnergy> gas(2);
    gas[0].add(1, 9, values);
    gas[0].add(500'000, 10, values);
    gas[1].add(1'000'000, 11, values);
    const EnergyColumn column{.amount = {500'001, 1'000'000}, .known_slots = {2, 1}};
    const ChannelId id = ChannelId::make();
    answer.view.periods = {{kNoon, kNoon + std::chrono::hours{1}},
                           {kNoon + std::chrono::hours{1}, kNoon + std::chrono::hours{2}}};
    answer.view.channels = {{column, id, ChannelRole::gas, gas}};
    answer.view.counts = {{.elapsed = 4}, {.elapsed = 4}};
    const auto series =
        reflect::decode_text<api::EnergySeries>(api::energy_text(answer, Period::hour)).value();
    const auto& told = series.channels.at(id.value);
    EXPECT_THAT(*told.kwh, ElementsAre(std::nullopt, 10.0));
    EXPECT_THAT(*told.m3, ElementsAre(0.500001, 1.0));
    EXPECT_THAT(*told.covered, ElementsAre(0.5, 0.25));
}

TEST(EnergyText, NamesPeriodsThatCutAnHourOfHourlyData) {
    EnergyAnswer answer{.home = sample_home(HomeId::make()), .channels = {}, .view = {}};
    const auto midnight = kNoon + std::chrono::minutes{15};  // in Kathmandu
    const auto day = std::chrono::hours{24};
    answer.view.periods = {
        {midnight, midnight + day}, {midnight + day, midnight + 2 * day}, {kNoon, kNoon + day}};
    answer.view.counts = {{.elapsed = 96, .known = 96, .coarse = 4},
                          {.elapsed = 96, .known = 96},
                          {.elapsed = 96, .known = 96, .coarse = 96}};
    const auto series =
        reflect::decode_text<api::EnergySeries>(api::energy_text(answer, Period::day));
    EXPECT_THAT(series.value().quality.cuts_hour, ElementsAre(0));
}

TEST(EnergyText, ComparesInTheSameColumns) {
    const ChannelId grid = ChannelId::make();
    EnergyAnswer answer{
        .home = sample_home(HomeId::make()), .channels = {}, .view = {}, .compared = {}};
    answer.view.periods = {{kNoon, kNoon + std::chrono::hours{1}}};
    answer.view.counts = {{}};
    auto& compared = answer.compared.emplace();
    compared.compare = Compare::year;
    compared.span = {kNoon - std::chrono::hours{2}, kNoon};
    compared.until = kNoon;
    compared.days = 0.5;
    compared.compared_days = 1;
    compared.aligned = {0, std::nullopt};
    compared.view.periods = {{kNoon - std::chrono::hours{2}, kNoon - std::chrono::hours{1}},
                             {kNoon - std::chrono::hours{1}, kNoon}};
    compared.view.channels = {
        {{.amount = {5'000'000, 0}, .known_slots = {4, 0}}, grid, ChannelRole::grid_import}};
    compared.view.counts = {{.elapsed = 4, .known = 4, .estimated = 0}, {}};

    const auto text = api::energy_text(answer, Period::hour);
    const auto series = reflect::decode_text<api::EnergySeries>(text);
    ASSERT_TRUE(series) << text;
    ASSERT_TRUE(series->compare) << text;
    EXPECT_EQ(series->compare->compare, Compare::year);
    EXPECT_EQ(series->compare->from, kNoon - std::chrono::hours{2});
    EXPECT_EQ(series->compare->to, kNoon);
    EXPECT_EQ(series->compare->until, kNoon);
    EXPECT_EQ(series->compare->days, 0.5);
    EXPECT_EQ(series->compare->compared_days, 1);
    EXPECT_THAT(series->compare->aligned, ElementsAre(0, std::nullopt));
    EXPECT_EQ(series->compare->t.size(), 2U);
    EXPECT_THAT(*series->compare->channels.at(grid.value).kwh, ElementsAre(5.0, std::nullopt));
    EXPECT_THAT(series->compare->quality.covered, ElementsAre(1.0, std::nullopt));
}

// The day of trading of energy-rules: kWh that went round through a battery and came from the grid.
EnergyAnswer trading() {
    EnergyAnswer answer{
        .home = sample_home(HomeId::make()), .channels = {}, .view = {}, .compared = {}};
    auto& view = answer.view;
    view.periods = {{kNoon, kNoon + std::chrono::hours{24}},
                    {kNoon + std::chrono::hours{24}, kNoon + std::chrono::hours{48}}};
    const auto role = [](std::int64_t amount, ChannelRole role) {
        return RoleColumn{{.amount = {amount, 0}, .known_slots = {96, 0}}, role};
    };
    view.roles = {role(5'000'000, ChannelRole::grid_import),
                  role(5'000'000, ChannelRole::grid_export),
                  role(4'000'000, ChannelRole::battery_discharge)};
    view.home = {5'000'000, 0};
    view.residual = {0, 0};
    view.flows = {{.grid_to_home = 1'000'000,
                   .grid_to_battery = 4'000'000,
                   .solar_to_home = 3'000'000,
                   .solar_to_grid = 2'000'000,
                   .battery_to_home = 1'000'000,
                   .battery_to_grid = 3'000'000},
                  {}};
    view.discharge = {Discharge{.to_home = {.grid = 1'000'000},
                                .to_grid = {.grid = 2'500'000, .unknown = 500'000}},
                      std::nullopt};
    view.tracked = {6'000'000, 0};
    view.tracked_assumed = {true, false};
    view.counts = {{.elapsed = 96, .known = 96, .estimated = 0}, {}};
    return answer;
}

TEST(EnergyText, NamesEachRatioByItsDefinition) {
    const auto series =
        reflect::decode_text<api::EnergySeries>(api::energy_text(trading(), Period::day));
    ASSERT_TRUE(series);
    const auto& ratios = series->ratios.value();
    EXPECT_THAT(ratios.grid_independence, ElementsAre(0.0, std::nullopt));
    EXPECT_THAT(ratios.direct_self_sufficiency, ElementsAre(0.8, std::nullopt));
    EXPECT_THAT(ratios.self_sufficiency, ElementsAre(0.6, std::nullopt));
    EXPECT_THAT(ratios.self_consumption, ElementsAre(0.6, std::nullopt));
    EXPECT_THAT(series->grid_balance.value(), ElementsAre(0.0, std::nullopt));
    const auto& origin = series->battery_origin.value();
    EXPECT_THAT(origin.home_grid, ElementsAre(1.0, std::nullopt));
    EXPECT_THAT(origin.grid_grid, ElementsAre(2.5, std::nullopt));
    EXPECT_THAT(origin.grid_unknown, ElementsAre(0.5, std::nullopt));
}

TEST(EnergyText, WhatNoDeviceTellsIsNeverNegative) {
    auto answer = trading();
    auto series = reflect::decode_text<api::EnergySeries>(api::energy_text(answer, Period::day));
    EXPECT_THAT(series->untracked.value().kwh, ElementsAre(0.0, std::nullopt));
    EXPECT_THAT(series->untracked->deficit, ElementsAre(1.0, std::nullopt));
    EXPECT_THAT(series->untracked->reason,
                ElementsAre(DeficitReason::timing_assumed, DeficitReason::none));
    answer.view.tracked[0] = 1'500'000;
    series = reflect::decode_text<api::EnergySeries>(api::energy_text(answer, Period::day));
    EXPECT_THAT(series->untracked.value().kwh, ElementsAre(3.5, std::nullopt));
    EXPECT_THAT(series->untracked->deficit, ElementsAre(0.0, std::nullopt));
}

TEST(EnergyText, CarbonIsToldWithTheShareThatIsKnown) {
    auto answer = trading();
    answer.view.carbon = {{.milligrams = 2'500'000, .rated = 3'000'000, .unrated = 1'000'000}, {}};
    const auto series =
        reflect::decode_text<api::EnergySeries>(api::energy_text(answer, Period::day));
    ASSERT_TRUE(series);
    EXPECT_THAT(series->carbon.value().kg, ElementsAre(2.5, std::nullopt));
    EXPECT_THAT(series->carbon->covered, ElementsAre(0.75, std::nullopt));
}

TEST(EnergyText, AChannelWithPartsHasWhatIsItsOwn) {
    EnergyAnswer answer{
        .home = sample_home(HomeId::make()), .channels = {}, .view = {}, .compared = {}};
    auto whole = sample_channel(ChannelRole::device, Measure::counter);
    auto part = sample_channel(ChannelRole::device, Measure::counter);
    part.included_in = whole.id;
    answer.channels = {whole, part};
    auto& view = answer.view;
    view.periods = {{kNoon, kNoon + std::chrono::hours{1}},
                    {kNoon + std::chrono::hours{1}, kNoon + std::chrono::hours{2}}};
    view.counts.resize(2);
    view.channels = {
        {{.amount = {3'000'000, 1'000'000}, .known_slots = {4, 4}}, whole.id, whole.role},
        {{.amount = {1'000'000, 1'250'000}, .known_slots = {4, 4}}, part.id, part.role}};
    const auto series =
        reflect::decode_text<api::EnergySeries>(api::energy_text(answer, Period::hour));
    ASSERT_TRUE(series);
    const auto& channel = series->channels.at(whole.id.value);
    EXPECT_THAT(channel.own.value(), ElementsAre(2.0, 0.0));
    EXPECT_THAT(channel.own_deficit.value(), ElementsAre(0.0, 0.25));
    EXPECT_EQ(series->channels.at(part.id.value).own, std::nullopt);
}

TEST(EnergyText, HasNoHomeWithoutABalance) {
    const EnergyAnswer answer{
        .home = sample_home(HomeId::make()), .channels = {}, .view = {}, .compared = {}};
    const auto text = api::energy_text(answer, Period::day);
    EXPECT_TRUE(reflect::decode_text<api::EnergySeries>(text)) << text;
    EXPECT_THAT(text, Not(HasSubstr("\"flows\"")));
}

class Views : public ApiTest {
protected:
    Views() {
        for (const auto& where : {home, other_home}) {
            homes.channels_of[where] = {sample_channel(ChannelRole::grid_import, Measure::power)};
            homes.channels_of[where].front().name = "Grid";
        }
    }
    Result<http::Response> power(std::vector<reflect::Parameter> query) {
        return get(under(home, "/power"), person(HomeRole::viewer, home), std::move(query));
    }
    Result<http::Response> energy(std::vector<reflect::Parameter> query,
                                  http::HeaderList headers = {}) {
        return call(http::Method::get, under(home, "/energy"), person(HomeRole::viewer, home),
                    std::move(query), {}, std::move(headers));
    }
    ErrorCode code_of(const Result<http::Response>& response) {
        return response ? ErrorCode::internal : response.error().code;
    }
};

TEST_F(Views, PowerOfAllChannelsThatHaveIt) {
    const auto response = power({{"from", "2025-11-25"}, {"to", "2025-11-26"}, {"points", "24"}});
    ASSERT_TRUE(response) << response.error().detail;
    const auto series = reflect::decode_text<api::PowerSeries>(response->body);
    ASSERT_TRUE(series) << response->body;
    EXPECT_EQ(series->step_s, 3600);
    EXPECT_EQ(format_rfc3339(series->from), "2025-11-24T23:00:00Z");
    EXPECT_TRUE(series->channels.contains(homes.channels_of[home].front().id.value));
}

TEST_F(Views, PowerLeavesOutWhatHasNoWatts) {
    homes.channels_of[home].push_back(sample_channel(ChannelRole::gas, Measure::counter));
    homes.channels_of[home].push_back(sample_channel(ChannelRole::solar, Measure::counter));
    const auto response = power({{"from", "2025-11-25"}, {"to", "2025-11-26"}});
    const auto series = reflect::decode_text<api::PowerSeries>(response->body);
    ASSERT_TRUE(series) << response->body;
    EXPECT_EQ(series->channels.size(), 2U);
    EXPECT_FALSE(series->channels.contains(homes.channels_of[home][1].id.value));
}

TEST_F(Views, PowerOfAnotherHomesChannelIsNotFound) {
    const auto& mine = homes.channels_of[home].front().id.value;
    const auto& theirs = homes.channels_of[other_home].front().id.value;
    const std::vector<reflect::Parameter> span{{"from", "2025-11-25"}, {"to", "2025-11-26"}};
    const auto with = [&](const std::string& channels) {
        auto query = span;
        query.push_back({"channels", channels});
        return power(std::move(query));
    };
    EXPECT_TRUE(with(mine));
    EXPECT_EQ(code_of(with(theirs)), ErrorCode::not_found);
    EXPECT_EQ(code_of(with(mine + "," + theirs)), ErrorCode::not_found);
    EXPECT_EQ(code_of(with(ChannelId::make().value)), ErrorCode::not_found);
    EXPECT_EQ(with(theirs).error().detail, with(ChannelId::make().value).error().detail);
    EXPECT_EQ(code_of(with("*")), ErrorCode::malformed);
}

TEST_F(Views, RefusesSpansThatAreNone) {
    const std::vector<std::pair<std::string, std::string>> spans{
        {"2025-11-26", "2025-11-25"},          {"2025-11-25", "2025-11-25"},
        {"2025-11-25T12:00:00", "2025-11-26"}, {"today", "2025-11-26"},
        {"2025-02-30", "2025-11-26"},          {"2024-01-01", "2025-11-26"}};
    for (const auto& [from, to] : spans) {
        EXPECT_EQ(code_of(power({{"from", from}, {"to", to}})), ErrorCode::malformed)
            << from << ' ' << to;
    }
    EXPECT_EQ(code_of(power({{"from", "2025-11-25"}})), ErrorCode::malformed);
    EXPECT_EQ(code_of(power({{"from", "2025-11-25"}, {"to", "2025-11-26"}, {"points", "0"}})),
              ErrorCode::malformed);
    EXPECT_EQ(code_of(power({{"from", "2025-11-25"}, {"to", "2025-11-26"}, {"points", "10001"}})),
              ErrorCode::malformed);
}

TEST_F(Views, EnergyHasAnETag) {
    const std::vector<reflect::Parameter> query{
        {"from", "2025-11-24"}, {"to", "2025-11-26"}, {"period", "day"}};
    const auto first = energy(query);
    ASSERT_TRUE(first) << first.error().detail;
    ASSERT_TRUE(reflect::decode_text<api::EnergySeries>(first->body)) << first->body;
    ASSERT_EQ(first->headers.front().first, "ETag");
    const auto etag = first->headers.front().second;

    http::HeaderList headers;
    headers.add({"If-None-Match", etag});
    const auto again = energy(query, headers);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->status, 304);
    EXPECT_EQ(again->body, "");
}

TEST_F(Views, EnergyRefusesTooManyPeriods) {
    EXPECT_EQ(code_of(energy({{"from", "2024-01-01"}, {"to", "2025-01-01"}, {"period", "slot"}})),
              ErrorCode::malformed);
    EXPECT_TRUE(energy({{"from", "2024-01-01"}, {"to", "2025-01-01"}, {"period", "hour"}}));
    EXPECT_EQ(code_of(energy({{"from", "2024-01-01"}, {"to", "2025-01-01"}, {"period", "moon"}})),
              ErrorCode::malformed);
}

TEST_F(Views, ChannelsAreReplacedAndTheHomeReloaded) {
    const auto admin = person(HomeRole::admin, home);
    const auto response =
        call(http::Method::put, under(home, "/channels"), admin, {},
             R"({"items":[{"name":"Solar","role":"solar","bindings":[)"
             R"({"source":{"type":"entity","id":"sensor.solar"},"measure":"counter"}]}]})");
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_THAT(response->body, HasSubstr("\"Solar\""));
    EXPECT_THAT(response->body, Not(HasSubstr("\"Grid\"")));
    EXPECT_THAT(runtime.reloaded, ElementsAre(home));
    EXPECT_EQ(get(under(home, "/channels"), admin)->body, response->body);
    EXPECT_EQ(homes.channels_of[home].size(), 2U);

    const auto wrong = call(http::Method::put, under(home, "/channels"), admin, {},
                            R"({"items":[{"name":"Solar","role":"solar","bindings":[]}]})");
    EXPECT_EQ(code_of(wrong), ErrorCode::invalid);
}

TEST_F(Views, TheConnectionTellsWhatSourcesGotWrong) {
    EXPECT_THAT(get(under(home, "/connection"), person(HomeRole::viewer, home))->body,
                HasSubstr(R"("notices":[])"));
    using home_assistant::NoticeCode;
    runtime.told = {{instant_from_ms(2'000), "sensor.<b>", NoticeCode::not_a_number,
                     "sensor.<b>: Its state is not a number."},
                    {instant_from_ms(1'000), "sensor.old", NoticeCode::missing,
                     "sensor.old: It is not there."}};
    EXPECT_THAT(get(under(home, "/connection"), person(HomeRole::viewer, home))->body,
                HasSubstr(R"("notices":[{"at":"1970-01-01T00:00:02Z",)"
                          R"("source":"sensor.<b>","code":"not_a_number",)"
                          R"("message":"sensor.<b>: Its state is not a number."},)"
                          R"({"at":"1970-01-01T00:00:01Z",)"));
}

TEST_F(Views, LiveIsTheSocketsFirstFrame) {
    const auto response = get(under(home, "/live"), person(HomeRole::viewer, home));
    ASSERT_TRUE(response);
    EXPECT_THAT(response->body, HasSubstr(R"({"type":"snapshot","home":")" + home.value));
    const auto stopped = get(under(other_home, "/live"), person(HomeRole::viewer, other_home));
    EXPECT_EQ(code_of(stopped), ErrorCode::unavailable);
}

}  // namespace
}  // namespace ohmstead::test
