#include "http/websocket_session.hpp"

#include <algorithm>
#include <array>

namespace ohmstead::http {
namespace {

constexpr std::size_t kFrameReadSize = 512;
constexpr double kBurst = 2;  // times the allowance of a second
// Control frames and the close itself find room even in a full queue.
constexpr std::size_t kSpareFrames = 8;

WebSocketSession::Time now() {
    return std::chrono::steady_clock::now();
}

WebSocketFrame share(std::string frame) {
    return std::make_shared<const std::string>(std::move(frame));
}

}  // namespace

WebSocketSession::WebSocketSession(std::shared_ptr<Stream> stream, std::string received,
                                   TaskGroup& tasks, const Limits& limits)
    : stream_(std::move(stream)),
      tasks_(tasks),
      limits_(limits),
      parser_(limits.message_bytes),
      input_(std::move(received)),
      messages_(limits.messages_per_s, kBurst * limits.messages_per_s, now()),
      controls_(limits.control_frames_per_s, kBurst * limits.control_frames_per_s, now()),
      written_(stream_->socket().get_executor()),
      heard_(now()),
      progress_(heard_) {}

bool WebSocketSession::send(WebSocketFrame frame) {
    if (state_ != State::open) {
        return false;
    }
    if (queue_.size() >= limits_.queue_frames ||
        queued_bytes_ + frame->size() > limits_.queue_bytes) {
        overflowed_ = true;
        return false;
    }
    return queue(std::move(frame));
}

bool WebSocketSession::queue(WebSocketFrame frame) {
    if (queue_.size() >= limits_.queue_frames + kSpareFrames) {
        return false;
    }
    if (queue_.empty()) {
        const auto written = stream_->try_write(*frame);
        progress_ = now();
        if (written == frame->size()) {
            return true;
        }
        front_written_ = written;
    }
    queued_bytes_ += frame->size();
    queue_.push_back(std::move(frame));
    start_writer();
    return true;
}

void WebSocketSession::start_writer() {
    if (!writing_) {
        writing_ = true;
        tasks_.spawn("websocket writer", write_queued());
    }
}

Task<void> WebSocketSession::write_queued() {
    const auto self = shared_from_this();
    while (!queue_.empty() && state_ != State::ended) {
        const auto first = queue_.front();
        const auto second = queue_.size() > 1 ? queue_[1] : WebSocketFrame{};
        const std::array<boost::asio::const_buffer, 2> buffers{
            boost::asio::buffer(first->data() + front_written_, first->size() - front_written_),
            second ? boost::asio::buffer(*second) : boost::asio::const_buffer{}};
        const auto outcome = co_await stream_->write_some(buffers);
        if (outcome.error) {
            end();
            break;
        }
        progress_ = now();
        front_written_ += outcome.bytes;
        while (!queue_.empty() && front_written_ >= queue_.front()->size()) {
            front_written_ -= queue_.front()->size();
            queued_bytes_ -= queue_.front()->size();
            queue_.pop_front();
        }
    }
    writing_ = false;
    written_.notify();
    if (overflowed_ && state_ == State::open) {
        overflowed_ = false;
        if (drained_) {
            drained_();
        }
    }
}

void WebSocketSession::close(CloseCode code, std::string_view reason) {
    if (state_ != State::open) {
        return;
    }
    state_ = State::closing;
    closing_since_ = now();
    queue(share(websocket_close_frame(code, reason)));
}

void WebSocketSession::fail(CloseCode code) {
    close(code, {});
    // Whoever breaks the rules is not waited for; what they send from here on is not read.
    peer_closed_ = true;
}

void WebSocketSession::follow_close(std::string_view payload) {
    close(close_code_for(payload), {});
    peer_closed_ = true;
}

// The payload when it is for the handler.
std::optional<std::string> WebSocketSession::take(WebSocketParser::Message message) {
    using Kind = WebSocketParser::Kind;
    const bool is_data = message.kind == Kind::text || message.kind == Kind::binary;
    if (message.kind == Kind::close) {
        follow_close(message.payload);
        return std::nullopt;
    }
    if (!(is_data ? messages_ : controls_).take(now())) {
        fail(CloseCode::policy);
        return std::nullopt;
    }
    if (message.kind == Kind::ping && state_ == State::open) {
        queue(share(websocket_frame(Kind::pong, message.payload)));
    }
    if (message.kind == Kind::binary) {
        fail(static_cast<CloseCode>(1003));
    }
    if (message.kind != Kind::text || state_ != State::open) {
        return std::nullopt;
    }
    return std::move(message.payload);
}

Task<std::optional<std::string>> WebSocketSession::receive() {
    while (state_ != State::ended && !peer_closed_) {
        while (input_read_ < input_.size() && !peer_closed_) {
            auto step = parser_.parse(std::string_view(input_).substr(input_read_));
            input_read_ += step.consumed;
            if (step.failure) {
                fail(*step.failure);
                break;
            }
            if (!step.message) {
                continue;
            }
            if (auto text = take(std::move(*step.message))) {
                co_return text;
            }
        }
        if (peer_closed_) {
            break;
        }
        input_.resize(kFrameReadSize);
        input_read_ = kFrameReadSize;
        const auto outcome =
            co_await stream_->read_some(boost::asio::buffer(input_.data(), input_.size()));
        if (outcome.error) {
            state_ = State::ended;
            break;
        }
        input_.resize(outcome.bytes);
        input_read_ = 0;
        heard_ = now();
        pinged_ = false;
    }
    co_return std::nullopt;
}

Task<void> WebSocketSession::finish() {
    close(CloseCode::normal, {});
    while (state_ != State::ended && !peer_closed_) {
        co_await receive();
    }
    while (writing_) {
        co_await written_.wait();
    }
    state_ = State::ended;
}

void WebSocketSession::end() {
    state_ = State::ended;
    stream_->close();
}

void WebSocketSession::check_time(Time at) {
    const auto silent = at - heard_;
    const bool does_not_follow = state_ == State::closing && at - closing_since_ > limits_.closing;
    const bool takes_nothing = writing_ && at - progress_ > limits_.write;
    if (does_not_follow || takes_nothing || silent > limits_.ping + limits_.pong) {
        end();
    } else if (silent > limits_.ping && !pinged_ && state_ == State::open) {
        pinged_ = true;
        queue(share(websocket_frame(WebSocketParser::Kind::ping, {})));
    }
}

}  // namespace ohmstead::http
