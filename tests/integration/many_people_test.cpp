#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "integration/running_server.hpp"
#include "integration/stored_people.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead::test {
namespace {

constexpr int kPeople = 32;
constexpr int kConnections = 64;
constexpr int kThreads = 4;
constexpr int kRounds = 25;  // OHMSTEAD_MIX_UP_ROUNDS for more

int rounds() {
    const char* const wanted = std::getenv("OHMSTEAD_MIX_UP_ROUNDS");
    return wanted != nullptr ? std::atoi(wanted) : kRounds;
}

// One connection, over which two people ask in turn.
struct Line {
    RawClient client;
    const StoredPerson* first;
    const StoredPerson* second;
};

TEST(ManyPeople, RB_18_EveryAnswerIsOfWhoAskedHoweverManyAskAtOnce) {
    const TemporaryFolder folder;
    const auto people = store_people(folder.path(), kPeople);
    auto config = config_of(folder.path());
    config.plain_http = false;
    config.single_household = false;
    config.max_connections_per_address = 2 * kConnections;
    config.max_requests_per_minute = 10'000'000;
    const RunningServer server(config);

    std::vector<std::vector<Line>> lines(kThreads);
    for (int i = 0; i < kConnections; ++i) {
        lines[static_cast<std::size_t>(i % kThreads)].push_back(
            {.client = RawClient(server.port(), true),
             .first = &people[static_cast<std::size_t>(i % kPeople)],
             .second = &people[static_cast<std::size_t>((7 * i + 3) % kPeople)]});
    }
    const int count = rounds();
    std::atomic<int> answers = 0;
    std::atomic<int> mix_ups = 0;
    std::vector<std::thread> threads;
    for (auto& own : lines) {
        threads.emplace_back([&, count] {
            for (int round = 0; round < count; ++round) {
                for (const auto asks : {&Line::first, &Line::second}) {
                    // All are asked before the first is heard, and each three things at once.
                    for (auto& line : own) {
                        const auto& who = *(line.*asks);
                        const auto& other = people[static_cast<std::size_t>(round % kPeople)];
                        const auto cookie = who.cookie(true);
                        line.client.send(get_request("/api/v1/me", cookie));
                        line.client.send(
                            get_request("/api/v1/homes/" + who.home.value + "/channels", cookie));
                        line.client.send(get_request("/api/v1/homes/" + other.home.value, cookie));
                    }
                    for (auto& line : own) {
                        const auto& who = *(line.*asks);
                        const auto& other = people[static_cast<std::size_t>(round % kPeople)];
                        const auto me = line.client.response();
                        const auto channels = line.client.response();
                        const auto home = line.client.response();
                        const auto is_of = [](const RawClient::Response& answer,
                                              const std::string& text) {
                            return answer.status == 200 &&
                                   answer.body.find(text) != std::string::npos;
                        };
                        const bool right = is_of(me, "\"" + who.name + "\"") &&
                                           is_of(me, who.home.value) &&
                                           is_of(channels, "Meter of " + who.name) &&
                                           (&other == &who ? is_of(home, "Home of " + who.name)
                                                           : home.status == 404);
                        answers += 3;
                        mix_ups += right ? 0 : 1;
                    }
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    std::printf("%d answers on %d connections for %d people, %d mixed up\n", answers.load(),
                kConnections, kPeople, mix_ups.load());
    EXPECT_EQ(answers, 2 * 3 * kConnections * count);
    EXPECT_EQ(mix_ups, 0);
}

}  // namespace
}  // namespace ohmstead::test
