#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "async/sleep.hpp"
#include "async/task.hpp"

namespace ohmstead::test {

// Accepts connections on a loopback port and answers each request head with the same bytes, whole
// or a byte at a time. Lives on the test's I/O thread.
class LoopbackServer {
public:
    using Tcp = boost::asio::ip::tcp;

    LoopbackServer(boost::asio::io_context& context, std::string answer,
                   boost::asio::ssl::context* tls = nullptr)
        : acceptor_(context, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
          answer_(std::move(answer)),
          tls_(tls) {
        boost::asio::co_spawn(context, accept_all(), [](std::exception_ptr) {});
    }

    std::uint16_t port() const { return port_; }
    void drip(std::chrono::milliseconds pause) { pause_ = pause; }
    const std::vector<std::string>& requests() const { return requests_; }
    std::size_t accepted() const { return accepted_; }
    void stop() {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
    }

private:
    Task<void> accept_all() {
        for (;;) {
            auto [error, socket] = co_await acceptor_.async_accept(use_tuple);
            if (error) {
                co_return;
            }
            ++accepted_;
            // The client leaving early is part of what is tested.
            boost::asio::co_spawn(acceptor_.get_executor(), converse(std::move(socket)),
                                  [](std::exception_ptr) {});
        }
    }

    Task<void> converse(Tcp::socket socket) {
        if (tls_ == nullptr) {
            co_await answer_on(socket);
            co_return;
        }
        boost::asio::ssl::stream<Tcp::socket&> stream(socket, *tls_);
        co_await stream.async_handshake(boost::asio::ssl::stream_base::server,
                                        boost::asio::use_awaitable);
        co_await answer_on(stream);
        co_await stream.async_shutdown(use_tuple);
    }

    template <class Stream>
    Task<void> answer_on(Stream& stream) {
        std::string head;
        co_await boost::asio::async_read_until(stream, boost::asio::dynamic_buffer(head),
                                               "\r\n\r\n", boost::asio::use_awaitable);
        requests_.push_back(head);
        if (pause_.count() == 0) {
            co_await boost::asio::async_write(stream, boost::asio::buffer(answer_),
                                              boost::asio::use_awaitable);
            co_return;
        }
        for (const char c : answer_) {
            co_await boost::asio::async_write(stream, boost::asio::buffer(&c, 1),
                                              boost::asio::use_awaitable);
            co_await sleep_for(pause_);
        }
    }

    Tcp::acceptor acceptor_;
    std::uint16_t port_ = acceptor_.local_endpoint().port();
    std::string answer_;
    boost::asio::ssl::context* tls_;
    std::chrono::milliseconds pause_{0};
    std::vector<std::string> requests_;
    std::size_t accepted_ = 0;
};

}  // namespace ohmstead::test
