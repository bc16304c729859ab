#include "home_assistant/sign_in.hpp"

#include <algorithm>
#include <utility>

#include "async/timeout.hpp"
#include "home_assistant/protocol.hpp"

namespace ohmstead::home_assistant {
namespace {

// Sign-in messages are short; a stranger gets no room for more.
constexpr std::size_t kMaxToken = 4096;

SignIn failed_sign_in(ConnectionFault fault) {
    SignIn result;
    result.fault = fault;
    return result;
}

ConnectionFault fault_of(const NetError& error, bool is_pinned) {
    using Fault = ConnectionFault;
    switch (error.failure) {
        case NetFailure::refused_address:
            return Fault::refused_address;
        case NetFailure::unresolved:
            return Fault::unresolved;
        case NetFailure::unreachable:
            return Fault::unreachable;
        case NetFailure::tls:
            return error.fingerprint.empty() ? Fault::tls
                   : is_pinned               ? Fault::changed_certificate
                                             : Fault::unknown_certificate;
        case NetFailure::timeout:
            return Fault::timeout;
        case NetFailure::declined:
            if (error.http_status == 403) {
                return Fault::banned;
            }
            return error.http_status >= 500 ? Fault::proxy_failing : Fault::not_home_assistant;
        case NetFailure::protocol:
        case NetFailure::too_large:
            return Fault::not_home_assistant;
        case NetFailure::closed:
        case NetFailure::busy:
            return Fault::closed;
    }
    return Fault::unreachable;
}

// The next message of the sign-in phase; `fault` says why there is none.
Task<Inbound> next_message(WebSocket& socket, std::optional<ConnectionFault>& fault) {
    std::string text;
    const auto read = co_await socket.read(text);
    if (!read) {
        const auto failure = read.error().failure;
        fault = failure == NetFailure::protocol || failure == NetFailure::too_large
                    ? ConnectionFault::not_home_assistant
                    : ConnectionFault::closed;
        co_return Inbound{};
    }
    auto parsed = parse_frame(JsonText(std::move(text)));
    if (parsed.messages.size() != 1) {
        fault = ConnectionFault::not_home_assistant;
        co_return Inbound{};
    }
    co_return std::move(parsed.messages.front());
}

Task<SignIn> exchange(LinkSettings settings, Url url, std::chrono::milliseconds limit) {
    const bool is_pinned = !settings.pinned_fingerprint.empty();
    WebSocketOptions options{.url = std::move(url),
                             .time_limit = limit,
                             .dial = {.addresses = settings.addresses,
                                      .pinned_fingerprint = settings.pinned_fingerprint}};
    auto socket = co_await connect_websocket(std::move(options));
    if (!socket) {
        auto refused = failed_sign_in(fault_of(socket.error(), is_pinned));
        refused.fingerprint = socket.error().fingerprint;
        co_return refused;
    }
    auto result = failed_sign_in(ConnectionFault::not_home_assistant);
    const auto hello = co_await next_message(**socket, result.fault);
    result.version = hello.version;
    if (hello.type != Inbound::Type::auth_required) {
        co_return result;
    }
    result.fault = ConnectionFault::closed;
    const auto sent = co_await (*socket)->write(encode_auth(settings.token));
    if (!sent) {
        co_return result;
    }
    const auto verdict = co_await next_message(**socket, result.fault);
    if (verdict.type == Inbound::Type::auth_invalid) {
        result.fault = ConnectionFault::token_refused;
    } else if (verdict.type == Inbound::Type::auth_ok) {
        result.fault.reset();
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
        co_return failed_sign_in(ConnectionFault::invalid_url);
    }
    const bool plain = std::all_of(settings.token.begin(), settings.token.end(),
                                   [](char c) { return c > 0x20 && c < 0x7f; });
    if (!plain || settings.token.empty() || settings.token.size() > kMaxToken) {
        co_return failed_sign_in(ConnectionFault::token_refused);
    }
    auto result =
        co_await value_within(exchange(std::move(settings), std::move(*url), limit), limit);
    if (!result) {
        co_return failed_sign_in(ConnectionFault::timeout);
    }
    co_return std::move(*result);
}

std::string sentence_of(ConnectionFault fault) {
    using Fault = ConnectionFault;
    switch (fault) {
        case Fault::invalid_url:
            return "This is not a valid address. It should look like "
                   "http://homeassistant.local:8123.";
        case Fault::refused_address:
            return "Connections to this address are not allowed.";
        case Fault::unresolved:
            return "No machine has this name. Is it spelled right? Its IP address works too.";
        case Fault::unreachable:
            return "Nothing answers at this address. Is it right, and is Home Assistant running?";
        case Fault::tls:
            return "An encrypted connection could not be made. Does this address begin with "
                   "http://?";
        case Fault::unknown_certificate:
            return "The certificate of this address is not known.";
        case Fault::changed_certificate:
            return "This address shows another certificate than the one that is trusted.";
        case Fault::timeout:
            return "There was no answer within the time limit.";
        case Fault::not_home_assistant:
            return "Something answers at this address, but it is not Home Assistant.";
        case Fault::proxy_failing:
            return "A proxy answers at this address, but no Home Assistant behind it. It may be "
                   "restarting.";
        case Fault::banned:
            return "Home Assistant has blocked this server's address. Remove it from "
                   "ip_bans.yaml there.";
        case Fault::token_refused:
            return "Home Assistant does not accept the access token. Create a new one in your "
                   "profile there.";
        case Fault::token_unreadable:
            return "The stored token cannot be read. Enter it again.";
        case Fault::closed:
            return "Home Assistant closed the connection. It may be restarting.";
        case Fault::lost:
            return "The connection to Home Assistant was lost. It may be restarting.";
        case Fault::silent:
            return "Home Assistant stopped answering.";
        case Fault::agent_silent:
            return "Nothing has come from the home's agent for minutes.";
    }
    return {};
}

}  // namespace ohmstead::home_assistant
