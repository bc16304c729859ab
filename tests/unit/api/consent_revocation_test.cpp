#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <gmock/gmock.h>

#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "unit/api/consent_fixture.hpp"
#include "unit/api/fake_connection.hpp"

namespace ohmstead::test {
namespace {

using http::Method;
using ::testing::HasSubstr;
using SteadyTime = std::chrono::steady_clock::time_point;

int tries() {
    const char* const wanted = std::getenv("OHMSTEAD_REVOCATION_TRIES");
    return wanted != nullptr ? std::atoi(wanted) : 50;
}

class ConsentRevocationTest : public ConsentTest {
protected:
    // The same as call(), beside what else runs.
    Task<Result<http::Response>> ask_beside(Method method, std::string path, std::string session,
                                            std::vector<reflect::Parameter> query,
                                            std::string body) {
        const auto identity = co_await sessions.current(session);
        if (!identity) {
            co_return identity.error();
        }
        auto match = routes.find(method, path);
        OHMSTEAD_CO_TRY_VOID(match.route->spec.access.check(identity->get(), home.value));
        http::RequestContext context;
        context.method = method;
        context.path = path;
        context.identity = *identity;
        auto answer = co_await match.route->handler(
            context, {.path = match.path, .query = std::move(query), .body = std::move(body)});
        co_return answer;
    }
    Task<Result<http::Response>> admin_does(std::string rest, std::string body) {
        return ask_beside(Method::post, under(home, rest), adas_session, {}, std::move(body));
    }
    Task<Result<http::Response>> provider_reads() {
        return ask_beside(
            Method::get, under(home, "/energy"), clerks_session,
            {{"from", "2025-11-25T00:00:00Z"}, {"to", "2025-11-25T12:00:00Z"}, {"period", "hour"}},
            {});
    }

    // Values change all the time, of this home and of one that consented for good.
    Task<void> keep_measuring() {
        std::int64_t value = 0;
        for (;;) {
            const std::vector<ingest::PowerChange> changes{
                {.channel = homes.channels_of[home].front().id,
                 .power = {clock.now(), 1000 * ++value}}};
            hub.on_power(home, changes);
            co_await sleep_for(std::chrono::milliseconds{1});
        }
    }
    template <class Condition>
    static Task<bool> until(Condition condition) {
        for (int turns = 0; turns < 10'000 && !condition(); ++turns) {
            co_await sleep_for(std::chrono::milliseconds{1});
        }
        co_return condition();
    }
    std::size_t frames_with(std::string_view text) const {
        return static_cast<std::size_t>(std::ranges::count_if(
            connection.sent,
            [&](const std::string& frame) { return frame.find(text) != std::string::npos; }));
    }

    // Consents, waits until the provider's socket has live values, withdraws.
    Task<void> try_once() {
        const auto code = ask_code();
        const auto taken = co_await admin_does("/permissions", R"({"code":")" + code + "\"}");
        const auto permission = text_of(json_of(taken), "id");
        const auto path = "/permissions/" + permission;
        const auto accepted = co_await admin_does(path + "/accept", "{}");
        EXPECT_TRUE(accepted);
        const auto before = frames_with(R"("type":"snapshot")");
        connection.say(R"({"type":"subscribe","home":")" + home.value + "\"}");
        const bool live =
            co_await until([&] { return frames_with(R"("type":"snapshot")") > before; });
        EXPECT_TRUE(live);
        const auto readable = co_await provider_reads();
        EXPECT_TRUE(readable);

        const auto gone = frames_with(R"("type":"gone")");
        const auto withdrawn = co_await admin_does(path + "/withdraw", "{}");
        EXPECT_TRUE(withdrawn);
        const SteadyTime answered = std::chrono::steady_clock::now();
        const auto sent_by_then = connection.sent.size();
        const auto refused = co_await provider_reads();
        EXPECT_FALSE(refused);
        const bool told = co_await until([&] { return frames_with(R"("type":"gone")") > gone; });
        EXPECT_TRUE(told);
        const auto took = std::chrono::steady_clock::now() - answered;
        worst = std::max(worst, std::chrono::duration_cast<std::chrono::milliseconds>(took));
        for (auto i = sent_by_then; i < connection.sent.size(); ++i) {
            EXPECT_THAT(connection.sent[i], HasSubstr(R"("type":"gone")"));
        }
    }
    Task<void> try_often(int count) {
        const auto identity = co_await sessions.current(clerks_session);
        http::RequestContext context;
        context.identity = *identity;
        TaskGroup serving(runner.executor(), Log{});
        TaskGroup beside(runner.executor(), Log{});
        serving.spawn("serve", live_socket.serve(connection, std::move(context)));
        beside.spawn("watch", live_socket.watch());
        beside.spawn("measure", keep_measuring());
        for (int i = 0; i < count; ++i) {
            co_await try_once();
        }
        connection.hang_up();
        co_await serving.join();
        beside.cancel();
        co_await beside.join();
    }
    // A new request's code, made before the loop begins to run beside it.
    std::string ask_code() {
        const auto code = "code " + std::to_string(permissions.asked.size());
        const ConsentRequest request{.id = RequestId::make(),
                                     .provider = company.id,
                                     .purpose = "To plan the grid",
                                     .terms = all_terms(),
                                     .made_at = clock.now(),
                                     .answer_by = clock.now() + std::chrono::hours{24}};
        permissions.asked.push_back({.code_hash = api::hash_of_code(code), .request = request});
        return code;
    }

    FakeConnection connection{runner.executor()};
    std::chrono::milliseconds worst{0};
};

// CON-01, CON-02, WS-11: after the answer to the withdrawal no value goes out, REST is refused, and
// the socket says so within the deadline. OHMSTEAD_REVOCATION_TRIES=1000 for the whole count.
TEST_F(ConsentRevocationTest, CON_01_CON_02_WS_11_NothingIsSentAfterTheAnswerAndTheSocketSaysSo) {
    measure();
    hub.on_home(homes.homes[home], homes.channels_of[home]);
    const int count = tries();
    runner.run(try_often(count));
    std::printf("%d consents withdrawn; the socket said so after %lld ms at most\n", count,
                static_cast<long long>(worst.count()));
    EXPECT_EQ(frames_with(R"("type":"gone")"), static_cast<std::size_t>(count));
}

// CON-03: an export that runs stops.
TEST_F(ConsentRevocationTest, CON_03_AnExportThatRunsStopsAndSaysSo) {
    measure();
    const auto permission = consent(request_body(R"(["grid"])"));
    const auto with_consent = provider_now()->scope;
    const auto begun = runner.run_alone(
        ask_beside(Method::post, under(home, "/export"), clerks_session, {},
                   R"({"format":"csv","from":"2005-01-01","to":"2025-11-25","period":"month"})"));
    ASSERT_TRUE(begun);
    const auto withdrawn =
        runner.run_alone(admin_does("/permissions/" + permission + "/withdraw", "{}"));
    ASSERT_TRUE(withdrawn);
    runner.run(sleep_for(std::chrono::milliseconds{1}));
    const JobId id{text_of(json_of(begun), "id")};
    EXPECT_FALSE(jobs.find(provider_now()->scope, id));
    // As the one who began it would have seen it.
    const auto job = jobs.find(with_consent, id);
    ASSERT_TRUE(job);
    EXPECT_EQ((*job)->dto.state, api::JobState::failed);
    EXPECT_EQ((*job)->file, nullptr);
    EXPECT_NE((*job)->dto.error, "");
}

// CON-09: what a session stands for is read from the store: after a restart nothing is left.
TEST_F(ConsentRevocationTest, CON_09_AProcessThatStartsAnewRefusesToo) {
    measure();
    const auto permission = consent(request_body());
    EXPECT_TRUE(answer(permission, "withdraw"));
    Sessions anew{users, homes, permissions, clock, SessionLimits{}, Log{}};
    const auto started = runner.run(anew.start(clerk));
    ASSERT_TRUE(started);
    EXPECT_FALSE(started->identity->scope.view(home, Right::see_home, clock.now()));
}

// What another process withdraws comes by the feed.
TEST_F(ConsentRevocationTest, WhatAnotherProcessChangesIsReadAgain) {
    measure();
    consent(request_body());
    const auto before = provider_now();
    permissions.permissions.front() =
        change(permissions.permissions.front(),
               {.state = PermissionState::revoked, .at = clock.now(), .by = ada, .by_name = "Ada"})
            .value();
    EXPECT_TRUE(before->grant.valid());
    sessions.consents_changed(ProviderId::make());
    EXPECT_TRUE(before->grant.valid());
    sessions.consents_changed(company.id);
    EXPECT_FALSE(before->grant.valid());
    EXPECT_FALSE(provider_now()->scope.view(home, Right::see_home, clock.now()));
}

}  // namespace
}  // namespace ohmstead::test
