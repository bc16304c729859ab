#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "async/task_group.hpp"
#include "base/log.hpp"
#include "http/gateway.hpp"
#include "http/request_reader.hpp"
#include "http/response_head.hpp"
#include "http/stream.hpp"
#include "http/websocket_session.hpp"
#include "observe/metrics.hpp"

namespace ohmstead::http {

// Figures of all sessions.
struct SessionMetrics {
    explicit SessionMetrics(observe::Metrics& metrics);

    observe::Counter& refused;
    observe::Gauge& sockets;
    observe::Histogram& seconds;
    void count(int status, std::chrono::steady_clock::duration took);

private:
    std::array<observe::Counter*, 5> by_class_{};
};

// What the sessions of a server share.
struct SessionShared {
    Gateway& gateway;
    TaskGroup& tasks;
    SessionMetrics& metrics;
    const CommonHeaders& plain_headers;
    const CommonHeaders& tls_headers;
    Log log;
};

// One connection: reads requests, has them answered, and turns into a WebSocket when one asks. Its
// waiting is limited from outside (check_time), so that no operation needs a timer of its own.
class Session {
public:
    using Time = std::chrono::steady_clock::time_point;

    Session(std::shared_ptr<Stream> stream, ConnectionFacts facts, const SessionShared& shared);

    Task<void> run();

    // Ends what has waited too long.
    void check_time(Time now);
    // Ends after the answer that is being made; at once when there is none.
    void drain();
    void cut() { stream_->close(); }

private:
    enum class Next { request, end, socket };

    Task<Next> serve_one();
    Task<void> serve_socket();
    Task<bool> read_head();
    Task<bool> read_body(std::size_t most_bytes);
    Task<bool> read_more();
    Task<bool> write(const Response& response, const Exchange& exchange, bool keep_alive);
    Task<bool> write_all(std::string_view head, std::string_view body);
    Task<void> refuse_request(const Refusal& refusal);
    Task<void> linger();
    using Clock = std::chrono::steady_clock;
    void allow(std::chrono::milliseconds time, Time at_most = Time::max()) {
        deadline_ = std::min(Clock::now() + time, at_most);
    }

    std::shared_ptr<Stream> stream_;
    ConnectionFacts facts_;
    const SessionShared& shared_;
    const Limits& limits_;
    std::optional<RequestReader> reader_;
    std::string out_;  // heads of answers; its memory is used again
    Time deadline_;
    bool idle_ = false;  // waits for a request that has not begun
    bool draining_ = false;
    bool timed_out_ = false;
    // Set when the connection becomes a WebSocket.
    WebSocketHandler* handler_ = nullptr;
    RequestContext socket_context_;
    std::shared_ptr<WebSocketSession> socket_;
};

}  // namespace ohmstead::http
