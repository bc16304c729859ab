#include "simulator/peer/ws_session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "simulator/base/json_file.hpp"
#include "simulator/peer/commands.hpp"
#include "simulator/peer/messages.hpp"

namespace ohmstead::simulator {

namespace beast = boost::beast;
namespace json = boost::json;
namespace websocket = boost::beast::websocket;

namespace {

constexpr std::size_t kLargestFrame = 4 * 1024 * 1024;
// Home Assistant drops a client that lets more messages wait.
constexpr std::size_t kLongestQueue = 4096;
constexpr std::chrono::seconds kSignInTime{10};

}  // namespace

WsSession::WsSession(Host& host, asio::ip::tcp::socket socket)
    : host_(host), socket_(std::move(socket)), wake_(host.io()) {
    host_.add(this);
}

WsSession::~WsSession() {
    close();
    host_.remove(this);
}

void WsSession::close() {
    open_ = false;
    if (listening_) {
        home_->states().forget(*listening_);
        listening_.reset();
    }
    if (hearing_) {
        home_->states().forget_events(*hearing_);
        hearing_.reset();
    }
    if (home_ != nullptr) {
        home_->states().remove_waiting(queue_.size());
    }
    queue_.clear();
    wake_.cancel();
    beast::get_lowest_layer(socket_).close();
}

void WsSession::drop() {
    close();
}

void WsSession::say(const std::string& text) {
    send(text, true);
}

Task<void> WsSession::run(std::shared_ptr<WsSession> self, Request request) {
    websocket::permessage_deflate deflate;
    deflate.server_enable = true;
    self->socket_.set_option(deflate);
    self->socket_.read_message_max(kLargestFrame);
    const auto [error] = co_await self->socket_.async_accept(request, kTuple);
    if (error) {
        co_return;
    }
    self->socket_.text(true);
    self->socket_.auto_fragment(false);  // Home Assistant sends a message as one frame
    const bool signed_in = co_await self->sign_in();
    if (signed_in) {
        asio::co_spawn(self->host_.io(), write_loop(self), report_failure);
        co_await self->read_loop();
    }
    self->close();
}

Task<bool> WsSession::sign_in() {
    const std::string hello =
        json::serialize(json::object{{"type", "auth_required"}, {"ha_version", kVersion}});
    co_await socket_.async_write(asio::buffer(hello), kTuple);
    beast::get_lowest_layer(socket_).expires_after(kSignInTime);
    const auto [error, size] = co_await socket_.async_read(buffer_, kTuple);
    beast::get_lowest_layer(socket_).expires_never();
    if (error) {
        co_return false;
    }
    json::error_code bad;
    const json::value message = json::parse(beast::buffers_to_string(buffer_.data()), bad);
    buffer_.consume(buffer_.size());
    if (bad || !message.is_object()) {
        co_return false;
    }
    const json::value* type = message.get_object().if_contains("type");
    const json::value* token = message.get_object().if_contains("access_token");
    if (type != nullptr && *type == "auth" && token != nullptr && token->is_string()) {
        home_ = host_.authenticate(std::string_view(token->get_string()));
    }
    json::object answer{{"type", "auth_ok"}, {"ha_version", kVersion}};
    if (home_ == nullptr) {
        answer = {{"type", "auth_invalid"}, {"message", "Invalid access token or password"}};
    }
    const std::string text = json::serialize(answer);
    co_await socket_.async_write(asio::buffer(text), kTuple);
    if (home_ == nullptr) {
        co_await socket_.async_close(websocket::close_code::normal, kTuple);
    }
    co_return home_ != nullptr;
}

Task<void> WsSession::read_loop() {
    while (open_) {
        const auto [error, size] = co_await socket_.async_read(buffer_, kTuple);
        if (error || !open_) {
            co_return;
        }
        const std::string text = beast::buffers_to_string(buffer_.data());
        buffer_.consume(buffer_.size());
        if (!host_.silent()) {
            handle_frame(text);
        }
    }
}

WsSession::Message WsSession::take() {
    Message message = std::move(queue_.front());
    queue_.pop_front();
    home_->states().remove_waiting(1);
    return message;
}

/// Everything that waits, in one array where the client takes arrays.
std::string WsSession::next_frame() {
    Message first = take();
    const auto joins = [this] { return !queue_.empty() && !queue_.front().alone; };
    if (!coalesce_ || first.alone || !joins()) {
        return std::move(first.text);
    }
    std::string frame = "[" + first.text;
    while (joins()) {
        frame += ',';
        frame += take().text;
    }
    frame += ']';
    return frame;
}

Task<void> WsSession::write_loop(std::shared_ptr<WsSession> self) {
    while (self->open_) {
        if (self->queue_.empty()) {
            self->wake_.expires_at(asio::steady_timer::time_point::max());
            co_await self->wake_.async_wait(kTuple);
            continue;
        }
        const std::string frame = self->next_frame();
        const auto [error, size] = co_await self->socket_.async_write(asio::buffer(frame), kTuple);
        if (error) {
            self->close();
        }
    }
}

void WsSession::send(std::string text, bool alone) {
    if (!open_ || home_ == nullptr || host_.silent()) {
        return;
    }
    if (queue_.size() >= kLongestQueue) {
        close();
        return;
    }
    queue_.push_back({.text = std::move(text), .alone = alone});
    home_->states().add_waiting(1);
    wake_.cancel();
}

void WsSession::handle_frame(std::string_view text) {
    json::error_code bad;
    const json::value message = json::parse(text, bad);
    if (bad) {
        close();
        return;
    }
    if (message.is_array()) {
        for (const json::value& each : message.get_array()) {
            handle(each);
        }
        return;
    }
    handle(message);
}

void WsSession::handle(const json::value& message) {
    const json::object* command = message.if_object();
    const json::value* id_value = command != nullptr ? command->if_contains("id") : nullptr;
    const json::value* type_value = command != nullptr ? command->if_contains("type") : nullptr;
    if (id_value == nullptr || !id_value->is_int64() || id_value->get_int64() < 1 ||
        type_value == nullptr || !type_value->is_string()) {
        send(error_message(0, "invalid_format", "Message incorrectly formatted."));
        return;
    }
    const std::int64_t id = id_value->get_int64();
    if (id <= last_id_) {
        send(error_message(id, "id_reuse", "Identifier values have to increase."));
        return;
    }
    last_id_ = id;
    try {
        dispatch(id, std::string(type_value->get_string()), *command);
    } catch (const CommandError& error) {
        send(error_message(id, error.code(), error.what()));
    } catch (const std::runtime_error& error) {
        send(error_message(id, "invalid_format", error.what()));
    }
}

void WsSession::dispatch(std::int64_t id, const std::string& type, const json::object& command) {
    if (type == "ping") {
        send(json::serialize(json::object{{"id", id}, {"type", "pong"}}));
    } else if (type == "supported_features") {
        coalesce_ = number_or(section(command, "features"), "coalesce_messages", 0) > 0;
        send(result_message(id, nullptr));
    } else if (type == "subscribe_entities") {
        subscribe_entities(id, command);
    } else if (type == "subscribe_events") {
        subscribe_events(id, command);
    } else if (type == "unsubscribe_events") {
        unsubscribe(id, command);
    } else {
        send(result_message(id, answer_command(*home_, type, command, host_.running_state())));
    }
}

void WsSession::subscribe_entities(std::int64_t id, const json::object& command) {
    Subscription subscription;
    for (const json::value& each : items(command, "entity_ids")) {
        subscription.entities.emplace(each.as_string());
    }
    send(result_message(id, nullptr));
    json::object snapshot;
    for (const auto& [entity_id, state] : home_->states().all()) {
        if (subscription.entities.empty() || subscription.entities.contains(entity_id)) {
            snapshot[entity_id] = compressed_state(state);
        }
    }
    send(event_message(id, json::object{{"a", std::move(snapshot)}}));
    listen_to(subscription);
    subscriptions_[id] = std::move(subscription);
}

void WsSession::subscribe_events(std::int64_t id, const json::object& command) {
    subscriptions_[id] = {.event_type = text_or(command, "event_type", "*")};
    listen_to(subscriptions_[id]);
    send(result_message(id, nullptr));
}

void WsSession::unsubscribe(std::int64_t id, const json::object& command) {
    const auto subscription = static_cast<std::int64_t>(number_or(command, "subscription", 0));
    if (subscriptions_.erase(subscription) == 0) {
        throw CommandError("not_found", "Subscription not found.");
    }
    send(result_message(id, nullptr));
}

void WsSession::listen_to(const Subscription& subscription) {
    const bool to_states = subscription.event_type.empty() || subscription.event_type == "*" ||
                           subscription.event_type == "state_changed";
    if (to_states && !listening_) {
        listening_ =
            home_->states().listen([this](const StateChange& change) { on_change(change); });
    }
    if (!hearing_) {
        hearing_ = home_->states().listen_to_events(
            [this](const std::string& type, const json::object& data) { on_event(type, data); });
    }
}

void WsSession::on_event(const std::string& type, const json::object& data) {
    for (const auto& [id, subscription] : subscriptions_) {
        if (subscription.event_type == type || subscription.event_type == "*") {
            send(event_message(id, plain_event(type, data, home_->now())));
        }
    }
}

void WsSession::on_change(const StateChange& change) {
    for (const auto& [id, subscription] : subscriptions_) {
        if (subscription.event_type.empty()) {
            if (subscription.entities.empty() || subscription.entities.contains(change.entity_id)) {
                send(event_message(id, compressed_change(change)));
            }
        } else if (subscription.event_type == "state_changed" || subscription.event_type == "*") {
            send(event_message(id, state_changed_event(change, home_->now())));
        }
    }
}

}  // namespace ohmstead::simulator
