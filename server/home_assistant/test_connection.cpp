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

TestCode code_of(SignIn::Outcome outcome) {
    using Outcome = SignIn::Outcome;
    switch (outcome) {
        case Outcome::signed_in:
            return TestCode::ok;
        case Outcome::invalid_url:
        case Outcome::refused_address:
            return TestCode::invalid_url;
        case Outcome::unreachable:
        case Outcome::closed:
            return TestCode::unreachable;
        case Outcome::tls:
            return TestCode::tls;
        case Outcome::timeout:
            return TestCode::timeout;
        case Outcome::not_home_assistant:
            return TestCode::not_home_assistant;
        case Outcome::banned:
        case Outcome::token_refused:
            return TestCode::authentication_failed;
    }
    return TestCode::unreachable;
}

std::optional<std::string> present(std::string text) {
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::string sentence_of_certificate(const std::string& fingerprint, bool is_pinned) {
    return is_pinned ? fmt::format(
                           "This address shows another certificate than the one that is "
                           "trusted. Its SHA-256 fingerprint is {}.",
                           fingerprint)
                     : fmt::format(
                           "The certificate of this address is not known. Its SHA-256 "
                           "fingerprint is {}: trust it if it is that of your Home "
                           "Assistant.",
                           fingerprint);
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
    const bool is_pinned = !settings.pinned_fingerprint.empty();
    const auto signed_in = co_await sign_in(std::move(settings), limit);
    ConnectionTest test{.code = code_of(signed_in.outcome),
                        .message = sentence_of(signed_in.outcome)};
    if (signed_in.outcome != SignIn::Outcome::signed_in) {
        test.tls_fingerprint = present(signed_in.fingerprint);
        if (test.tls_fingerprint) {
            test.message = sentence_of_certificate(*test.tls_fingerprint, is_pinned);
        }
        co_return test;
    }
    auto config = co_await read_config(*signed_in.socket);
    co_await signed_in.socket->close();
    if (!config) {
        test.code = code_of(SignIn::Outcome::closed);
        test.message = sentence_of(SignIn::Outcome::closed);
        co_return test;
    }
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
        co_return ConnectionTest{.code = TestCode::timeout,
                                 .message = sentence_of(SignIn::Outcome::timeout)};
    }
    co_return std::move(*test);
}

}  // namespace ohmstead::home_assistant
