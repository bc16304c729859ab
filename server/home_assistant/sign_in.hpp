#pragma once

#include <memory>
#include <string>

#include "async/task.hpp"
#include "home_assistant/session.hpp"
#include "home_assistant/settings.hpp"
#include "net/websocket_client.hpp"

namespace ohmstead::home_assistant {

// What an attempt to connect and sign in came to.
struct SignIn {
    enum class Outcome {
        signed_in,
        invalid_url,
        refused_address,
        unreachable,
        tls,
        timeout,
        not_home_assistant,
        banned,         // HTTP 403: it does not talk to our address any more
        token_refused,  // auth_invalid
        closed,         // it hung up during sign-in, as during a restart
    };

    Outcome outcome = Outcome::unreachable;
    std::unique_ptr<WebSocket> socket;  // when signed_in
    std::string version;                // of Home Assistant, as far as it said
    std::string fingerprint;            // with `tls`: of the certificate that is not trusted
};

// Connects and signs in, within `limit` for all of it. Nothing the other side says is logged or
// passed on but the version.
Task<SignIn> sign_in(LinkSettings settings, std::chrono::milliseconds limit);

// One plain sentence for each outcome.
std::string sentence_of(SignIn::Outcome outcome);

// ".../api/websocket" of a configured address; nothing when that is not a valid one.
Result<Url> websocket_url(const std::string& configured);

}  // namespace ohmstead::home_assistant
