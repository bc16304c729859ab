#include "home_assistant/sign_in.hpp"

#include <algorithm>
#include <utility>

#include "async/timeout.hpp"
#include "home_assistant/protocol.hpp"

namespace ohmstead::home_assistant {
namespace {

// Sign-in messages are short; a stranger gets no room for more.
constexpr std::size_t kMaxToken = 4096;

SignIn failed(SignIn::Outcome outcome) {
    SignIn result;
    result.outcome = outcome;
    return result;
}

SignIn::Outcome outcome_of(const NetError& error) {
    using Outcome = SignIn::Outcome;
    switch (error.failure) {
        case NetFailure::refused_address:
            return Outcome::refused_address;
        case NetFailure::unresolved:
        case NetFailure::unreachable:
            return Outcome::unreachable;
        case NetFailure::tls:
            return Outcome::tls;
        case NetFailure::timeout:
            return Outcome::timeout;
        case NetFailure::declined:
            if (error.http_status == 403) {
                return Outcome::banned;
            }
            // A proxy in front of a Home Assistant that is just starting.
            return error.http_status >= 500 ? Outcome::closed : Outcome::not_home_assistant;
        case NetFailure::protocol:
        case NetFailure::too_large:
            return Outcome::not_home_assistant;
        case NetFailure::closed:
        case NetFailure::busy:
            return Outcome::closed;
    }
    return Outcome::unreachable;
}

// The next message of the sign-in phase; `outcome` says why there is none.
Task<Inbound> next_message(WebSocket& socket, SignIn::Outcome& outcome) {
    std::string text;
    const auto read = co_await socket.read(text);
    if (!read) {
        const auto failure = read.error().failure;
        outcome = failure == NetFailure::protocol || failure == NetFailure::too_large
                      ? SignIn::Outcome::not_home_assistant
                      : SignIn::Outcome::closed;
        co_return Inbound{};
    }
    auto parsed = parse_frame(JsonText(std::move(text)));
    if (parsed.messages.size() != 1) {
        outcome = SignIn::Outcome::not_home_assistant;
        co_return Inbound{};
    }
    co_return std::move(parsed.messages.front());
}

Task<SignIn> exchange(LinkSettings settings, Url url, std::chrono::milliseconds limit) {
    WebSocketOptions options{.url = std::move(url),
                             .time_limit = limit,
                             .dial = {.addresses = settings.addresses,
                                      .pinned_fingerprint = settings.pinned_fingerprint}};
    auto socket = co_await connect_websocket(std::move(options));
    if (!socket) {
        auto refused = failed(outcome_of(socket.error()));
        refused.fingerprint = socket.error().fingerprint;
        co_return refused;
    }
    auto result = failed(SignIn::Outcome::not_home_assistant);
    const auto hello = co_await next_message(**socket, result.outcome);
    result.version = hello.version;
    if (hello.type != Inbound::Type::auth_required) {
        co_return result;
    }
    result.outcome = SignIn::Outcome::closed;
    const auto sent = co_await (*socket)->write(encode_auth(settings.token));
    if (!sent) {
        co_return result;
    }
    const auto verdict = co_await next_message(**socket, result.outcome);
    if (verdict.type == Inbound::Type::auth_invalid) {
        result.outcome = SignIn::Outcome::token_refused;
    } else if (verdict.type == Inbound::Type::auth_ok) {
        result.outcome = SignIn::Outcome::signed_in;
        result.socket = std::move(*socket);
    }
    co_return result;
}

}  // namespace

Result<Url> websocket_url(const std::string& configured) {
    OHMSTEAD_TRY(auto url, parse_url(configured));
    if (url.target.find('?') != std::string::npos) {
        return make_error(ErrorCode::invalid, "The address must not contain '?'.");
    }
    url.scheme = url.is_tls() ? UrlScheme::wss : UrlScheme::ws;
    while (!url.target.empty() && url.target.back() == '/') {
        url.target.pop_back();
    }
    const std::string_view endpoint = "/api/websocket";
    if (!url.target.ends_with(endpoint)) {
        url.target += endpoint;
    }
    return url;
}

Task<SignIn> sign_in(LinkSettings settings, std::chrono::milliseconds limit) {
    auto url = websocket_url(settings.url);
    if (!url) {
        co_return failed(SignIn::Outcome::invalid_url);
    }
    const bool plain = std::all_of(settings.token.begin(), settings.token.end(),
                                   [](char c) { return c > 0x20 && c < 0x7f; });
    if (!plain || settings.token.empty() || settings.token.size() > kMaxToken) {
        co_return failed(SignIn::Outcome::token_refused);
    }
    auto result =
        co_await value_within(exchange(std::move(settings), std::move(*url), limit), limit);
    if (!result) {
        co_return failed(SignIn::Outcome::timeout);
    }
    co_return std::move(*result);
}

std::string sentence_of(SignIn::Outcome outcome) {
    using Outcome = SignIn::Outcome;
    switch (outcome) {
        case Outcome::signed_in:
            return "Signed in to Home Assistant.";
        case Outcome::invalid_url:
            return "This is not a valid address. It should look like "
                   "http://homeassistant.local:8123.";
        case Outcome::refused_address:
            return "Connections to this address are not allowed.";
        case Outcome::unreachable:
            return "Nothing answers at this address. Is it right, and is Home Assistant running?";
        case Outcome::tls:
            return "The certificate of this address is not trusted.";
        case Outcome::timeout:
            return "There was no answer within the time limit.";
        case Outcome::not_home_assistant:
            return "Something answers at this address, but it is not Home Assistant.";
        case Outcome::banned:
            return "Home Assistant has blocked this server's address. Remove it from "
                   "ip_bans.yaml there.";
        case Outcome::token_refused:
            return "Home Assistant does not accept the access token. Create a new one in your "
                   "profile there.";
        case Outcome::closed:
            return "Home Assistant closed the connection. It may be restarting.";
    }
    return {};
}

}  // namespace ohmstead::home_assistant
