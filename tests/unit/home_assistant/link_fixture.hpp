#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "home_assistant/link.hpp"
#include "support/manual_clock.hpp"
#include "support/scripted_home_assistant.hpp"
#include "support/task_runner.hpp"

namespace ohmstead::home_assistant {

// Keeps everything a link says.
class Recorder final : public ReadingSink, public LinkListener {
public:
    void accept(const HomeId&, std::vector<SourceReadings> all) override {
        for (auto& series : all) {
            readings.push_back(std::move(series));
        }
    }
    void accept_conditions(const HomeId&, std::vector<EntityReport> all) override {
        reports.insert(reports.end(), all.begin(), all.end());
    }
    void on_status(const HomeId&, const ConnectionStatus& status) override {
        states.push_back(status.state);
        newest = status;
    }
    void on_backfill(const HomeId&, const BackfillProgress& progress) override {
        backfill = progress;
    }
    void on_past(const HomeId&, const PastProgress& progress) override { past = progress; }
    void on_notice(const HomeId&, const SourceNotice& notice) override {
        notices.push_back(notice);
    }
    void on_renamed(const HomeId&, const std::string& old_id, const std::string& new_id) override {
        renamed.emplace_back(old_id, new_id);
    }

    // All values of a source in the order in which they came.
    std::vector<std::int64_t> values_of(const std::string& source,
                                        Origin origin = Origin::state) const {
        std::vector<std::int64_t> values;
        for (const auto& series : readings) {
            if (series.source == source && series.origin == origin) {
                for (const auto& reading : series.readings) {
                    values.push_back(reading.value);
                }
            }
        }
        return values;
    }

    std::vector<SourceReadings> readings;
    std::vector<EntityReport> reports;
    std::vector<ConnectionState> states;
    std::vector<SourceNotice> notices;
    std::vector<std::pair<std::string, std::string>> renamed;
    ConnectionStatus newest;
    BackfillProgress backfill;
    PastProgress past;
};

class CollectedLog final : public LogSink {
public:
    bool wants(LogLevel level) const override { return level != LogLevel::debug; }
    void write(LogLevel, std::string_view, std::string_view message) override {
        lines.emplace_back(message);
    }
    std::vector<std::string> lines;
};

// A link to a scripted Home Assistant, both on the test's I/O thread, with little patience.
class LinkTest : public ::testing::Test {
protected:
    static constexpr std::int64_t kNowSeconds = 1'771'000'000;

    void SetUp() override {
        timing.connect = std::chrono::milliseconds{2'000};
        timing.request = std::chrono::milliseconds{2'000};
        timing.ping_after = std::chrono::milliseconds{60'000};
        timing.first_retry = std::chrono::milliseconds{5};
        timing.longest_retry = std::chrono::milliseconds{20};
        timing.starting_poll = std::chrono::milliseconds{5};
        timing.confirm = std::chrono::milliseconds{60'000};
    }

    // Makes the link, runs it beside `body`, and ends both.
    void with_link(std::function<Task<void>()> body) {
        LinkSettings settings{.url = server.url(),
                              .token = token,
                              .pinned_fingerprint = {},
                              .addresses = AddressPolicy::self_hosted};
        link = std::make_unique<Link>(runner.executor(), HomeId{"home"}, settings,
                                      LinkServices{.clock = clock,
                                                   .cpu = cpu,
                                                   .log = Log(log, "home_assistant"),
                                                   .sink = recorder,
                                                   .listener = recorder,
                                                   .past = keeper,
                                                   .timing = timing});
        link->set_sources(sources, switches);
        TaskGroup tasks(runner.executor(), Log(log, "test"));
        tasks.spawn("link", link->run());
        runner.run(run_body(std::move(body), tasks));
    }

    Task<void> run_body(std::function<Task<void>()> body, TaskGroup& tasks) {
        co_await body();
        link->stop();
        co_await tasks.join();
        server.stop();
    }

    // Waits until `condition` holds; fails the test when it does not within 5 s.
    Task<void> until(std::function<bool()> condition) {
        for (int i = 0; i < 5'000 && !condition(); ++i) {
            co_await sleep_for(std::chrono::milliseconds{1});
        }
        EXPECT_TRUE(condition()) << "what the test waits for did not happen";
    }

    Task<void> until_state(ConnectionState state) {
        co_await until([this, state] { return recorder.newest.state == state; });
    }

    static WatchedSource counter(std::string id) {
        return {.type = SourceType::entity,
                .id = std::move(id),
                .measure = Measure::counter,
                .quantity = Quantity::energy};
    }
    static WatchedSource power(std::string id) {
        return {.type = SourceType::entity,
                .id = std::move(id),
                .measure = Measure::power,
                .quantity = Quantity::energy};
    }

    // A state as subscribe_entities sends it, `age` seconds old.
    static std::string added(const std::string& id, const std::string& state,
                             const std::string& unit, std::int64_t age = 0) {
        return "\"" + id + "\":{\"s\":\"" + state + "\",\"a\":{\"unit_of_measurement\":\"" + unit +
               "\"},\"c\":\"01H\",\"lc\":" + std::to_string(kNowSeconds - age) + ".5}";
    }
    static std::string changed(const std::string& id, const std::string& state,
                               std::int64_t after = 0) {
        return "{\"c\":{\"" + id + "\":{\"+\":{\"s\":\"" + state +
               "\",\"lc\":" + std::to_string(kNowSeconds + after) + ".25}}}}";
    }

    // Answers subscribe_entities with a snapshot of these entities.
    void snapshot(std::string entities) {
        server.answer("subscribe_entities", [entities = std::move(entities)](
                                                const boost::json::object& command) {
            const auto id = std::to_string(command.at("id").as_int64());
            return std::vector{
                test::result_frame(command, nullptr),
                "{\"id\":" + id + ",\"type\":\"event\",\"event\":{\"a\":{" + entities + "}}}"};
        });
    }

    test::TaskRunner runner;
    test::ManualClock clock{instant_from_ms(kNowSeconds * 1000 + 600)};
    Worker cpu;
    Recorder recorder;
    CollectedLog log;
    LinkTiming timing;
    std::string token = test::ScriptedHomeAssistant::kToken;
    std::vector<WatchedSource> sources;
    std::vector<std::string> switches;
    PastKeeper* keeper = nullptr;
    test::ScriptedHomeAssistant server{runner.context()};
    std::unique_ptr<Link> link;
};

}  // namespace ohmstead::home_assistant
