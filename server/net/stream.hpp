#pragma once

#include <memory>
#include <string>
#include <utility>
#include <variant>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "async/task.hpp"
#include "net/address_policy.hpp"
#include "net/net_error.hpp"
#include "net/url.hpp"

namespace ohmstead {

// A connected byte stream, with or without TLS, as one type: what is built on it (HTTP, WebSocket)
// is compiled once. Meets Asio's AsyncReadStream and AsyncWriteStream.
class Stream {
public:
    using executor_type = boost::asio::any_io_executor;
    using Plain = boost::asio::ip::tcp::socket;
    using Tls = boost::asio::ssl::stream<Plain>;

    explicit Stream(Plain socket) : inner_(std::move(socket)) {}
    Stream(Plain socket, std::shared_ptr<boost::asio::ssl::context> context)
        : context_(std::move(context)),
          inner_(std::make_unique<Tls>(std::move(socket), *context_)) {}

    executor_type get_executor() { return socket().get_executor(); }
    Plain& socket() {
        auto* plain = std::get_if<Plain>(&inner_);
        return plain != nullptr ? *plain : std::get<std::unique_ptr<Tls>>(inner_)->next_layer();
    }
    // Null without TLS.
    Tls* tls() {
        auto* tls = std::get_if<std::unique_ptr<Tls>>(&inner_);
        return tls != nullptr ? tls->get() : nullptr;
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& into) {
                if (auto* encrypted = tls()) {
                    encrypted->async_read_some(into, std::move(handler));
                } else {
                    socket().async_read_some(into, std::move(handler));
                }
            },
            token, buffers);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& from) {
                if (auto* encrypted = tls()) {
                    encrypted->async_write_some(from, std::move(handler));
                } else {
                    socket().async_write_some(from, std::move(handler));
                }
            },
            token, buffers);
    }

    // Ends the connection at once; everything that waits on it returns.
    void close() {
        boost::system::error_code ignored;
        socket().close(ignored);
    }

private:
    std::shared_ptr<boost::asio::ssl::context> context_;
    std::variant<Plain, std::unique_ptr<Tls>> inner_;
};

// How to get to the host of a URL.
struct DialOptions {
    AddressPolicy addresses = AddressPolicy::self_hosted;
    // SHA-256 of the certificate, in hex with or without colons: exactly that certificate is
    // trusted. Empty: one that the system's authorities vouch for under the host's name.
    std::string pinned_fingerprint;
};

// Resolves, checks every address against the policy, connects to the first that answers within
// 5 s, and does the TLS handshake where the scheme asks for it. Limit the whole with
// value_within(); a name server that does not answer can delay that by its own time limit.
Task<NetResult<Stream>> dial(Url url, DialOptions options);

}  // namespace ohmstead
