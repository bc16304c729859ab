#pragma once

#include <string>
#include <string_view>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "integration/stored_people.hpp"
#include "support/raw_client.hpp"

namespace ohmstead::test {

// The request that opens the live socket; `lines` are further headers with CRLF.
inline std::string handshake(std::string_view lines, std::string_view query = {}) {
    return fmt::format(
        "GET /api/v1/live{} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Version: 13\r\n{}\r\n",
        query, lines);
}

// The live socket of somebody's browser. Every wait ends after 5 s.
class SocketClient {
public:
    SocketClient(std::uint16_t port, const StoredPerson& who, bool tls = false)
        : client_(port, tls) {
        const auto lines =
            fmt::format("Origin: {}://localhost\r\n{}", tls ? "https" : "http", who.cookie(tls));
        client_.send(handshake(lines));
        EXPECT_EQ(client_.response(false).status, 101);
    }

    void subscribe(const std::string& home) {
        client_.send(client_frame(0x81, R"({"type":"subscribe","home":")" + home + "\"}"));
    }
    // The next message; an empty object when none comes, or the server closes.
    boost::json::object next() {
        for (;;) {
            const auto head = client_.read(2);
            if (head.size() < 2) {
                return {};
            }
            auto size = static_cast<std::size_t>(static_cast<unsigned char>(head[1]));
            if (size >= 126) {
                const auto bytes = client_.read(size == 126 ? 2 : 8);
                size = 0;
                for (const char byte : bytes) {
                    size = size << 8U | static_cast<unsigned char>(byte);
                }
            }
            const auto payload = client_.read(size);
            const auto kind = static_cast<unsigned char>(head[0]);
            if (kind == 0x81) {
                return boost::json::parse(payload).as_object();
            }
            if (kind == 0x88) {
                return {};
            }
        }
    }
    // The next message of this type; what comes before it is passed over.
    boost::json::object next_of(std::string_view type) {
        for (;;) {
            auto message = next();
            if (message.empty() || message.at("type").as_string() == type) {
                return message;
            }
        }
    }

private:
    RawClient client_;
};

}  // namespace ohmstead::test
