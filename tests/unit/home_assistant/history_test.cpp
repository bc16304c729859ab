#include <algorithm>

#include "home_assistant/backfill.hpp"
#include "home_assistant/quiet_gaps.hpp"
#include "link_fixture.hpp"

namespace ohmstead::home_assistant {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Instant kAsked = instant_from_ms(1'771'000'000'000);

TEST(PlanHistory, CutsTimeAndSourcesAndGoesForward) {
    std::vector<HistoryNeed> needs;
    for (int i = 0; i < 12; ++i) {
        needs.push_back(
            {.id = "sensor." + std::string(1, static_cast<char>('a' + i)), .from = kAsked - 20h});
    }
    const auto slices = plan_history(needs, kAsked);
    ASSERT_THAT(slices, SizeIs(4));
    EXPECT_THAT(slices[0].ids, SizeIs(10));
    EXPECT_THAT(slices[1].ids, SizeIs(2));
    EXPECT_EQ(slices[0].span, (Span{kAsked - 20h, kAsked - 8h}));
    EXPECT_EQ(slices[3].span, (Span{kAsked - 8h, kAsked}));
}

TEST(PlanHistory, NothingIsNeededFromTheFuture) {
    EXPECT_THAT(plan_history({{.id = "sensor.a", .from = kAsked + 1h}}, kAsked), IsEmpty());
    EXPECT_THAT(plan_history({}, kAsked), IsEmpty());
}

std::vector<SourceReadings> power_at(std::vector<int> minutes, Origin origin) {
    SourceReadings series{.source = "sensor.p",
                          .measure = Measure::power,
                          .quantity = Quantity::energy,
                          .origin = origin,
                          .readings = {}};
    for (const int minute : minutes) {
        series.readings.push_back({kAsked + std::chrono::minutes{minute}, minute});
    }
    return {series};
}

TEST(QuietGaps, AreFilledFromStatisticsWithoutTouchingWhatTheStatesSay) {
    const Span span{kAsked, kAsked + 1h};
    EXPECT_THAT(sources_with_gaps(power_at({0, 9, 18, 28, 38, 48, 58}, Origin::state), span),
                IsEmpty());
    const auto states = power_at({2, 7, 33}, Origin::state);
    EXPECT_THAT(sources_with_gaps(states, span), ElementsAre("sensor.p"));
    const auto filled = within_gaps(
        power_at({0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55}, Origin::statistics), states);
    ASSERT_THAT(filled, SizeIs(1));
    std::vector<std::int64_t> minutes;
    for (const auto& reading : filled[0].readings) {
        minutes.push_back(reading.value);
    }
    EXPECT_THAT(minutes, ElementsAre(15, 20, 25, 40, 45, 50, 55));
}

TEST(QuietGaps, CountersNeedNoFilling) {
    auto counter = power_at({0}, Origin::state);
    counter[0].measure = Measure::counter;
    EXPECT_THAT(sources_with_gaps(counter, {kAsked, kAsked + 1h}), IsEmpty());
}

class HistoryTest : public LinkTest {
protected:
    // Answers with one state in the middle of every span that is asked for.
    void answer_history() {
        server.answer("history/history_during_period", [](const boost::json::object& command) {
            const auto from = parse_rfc3339(std::string(command.at("start_time").as_string()));
            const auto to = parse_rfc3339(std::string(command.at("end_time").as_string()));
            const auto middle = ms_of(*from) / 2 + ms_of(*to) / 2;
            boost::json::object result;
            for (const auto& id : command.at("entity_ids").as_array()) {
                result[id.as_string()] = boost::json::array{
                    {{"s", "unavailable"}, {"lu", static_cast<double>(middle) / 1000 - 1}},
                    {{"s", "7"}, {"lu", static_cast<double>(middle) / 1000}}};
            }
            return std::vector{test::result_frame(command, result)};
        });
    }

    std::vector<boost::json::object> asked(const std::string& type) {
        std::vector<boost::json::object> commands;
        std::copy_if(server.commands().begin(), server.commands().end(),
                     std::back_inserter(commands),
                     [&](const auto& command) { return command.at("type").as_string() == type; });
        return commands;
    }

    Task<void> until_fetched() {
        co_await until(
            [this] { return recorder.backfill.total > 0 && !recorder.backfill.running; });
    }
};

TEST_F(HistoryTest, FetchesTodayAndYesterdayInTheUnitOfTheEntity) {
    answer_history();
    sources = {counter("sensor.in")};
    snapshot(added("sensor.in", "8", "MWh"));
    with_link([this]() -> Task<void> { co_await until_fetched(); });
    const auto commands = asked("history/history_during_period");
    ASSERT_THAT(commands, SizeIs(5));
    EXPECT_EQ(parse_rfc3339(std::string(commands[0].at("start_time").as_string())),
              clock.now() - 49h);
    EXPECT_EQ(commands[0].at("significant_changes_only"), false);
    EXPECT_EQ(commands[0].at("no_attributes"), true);
    // The snapshot and one value of each slice.
    EXPECT_THAT(recorder.values_of("sensor.in"),
                ElementsAre(8'000'000'000, 7'000'000'000, 7'000'000'000, 7'000'000'000,
                            7'000'000'000, 7'000'000'000));
    EXPECT_EQ(recorder.backfill.done, 5U);
}

TEST_F(HistoryTest, GoesBackToTheNewestKeptReadingButNotBeyondWhatIsKeptThere) {
    answer_history();
    sources = {counter("sensor.a"), counter("sensor.b")};
    sources[0].have_until = clock.now() - 72h;
    sources[1].have_until = clock.now() - 24h * 100;
    snapshot(added("sensor.a", "8", "kWh") + "," + added("sensor.b", "8", "kWh"));
    with_link([this]() -> Task<void> { co_await until_fetched(); });
    const auto first = asked("history/history_during_period").at(0);
    EXPECT_EQ(parse_rfc3339(std::string(first.at("start_time").as_string())),
              clock.now() - 24h * 10);
}

TEST_F(HistoryTest, AfterALostConnectionOnlyTheGapIsFetched) {
    answer_history();
    sources = {counter("sensor.in")};
    snapshot(added("sensor.in", "8", "kWh"));
    with_link([this]() -> Task<void> {
        co_await until_fetched();
        clock.advance(3h);
        server.emit_entities(changed("sensor.in", "9", 10'000));
        co_await until([this] { return recorder.values_of("sensor.in").back() == 9'000'000; });
        server.drop_all();
        co_await until([this] { return asked("history/history_during_period").size() == 6; });
    });
    const auto gap = asked("history/history_during_period").back();
    const auto from = parse_rfc3339(std::string(gap.at("start_time").as_string()));
    EXPECT_GE(*from, clock.now() - 2min);
}

TEST_F(HistoryTest, AsksOnceMoreForWhatWasNotWrittenYet) {
    timing.recorded = std::chrono::milliseconds{20};
    answer_history();
    sources = {counter("sensor.in")};
    snapshot(added("sensor.in", "8", "kWh"));
    with_link([this]() -> Task<void> {
        co_await until([this] { return asked("history/history_during_period").size() == 6; });
    });
    const auto again = asked("history/history_during_period").back();
    EXPECT_EQ(parse_rfc3339(std::string(again.at("start_time").as_string())), clock.now() - 1min);
}

TEST_F(HistoryTest, AsksStatisticsForWhatTheHistoryDoesNotHave) {
    server.answer_with("history/history_during_period", boost::json::object{});
    server.answer("recorder/statistics_during_period", [](const boost::json::object& command) {
        boost::json::object result;
        if (command.at("period") == "hour") {
            const auto end = ms_of(*parse_rfc3339(std::string(command.at("end_time").as_string())));
            result["sensor.in"] = boost::json::array{{{"start", end - 3'600'000},
                                                      {"end", end},
                                                      {"state", 6.5},
                                                      {"sum", 1.5},
                                                      {"mean", nullptr}}};
        }
        return std::vector{test::result_frame(command, result)};
    });
    sources = {counter("sensor.in")};
    snapshot(added("sensor.in", "8", "kWh"));
    with_link([this]() -> Task<void> { co_await until_fetched(); });
    EXPECT_THAT(recorder.values_of("sensor.in", Origin::statistics), SizeIs(5));
    EXPECT_EQ(recorder.values_of("sensor.in", Origin::statistics).front(), 6'500'000);
    EXPECT_EQ(asked("recorder/statistics_during_period").at(0).at("period"), "5minute");
}

TEST_F(HistoryTest, ASliceThatFailsIsAskedAgainOnTheNextConnection) {
    int asked_before = 0;
    server.answer("history/history_during_period",
                  [&asked_before](const boost::json::object& command) {
                      ++asked_before;
                      return std::vector{test::error_frame(command, "unknown_error")};
                  });
    server.answer("recorder/statistics_during_period", [](const boost::json::object& command) {
        return std::vector{test::error_frame(command, "unknown_error")};
    });
    sources = {counter("sensor.in")};
    snapshot(added("sensor.in", "8", "kWh"));
    with_link([this, &asked_before]() -> Task<void> {
        co_await until_fetched();
        EXPECT_EQ(asked_before, 5);
        answer_history();
        server.drop_all();
        co_await until([this] { return recorder.values_of("sensor.in").size() == 6; });
    });
}

TEST_F(HistoryTest, ALinkThatEndsInTheMiddleGoesOnWhereItWas) {
    int answered = 0;
    answer_history();
    sources = {counter("sensor.in")};
    snapshot(added("sensor.in", "8", "kWh"));
    server.answer("history/history_during_period", [this,
                                                    &answered](const boost::json::object& command) {
        if (++answered == 3) {
            server.drop_all();
            answer_history();
        }
        return std::vector{test::result_frame(
            command, {{"sensor.in", boost::json::array{{{"s", "5"}, {"lu", kNowSeconds - 99}}}}})};
    });
    with_link([this]() -> Task<void> {
        // Three requests on the first connection, and the third to fifth slice on the next.
        co_await until([this] { return asked("history/history_during_period").size() == 6; });
        co_await until_fetched();
    });
    EXPECT_EQ(server.connections(), 2U);
    EXPECT_THAT(asked("history/history_during_period"), SizeIs(6));
}

TEST_F(HistoryTest, ReadsStatisticsThatHaveNoEntity) {
    server.answer("recorder/statistics_during_period", [](const boost::json::object& command) {
        boost::json::object result;
        if (command.at("period") == "hour") {
            const auto end = ms_of(*parse_rfc3339(std::string(command.at("end_time").as_string())));
            result["utility:import"] = boost::json::array{
                {{"start", end - 3'600'000}, {"end", end}, {"sum", 12.25}, {"state", nullptr}}};
        }
        return std::vector{test::result_frame(command, result)};
    });
    auto source = counter("utility:import");
    source.type = SourceType::statistic;
    sources = {source};
    with_link([this]() -> Task<void> { co_await until_fetched(); });
    EXPECT_EQ(server.count("subscribe_entities"), 0U);
    EXPECT_THAT(recorder.values_of("utility:import", Origin::statistics), ElementsAre(12'250'000));
}

TEST_F(HistoryTest, DiscoversOverTheOpenConnection) {
    server.answer("energy/get_prefs", [](const boost::json::object& command) {
        return std::vector{test::error_frame(command, "not_found")};
    });
    for (const std::string type : {"config/area_registry/list", "config/device_registry/list",
                                   "config/entity_registry/list", "recorder/list_statistic_ids"}) {
        server.answer_with(type, boost::json::array{});
    }
    server.answer_with("get_states", boost::json::array{{{"entity_id", "sensor.meter"},
                                                         {"state", "5"},
                                                         {"attributes",
                                                          {{"unit_of_measurement", "kWh"},
                                                           {"device_class", "energy"},
                                                           {"state_class", "total"},
                                                           {"friendly_name", "Meter"}}}}});
    with_link([this]() -> Task<void> {
        co_await until_state(ConnectionState::connected);
        const auto discovery = co_await link->discover();
        EXPECT_TRUE(discovery);
        if (discovery) {
            EXPECT_FALSE(discovery->has_energy_preferences);
            EXPECT_THAT(discovery->candidates, SizeIs(1));
            EXPECT_EQ(discovery->home.currency, "EUR");
        }
    });
}

TEST_F(HistoryTest, DiscoveryFailsInWordsWhenTheLinkEndsMeanwhile) {
    server.answer("get_states", [this](const boost::json::object&) {
        server.drop_all();
        return std::vector<std::string>{};
    });
    for (const std::string type :
         {"energy/get_prefs", "config/area_registry/list", "config/device_registry/list",
          "config/entity_registry/list", "recorder/list_statistic_ids"}) {
        server.answer_with(type, boost::json::array{});
    }
    with_link([this]() -> Task<void> {
        co_await until_state(ConnectionState::connected);
        const auto discovery = co_await link->discover();
        EXPECT_FALSE(discovery);
        if (!discovery) {
            EXPECT_EQ(discovery.error().code, ErrorCode::unavailable);
        }
    });
}

}  // namespace
}  // namespace ohmstead::home_assistant
