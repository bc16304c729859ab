#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "simulator/peer/host.hpp"

namespace ohmstead::simulator {

/// One client on the WebSocket API. Kept alive by its own coroutines until the connection ends.
class WsSession final : public Closable, public std::enable_shared_from_this<WsSession> {
public:
    using Request = boost::beast::http::request<boost::beast::http::string_body>;

    WsSession(Host& host, asio::ip::tcp::socket socket);
    ~WsSession() override;

    /// Takes over a connection that asked for an upgrade.
    static Task<void> run(std::shared_ptr<WsSession> self, Request request);

    void drop() override;
    void say(const std::string& text) override;

private:
    struct Subscription {
        std::string event_type{};                       // empty: subscribe_entities
        std::set<std::string, std::less<>> entities{};  // empty: all
    };
    struct Message {
        std::string text;
        bool alone = false;  // never inside an array
    };

    Message take();
    std::string next_frame();
    Task<bool> sign_in();
    Task<void> read_loop();
    static Task<void> write_loop(std::shared_ptr<WsSession> self);
    void handle_frame(std::string_view text);
    void handle(const boost::json::value& message);
    void dispatch(std::int64_t id, const std::string& type, const boost::json::object& command);
    void subscribe_entities(std::int64_t id, const boost::json::object& command);
    void subscribe_events(std::int64_t id, const boost::json::object& command);
    void unsubscribe(std::int64_t id, const boost::json::object& command);
    void listen_to(const Subscription& subscription);
    void on_change(const StateChange& change);
    void on_event(const std::string& type, const boost::json::object& data);
    void send(std::string text, bool alone = false);
    void close();

    Host& host_;
    Home* home_ = nullptr;
    boost::beast::websocket::stream<boost::beast::tcp_stream> socket_;
    boost::beast::flat_buffer buffer_;
    asio::steady_timer wake_;
    std::deque<Message> queue_;
    std::map<std::int64_t, Subscription> subscriptions_;
    std::optional<StateMachine::Handle> listening_;
    std::optional<StateMachine::EventHandle> hearing_;
    std::int64_t last_id_ = 0;
    bool coalesce_ = false;
    bool open_ = true;
};

}  // namespace ohmstead::simulator
