#include "http/stream.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace ohmstead::http {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

class PlainStream final : public Stream {
public:
    explicit PlainStream(tcp::socket socket) : socket_(std::move(socket)) {
        error_code ignored;
        socket_.non_blocking(true, ignored);
    }

    tcp::socket& socket() override { return socket_; }
    bool is_tls() const override { return false; }
    Task<bool> handshake() override { co_return true; }

    Task<Outcome> read_some(boost::asio::mutable_buffer into) override {
        const auto [error, bytes] = co_await socket_.async_read_some(into, use_tuple);
        co_return Outcome{error, bytes};
    }

    Task<Outcome> write_some(std::array<boost::asio::const_buffer, 2> from) override {
        const auto [error, bytes] = co_await socket_.async_write_some(from, use_tuple);
        co_return Outcome{error, bytes};
    }

    std::size_t try_write(std::string_view bytes) override {
        error_code error;
        const auto written =
            socket_.send(boost::asio::buffer(bytes.data(), bytes.size()), 0, error);
        return error ? 0 : written;
    }

    Task<bool> shutdown() override {
        error_code error;
        socket_.shutdown(tcp::socket::shutdown_send, error);
        co_return !error;
    }

private:
    tcp::socket socket_;
};

class TlsStream final : public Stream {
public:
    TlsStream(tcp::socket socket, TlsContext context)
        : context_(std::move(context)), stream_(std::move(socket), *context_) {}

    tcp::socket& socket() override { return stream_.next_layer(); }
    bool is_tls() const override { return true; }

    Task<bool> handshake() override {
        const auto [error] =
            co_await stream_.async_handshake(boost::asio::ssl::stream_base::server, use_tuple);
        co_return !error;
    }

    Task<Outcome> read_some(boost::asio::mutable_buffer into) override {
        const auto [error, bytes] = co_await stream_.async_read_some(into, use_tuple);
        co_return Outcome{error, bytes};
    }

    Task<Outcome> write_some(std::array<boost::asio::const_buffer, 2> from) override {
        // A TLS record has one source; the second buffer waits for the next call.
        const auto& first = from[0].size() > 0 ? from[0] : from[1];
        const auto [error, bytes] = co_await stream_.async_write_some(first, use_tuple);
        co_return Outcome{error, bytes};
    }

    std::size_t try_write(std::string_view) override { return 0; }

    Task<bool> shutdown() override {
        const auto [error] = co_await stream_.async_shutdown(use_tuple);
        // An error of TLS itself: data came instead of the other side's farewell.
        co_return !error || error.category() == boost::asio::error::get_ssl_category();
    }

private:
    TlsContext context_;
    boost::asio::ssl::stream<tcp::socket> stream_;
};

}  // namespace

std::shared_ptr<Stream> Stream::make(tcp::socket socket, TlsContext tls) {
    if (tls) {
        return std::make_shared<TlsStream>(std::move(socket), std::move(tls));
    }
    return std::make_shared<PlainStream>(std::move(socket));
}

void Stream::cancel() {
    error_code ignored;
    socket().cancel(ignored);
}

void Stream::close() {
    error_code ignored;
    socket().close(ignored);
}

}  // namespace ohmstead::http
