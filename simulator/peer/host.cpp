#include "simulator/peer/host.hpp"

#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include "simulator/base/clock.hpp"

namespace ohmstead::simulator {

using asio::ip::tcp;

void report_failure(std::exception_ptr failure) {
    if (!failure) {
        return;
    }
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        fmt::print(stderr, "ohmstead-simulator: {}\n", error.what());
    }
}

Host::Host(asio::io_context& io, std::string name, Authenticate authenticate, Answer answer)
    : io_(io),
      name_(std::move(name)),
      authenticate_(std::move(authenticate)),
      answer_(std::move(answer)),
      acceptor_(io),
      away_(io) {}

void Host::listen(const std::string& address, unsigned short port) {
    endpoint_ = tcp::endpoint(asio::ip::make_address(address), port);
    open();
    // The same from now on, whenever it comes back: whoever asks for the port reads it from
    // elsewhere.
    endpoint_ = acceptor_.local_endpoint();
}

void Host::open() {
    acceptor_.open(endpoint_.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.bind(endpoint_);
    acceptor_.listen(4096);
    asio::co_spawn(io_, accept_loop(), report_failure);
}

Task<void> Host::accept_loop() {
    while (acceptor_.is_open()) {
        auto [error, socket] = co_await acceptor_.async_accept(kTuple);
        if (error) {
            continue;
        }
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        asio::co_spawn(io_, serve_connection(*this, std::move(socket)), report_failure);
    }
}

void Host::stop() {
    stopped_ = true;
    away_.cancel();
    acceptor_.close();
    drop_all();
}

Home* Host::authenticate(std::string_view token) const {
    return tokens_refused_ ? nullptr : authenticate_(token);
}

std::string Host::running_state() const {
    return wall_now() < starting_until_ ? "STARTING" : "RUNNING";
}

bool Host::silent() const {
    return wall_now() < silent_until_;
}

void Host::be_silent(Millis duration) {
    silent_until_ = wall_now() + duration;
}

void Host::drop_all() {
    // Dropping takes a connection out of the set.
    const std::vector<Closable*> all(connections_.begin(), connections_.end());
    for (Closable* connection : all) {
        connection->drop();
    }
}

void Host::say_to_all(const std::string& text) {
    for (Closable* connection : connections_) {
        connection->say(text);
    }
}

void Host::cut(Millis duration) {
    acceptor_.close();
    drop_all();
    asio::co_spawn(io_, come_back(duration), report_failure);
}

void Host::restart(Millis duration, Millis starting) {
    starting_until_ = wall_now() + duration + starting;
    cut(duration);
}

Task<void> Host::come_back(Millis duration) {
    away_.expires_after(std::chrono::milliseconds(duration));
    const auto [error] = co_await away_.async_wait(kTuple);
    // A second cut starts a wait of its own and cancels this one.
    if (!error && !stopped_ && !acceptor_.is_open()) {
        open();
    }
}

}  // namespace ohmstead::simulator
