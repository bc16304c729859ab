#pragma once

#include <memory>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "async/task.hpp"

namespace ohmstead::test {

// TLS before a plain server on another loopback port: takes connections, decrypts, passes on. Lives
// on the test's I/O thread.
class TlsFront {
public:
    using Tcp = boost::asio::ip::tcp;

    TlsFront(boost::asio::io_context& context, boost::asio::ssl::context& tls, std::uint16_t behind)
        : acceptor_(context, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
          tls_(tls),
          behind_(boost::asio::ip::address_v4::loopback(), behind) {
        boost::asio::co_spawn(context, accept_all(), [](std::exception_ptr) {});
    }

    std::uint16_t port() const { return port_; }
    // What clients have sent once their connection was encrypted.
    std::size_t bytes_received() const { return *received_; }
    void stop() {
        boost::system::error_code ignored;
        acceptor_.close(ignored);
    }

private:
    struct Line {
        Line(Tcp::socket client, boost::asio::ssl::context& tls)
            : outside(std::move(client), tls), inside(outside.get_executor()) {}
        void close() {
            boost::system::error_code ignored;
            outside.next_layer().close(ignored);
            inside.close(ignored);
        }
        boost::asio::ssl::stream<Tcp::socket> outside;
        Tcp::socket inside;
    };

    Task<void> accept_all() {
        for (;;) {
            auto [error, socket] = co_await acceptor_.async_accept(use_tuple);
            if (error) {
                co_return;
            }
            auto line = std::make_shared<Line>(std::move(socket), tls_);
            // A client that refuses the certificate leaves during the handshake.
            boost::asio::co_spawn(acceptor_.get_executor(), serve(line, behind_, received_),
                                  [line](std::exception_ptr) { line->close(); });
        }
    }

    static Task<void> serve(std::shared_ptr<Line> line, Tcp::endpoint behind,
                            std::shared_ptr<std::size_t> received) {
        co_await line->outside.async_handshake(boost::asio::ssl::stream_base::server,
                                               boost::asio::use_awaitable);
        co_await line->inside.async_connect(behind, boost::asio::use_awaitable);
        boost::asio::co_spawn(line->inside.get_executor(),
                              pass_on(line->inside, line->outside, std::make_shared<std::size_t>()),
                              [line](std::exception_ptr) { line->close(); });
        co_await pass_on(line->outside, line->inside, std::move(received));
    }

    template <class From, class To>
    static Task<void> pass_on(From& from, To& to, std::shared_ptr<std::size_t> passed) {
        std::string bytes(16 * 1024, '\0');
        for (;;) {
            const auto size = co_await from.async_read_some(boost::asio::buffer(bytes),
                                                            boost::asio::use_awaitable);
            *passed += size;
            co_await boost::asio::async_write(to, boost::asio::buffer(bytes, size),
                                              boost::asio::use_awaitable);
        }
    }

    Tcp::acceptor acceptor_;
    std::uint16_t port_ = acceptor_.local_endpoint().port();
    boost::asio::ssl::context& tls_;
    Tcp::endpoint behind_;
    std::shared_ptr<std::size_t> received_ = std::make_shared<std::size_t>();
};

}  // namespace ohmstead::test
