#include "http/websocket.hpp"

#include <future>
#include <map>
#include <thread>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/http/server_fixture.hpp"

namespace ohmstead::http {
namespace {

using namespace std::chrono_literals;
using test::client_frame;
using test::kHome;
using test::kKey;
using test::kViewer;
using test::RawClient;
using test::RunningServer;
using ::testing::HasSubstr;

constexpr std::string_view kOrigin = "Origin: http://localhost\r\n";
constexpr unsigned kText = 0x81;
constexpr unsigned kPing = 0x89;
constexpr unsigned kClose = 0x88;

// Sends every message back, and gives the test the connection that is open.
class EchoHandler final : public WebSocketHandler {
public:
    Task<void> serve(WebSocketConnection& connection, RequestContext context) override {
        current = &connection;
        user = context.identity ? context.identity->subject.name : "";
        ++served;
        while (true) {
            auto message = co_await connection.receive();
            if (!message) {
                break;
            }
            if (*message == "throw") {
                throw std::runtime_error("broken handler");
            }
            connection.send(make_text_frame(*message));
        }
        current = nullptr;
        ++ended;
    }

    std::atomic<WebSocketConnection*> current = nullptr;
    std::string user;
    std::atomic<int> served = 0;
    std::atomic<int> ended = 0;
};

std::string handshake(std::string_view more, std::string_view version = "13") {
    return "GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
           "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
           "Sec-WebSocket-Version: " +
           std::string(version) + "\r\n" + std::string(more) + "\r\n";
}

std::string both(std::string_view a, std::string_view b) {
    return std::string(a) + std::string(b);
}

class WebSocketTest : public ::testing::Test {
protected:
    void SetUp() override {
        routes_.add(websocket("/api/v1/live", {.access = Access::signed_in()}, handler_));
        settings_.limits.sweep = 10ms;
        settings_.limits.closing = 200ms;
    }

    void start() { server_ = std::make_unique<RunningServer>(routes_, files_, settings_); }

    RawClient connect() {
        auto client = server_->client();
        client.send(handshake(both(kViewer, kOrigin)));
        EXPECT_EQ(client.response(false).status, 101);
        // The answer is written before the handler starts.
        while (handler_.current == nullptr) {
            std::this_thread::sleep_for(1ms);
        }
        return client;
    }

    // Runs `function` on the server's thread with the connection that is open.
    template <class Function>
    auto on_server(Function function) {
        std::promise<decltype(function(*handler_.current.load()))> promise;
        auto value = promise.get_future();
        boost::asio::post(server_->io(),
                          [&] { promise.set_value(function(*handler_.current.load())); });
        return value.get();
    }

    // The close frame that ends the connection, as its code.
    static unsigned close_code(RawClient& client) {
        const auto frame = client.read_all();
        const auto at = frame.rfind('\x88');
        if (at == std::string::npos || frame.size() < at + 4) {
            return 0;
        }
        return static_cast<unsigned>(static_cast<unsigned char>(frame[at + 2])) << 8U |
               static_cast<unsigned char>(frame[at + 3]);
    }

    unsigned close_code_after(std::string_view bytes) {
        auto client = connect();
        client.send(bytes);
        return close_code(client);
    }

    EchoHandler handler_;
    Routes routes_;
    StaticFiles files_;
    ServerSettings settings_;
    std::unique_ptr<RunningServer> server_;
};

TEST_F(WebSocketTest, CarriesMessagesBothWays) {
    start();
    auto client = server_->client();
    // A frame may come right behind the handshake.
    client.send(handshake(both(kViewer, kOrigin)) + client_frame(kText, "first"));
    const auto response = client.response(false);
    EXPECT_EQ(response.status, 101);
    EXPECT_EQ(response.header("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(response.header("sec-websocket-extensions"), "");
    EXPECT_EQ(client.read(7),
              "\x81\x05"
              "first");
    client.send(client_frame(kText, "again"));
    EXPECT_EQ(client.read(7),
              "\x81\x05"
              "again");
    client.send(client_frame(kPing, "p"));
    EXPECT_EQ(client.read(3), "\x8a\x01p");
    client.send(client_frame(kClose, "\x03\xe8"));
    EXPECT_EQ(close_code(client), 1000U);
    server_->stop();
    EXPECT_EQ(handler_.user, "viewer");
    EXPECT_EQ(handler_.ended, 1);
}

TEST_F(WebSocketTest, Ws01OpensForOwnPagesAndKeysAlone) {
    start();
    const auto status = [&](const std::string& more) {
        return server_->client().ask(handshake(more)).status;
    };
    EXPECT_EQ(status(both(kViewer, "Origin: http://evil.example\r\n")), 403);
    EXPECT_EQ(status(both(kViewer, "Origin: null\r\n")), 403);
    EXPECT_EQ(status(both(kViewer, "Origin: http://localhost.evil\r\n")), 403);
    EXPECT_EQ(status(both(kViewer, "Origin: https://localhost\r\n")), 403);
    EXPECT_EQ(status(both(kViewer, "")), 403);
    EXPECT_EQ(status(both("", kOrigin)), 401);
    EXPECT_EQ(status(both("Cookie: s=old\r\n", kOrigin)), 401);
    EXPECT_EQ(handler_.served, 0);
}

TEST_F(WebSocketTest, Ws07RefusesWrongHandshakes) {
    start();
    const auto more = both(kViewer, kOrigin);
    const auto old = server_->client().ask(handshake(more, "8"));
    EXPECT_EQ(old.status, 426);
    EXPECT_EQ(old.header("sec-websocket-version"), "13");
    EXPECT_EQ(server_->client().ask(test::get_request("/api/v1/live", more)).status, 426);
    const auto with = [&](std::string_view what, std::string_view instead) {
        auto text = handshake(more);
        text.replace(text.find(what), what.size(), instead);
        return server_->client().ask(text).status;
    };
    EXPECT_EQ(with("dGhlIHNhbXBsZSBub25jZQ==", "short"), 400);
    EXPECT_EQ(with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), 400);
    EXPECT_EQ(with("\r\n\r\n", "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), 400);
    EXPECT_EQ(with("GET", "POST"), 405);
    EXPECT_EQ(with("HTTP/1.1", "HTTP/1.0"), 426);
    EXPECT_EQ(with("\r\n\r\n", "\r\nContent-Length: 1\r\n\r\nx"), 400);
    EXPECT_EQ(with("Upgrade: websocket", "Upgrade: h2c"), 426);
    EXPECT_EQ(handler_.served, 0);
}

TEST_F(WebSocketTest, Ws03OpensForNobodyWhoseCredentialsDoNotCount) {
    start();
    const auto status = [&](const std::string& more) {
        return server_->client().ask(handshake(more)).status;
    };
    EXPECT_EQ(status(both("", kOrigin)), 401);
    EXPECT_EQ(status(both("Cookie: s=expired\r\n", kOrigin)), 401);
    EXPECT_EQ(status(both("Authorization: Bearer revoked\r\n", "")), 401);
    EXPECT_EQ(status(both(kKey, "")), 403) << "a key of a home is for no socket";
    EXPECT_EQ(handler_.served, 0);
}

TEST_F(WebSocketTest, Ws08LimitsHowOftenAnAddressTries) {
    settings_.limits.requests = {.per_minute = 60};
    start();
    const auto wrong = handshake(both("Cookie: s=guess\r\n", kOrigin));
    std::map<int, int> answers;
    auto one = server_->client();
    for (int i = 0; i < 500; ++i) {
        ++answers[one.ask(wrong).status];
    }
    for (int i = 0; i < 500; ++i) {
        const auto answer = server_->client().ask(wrong);
        ++answers[answer.status];
        if (answer.status == 429) {
            EXPECT_NE(answer.header("retry-after"), "");
        }
    }
    EXPECT_GE(answers[401], 60);
    EXPECT_GE(answers[429], 700) << "what comes back in the meantime is less";
    EXPECT_EQ(answers[401] + answers[429], 1000);
    EXPECT_EQ(handler_.served, 0);
    // Who has a session is counted by it, not by the address.
    EXPECT_EQ(server_->client().ask(handshake(both(kViewer, kOrigin))).status, 101);
}

TEST_F(WebSocketTest, Ws20NegotiatesNoCompressionAndTakesNothingCompressed) {
    start();
    auto client = server_->client();
    client.send(
        handshake(both(kViewer, both(kOrigin,
                                     "Sec-WebSocket-Extensions: permessage-deflate; "
                                     "client_max_window_bits; server_no_context_takeover\r\n"))));
    const auto answer = client.response(false);
    EXPECT_EQ(answer.status, 101);
    EXPECT_EQ(answer.header("sec-websocket-extensions"), "");
    // "Hello", compressed (RFC 7692, 7.2.3.1): the first reserved bit is set.
    client.send(client_frame(0xC1, std::string("\xf2\x48\xcd\xc9\xc9\x07\x00", 7)));
    EXPECT_EQ(close_code(client), 1002U);
}

// Sockets belong to the server's thread, so whoever broadcasts hands it over there.
TEST_F(WebSocketTest, Ws22BroadcastsOfTwoThreadsArriveWholeAndInOrder) {
    settings_.limits.queue_frames = 10'000;
    settings_.limits.queue_bytes = 64U << 20U;
    start();
    constexpr int kFrames = 300;
    constexpr std::size_t kSize = 2'000;
    auto client = connect();
    std::vector<std::thread> broadcasters;
    for (const char name : {'a', 'b'}) {
        broadcasters.emplace_back([this, name] {
            for (int i = 0; i < kFrames; ++i) {
                auto frame =
                    make_text_frame(fmt::format("{:04}", i) + std::string(kSize - 4, name));
                boost::asio::post(server_->io(), [this, frame] {
                    EXPECT_TRUE(handler_.current.load()->send(frame));
                });
            }
        });
    }
    std::map<char, int> next;
    for (int i = 0; i < 2 * kFrames; ++i) {
        const auto head = client.read(4);
        ASSERT_EQ(head, std::string("\x81\x7e\x07\xd0", 4));
        const auto text = client.read(kSize);
        const char name = text.back();
        ASSERT_EQ(text, fmt::format("{:04}", next[name]++) + std::string(kSize - 4, name));
    }
    for (auto& each : broadcasters) {
        each.join();
    }
    EXPECT_EQ(next['a'], kFrames);
    EXPECT_EQ(next['b'], kFrames);
}

TEST_F(WebSocketTest, EndsWithTheCodeOfTheBrokenRule) {
    start();
    EXPECT_EQ(close_code_after(std::string("\x81\x01x", 3)), 1002U);
    EXPECT_EQ(close_code_after(client_frame(kText, std::string(64 * 1024 + 1, 'x'))), 1009U);
    EXPECT_EQ(close_code_after(client_frame(kText, "\xff")), 1007U);
    EXPECT_EQ(close_code_after(client_frame(0x82, "binary")), 1003U);
    EXPECT_EQ(close_code_after(client_frame(kClose, "\x03\xed")), 1002U);
    EXPECT_EQ(close_code_after(client_frame(kClose, "")), 1000U);
    EXPECT_EQ(close_code_after(client_frame(kText, "throw")), 1011U);
}

TEST_F(WebSocketTest, Ws19LimitsFloods) {
    start();
    std::string pings;
    std::string messages;
    for (int i = 0; i < 1000; ++i) {
        pings += client_frame(kPing, "");
        messages += client_frame(kText, "x");
    }
    EXPECT_EQ(close_code_after(pings), 1008U);
    EXPECT_EQ(close_code_after(messages), 1008U);
}

TEST_F(WebSocketTest, PingsASilentPeerAndThenEnds) {
    settings_.limits.ping = 60ms;
    settings_.limits.pong = 100ms;
    start();
    auto client = connect();
    EXPECT_EQ(client.read(2), std::string("\x89\x00", 2));
    client.send(client_frame(0x8A, ""));
    EXPECT_EQ(client.read(2), std::string("\x89\x00", 2));
    EXPECT_TRUE(client.ended(1s));
}

TEST_F(WebSocketTest, Ws21RefusesFramesOfASlowConsumerAndTellsWhenItHasCaughtUp) {
    settings_.limits.queue_frames = 50;
    start();
    auto client = connect();
    const auto frame = make_text_frame(std::string(60'000, 'x'));
    std::atomic<bool> drained = false;
    const int accepted = on_server([&](WebSocketConnection& connection) {
        connection.on_drained([&] { drained = true; });
        int count = 0;
        while (connection.send(frame)) {
            ++count;
        }
        EXPECT_LE(connection.queued_frames(), 50U);
        return count;
    });
    EXPECT_FALSE(drained);
    const auto expected = static_cast<std::size_t>(accepted) * frame->size();
    EXPECT_EQ(client.read(expected).size(), expected);
    for (int i = 0; i < 100 && !drained; ++i) {
        std::this_thread::sleep_for(5ms);
    }
    EXPECT_TRUE(drained);
    EXPECT_TRUE(on_server([&](WebSocketConnection& connection) { return connection.send(frame); }));
    EXPECT_EQ(client.read(frame->size()), *frame);
}

TEST_F(WebSocketTest, DeliversWhatIsQueuedBeforeItCloses) {
    start();
    auto client = connect();
    const auto frame = make_text_frame(std::string(500'000, 'x'));
    on_server([&](WebSocketConnection& connection) {
        EXPECT_TRUE(connection.send(frame));
        connection.close(CloseCode::right_withdrawn, "gone");
        EXPECT_FALSE(connection.send(frame));
        return 0;
    });
    EXPECT_EQ(client.read(frame->size()), *frame);
    EXPECT_EQ(close_code(client), 4403U);
}

TEST_F(WebSocketTest, ClosesWith1001WhenTheServerStops) {
    start();
    auto client = connect();
    std::thread stopper([&] { server_->stop(); });
    EXPECT_EQ(client.read(4).substr(0, 4), "\x88\x19\x03\xe9");
    client.send(client_frame(kClose, "\x03\xe9"));
    EXPECT_TRUE(client.ended());
    stopper.join();
    EXPECT_EQ(handler_.ended, 1);
}

TEST_F(WebSocketTest, StopsAlsoWhenNobodyFollows) {
    start();
    auto client = connect();
    const auto began = std::chrono::steady_clock::now();
    server_->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);
    EXPECT_EQ(handler_.ended, 1);
}

TEST_F(WebSocketTest, SurvivesPeersThatVanish) {
    start();
    for (int i = 0; i < 20; ++i) {
        auto client = connect();
        client.send(client_frame(kText, "hello").substr(0, static_cast<std::size_t>(i % 11)));
        client.close();
    }
    auto client = connect();
    client.send(client_frame(kText, "still"));
    EXPECT_EQ(client.read(7),
              "\x81\x05"
              "still");
}

TEST_F(WebSocketTest, WorksOverTls) {
    const auto certificate =
        make_local_certificate({"localhost"}, *parse_rfc3339("2026-11-25T00:00:00Z"));
    server_ = std::make_unique<RunningServer>(routes_, files_, settings_, certificate);
    server_->tls = true;
    auto client = server_->client();
    client.send(handshake(both(kViewer, "Origin: https://localhost\r\n")));
    ASSERT_EQ(client.response(false).status, 101);
    for (int i = 0; i < 10; ++i) {
        client.send(client_frame(kText, "hello"));
        EXPECT_EQ(client.read(7),
                  "\x81\x05"
                  "hello");
    }
    const auto frame = make_text_frame(std::string(500'000, 'x'));
    on_server([&](WebSocketConnection& connection) {
        return connection.send(frame) && connection.send(frame);
    });
    EXPECT_EQ(client.read(2 * frame->size()), *frame + *frame);
    client.send(client_frame(kClose, "\x03\xe8"));
    EXPECT_EQ(close_code(client), 1000U);
}

}  // namespace
}  // namespace ohmstead::http
