#include "net/websocket_client.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "async/timeout.hpp"

namespace ohmstead {

// Beast finds these by argument-dependent lookup: how to drop our stream when a time limit passes,
// and how to end it after the closing handshake. The socket is simply closed: the WebSocket's own
// closing frames already told both sides that nothing is missing.
static void beast_close_socket(Stream& stream) {
    stream.close();
}

template <class Handler>
static void async_teardown(boost::beast::role_type, Stream& stream, Handler&& handler) {
    stream.close();
    boost::asio::post(stream.get_executor(),
                      boost::beast::bind_front_handler(std::forward<Handler>(handler),
                                                       boost::system::error_code{}));
}

namespace {

namespace websocket = boost::beast::websocket;
using namespace std::chrono_literals;

// What a connection keeps between messages; larger buffers are given back.
constexpr std::size_t kKeptBuffer = 256 * 1024;
// JSON parsers want some room behind a text; a large one is not copied again for that.
constexpr std::size_t kParserPadding = 64;

NetError socket_failure(const boost::system::error_code& error) {
    if (error == websocket::error::closed) {
        return NetError{.failure = NetFailure::closed};
    }
    if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow) {
        return NetError{.failure = NetFailure::too_large};
    }
    if (error.category() == websocket::make_error_code(websocket::error::closed).category()) {
        return NetError{.failure = NetFailure::protocol};
    }
    return NetError{.failure = NetFailure::unreachable};
}

class BeastWebSocket final : public WebSocket {
public:
    BeastWebSocket(Stream stream, std::size_t max_message) : stream_(std::move(stream)) {
        auto timeouts = websocket::stream_base::timeout{};
        timeouts.handshake_timeout = 15s;
        timeouts.idle_timeout = websocket::stream_base::none();
        timeouts.keep_alive_pings = false;
        stream_.set_option(timeouts);
        stream_.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
            request.set(boost::beast::http::field::user_agent, "Ohmstead");
        }));
        stream_.read_message_max(max_message);
        stream_.text(true);
    }

    Task<NetResult<void>> handshake(Url url) {
        websocket::response_type response;
        const auto authority = url.authority();
        const auto [error] =
            co_await stream_.async_handshake(response, authority, url.target, use_tuple);
        if (error == websocket::error::upgrade_declined) {
            co_return NetError{.failure = NetFailure::declined,
                               .http_status = static_cast<int>(response.result_int())};
        }
        if (error) {
            // Anything that is not even HTTP counts as another protocol.
            const bool broken = error.category() == boost::asio::error::get_system_category() ||
                                error.category() == boost::asio::error::get_misc_category();
            co_return broken ? NetError{.failure = NetFailure::unreachable}
                             : NetError{.failure = NetFailure::protocol};
        }
        co_return NetResult<void>{};
    }

    Task<NetResult<void>> read(std::string& message) override {
        const auto [error, size] = co_await stream_.async_read(buffer_, use_tuple);
        if (error) {
            co_return socket_failure(error);
        }
        if (!stream_.got_text()) {
            co_return NetError{.failure = NetFailure::protocol};
        }
        const auto data = buffer_.cdata();
        message.reserve(data.size() + kParserPadding);
        message.assign(static_cast<const char*>(data.data()), data.size());
        if (buffer_.capacity() > kKeptBuffer) {
            buffer_ = boost::beast::flat_buffer();
        } else {
            buffer_.clear();
        }
        co_return NetResult<void>{};
    }

    Task<NetResult<void>> write(std::string message) override {
        const auto [error, size] =
            co_await stream_.async_write(boost::asio::buffer(message), use_tuple);
        if (error) {
            co_return socket_failure(error);
        }
        co_return NetResult<void>{};
    }

    Task<void> close() override {
        const bool closed = co_await finishes_within(say_good_bye(), 2s);
        if (!closed) {
            abort();
        }
    }

    void abort() override { stream_.next_layer().close(); }

private:
    Task<void> say_good_bye() {
        co_await stream_.async_close(websocket::close_code::normal, use_tuple);
    }

    websocket::stream<Stream, false> stream_;  // without compression
    boost::beast::flat_buffer buffer_;
};

Task<NetResult<std::unique_ptr<WebSocket>>> open(WebSocketOptions options) {
    auto stream = co_await dial(options.url, options.dial);
    if (!stream) {
        co_return stream.error();
    }
    auto socket = std::make_unique<BeastWebSocket>(std::move(*stream), options.max_message);
    const auto agreed = co_await socket->handshake(options.url);
    if (!agreed) {
        co_return agreed.error();
    }
    co_return std::unique_ptr<WebSocket>(std::move(socket));
}

}  // namespace

Task<NetResult<std::unique_ptr<WebSocket>>> connect_websocket(WebSocketOptions options) {
    const auto limit = options.time_limit;
    auto socket = co_await value_within(open(std::move(options)), limit);
    if (!socket) {
        co_return NetError{.failure = NetFailure::timeout};
    }
    co_return std::move(*socket);
}

}  // namespace ohmstead
