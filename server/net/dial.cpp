#include <array>
#include <chrono>
#include <vector>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/this_coro.hpp>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "async/timeout.hpp"
#include "net/stream.hpp"

namespace ohmstead {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::chrono::seconds kPerAddress{5};

Task<NetResult<std::vector<tcp::endpoint>>> resolve(Url url) {
    std::vector<tcp::endpoint> endpoints;
    boost::system::error_code not_literal;
    const auto literal = asio::ip::make_address(url.host, not_literal);
    if (!not_literal) {
        endpoints.emplace_back(literal, url.port);
        co_return endpoints;
    }
    const auto executor = co_await asio::this_coro::executor;
    tcp::resolver resolver(executor);
    const auto [error, found] = co_await resolver.async_resolve(
        url.host, std::to_string(url.port), tcp::resolver::numeric_service, use_tuple);
    if (error || found.empty()) {
        co_return NetError{.failure = NetFailure::unresolved};
    }
    for (const auto& entry : found) {
        endpoints.push_back(entry.endpoint());
    }
    co_return endpoints;
}

Task<boost::system::error_code> connect_to(tcp::socket& socket, tcp::endpoint endpoint) {
    const auto [error] = co_await socket.async_connect(endpoint, use_tuple);
    co_return error;
}

Task<NetResult<tcp::socket>> connect(std::vector<tcp::endpoint> endpoints,
                                     AddressPolicy addresses) {
    const auto executor = co_await asio::this_coro::executor;
    NetError last{.failure = NetFailure::refused_address};
    for (const auto& endpoint : endpoints) {
        if (!allows(addresses, endpoint.address())) {
            continue;
        }
        tcp::socket socket(executor);
        const auto error = co_await value_within(connect_to(socket, endpoint), kPerAddress);
        if (error && !*error) {
            boost::system::error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            co_return std::move(socket);
        }
        last.failure = error ? NetFailure::unreachable : NetFailure::timeout;
    }
    co_return last;
}

// "AB:CD…" and "abcd…" alike as upper-case hex with colons.
std::string normal_fingerprint(const std::string& text) {
    std::string normal;
    for (const char c : text) {
        if (c == ':' || c == ' ') {
            continue;
        }
        if (normal.size() % 3 == 2) {
            normal.push_back(':');
        }
        normal.push_back(c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c);
    }
    return normal;
}

// Empty for no certificate.
std::string fingerprint_of(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (certificate == nullptr ||
        X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) {
        return {};
    }
    std::string hex;
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    for (unsigned int i = 0; i < size; ++i) {
        hex.push_back(kDigits[digest[i] >> 4]);
        hex.push_back(kDigits[digest[i] & 15]);
    }
    return normal_fingerprint(hex);
}

std::string fingerprint_of_peer(SSL* connection) {
    X509* certificate = SSL_get1_peer_certificate(connection);
    auto fingerprint = fingerprint_of(certificate);
    X509_free(certificate);
    return fingerprint;
}

// `shown` gets the fingerprint of a certificate that is not trusted: after a failed handshake the
// connection does not know it any more.
std::shared_ptr<asio::ssl::context> make_context(const Url& url, const std::string& pinned,
                                                 std::shared_ptr<std::string> shown) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    context->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    if (!pinned.empty()) {
        // The handshake proves that the peer holds the key; which certificate it is gets checked
        // right after, and nothing is sent before that.
        context->set_verify_mode(asio::ssl::verify_none);
        return context;
    }
    context->set_default_verify_paths();
    context->set_verify_mode(asio::ssl::verify_peer);
    context->set_verify_callback(
        [shown = std::move(shown), verify = asio::ssl::host_name_verification(url.host)](
            bool trusted, asio::ssl::verify_context& chain) {
            const bool good = verify(trusted, chain);
            if (!good) {
                *shown = fingerprint_of(X509_STORE_CTX_get0_cert(chain.native_handle()));
            }
            return good;
        });
    return context;
}

Task<NetResult<Stream>> secure(tcp::socket socket, Url url, std::string pinned) {
    const auto shown = std::make_shared<std::string>();
    Stream stream(std::move(socket), make_context(url, pinned, shown));
    auto& tls = *stream.tls();
    boost::system::error_code not_literal;
    asio::ip::make_address(url.host, not_literal);
    if (not_literal) {
        // Server name indication is for names only.
        SSL_set_tlsext_host_name(tls.native_handle(), url.host.c_str());
    }
    const auto [error] = co_await tls.async_handshake(asio::ssl::stream_base::client, use_tuple);
    if (error) {
        co_return NetError{.failure = NetFailure::tls, .fingerprint = *shown};
    }
    if (!pinned.empty()) {
        auto fingerprint = fingerprint_of_peer(tls.native_handle());
        if (fingerprint != normal_fingerprint(pinned)) {
            co_return NetError{.failure = NetFailure::tls, .fingerprint = std::move(fingerprint)};
        }
    }
    co_return std::move(stream);
}

}  // namespace

Task<NetResult<Stream>> dial(Url url, DialOptions options) {
    auto endpoints = co_await resolve(url);
    if (!endpoints) {
        co_return endpoints.error();
    }
    auto socket = co_await connect(std::move(*endpoints), options.addresses);
    if (!socket) {
        co_return socket.error();
    }
    if (!url.is_tls()) {
        co_return Stream(std::move(*socket));
    }
    auto stream =
        co_await secure(std::move(*socket), std::move(url), std::move(options.pinned_fingerprint));
    co_return stream;
}

}  // namespace ohmstead
