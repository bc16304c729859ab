#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "async/bounded_queue.hpp"
#include "http/websocket.hpp"

namespace ohmstead::test {

// The text in a frame of at most 64 KiB, which the server does not mask.
inline std::string text_of_frame(const std::string& frame) {
    constexpr char kTwoByteLength = 126;
    return frame.substr(frame.at(1) == kTwoByteLength ? 4 : 2);
}

class FakeConnection final : public http::WebSocketConnection {
public:
    explicit FakeConnection(boost::asio::any_io_executor executor)
        : incoming_(std::move(executor), 1000) {}

    void say(std::string text) { incoming_.try_push(std::move(text)); }
    void hang_up() { incoming_.close(); }

    bool send(http::WebSocketFrame frame) override {
        if (is_full || closed) {
            return false;
        }
        sent.push_back(text_of_frame(*frame));
        return true;
    }
    Task<std::optional<std::string>> receive() override { return incoming_.pop(); }
    void close(http::CloseCode code, std::string_view) override {
        closed = closed.value_or(code);
        incoming_.close();
    }
    void on_drained(std::function<void()>) override {}
    bool is_open() const override { return !closed; }
    std::size_t queued_frames() const override { return is_full ? 256 : 0; }

    std::vector<std::string> sent;
    std::optional<http::CloseCode> closed;
    bool is_full = false;

private:
    BoundedQueue<std::string> incoming_;
};

}  // namespace ohmstead::test
