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

// Where the link to one home stands, for people.
struct ConnectionStatus {
    ConnectionState state = ConnectionState::not_configured;
    std::string message;             // one plain sentence; nothing the other side said is quoted
    std::optional<Instant> since{};  // when `state` began; nothing: it has always been so
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

// Something about one source that a person should know; said once per connection and cause.
struct SourceNotice {
    std::string source;  // an entity's id, or "Home Assistant"
    std::string code;  // unknown_unit, wrong_quantity, not_a_number, wrong_time, missing, not_json
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
