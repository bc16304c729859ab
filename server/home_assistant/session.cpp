#include "home_assistant/session.hpp"

#include <utility>

#include "async/event.hpp"
#include "async/sleep.hpp"

namespace ohmstead::home_assistant {
namespace {

// Above this, parsing would hold up the I/O thread.
constexpr std::size_t kLargeFrame = 256 * 1024;
constexpr std::size_t kMaxQueued = 256;

Error lost() {
    return make_error(ErrorCode::unavailable, "The connection to Home Assistant was lost.");
}

}  // namespace

// Lives in the coroutine that waits for the answer.
struct Session::Pending {
    explicit Pending(boost::asio::any_io_executor executor) : answered(std::move(executor)) {}

    Event answered;
    std::optional<Result<JsonText>> result;
};

Session::Session(boost::asio::any_io_executor executor, std::unique_ptr<WebSocket> socket,
                 Worker& cpu, Log log, LinkTiming timing)
    : executor_(executor),
      socket_(std::move(socket)),
      cpu_(cpu),
      log_(log),
      timing_(timing),
      outbox_(executor, kMaxQueued),
      tasks_(executor, log),
      last_heard_(std::chrono::steady_clock::now()) {}

Task<SessionEnd> Session::run(SessionListener& listener) {
    tasks_.spawn("home assistant writer", write_all());
    tasks_.spawn("home assistant ping", watch_silence());
    const auto end = co_await read_all(listener);
    ended_ = true;
    socket_->abort();
    outbox_.close();
    for (const auto& [id, pending] : pending_) {
        pending->result.emplace(lost());
        pending->answered.notify();
    }
    tasks_.cancel();
    co_await tasks_.join();
    co_return end_.value_or(end);
}

void Session::end() {
    end_ = end_.value_or(SessionEnd::ended);
    ended_ = true;
    socket_->abort();
}

Task<SessionEnd> Session::read_all(SessionListener& listener) {
    std::string message;
    while (!ended_) {
        const auto read = co_await socket_->read(message);
        if (!read) {
            const auto failure = read.error().failure;
            const bool broken = failure == NetFailure::protocol || failure == NetFailure::too_large;
            co_return broken ? SessionEnd::protocol : SessionEnd::closed;
        }
        last_heard_ = std::chrono::steady_clock::now();
        co_await take_frame(JsonText(std::move(message)), listener);
        message.clear();
    }
    co_return SessionEnd::ended;
}

Task<void> Session::take_frame(JsonText frame, SessionListener& listener) {
    ParsedFrame parsed;
    if (frame.size() > kLargeFrame) {
        auto parse = [frame] { return parse_frame(frame); };
        parsed = co_await cpu_.run(std::move(parse));
    } else {
        parsed = parse_frame(frame);
    }
    if (parsed.rejected > 0) {
        if (rejected_ == 0) {
            listener.on_rejected();
        }
        rejected_ += parsed.rejected;
    }
    for (auto& message : parsed.messages) {
        if (message.type == Inbound::Type::event) {
            const auto about = subscriptions_.find(message.id);
            if (about != subscriptions_.end()) {
                co_await listener.on_event(about->second, std::move(message.body));
            }
        } else if (message.type == Inbound::Type::result || message.type == Inbound::Type::pong) {
            answer(std::move(message));
        }
    }
}

void Session::answer(Inbound message) {
    const auto found = pending_.find(message.id);
    if (found == pending_.end()) {
        log_.debug("an answer to request {} came, which nobody waits for", message.id);
        return;
    }
    auto& pending = *found->second;
    if (message.type == Inbound::Type::pong || message.success) {
        pending.result.emplace(std::move(message.body));
    } else if (message.error_code == "not_found") {
        pending.result.emplace(
            make_error(ErrorCode::not_found, "Home Assistant has no such data."));
    } else {
        log_.debug("request {} failed: {}", message.id, message.error_code);
        pending.result.emplace(
            make_error(ErrorCode::internal, "Home Assistant refused the request."));
    }
    pending.answered.notify();
}

Task<void> Session::write_all() {
    for (;;) {
        auto message = co_await outbox_.pop();
        if (!message) {
            co_return;
        }
        const auto written = co_await socket_->write(std::move(*message));
        if (!written) {
            socket_->abort();
            co_return;
        }
    }
}

Task<void> Session::watch_silence() {
    for (;;) {
        const auto silence = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - last_heard_);
        if (silence < timing_.ping_after) {
            co_await sleep_for(timing_.ping_after - silence);
            continue;
        }
        const auto pong = co_await call({{"type", "ping"}}, timing_.pong_within);
        if (!pong && pong.error().code == ErrorCode::timeout) {
            end_ = end_.value_or(SessionEnd::silent);
            socket_->abort();
            co_return;
        }
        // Whatever came meanwhile counts as life; a pong has already been noted.
        last_heard_ = std::chrono::steady_clock::now();
    }
}

Task<Result<JsonText>> Session::call(boost::json::object command) {
    auto result = co_await call(std::move(command), timing_.request);
    co_return result;
}

Task<Result<JsonText>> Session::call(boost::json::object command, std::chrono::milliseconds limit) {
    const auto id = next_id_++;
    auto result = co_await exchange(id, std::move(command), limit);
    co_return result;
}

Task<Result<std::int64_t>> Session::subscribe(Subscription about, boost::json::object command) {
    const auto id = next_id_++;
    subscriptions_.emplace(id, about);
    const auto confirmed = co_await exchange(id, std::move(command), timing_.request);
    if (!confirmed) {
        subscriptions_.erase(id);
        co_return confirmed.error();
    }
    co_return id;
}

Task<void> Session::unsubscribe(std::int64_t id) {
    subscriptions_.erase(id);
    co_await call({{"type", "unsubscribe_events"}, {"subscription", id}});
}

Task<Result<JsonText>> Session::exchange(std::int64_t id, boost::json::object command,
                                         std::chrono::milliseconds limit) {
    if (ended_) {
        co_return lost();
    }
    // Ids must arrive in ascending order, so the message is queued before anything is waited for.
    auto message = encode_command(id, std::move(command));
    if (!outbox_.try_push(message)) {
        co_return make_error(ErrorCode::unavailable, "Too many requests wait for Home Assistant.");
    }
    Pending pending(executor_);
    // Taken out again however this coroutine ends.
    struct Registration {
        std::map<std::int64_t, Pending*>& all;
        std::int64_t id;
        ~Registration() { all.erase(id); }
    };
    pending_.emplace(id, &pending);
    const Registration registration{pending_, id};
    const bool answered = co_await pending.answered.wait_for(limit);
    if (!answered || !pending.result) {
        co_return make_error(ErrorCode::timeout, "Home Assistant did not answer in time.");
    }
    co_return std::move(*pending.result);
}

}  // namespace ohmstead::home_assistant
