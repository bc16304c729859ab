#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "simulator/peer/rest.hpp"
#include "simulator/peer/ws_session.hpp"

namespace ohmstead::simulator {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr std::chrono::seconds kIdle{60};

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

/// A plain HTTP connection while it lives, so that a host can drop it.
class HttpConnection final : public Closable {
public:
    HttpConnection(Host& host, asio::ip::tcp::socket socket)
        : stream(std::move(socket)), host_(host) {
        host_.add(this);
    }
    ~HttpConnection() override { host_.remove(this); }
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;
    void drop() override { stream.close(); }

    beast::tcp_stream stream;

private:
    Host& host_;
};

http::response<http::string_body> to_response(const RestAnswer& answer, unsigned version,
                                              bool keep_alive) {
    http::response<http::string_body> response(static_cast<http::status>(answer.status), version);
    response.set(http::field::content_type, answer.content_type);
    response.body() = answer.body;
    response.keep_alive(keep_alive);
    response.prepare_payload();
    return response;
}

}  // namespace

Task<void> serve_connection(Host& host, asio::ip::tcp::socket socket) {
    HttpConnection connection(host, std::move(socket));
    beast::flat_buffer buffer;
    while (true) {
        WsSession::Request request;
        connection.stream.expires_after(kIdle);
        const auto [error, size] =
            co_await http::async_read(connection.stream, buffer, request, kTuple);
        if (error) {
            co_return;
        }
        if (beast::websocket::is_upgrade(request)) {
            connection.stream.expires_never();
            if (view(request.target()) != "/api/websocket") {
                co_return;
            }
            auto session = std::make_shared<WsSession>(host, connection.stream.release_socket());
            co_await WsSession::run(std::move(session), std::move(request));
            co_return;
        }
        const RestRequest rest{
            .method = std::string(view(request.method_string())),
            .target = std::string(view(request.target())),
            .authorization = std::string(view(request[http::field::authorization])),
            .body = std::move(request.body())};
        const RestAnswer answer = host.answer(rest);
        auto response = to_response(answer, request.version(), request.keep_alive());
        const bool keep = response.keep_alive();
        const auto [write_error, written] =
            co_await http::async_write(connection.stream, response, kTuple);
        if (answer.afterwards) {
            answer.afterwards();
        }
        if (write_error || !keep) {
            co_return;
        }
    }
}

}  // namespace ohmstead::simulator
