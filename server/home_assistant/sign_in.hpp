#pragma once

#include <memory>
#include <optional>
#include <string>

#include "async/task.hpp"
#include "home_assistant/connection_status.hpp"
#include "home_assistant/session.hpp"
#include "home_assistant/settings.hpp"
#include "net/websocket_client.hpp"

namespace ohmstead::home_assistant {

// What an attempt to connect and sign in came to.
struct SignIn {
    std::optional<ConnectionFault> fault;  // nothing: signed in
    std::unique_ptr<WebSocket> socket;     // when signed in
    std::string version;                   // of Home Assistant, as far as it said
    std::string fingerprint;               // of a certificate that is not trusted
};

// Connects and signs in, within `limit` for all of it. Nothing the other side says is logged or
// passed on but the version.
Task<SignIn> sign_in(LinkSettings settings, std::chrono::milliseconds limit);

// One plain sentence for each.
std::string sentence_of(ConnectionFault fault);

// ".../api/websocket" of a configured address; nothing when that is not a valid one.
Result<Url> websocket_url(const std::string& configured);

}  // namespace ohmstead::home_assistant
