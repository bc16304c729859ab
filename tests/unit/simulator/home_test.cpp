#include <algorithm>
#include <iterator>

#include <gtest/gtest.h>

#include "simulator/home/model_home.hpp"
#include "simulator/peer/commands.hpp"
#include "simulator/peer/messages.hpp"
#include "simulator/peer/recorder.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/simulator/time_text.hpp"

namespace ohmstead::simulator {
namespace {

namespace json = boost::json;

std::string home_file(const std::string& home) {
    return std::string(OHMSTEAD_SIMULATOR_DIR) + "/homes/" + home + ".json";
}

/// The House on a winter's evening; built once, since its past takes a moment.
class HouseTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        clock = new SimClock(at("2026-11-20T18:30:05Z"));
        home = new ModelHome(read_home_file(home_file("house")), *clock);
    }
    static void TearDownTestSuite() {
        delete home;
        delete clock;
    }

    static std::vector<StatisticRow> rows(const char* id, const char* from, const char* to,
                                          bool five_minutes = false) {
        return home->statistics(id, at(from), at(to), five_minutes);
    }
    static double change(const std::vector<StatisticRow>& rows) {
        double sum = 0;
        for (const StatisticRow& row : rows) {
            sum += row.change.value();
        }
        return sum;
    }

    static SimClock* clock;
    static ModelHome* home;
};
SimClock* HouseTest::clock = nullptr;
ModelHome* HouseTest::home = nullptr;

TEST_F(HouseTest, LedgerSlotsAddUpToItsTotalsAndToTheMeters) {
    const auto ledger =
        home->ledger(at("2026-11-18T23:00:00Z"), at("2026-11-20T18:30:00Z")).value();
    const json::object& totals = ledger.at("totals").as_object();
    for (const auto& [role, slots] : ledger.at("slots").as_object()) {
        std::int64_t sum = 0;
        for (const json::value& slot : slots.as_array()) {
            sum += slot.to_number<std::int64_t>();
        }
        EXPECT_EQ(sum, totals.at(role).to_number<std::int64_t>()) << role;
    }
    const json::object& meters = ledger.at("entities").as_object();
    const auto amount = [&](const char* id, const char* which) {
        return meters.at(id).at(which).to_number<std::int64_t>();
    };
    const auto import = totals.at("grid_import").to_number<std::int64_t>();
    EXPECT_NEAR(static_cast<double>(amount("sensor.grid_import_t1", "true") +
                                    amount("sensor.grid_import_t2", "true")),
                static_cast<double>(import), 1.0);
    EXPECT_NEAR(static_cast<double>(amount("sensor.grid_import_t1", "shown")),
                static_cast<double>(amount("sensor.grid_import_t1", "true")), 1000.0);
    EXPECT_GT(import, 0);
}

TEST_F(HouseTest, HourlyAndFiveMinuteStatisticsAgreeWithTheLedger) {
    const char* id = "sensor.heat_pump_energy";
    const char* from = "2026-11-19T00:00:00Z";
    const char* to = "2026-11-20T00:00:00Z";
    const auto ledger = home->ledger(at(from), at(to)).value();
    const double shown = ledger.at("entities").at(id).at("shown").to_number<double>() / 1e6;
    EXPECT_EQ(rows(id, from, to).size(), 24U);
    EXPECT_EQ(rows(id, from, to, true).size(), 288U);
    EXPECT_NEAR(change(rows(id, from, to)), shown, 1e-6);
    EXPECT_NEAR(change(rows(id, from, to, true)), shown, 1e-6);
}

TEST_F(HouseTest, MeansOfPowerAreTheEnergyOverTime) {
    const auto power =
        rows("sensor.heat_pump_power", "2026-11-19T06:00:00Z", "2026-11-19T07:00:00Z");
    const auto energy =
        rows("sensor.heat_pump_energy", "2026-11-19T06:00:00Z", "2026-11-19T07:00:00Z");
    ASSERT_EQ(power.size(), 1U);
    EXPECT_NEAR(*power[0].mean / 1000, *energy[0].change, 0.0011);
    EXPECT_LE(*power[0].min, *power[0].mean);
    EXPECT_GE(*power[0].max, *power[0].mean);
    EXPECT_FALSE(power[0].sum);
}

TEST_F(HouseTest, AnOutageLeavesNoRowsAndIsMadeUpForAfterwards) {
    const char* id = "sensor.heat_pump_energy";
    const auto all = rows(id, "2025-02-15T00:00:00Z", "2025-02-18T00:00:00Z");
    EXPECT_EQ(all.size(), 72U - 48U);
    const auto ledger =
        home->ledger(at("2025-02-15T00:00:00Z"), at("2025-02-18T00:00:00Z")).value();
    EXPECT_NEAR(change(all) * 1e6, ledger.at("entities").at(id).at("shown").to_number<double>(),
                1.0);
    const auto after = rows(id, "2025-02-17T07:00:00Z", "2025-02-17T08:00:00Z");
    ASSERT_EQ(after.size(), 1U);
    EXPECT_GT(*after[0].change, 10.0);
}

TEST_F(HouseTest, AnOutageOfThreeHoursLeavesTheHoursOutThatItCovers) {
    const char* id = "sensor.ventilation_energy";
    const auto all = rows(id, "2024-11-19T12:00:00Z", "2024-11-19T18:00:00Z");
    std::vector<Millis> starts;
    std::ranges::transform(all, std::back_inserter(starts), &StatisticRow::start);
    EXPECT_EQ(starts, (std::vector{at("2024-11-19T12:00:00Z"), at("2024-11-19T13:00:00Z"),
                                   at("2024-11-19T16:00:00Z"), at("2024-11-19T17:00:00Z")}));
    EXPECT_NEAR(change(all), 0.034 * 6, 0.003);
    EXPECT_TRUE(rows("sensor.grid_power", "2024-11-19T14:00:00Z", "2024-11-19T16:00:00Z").empty());
}

TEST_F(HouseTest, OnVacationNobodyCooksAndTheHouseGoesOn) {
    const auto used = [](const char* id, const char* from, const char* to) {
        return change(rows(id, from, to));
    };
    const char* from = "2025-07-27T00:00:00Z";
    const char* to = "2025-08-08T00:00:00Z";
    EXPECT_EQ(used("sensor.kettle_energy", from, to), 0.0);
    EXPECT_NEAR(used("sensor.dishwasher_energy", from, to), 0.001 * 24 * 12, 0.01);
    EXPECT_NEAR(used("sensor.ventilation_energy", from, to), 0.034 * 24 * 12, 0.2);
    EXPECT_GT(used("sensor.kettle_energy", "2025-07-13T00:00:00Z", "2025-07-25T00:00:00Z"), 1.0);
    EXPECT_GT(used("sensor.kettle_energy", "2025-08-10T00:00:00Z", "2025-08-22T00:00:00Z"), 1.0);
}

TEST_F(HouseTest, ASilentCounterStandsStillAndCatchesUp) {
    const char* id = "sensor.dishwasher_energy";
    const auto silent = rows(id, "2026-03-11T05:00:00Z", "2026-03-12T20:00:00Z");
    EXPECT_EQ(silent.size(), 39U);
    EXPECT_EQ(change(silent), 0.0);
    const char* from = "2026-03-11T00:00:00Z";
    const char* to = "2026-03-13T00:00:00Z";
    const auto ledger = home->ledger(at(from), at(to)).value();
    const auto flowed = ledger.at("entities").at(id).at("true").to_number<double>() / 1e6;
    EXPECT_GT(flowed, 0.5);
    EXPECT_NEAR(change(rows(id, from, to)), flowed, 0.001);
}

TEST_F(HouseTest, TheSuppliersSurchargeRisesWithTheYear) {
    const char* id = "sensor.electricity_price";
    HomeSpec spec = read_home_file(home_file("house"));
    spec.model.price.steps.pop_back();
    const SimClock after(at("2026-01-01T02:00:00Z"));
    ModelHome as_before(spec, after);
    const char* from = "2025-12-31T22:00:00Z";
    const char* to = "2026-01-01T01:00:00Z";
    const auto now = rows(id, from, to);
    const auto then = as_before.statistics(id, at(from), at(to), false);
    ASSERT_EQ(now.size(), 3U);
    ASSERT_EQ(then.size(), 3U);
    EXPECT_NEAR(*now[0].mean - *then[0].mean, 0.0, 1e-9);
    EXPECT_NEAR(*now[1].mean - *then[1].mean, 0.0225 - 0.018, 1e-9);
    EXPECT_NEAR(*now[2].mean - *then[2].mean, 0.0225 - 0.018, 1e-9);
}

TEST_F(HouseTest, AResetCountsFromZeroAgain) {
    const auto all = rows("sensor.fridge_energy", "2025-01-22T07:00:00Z", "2025-01-22T10:00:00Z");
    ASSERT_EQ(all.size(), 3U);
    EXPECT_GT(*all[0].state, 400.0);
    EXPECT_LT(*all[1].state, 0.1);
    EXPECT_GT(*all[1].change, 0.0);
    EXPECT_LT(*all[1].change, 0.2);
    EXPECT_GT(*all[2].sum, *all[1].sum);
}

TEST_F(HouseTest, ASpikeIsBookedAndAStuckMeterLoses) {
    const auto spike =
        rows("sensor.washing_machine_energy", "2025-05-06T09:00:00Z", "2025-05-06T11:00:00Z");
    EXPECT_GT(change(spike), 114.0);
    EXPECT_EQ(change(rows("sensor.freezer_energy", "2025-12-08T03:00:00Z", "2025-12-09T15:00:00Z")),
              0.0);
    EXPECT_GT(change(rows("sensor.freezer_energy", "2025-12-09T15:00:00Z", "2025-12-09T20:00:00Z")),
              0.05);
    EXPECT_LT(change(rows("sensor.freezer_energy", "2025-12-09T15:00:00Z", "2025-12-09T20:00:00Z")),
              0.4);
}

TEST_F(HouseTest, AReplacedPlugEndsOneSeriesAndBeginsAnother) {
    EXPECT_FALSE(
        rows("sensor.dryer_plug_energy", "2026-02-13T00:00:00Z", "2026-02-14T00:00:00Z").empty());
    EXPECT_TRUE(
        rows("sensor.dryer_plug_energy", "2026-02-15T00:00:00Z", "2026-02-16T00:00:00Z").empty());
    EXPECT_TRUE(
        rows("sensor.dryer_energy", "2026-02-13T00:00:00Z", "2026-02-14T00:00:00Z").empty());
    const auto first = rows("sensor.dryer_energy", "2026-02-14T00:00:00Z", "2026-02-15T00:00:00Z");
    ASSERT_FALSE(first.empty());
    EXPECT_LT(*first.front().state, 1.0);
    EXPECT_EQ(home->states().find("sensor.dryer_plug_energy"), nullptr);
}

TEST_F(HouseTest, DaysAreCutInTheZoneOfTheHome) {
    const json::object command{{"start_time", "2025-10-25T22:00:00Z"},
                               {"end_time", "2025-10-26T23:00:00Z"},
                               {"statistic_ids", json::array{"sensor.ventilation_energy"}},
                               {"period", "day"},
                               {"types", json::array{"change"}},
                               {"units", json::object{{"energy", "Wh"}}}};
    const json::object answer = statistics_during_period(*home, command);
    const json::array& days = answer.at("sensor.ventilation_energy").as_array();
    ASSERT_EQ(days.size(), 1U);
    EXPECT_EQ(days[0].at("end").as_int64() - days[0].at("start").as_int64(), 25 * kHour);
    EXPECT_NEAR(days[0].at("change").as_double(), 34.0 * 25, 15);
}

TEST_F(HouseTest, HistoryIsWhatTheCountersShowed) {
    const auto history = home->history("sensor.grid_import_t2", at("2026-11-20T12:00:00Z"),
                                       at("2026-11-20T13:00:00Z"));
    const auto hour = rows("sensor.grid_import_t2", "2026-11-20T11:00:00Z", "2026-11-20T12:00:00Z");
    ASSERT_GT(history.size(), 50U);
    EXPECT_NEAR(std::stod(history.front().state), *hour[0].state, 1e-9);
    for (std::size_t i = 1; i < history.size(); ++i) {
        EXPECT_GE(std::stod(history[i].state), std::stod(history[i - 1].state));
        EXPECT_EQ(history[i].at % (10 * kSecond), 0);
    }
}

TEST_F(HouseTest, ErrorsCarryHomeAssistantsCodes) {
    const auto code = [&](const char* type, const json::object& command) {
        try {
            answer_command(*home, type, command, "RUNNING");
        } catch (const CommandError& error) {
            return error.code();
        }
        return std::string("none");
    };
    EXPECT_EQ(code("no/such", {}), "unknown_command");
    EXPECT_EQ(code("recorder/statistics_during_period", {}), "invalid_format");
    EXPECT_EQ(
        code("recorder/statistics_during_period",
             {{"start_time", "soon"}, {"statistic_ids", json::array{"a"}}, {"period", "day"}}),
        "invalid_start_time");
    EXPECT_EQ(code("recorder/statistics_during_period",
                   {{"start_time", "2026-01-01T00:00:00Z"}, {"statistic_ids", 7}}),
              "invalid_format");
    EXPECT_EQ(code("call_service", {{"domain", "light"}, {"service", "turn_on"}}), "not_found");
    EXPECT_EQ(code("get_states", {}), "none");
}

TEST_F(HouseTest, KettleIsSeenAtOnceAndSwitchesOff) {
    std::vector<std::string> seen;
    const auto listener = home->states().listen([&](const StateChange& change) {
        seen.push_back(change.entity_id + "=" + change.after->state);
    });
    const double before = std::stod(home->states().find("sensor.grid_power")->state);
    const auto answer = home->act("kettle", {{"seconds", 30}}).value();
    EXPECT_NEAR(static_cast<double>(answer.at("at_ms").as_int64()),
                static_cast<double>(clock->now()), 500);
    EXPECT_GT(std::stod(home->states().find("sensor.grid_power")->state), before + 1900);
    EXPECT_EQ(home->states().find("switch.kettle")->state, "on");
    EXPECT_EQ(home->switch_entity("switch.kettle", "turn_off"), ServiceResult::done);
    EXPECT_EQ(home->states().find("switch.kettle")->state, "off");
    EXPECT_EQ(home->states().find("sensor.kettle_power")->state, "0.0");
    EXPECT_EQ(home->switch_entity("switch.none", "turn_on"), ServiceResult::no_such_entity);
    EXPECT_FALSE(seen.empty());
    home->states().forget(listener);
}

TEST_F(HouseTest, UnavailableAndPinnedStatesAreNotOverwritten) {
    home->act("unavailable", {{"entity_id", "sensor.fridge_power"}, {"seconds", 600}});
    EXPECT_EQ(home->states().find("sensor.fridge_power")->state, "unavailable");
    home->states().pin("sensor.freezer_power", "NaN", home->now());
    home->act("kettle", {});
    EXPECT_EQ(home->states().find("sensor.freezer_power")->state, "NaN");
    EXPECT_THROW(home->act("reset", {{"entity_id", "sensor.none"}}), std::runtime_error);
    EXPECT_FALSE(home->act("dance", {}));
}

// Another one of the same home, started at another moment, knows of the same readings.
TEST(ModelHome, AStartIsNotAnOccasionToReport) {
    const SimClock clock(at("2026-10-02T03:00:17Z"));
    ModelHome home(read_home_file(home_file("flat")), clock);
    EXPECT_EQ(home.states().find("sensor.electricity_import")->updated, at("2026-10-02T03:00:00Z"));
}

TEST(ModelHome, RemembersWhatWasDoneToItOverARestart) {
    const ohmstead::test::TemporaryFolder folder;
    const std::string journal = folder / "flat-journal.jsonl";
    SimClock clock(at("2026-10-02T03:00:00Z"));
    const auto fresh = [&](const std::string& path) {
        return ModelHome(read_home_file(home_file("flat")), clock, path);
    };
    {
        ModelHome home = fresh(journal);
        home.act("kettle", {{"seconds", 60}});
        home.act("reset_meter", {});
        home.switch_entity("switch.fridge", "turn_off");
        EXPECT_EQ(home.states().find("sensor.electricity_import")->state, "0.000");
    }
    clock.jump(4 * kSecond);
    ModelHome again = fresh(journal);
    EXPECT_LT(std::stod(again.states().find("sensor.electricity_import")->state), 0.02);
    EXPECT_EQ(again.states().find("switch.fridge")->state, "off");
    again.switch_entity("switch.fridge", "turn_on");
    EXPECT_EQ(again.states().find("switch.fridge")->state, "on");
    ModelHome forgetful = fresh("");
    EXPECT_GT(std::stod(forgetful.states().find("sensor.electricity_import")->state), 1000.0);
}

TEST(ModelHome, HistoryHasWhatAResetShowedTheMomentItCame) {
    SimClock clock(at("2026-10-02T03:00:03Z"));
    ModelHome home(read_home_file(home_file("flat")), clock);
    const char* id = "sensor.electricity_import";
    home.act("reset_meter", {});
    const EntityState reported = *home.states().find(id);
    EXPECT_EQ(reported.state, "0.000");
    clock.jump(20 * kSecond);
    home.tick();
    const auto history = home.history(id, at("2026-10-02T03:00:00Z"), at("2026-10-02T03:01:00Z"));
    const auto found = std::ranges::find(history, reported.updated, &HistoryRow::at);
    ASSERT_NE(found, history.end());
    EXPECT_EQ(found->state, "0.000");
}

TEST(ModelHome, TheFlatHasAnOutageAVacationAndAnotherPrice) {
    const SimClock clock(at("2026-04-02T00:00:00Z"));
    ModelHome home(read_home_file(home_file("flat")), clock);
    const auto rows = [&](const char* id, const char* from, const char* to) {
        return home.statistics(id, at(from), at(to), false);
    };
    EXPECT_TRUE(
        rows("sensor.electricity_import", "2025-06-10T08:00:00Z", "2025-06-10T11:00:00Z").empty());
    const auto caught_up =
        rows("sensor.electricity_import", "2025-06-10T11:00:00Z", "2025-06-10T12:00:00Z");
    ASSERT_EQ(caught_up.size(), 1U);
    EXPECT_GT(*caught_up[0].change, 4 * 0.045);
    const auto away = rows("sensor.kettle_energy", "2025-12-23T00:00:00Z", "2026-01-03T00:00:00Z");
    ASSERT_EQ(away.size(), 11U * 24);
    EXPECT_EQ(*away.back().sum, *away.front().sum);
    const auto price =
        rows("sensor.electricity_rate", "2026-03-31T22:00:00Z", "2026-04-01T00:00:00Z");
    ASSERT_EQ(price.size(), 2U);
    EXPECT_NEAR(*price[0].mean, 0.2450, 1e-9);
    EXPECT_NEAR(*price[1].mean, 0.2790, 1e-9);
}

TEST(ModelHome, RefusesToLiveBeforeItBegan) {
    const SimClock clock(at("2020-01-01T00:00:00Z"));
    EXPECT_THROW(ModelHome(read_home_file(home_file("flat")), clock), std::runtime_error);
}

TEST(ModelHome, CottageIsUnavailableForThreeDays) {
    const SimClock clock(at("2026-08-08T00:00:00Z"));
    ModelHome home(read_home_file(home_file("cottage")), clock);
    const char* id = "sensor.utility_import";
    EXPECT_TRUE(
        home.statistics(id, at("2026-08-04T01:00:00Z"), at("2026-08-07T00:00:00Z"), false).empty());
    EXPECT_EQ(home.directory().time_zone, "Asia/Kathmandu");
    const auto rows = home.history(id, at("2026-08-04T00:00:00Z"), at("2026-08-08T00:00:00Z"));
    EXPECT_TRUE(std::ranges::any_of(
        rows, [](const HistoryRow& row) { return row.state == "unavailable"; }));
}

TEST(HomeAbilities, AreWhatTheHomeHas) {
    const SimClock clock(at("2024-10-02T12:00:00Z"));
    const auto abilities = [&](const char* name) {
        return ModelHome(read_home_file(home_file(name)), clock).abilities();
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(abilities("house"), (Names{"kettle", "car", "cloud", "sunny_noon", "reset_meter"}));
    EXPECT_EQ(abilities("flat"), (Names{"kettle", "reset_meter"}));
    EXPECT_EQ(abilities("cottage"), (Names{"kettle", "cloud", "sunny_noon", "reset_meter"}));
}

TEST(HomeFile, NamesTheFault) {
    EXPECT_THROW(read_home({}), std::runtime_error);
    const json::object home{
        {"id", "x"},
        {"time_zone", "UTC"},
        {"entities", json::array{json::object{
                         {"entity_id", "sensor.a"}, {"kind", "magic"}, {"signal", "home"}}}}};
    try {
        read_home(home);
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "unknown kind 'magic'");
    }
}

}  // namespace
}  // namespace ohmstead::simulator
