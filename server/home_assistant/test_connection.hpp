#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "async/task.hpp"
#include "home_assistant/settings.hpp"

namespace ohmstead::home_assistant {

// The faults are those of the connection that one attempt can meet.
enum class TestCode {
    ok,
    starting,
    invalid_url,
    refused_address,
    unresolved,
    unreachable,
    tls,
    unknown_certificate,
    changed_certificate,
    timeout,
    not_home_assistant,
    proxy_failing,
    banned,
    token_refused,
    closed,
};
BOOST_DESCRIBE_ENUM(TestCode, ok, starting, invalid_url, refused_address, unresolved, unreachable,
                    tls, unknown_certificate, changed_certificate, timeout, not_home_assistant,
                    proxy_failing, banned, token_refused, closed)

// What one attempt to connect and sign in came to: one code and one plain sentence. What follows
// is known when signed in (ok, starting).
struct ConnectionTest {
    TestCode code = TestCode::unreachable;
    std::string message;
    std::optional<std::string> version{};
    std::optional<std::string> location_name{};
    std::optional<std::string> time_zone{};
    std::optional<std::string> currency{};
    std::optional<std::string> country{};
    // Of a certificate that is not known or not the pinned one, for a person to compare and to pin.
    std::optional<std::string> tls_fingerprint{};
};
BOOST_DESCRIBE_STRUCT(ConnectionTest, (),
                      (code, message, version, location_name, time_zone, currency, country,
                       tls_fingerprint))

// Connects with these settings, signs in, reads the configuration and hangs up, all within
// `limit`.
Task<ConnectionTest> test_connection(LinkSettings settings,
                                     std::chrono::milliseconds limit = std::chrono::seconds{15});

}  // namespace ohmstead::home_assistant
