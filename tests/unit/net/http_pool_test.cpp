#include "net/http_pool.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "async/sleep.hpp"
#include "support/scripted_dynamodb.hpp"
#include "support/self_signed_certificate.hpp"
#include "support/task_runner.hpp"
#include "support/tls_front.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;
using test::ScriptedAnswer;

class HttpPoolTest : public testing::Test {
protected:
    ~HttpPoolTest() override {
        server.stop();
        runner.context().restart();
        runner.context().run();
    }

    HttpPool& pool(std::size_t connections = 4, std::chrono::seconds max_idle = 20s) {
        if (!pool_) {
            pool_ = std::make_unique<HttpPool>(
                runner.executor(),
                HttpPoolOptions{.origin = {UrlScheme::http, "127.0.0.1", server.port(), "/"},
                                .dial = {},
                                .connections = connections,
                                .max_idle = max_idle});
        }
        return *pool_;
    }

    static HttpRequest request(std::string target = "/") {
        HttpRequest request;
        request.method = HttpMethod::put;
        request.url.target = std::move(target);
        request.body = "body";
        request.time_limit = 500ms;
        return request;
    }

    NetResult<HttpResponse> send(HttpRequest one = request(), std::chrono::milliseconds wait = 1s) {
        return runner.run_alone(pool().send(std::move(one), wait));
    }

    void send_beside(int count, std::vector<NetResult<HttpResponse>>& results,
                     std::chrono::milliseconds wait = 1s) {
        for (int i = 0; i < count; ++i) {
            boost::asio::co_spawn(runner.context(), pool().send(request(), wait),
                                  [&results](std::exception_ptr, NetResult<HttpResponse> result) {
                                      results.push_back(std::move(result));
                                  });
        }
    }

    test::TaskRunner runner;
    test::ScriptedDynamoDb server{runner.context()};

private:
    std::unique_ptr<HttpPool> pool_;
};

TEST_F(HttpPoolTest, OneConnectionServesOneRequestAfterAnother) {
    for (const auto* target : {"/a", "/b?c=d", "/e"}) {
        const auto response = send(request(target));
        ASSERT_TRUE(response);
        EXPECT_EQ(response->body, "{}");
        EXPECT_FALSE(response->sent_twice);
        EXPECT_EQ(server.requests().back().target, target);
    }
    EXPECT_EQ(server.requests().back().method, "PUT");
    EXPECT_EQ(server.requests().back().body, "body");
    EXPECT_EQ(server.requests().back().headers.at("host"),
              "127.0.0.1:" + std::to_string(server.port()));
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_EQ(pool().idle(), 1U);
}

TEST_F(HttpPoolTest, ThereAreOnlySoManyConnections) {
    server.answer_with([](const auto&) { return ScriptedAnswer{.after = 10ms}; });
    std::vector<NetResult<HttpResponse>> results;
    pool(2);
    send_beside(6, results);
    runner.run_alone(sleep_for(100ms));
    ASSERT_EQ(results.size(), 6U);
    for (const auto& result : results) {
        EXPECT_TRUE(result);
    }
    EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpPoolTest, WaitingForAConnectionHasAnEnd) {
    server.answer_with([](const auto&) { return ScriptedAnswer{.after = 50ms}; });
    std::vector<NetResult<HttpResponse>> results;
    pool(1);
    send_beside(1, results);
    runner.run_alone(sleep_for(5ms));
    EXPECT_EQ(send(request(), 10ms).error().failure, NetFailure::busy);
    EXPECT_EQ(server.requests().size(), 1U);
    runner.run_alone(sleep_for(60ms));
    EXPECT_TRUE(send());
}

TEST_F(HttpPoolTest, ABrokenKeptConnectionIsReplacedAtOnce) {
    EXPECT_TRUE(send());
    server.drop_all();
    const auto response = send();
    ASSERT_TRUE(response);
    EXPECT_TRUE(response->sent_twice);
    EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpPoolTest, ANewConnectionThatBreaksIsAFailure) {
    server.queue({ScriptedAnswer{.gone = true}});
    EXPECT_FALSE(send());
    EXPECT_EQ(server.requests().size(), 1U);
    EXPECT_TRUE(send());
    server.queue({ScriptedAnswer{.gone = true}, ScriptedAnswer{.gone = true}});
    EXPECT_FALSE(send());
    EXPECT_EQ(server.requests().size(), 4U);  // once more, and no further
}

TEST_F(HttpPoolTest, AnAnswerThatBeganIsNotAskedForAgain) {
    EXPECT_TRUE(send());
    server.queue(ScriptedAnswer{.cut_after = 1});
    EXPECT_FALSE(send());
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(HttpPoolTest, ASlowAnswerIsGivenUpAndItsConnectionToo) {
    server.queue(ScriptedAnswer{.silent = true});
    auto one = request();
    one.time_limit = 20ms;
    EXPECT_EQ(send(one).error().failure, NetFailure::timeout);
    EXPECT_EQ(pool().idle(), 0U);
    EXPECT_TRUE(send());
    EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpPoolTest, AConnectionThatThePeerEndsIsNotKept) {
    server.queue(ScriptedAnswer{.headers = {{"Connection", "close"}}});
    EXPECT_TRUE(send());
    EXPECT_EQ(pool().idle(), 0U);
}

TEST_F(HttpPoolTest, AConnectionIdleForLongIsNotUsedAgain) {
    pool(4, 0s);
    EXPECT_TRUE(send());
    runner.run_alone(sleep_for(2ms));
    const auto response = send();
    ASSERT_TRUE(response);
    EXPECT_FALSE(response->sent_twice);
    EXPECT_EQ(server.connections(), 2U);
}

TEST_F(HttpPoolTest, AHeaderWithALineBreakIsNeverSent) {
    auto one = request();
    one.headers = {{"X", "a\r\nY: b"}};
    EXPECT_EQ(send(one).error().failure, NetFailure::protocol);
    EXPECT_EQ(server.connections(), 0U);
}

TEST_F(HttpPoolTest, AnAnswerAboveTheLimitIsRefused) {
    server.queue(ScriptedAnswer{.body = std::string(2'000, 'x')});
    auto one = request();
    one.max_body = 1'000;
    EXPECT_EQ(send(one).error().failure, NetFailure::too_large);
    EXPECT_EQ(pool().idle(), 0U);
}

TEST_F(HttpPoolTest, EncryptedConnectionsAreKeptAndReplacedAlike) {
    test::SelfSignedCertificate certificate("localhost");
    test::TlsFront front(runner.context(), certificate.context, server.port());
    HttpPool encrypted(runner.executor(),
                       {.origin = {UrlScheme::https, "127.0.0.1", front.port(), "/"},
                        .dial = {.addresses = AddressPolicy::self_hosted,
                                 .pinned_fingerprint = certificate.fingerprint}});
    const auto send_one = [&] { return runner.run_alone(encrypted.send(request(), 1s)); };
    for (int i = 0; i < 3; ++i) {
        const auto response = send_one();
        ASSERT_TRUE(response);
        EXPECT_FALSE(response->sent_twice);
    }
    EXPECT_EQ(server.connections(), 1U);
    server.drop_all();
    const auto response = send_one();
    ASSERT_TRUE(response);
    EXPECT_TRUE(response->sent_twice);
    EXPECT_EQ(server.connections(), 2U);
    front.stop();
}

}  // namespace
}  // namespace ohmstead
