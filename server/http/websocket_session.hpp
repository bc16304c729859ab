#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "async/event.hpp"
#include "async/task_group.hpp"
#include "http/limits.hpp"
#include "http/stream.hpp"
#include "http/token_bucket.hpp"
#include "http/websocket.hpp"
#include "http/websocket_parser.hpp"

namespace ohmstead::http {

// A WebSocket over a Stream. Frames come finished and shared, so sending one to many costs one
// system call each and no copy. Only one coroutine writes at a time, and only while something is
// queued; control frames go through the same queue, so that nothing lands inside another frame.
class WebSocketSession final : public WebSocketConnection,
                               public std::enable_shared_from_this<WebSocketSession> {
public:
    using Time = std::chrono::steady_clock::time_point;

    // `received` are bytes that came right after the handshake. `tasks` and `limits` outlive it.
    WebSocketSession(std::shared_ptr<Stream> stream, std::string received, TaskGroup& tasks,
                     const Limits& limits);

    bool send(WebSocketFrame frame) override;
    Task<std::optional<std::string>> receive() override;
    void close(CloseCode code, std::string_view reason) override;
    void on_drained(std::function<void()> callback) override { drained_ = std::move(callback); }
    bool is_open() const override { return state_ == State::open; }
    std::size_t queued_frames() const override { return queue_.size(); }

    // Closes if nobody has, and waits until the other side has too and all is written.
    Task<void> finish();
    // Pings a silent peer; ends the connection with one that stays silent, does not follow a close,
    // or takes nothing of what is queued.
    void check_time(Time now);

private:
    enum class State { open, closing, ended };

    Task<void> write_queued();
    bool queue(WebSocketFrame frame);
    void start_writer();
    void end();
    void fail(CloseCode code);
    std::optional<std::string> take(WebSocketParser::Message message);
    void follow_close(std::string_view payload);

    std::shared_ptr<Stream> stream_;
    TaskGroup& tasks_;
    const Limits& limits_;
    State state_ = State::open;
    WebSocketParser parser_;
    std::string input_;
    std::size_t input_read_ = 0;
    TokenBucket messages_;
    TokenBucket controls_;

    std::deque<WebSocketFrame> queue_;
    std::size_t queued_bytes_ = 0;
    std::size_t front_written_ = 0;  // of the first frame in the queue
    bool writing_ = false;
    bool overflowed_ = false;
    bool peer_closed_ = false;
    std::function<void()> drained_;
    Event written_;  // the writer has ended

    Time heard_;
    Time progress_;  // of writing
    Time closing_since_{};
    bool pinged_ = false;
};

}  // namespace ohmstead::http
