#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "simulator/peer/async.hpp"
#include "simulator/peer/home.hpp"

namespace ohmstead::simulator {

/// What a host can be told to close: connections of any kind.
class Closable {
public:
    virtual ~Closable() = default;
    /// Breaks the TCP connection without a word.
    virtual void drop() = 0;
    /// Says something on a WebSocket as it is, whether it makes sense or not.
    virtual void say(const std::string&) {}
};

struct RestRequest {
    std::string method{};
    std::string target{};
    std::string authorization{};
    std::string body{};
};

struct RestAnswer {
    unsigned status = 200;
    std::string body{};
    std::string content_type = "application/json";
    std::function<void()> afterwards{};  // run when the answer is on its way
};

/// One port and what is reached through it: the connections, and the faults they suffer.
class Host {
public:
    /// Who a token belongs to; null when the token is not known.
    using Authenticate = std::function<Home*(std::string_view token)>;

    /// Answers a plain HTTP request.
    using Answer = std::function<RestAnswer(Host&, const RestRequest&)>;

    Host(asio::io_context& io, std::string name, Authenticate authenticate, Answer answer);

    /// Opens the port (0 = any) and serves until `stop`. Throws when the port cannot be had.
    void listen(const std::string& address, unsigned short port);
    unsigned short port() const { return endpoint_.port(); }
    const std::string& name() const { return name_; }
    asio::io_context& io() { return io_; }
    void stop();

    Home* authenticate(std::string_view token) const;
    RestAnswer answer(const RestRequest& request) { return answer_(*this, request); }
    /// `RUNNING`, or `STARTING` for a while after a restart.
    std::string running_state() const;
    bool silent() const;

    // Faults. Times are wall time in ms from now.
    void refuse_tokens(bool refuse) { tokens_refused_ = refuse; }
    void be_silent(Millis duration);
    void drop_all();
    void say_to_all(const std::string& text);
    /// Closes everything and the port too, for `duration`.
    void cut(Millis duration);
    /// As a restart of Home Assistant: away for `duration`, then starting for `starting`.
    void restart(Millis duration, Millis starting);

    void add(Closable* connection) { connections_.insert(connection); }
    void remove(Closable* connection) { connections_.erase(connection); }
    std::size_t connections() const { return connections_.size(); }

private:
    Task<void> accept_loop();
    Task<void> come_back(Millis duration);
    void open();

    asio::io_context& io_;
    std::string name_;
    Authenticate authenticate_;
    Answer answer_;
    asio::ip::tcp::endpoint endpoint_;
    asio::ip::tcp::acceptor acceptor_;
    asio::steady_timer away_;
    std::set<Closable*> connections_;
    bool stopped_ = false;
    bool tokens_refused_ = false;
    Millis silent_until_ = 0;
    Millis starting_until_ = 0;
};

/// Serves one accepted connection until it ends.
Task<void> serve_connection(Host& host, asio::ip::tcp::socket socket);

/// For background work: reports what escapes from it on standard error.
void report_failure(std::exception_ptr failure);

}  // namespace ohmstead::simulator
