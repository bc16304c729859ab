#include "home_assistant/test_connection.hpp"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "async/timeout.hpp"
#include "home_assistant/protocol.hpp"
#include "home_assistant/records.hpp"
#include "home_assistant/sign_in.hpp"
#include "net/websocket_client.hpp"

namespace ohmstead::home_assistant {
namespace {

TestCode code_of(ConnectionFault fault) {
    using Fault = ConnectionFault;
    switch (fault) {
        case Fault::invalid_url:
            return TestCode::invalid_url;
        case Fault::refused_address:
            return TestCode::refused_address;
        case Fault::unresolved:
            return TestCode::unresolved;
        case Fault::unreachable:
            return TestCode::unreachable;
        case Fault::tls:
            return TestCode::tls;
        case Fault::unknown_certificate:
            return TestCode::unknown_certificate;
        case Fault::changed_certificate:
            return TestCode::changed_certificate;
        case Fault::timeout:
        case Fault::silent:
            return TestCode::timeout;
        case Fault::not_home_assistant:
            return TestCode::not_home_assistant;
        case Fault::proxy_failing:
            return TestCode::proxy_failing;
        case Fault::banned:
            return TestCode::banned;
        case Fault::token_refused:
        case Fault::token_unreadable:
            return TestCode::token_refused;
        case Fault::closed:
        case Fault::lost:
        case Fault::agent_silent:
            return TestCode::closed;
    }
    return TestCode::unreachable;
}

ConnectionTest failed_test(ConnectionFault fault) {
    return {.code = code_of(fault), .message = sentence_of(fault)};
}

std::optional<std::string> present(std::string text) {
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

// The answer to get_config; nothing when the link ends before it.
Task<std::optional<HomeConfig>> read_config(WebSocket& socket) {
    const auto sent = co_await socket.write(encode_command(1, {{"type", "get_config"}}));
    // Right after sign-in there is no other traffic; a few foreign frames are borne.
    for (int frames = 0; sent && frames < 8; ++frames) {
        std::string text;
        const auto read = co_await socket.read(text);
        if (!read) {
            break;
        }
        for (const auto& message : parse_frame(JsonText(std::move(text))).messages) {
            if (message.type == Inbound::Type::result && message.id == 1 && message.success) {
                auto config = decode_config(message.body);
                co_return config ? std::optional(std::move(*config)) : std::nullopt;
            }
        }
    }
    co_return std::nullopt;
}

Task<ConnectionTest> attempt(LinkSettings settings, std::chrono::milliseconds limit) {
    const auto signed_in = co_await sign_in(std::move(settings), limit);
    if (signed_in.fault) {
        auto test = failed_test(*signed_in.fault);
        test.tls_fingerprint = present(signed_in.fingerprint);
        if (test.tls_fingerprint) {
            test.message += fmt::format(
                " Its SHA-256 fingerprint is {}: trust it if it is that of your Home Assistant.",
                *test.tls_fingerprint);
        }
        co_return test;
    }
    auto config = co_await read_config(*signed_in.socket);
    co_await signed_in.socket->close();
    if (!config) {
        co_return failed_test(ConnectionFault::closed);
    }
    ConnectionTest test;
    const bool running = config->state.empty() || config->state == "RUNNING";
    test.code = running ? TestCode::ok : TestCode::starting;
    test.message = running ? fmt::format("Connected to Home Assistant {}.", config->version)
                           : "The address and the token are right; Home Assistant is still "
                             "starting.";
    test.version = present(std::move(config->version));
    test.location_name = present(std::move(config->location_name));
    test.time_zone = present(std::move(config->time_zone));
    test.currency = present(std::move(config->currency));
    test.country = present(std::move(config->country));
    co_return test;
}

}  // namespace

Task<ConnectionTest> test_connection(LinkSettings settings, std::chrono::milliseconds limit) {
    auto test = co_await value_within(attempt(std::move(settings), limit), limit);
    if (!test) {
        co_return failed_test(ConnectionFault::timeout);
    }
    co_return std::move(*test);
}

}  // namespace ohmstead::home_assistant
