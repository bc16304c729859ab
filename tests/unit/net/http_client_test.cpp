#include "net/http_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loopback_server.hpp"
#include "support/task_runner.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class HttpClientTest : public testing::Test {
protected:
    HttpRequest to(const test::LoopbackServer& server, std::string target = "/") {
        return {.url = {UrlScheme::http, "127.0.0.1", server.port(), std::move(target)},
                .headers = {},
                .body = {},
                .time_limit = 2s,
                .dial = {.addresses = AddressPolicy::self_hosted, .pinned_fingerprint = {}}};
    }

    NetResult<HttpResponse> send(test::LoopbackServer& server, HttpRequest request) {
        return runner.run(send_and_stop(server, std::move(request)));
    }

    static Task<NetResult<HttpResponse>> send_and_stop(test::LoopbackServer& server,
                                                       HttpRequest request) {
        auto response = co_await send_http(std::move(request));
        server.stop();
        co_return response;
    }

    static std::string answer(const std::string& body) {
        return "HTTP/1.1 200 OK\r\nX-One: two\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body;
    }

    test::TaskRunner runner;
};

TEST_F(HttpClientTest, GetsStatusHeadersAndBody) {
    test::LoopbackServer server(runner.context(), answer("hello"));
    auto request = to(server, "/a?b=c");
    request.headers = {{"Authorization", "Bearer x"}};
    const auto response = send(server, request);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "hello");
    EXPECT_EQ(response->header("x-one"), "two");
    EXPECT_EQ(response->header("absent"), "");
    EXPECT_THAT(server.requests().at(0), testing::StartsWith("GET /a?b=c HTTP/1.1\r\n"));
    EXPECT_THAT(server.requests().at(0), HasSubstr("Authorization: Bearer x\r\n"));
    EXPECT_THAT(server.requests().at(0),
                HasSubstr("Host: 127.0.0.1:" + std::to_string(server.port())));
}

TEST_F(HttpClientTest, PostsABody) {
    test::LoopbackServer server(runner.context(), answer(""));
    auto request = to(server);
    request.method = HttpMethod::post;
    request.body = "{}";
    ASSERT_TRUE(send(server, request));
    EXPECT_THAT(server.requests().at(0), testing::StartsWith("POST / HTTP/1.1\r\n"));
    EXPECT_THAT(server.requests().at(0), HasSubstr("Content-Length: 2\r\n"));
}

TEST_F(HttpClientTest, ARedirectIsAnAnswerLikeAnyOther) {
    test::LoopbackServer server(
        runner.context(),
        "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
    const auto response = send(server, to(server));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 302);
    EXPECT_EQ(server.accepted(), 1U);
}

TEST_F(HttpClientTest, RefusesABodyAboveTheLimit) {
    test::LoopbackServer server(runner.context(), answer(std::string(2'000, 'x')));
    auto request = to(server);
    request.max_body = 1'000;
    const auto response = send(server, request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, NetFailure::too_large);
}

TEST_F(HttpClientTest, RefusesAnEndlessBody) {
    test::LoopbackServer server(runner.context(),
                                "HTTP/1.1 200 OK\r\n\r\n" + std::string(2'000'000, 'x'));
    auto request = to(server);
    request.max_body = 10'000;
    const auto response = send(server, request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, NetFailure::too_large);
}

TEST_F(HttpClientTest, RefusesALargeHeader) {
    test::LoopbackServer server(runner.context(),
                                "HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n");
    const auto response = send(server, to(server));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, NetFailure::too_large);
}

TEST_F(HttpClientTest, GivesUpOnASlowAnswer) {
    test::LoopbackServer server(runner.context(), answer("hello"));
    server.drip(20ms);
    auto request = to(server);
    request.time_limit = 100ms;
    const auto response = send(server, request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, NetFailure::timeout);
}

TEST_F(HttpClientTest, WhatIsNotHttpIsAProtocolFailure) {
    test::LoopbackServer server(runner.context(), "SSH-2.0-OpenSSH\r\n\r\n");
    const auto response = send(server, to(server));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().failure, NetFailure::protocol);
}

TEST_F(HttpClientTest, AHeaderWithALineBreakIsNeverSent) {
    const std::vector<std::pair<std::string, std::string>> headers{
        {"X", "a\r\nY: b"}, {"X\r\nY", "a"}, {"", "a"}, {"X", std::string("a\0b", 3)}};
    for (const auto& header : headers) {
        test::LoopbackServer server(runner.context(), answer(""));
        auto request = to(server);
        request.headers = {header};
        EXPECT_EQ(send(server, request).error().failure, NetFailure::protocol);
        EXPECT_EQ(server.accepted(), 0U);
    }
}

TEST_F(HttpClientTest, TheAddressPolicyDecidesAtTheSocket) {
    test::LoopbackServer server(runner.context(), answer(""));
    auto request = to(server);
    request.dial.addresses = AddressPolicy::public_only;
    EXPECT_EQ(send(server, request).error().failure, NetFailure::refused_address);
    EXPECT_EQ(server.accepted(), 0U);
}

TEST_F(HttpClientTest, ANameIsJudgedByItsAddresses) {
    test::LoopbackServer server(runner.context(), answer(""));
    auto request = to(server);
    request.url.host = "localhost";
    request.dial.addresses = AddressPolicy::public_only;
    EXPECT_EQ(send(server, request).error().failure, NetFailure::refused_address);
}

}  // namespace
}  // namespace ohmstead
