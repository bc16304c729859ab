#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/base/json_file.hpp"
#include "simulator/replay/csv.hpp"
#include "simulator/replay/record.hpp"
#include "simulator/replay/replay_home.hpp"
#include "tests/unit/simulator/time_text.hpp"

namespace ohmstead::simulator {
namespace {

namespace json = boost::json;

class ReplayTest : public testing::Test {
protected:
    ReplayTest() {
        std::string pattern = testing::TempDir() + "replay-XXXXXX";
        folder_ = mkdtemp(pattern.data());
    }
    ~ReplayTest() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& name, const std::string& text) const {
        const std::string path = folder_ + "/" + name;
        std::ofstream(path) << text;
        return path;
    }
    ReplayMap map(const char* columns, const char* time = R"({"column":"ts"})") const {
        return read_replay_map(
            write("map.json", std::string(R"({"id":"r","time_zone":"UTC","time":)") + time +
                                  R"(,"columns":)" + columns + "}"));
    }
    static void run_to_end(ReplayHome& home) {
        const auto listener = home.states().listen([](const StateChange&) {});
        while (!home.act("replay", {})->at("done").as_bool()) {
            home.tick();
        }
        home.states().forget(listener);
    }

    std::string folder_;
};

TEST_F(ReplayTest, ReadsQuotedFieldsBlanksAndBothLineEnds) {
    CsvReader csv(write("a.csv", "t,\"a,b\",c\r\n1,\"x \"\"y\"\"\",\r\n\n2,z\n"));
    std::vector<std::string> row;
    EXPECT_EQ(csv.column("a,b"), 1U);
    EXPECT_THROW(csv.column("d"), std::runtime_error);
    ASSERT_TRUE(csv.next(row));
    EXPECT_EQ(row, (std::vector<std::string>{"1", "x \"y\"", ""}));
    ASSERT_TRUE(csv.next(row));
    EXPECT_EQ(row, (std::vector<std::string>{"2", "z", ""}));
    EXPECT_FALSE(csv.next(row));
    EXPECT_THROW(CsvReader(folder_ + "/none.csv"), std::runtime_error);
}

TEST_F(ReplayTest, ANumberThatNothingInAHomeCanBeIsRefusedByItsName) {
    const auto refusal = [&](const char* columns, const char* time) -> std::string {
        try {
            map(columns, time);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "taken";
    };
    EXPECT_THAT(refusal("[]", R"({"offset_s":1e35})"), testing::HasSubstr("'offset_s'"));
    EXPECT_THAT(refusal("[]", R"({"offset_s":0e435})"), testing::HasSubstr("'offset_s'"));
    const auto column = [](const char* member) {
        return std::string(R"([{"column":"w","entity_id":"sensor.w","kind":"power",)") + member +
               "}]";
    };
    EXPECT_THAT(refusal(column(R"("every_s":-1e300)").c_str(), "{}"),
                testing::HasSubstr("'every_s'"));
    EXPECT_THAT(refusal(column(R"("decimals":1e10)").c_str(), "{}"),
                testing::HasSubstr("'decimals'"));
    EXPECT_THAT(refusal(column(R"("decimals":10)").c_str(), "{}"), testing::HasSubstr("0 to 9"));
}

TEST_F(ReplayTest, TextPassesAsItIsAndTheMapMayCalculate) {
    const ReplayMap m = map(
        R"([{"column":"w","entity_id":"sensor.w","kind":"power"},
            {"column":"w","entity_id":"sensor.minus","kind":"power","factor":-1},
            {"terms":[["w",1],["v",-2]],"entity_id":"sensor.sum","kind":"power","decimals":1},
            {"column":"v","entity_id":"sensor.total","kind":"energy","unit":"Wh","accumulate":true}])",
        R"({"column":"ts","offset_s":3600})");
    const Recording r =
        read_recording(write("b.csv",
                             "ts,w,v\n2026-01-01T01:00:00Z,7,3\n2026-01-01T00:00:00Z,5.250,2\n"
                             "2026-01-01T02:00:00Z,,4\n"),
                       m);
    EXPECT_EQ(r.times, (std::vector{at("2026-01-01T01:00:00Z"), at("2026-01-01T02:00:00Z"),
                                    at("2026-01-01T03:00:00Z")}));
    EXPECT_EQ(r.values[0], (std::vector<std::string>{"5.250", "7", ""}));
    EXPECT_EQ(r.values[1], (std::vector<std::string>{"-5", "-7", ""}));
    EXPECT_EQ(r.values[2][0], "1.2");
    EXPECT_EQ(r.values[2][2], "");
}

TEST_F(ReplayTest, EveryRowIsAnEventAndStatisticsFollowTheFile) {
    const ReplayMap m = map(R"([{"column":"e","entity_id":"sensor.e","kind":"energy"}])");
    ReplayHome home(m,
                    read_recording(write("c.csv",
                                         "ts,e\n2026-01-01T00:00:00Z,10\n"
                                         "2026-01-01T00:30:00Z,10\n"
                                         "2026-01-01T01:00:00Z,12.5\n"
                                         "2026-01-01T02:00:00Z,1\n"
                                         "2026-01-01T03:00:00Z,4\n"),
                                   m),
                    0, false);
    int events = 0;
    const auto listener = home.states().listen([&](const StateChange&) { ++events; });
    home.tick();
    home.states().forget(listener);
    EXPECT_EQ(events, 4);
    EXPECT_EQ(home.now(), at("2026-01-01T03:00:00Z"));
    const auto rows =
        home.statistics("sensor.e", at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z"), false);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_DOUBLE_EQ(*rows[0].change, 2.5);
    EXPECT_DOUBLE_EQ(*rows[1].change, 1.0);  // a restart counts from zero
    EXPECT_DOUBLE_EQ(*rows[2].sum, 6.5);
    EXPECT_EQ(
        home.history("sensor.e", at("2026-01-01T00:45:00Z"), at("2026-01-01T02:00:00Z")).front().at,
        at("2026-01-01T00:30:00Z"));
}

TEST_F(ReplayTest, WaitsForAListenerAndForSlowOnes) {
    const ReplayMap m = map(R"([{"column":"e","entity_id":"sensor.e","kind":"energy"}])");
    std::string text = "ts,e\n";
    for (int i = 0; i < 1000; ++i) {
        text += format_time(i * kMinute).substr(0, 19) + "Z," + std::to_string(i) + "\n";
    }
    ReplayHome home(m, read_recording(write("d.csv", text), m), 0, false);
    const auto position = [&] { return home.act("replay", {})->at("position").as_uint64(); };
    home.tick();
    EXPECT_EQ(position(), 1U);
    const auto listener =
        home.states().listen([&](const StateChange&) { home.states().add_waiting(1); });
    home.tick();
    EXPECT_EQ(position(), 257U);
    home.tick();
    EXPECT_EQ(position(), 257U);
    home.states().remove_waiting(100);
    home.tick();
    EXPECT_EQ(position(), 357U);
    home.states().forget(listener);
}

TEST_F(ReplayTest, ARecordedHomeReplaysToTheSameTotals) {
    const std::string out = folder_ + "/flat.csv.gz";
    const std::string from = "2026-03-28T00:00:00Z";
    const std::string to = "2026-03-30T00:00:00Z";
    const std::string map_path =
        record({.home_file = std::string(OHMSTEAD_SIMULATOR_DIR) + "/homes/flat.json",
                .out = out,
                .from = at(from.c_str()),
                .to = at(to.c_str()),
                .step = 30 * kSecond});
    const ReplayMap m = read_replay_map(map_path);
    ReplayHome home(m, read_recording(out, m), 0, false);
    run_to_end(home);
    EXPECT_EQ(home.directory().time_zone, "Europe/London");
    EXPECT_TRUE(home.directory().energy);

    CsvReader csv(out);
    std::vector<std::string> row;
    const std::size_t column = csv.column("sensor.electricity_import");
    ASSERT_TRUE(csv.next(row));
    const double first = std::stod(row[column]);
    double last = 0;
    int rows = 1;
    while (csv.next(row)) {
        last = std::stod(row[column]);
        ++rows;
    }
    EXPECT_EQ(rows, 2 * 2880 + 1);
    const auto ledger = home.ledger(at(from.c_str()), at(to.c_str())).value();
    EXPECT_EQ(ledger.at("entities").at("sensor.electricity_import").at("shown").as_int64(),
              std::llround((last - first) * 1e6));
    EXPECT_GT(last, first + 5);
}

TEST_F(ReplayTest, AHomeRecordedAsAmountsReplaysToWhereItsCountersStood) {
    const std::string home = std::string(OHMSTEAD_SIMULATOR_DIR) + "/homes/flat.json";
    // The desk's plug starts at zero again within this span.
    const Millis from = at("2026-05-18T00:00:00Z");
    const Millis to = at("2026-05-19T00:00:00Z");
    const auto recorded = [&](const char* name, bool amounts) {
        const std::string out = folder_ + "/" + name;
        const ReplayMap m = read_replay_map(record({.home_file = home,
                                                    .out = out,
                                                    .from = from,
                                                    .to = to,
                                                    .step = kHour,
                                                    .amounts = amounts}));
        return read_recording(out, m).values;
    };
    const auto stood = recorded("stood.csv", false);
    const auto summed = recorded("summed.csv", true);
    ASSERT_EQ(summed.size(), stood.size());
    int counters = 0;
    int negative = 0;
    for (std::size_t column = 0; column < stood.size(); ++column) {
        if (summed[column] == stood[column]) {
            continue;  // no counter
        }
        ++counters;
        const double base = std::stod(stood[column].front());
        for (std::size_t row = 0; row < stood[column].size(); ++row) {
            const double sum = std::stod(summed[column][row]);
            EXPECT_NEAR(sum, std::stod(stood[column][row]) - base, 0.0005);
            negative += row > 0 && sum < std::stod(summed[column][row - 1]) ? 1 : 0;
        }
    }
    EXPECT_EQ(counters, 4);
    EXPECT_EQ(negative, 1);
}

TEST(ReplayMaps, OfTheKnownRecordingsAreInOrder) {
    int maps = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(OHMSTEAD_SIMULATOR_DIR) + "/maps")) {
        const ReplayMap m = read_replay_map(entry.path());
        EXPECT_FALSE(m.columns.empty()) << entry.path();
        EXPECT_EQ(m.home.id + ".json", entry.path().filename());
        ++maps;
    }
    EXPECT_GE(maps, 7);
}

}  // namespace
}  // namespace ohmstead::simulator
