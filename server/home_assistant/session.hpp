#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/json/object.hpp>

#include "async/bounded_queue.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "async/worker.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "home_assistant/json_text.hpp"
#include "home_assistant/protocol.hpp"
#include "net/websocket_client.hpp"

namespace ohmstead::home_assistant {

// The patience of a link. Tests shorten it.
struct LinkTiming {
    std::chrono::milliseconds connect{15'000};
    std::chrono::milliseconds request{30'000};
    std::chrono::milliseconds ping_after{30'000};  // of silence
    std::chrono::milliseconds pong_within{10'000};
    std::chrono::milliseconds first_retry{1'000};
    std::chrono::milliseconds longest_retry{60'000};
    std::chrono::milliseconds after_ban{30 * 60'000};
    std::chrono::milliseconds starting_poll{2'000};
    std::chrono::milliseconds confirm{60'000};
    // Until Home Assistant's recorder has written what it knew; it does so every five seconds.
    std::chrono::milliseconds recorded{10'000};
    std::chrono::milliseconds switching{15'000};  // until a device confirms
};

// What events are about.
enum class Subscription { entities, entity_registry };

// Hears the events of a session's subscriptions.
class SessionListener {
public:
    virtual ~SessionListener() = default;
    // The next message is read after this returns.
    virtual Task<void> on_event(Subscription subscription, JsonText event) = 0;
    // For the first time on this connection, something could not be read and was passed over.
    virtual void on_rejected() = 0;
};

enum class SessionEnd {
    closed,    // the other side or the network ended it
    silent,    // a ping was not answered
    protocol,  // it broke the WebSocket protocol or its limits
    ended,     // by end()
};

// A signed-in connection. Requests go out one after another and are answered in any order; when
// the connection ends, all of them fail. I/O thread only.
class Session {
public:
    Session(boost::asio::any_io_executor executor, std::unique_ptr<WebSocket> socket, Worker& cpu,
            Log log, LinkTiming timing);

    // Reads until the connection ends. Call once, and await it before the session is destroyed.
    Task<SessionEnd> run(SessionListener& listener);

    // Sends a command (all its fields but the id) and waits for its result. Errors: unavailable
    // when the connection ends, timeout, not_found for "not_found", otherwise internal.
    Task<Result<JsonText>> call(boost::json::object command);
    Task<Result<JsonText>> call(boost::json::object command, std::chrono::milliseconds limit);

    // As call(), for commands that go on with events: answers the subscription's id. Events may
    // come before this returns.
    Task<Result<std::int64_t>> subscribe(Subscription about, boost::json::object command);

    // No event of this subscription is heard any more.
    Task<void> unsubscribe(std::int64_t id);

    // Ends the connection at once.
    void end();

    std::chrono::steady_clock::time_point last_heard() const { return last_heard_; }
    // Frames and parts of frames that could not be read.
    std::size_t rejected() const { return rejected_; }

private:
    struct Pending;

    Task<SessionEnd> read_all(SessionListener& listener);
    Task<void> take_frame(JsonText frame, SessionListener& listener);
    Task<void> write_all();
    Task<void> watch_silence();
    Task<Result<JsonText>> exchange(std::int64_t id, boost::json::object command,
                                    std::chrono::milliseconds limit);
    void answer(Inbound message);

    boost::asio::any_io_executor executor_;
    std::unique_ptr<WebSocket> socket_;
    Worker& cpu_;
    Log log_;
    LinkTiming timing_;
    BoundedQueue<std::string> outbox_;
    TaskGroup tasks_;
    std::map<std::int64_t, Pending*> pending_;
    std::map<std::int64_t, Subscription> subscriptions_;
    std::int64_t next_id_ = 1;
    std::chrono::steady_clock::time_point last_heard_;
    std::size_t rejected_ = 0;
    bool ended_ = false;
    std::optional<SessionEnd> end_;
};

}  // namespace ohmstead::home_assistant
