#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace ohmstead::home_assistant {

enum class ConnectionState {
    not_configured,           // no address or no token
    connecting,               // first attempt under way
    connected,                // signed in, values flow
    waiting,                  // was connected or was told to stay away; tries again at retry_at
    authentication_failed,    // the token is refused; needs a person
    unreachable,              // no connection comes about; tries again at retry_at
    home_assistant_starting,  // signed in, but Home Assistant is still loading
};
BOOST_DESCRIBE_ENUM(ConnectionState, not_configured, connecting, connected, waiting,
                    authentication_failed, unreachable, home_assistant_starting)

// Why no values come. Each is a cause of its own, with something of its own to do about it.
enum class ConnectionFault {
    invalid_url,          // what was given is no address
    refused_address,      // an address that is never connected to
    unresolved,           // no machine has that name
    unreachable,          // nothing listens there
    tls,                  // no encrypted connection comes about
    unknown_certificate,  // one that nobody vouches for
    changed_certificate,  // another one than the pinned
    timeout,              // no answer in time
    not_home_assistant,   // something else answers
    proxy_failing,        // a proxy answers that there is nothing behind it
    banned,               // it does not talk to our address any more
    token_refused,        // it does not know the token
    token_unreadable,     // the stored token cannot be opened
    closed,               // it hung up during sign-in, as during a restart
    lost,                 // it hung up later
    silent,               // it stopped answering
    agent_silent,         // the home's agent does not call any more
};
BOOST_DESCRIBE_ENUM(ConnectionFault, invalid_url, refused_address, unresolved, unreachable, tls,
                    unknown_certificate, changed_certificate, timeout, not_home_assistant,
                    proxy_failing, banned, token_refused, token_unreadable, closed, lost, silent,
                    agent_silent)

// Where the link to one home stands, for people.
struct ConnectionStatus {
    ConnectionState state = ConnectionState::not_configured;
    std::string message;  // one plain sentence; nothing the other side said is quoted
    std::optional<ConnectionFault> fault{};  // nothing while all is well or under way
    std::optional<Instant> since{};          // when `state` began; nothing: it has always been so
    std::optional<std::string> version;      // of Home Assistant, last seen
    std::optional<Instant> last_event_at{};  // when a value last arrived
    std::optional<Instant> retry_at{};

    friend bool operator==(const ConnectionStatus&, const ConnectionStatus&) = default;
};

// How far fetching the past has come, in requests.
struct BackfillProgress {
    bool running = false;
    std::size_t done = 0;
    std::size_t total = 0;

    friend bool operator==(const BackfillProgress&, const BackfillProgress&) = default;
};

// How far the import of everything that Home Assistant has of the home's counters has come.
struct PastProgress {
    std::size_t sources = 0;           // counters whose past is wanted
    std::size_t complete = 0;          // of these, imported to their first day
    std::optional<Instant> reached{};  // how far back those that are being imported have come
    bool stalled = false;              // Home Assistant failed to answer; it is tried again

    friend bool operator==(const PastProgress&, const PastProgress&) = default;
};

// What a source can get wrong.
enum class NoticeCode {
    unknown_unit,
    wrong_quantity,
    not_a_number,
    out_of_range,
    wrong_time,
    missing,
    not_json,
    clock_set,  // of the machine that Ohmstead runs on
};
BOOST_DESCRIBE_ENUM(NoticeCode, unknown_unit, wrong_quantity, not_a_number, out_of_range,
                    wrong_time, missing, not_json, clock_set)

// Something about one source that a person should know; said once per connection and cause.
struct SourceNotice {
    std::string source;  // an entity's id, "Home Assistant", or "This server"
    NoticeCode code = NoticeCode::missing;
    std::string message;  // one plain sentence without the source's name
};

// Hears about the link. Called on the I/O thread; must not block.
class LinkListener {
public:
    virtual ~LinkListener() = default;
    virtual void on_status(const HomeId& home, const ConnectionStatus& status) = 0;
    virtual void on_backfill(const HomeId& home, const BackfillProgress& progress) = 0;
    virtual void on_past(const HomeId& home, const PastProgress& progress) = 0;
    virtual void on_notice(const HomeId& home, const SourceNotice& notice) = 0;
    // An entity was given another id in Home Assistant: bindings to the old one should follow.
    virtual void on_renamed(const HomeId& home, const std::string& old_id,
                            const std::string& new_id) = 0;
};

}  // namespace ohmstead::home_assistant
