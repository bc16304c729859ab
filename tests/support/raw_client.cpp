#include "raw_client.hpp"

#include <algorithm>
#include <array>
#include <poll.h>
#include <span>
#include <stdexcept>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

namespace ohmstead::test {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds kPatience{5'000};

}  // namespace

struct RawClient::Socket {
    asio::io_context io;
    tcp::socket plain{io};
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{nullptr, &SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> tls{nullptr, &SSL_free};

    bool readable(std::chrono::milliseconds wait) {
        if (tls && SSL_pending(tls.get()) > 0) {
            return true;
        }
        pollfd poll_for{.fd = plain.native_handle(), .events = POLLIN, .revents = 0};
        return poll(&poll_for, 1, static_cast<int>(wait.count())) == 1;
    }

    // The bytes read; 0 at the end.
    std::size_t read(std::span<char> into) {
        if (tls) {
            const int bytes = SSL_read(tls.get(), into.data(), static_cast<int>(into.size()));
            return bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
        }
        error_code ec;
        return plain.read_some(asio::buffer(into.data(), into.size()), ec);
    }
};

std::string RawClient::Response::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
}

RawClient::RawClient(std::uint16_t port, bool tls) : socket_(std::make_unique<Socket>()) {
    socket_->plain.connect({asio::ip::address_v4::loopback(), port});
    socket_->plain.set_option(tcp::no_delay(true));
    if (tls) {
        socket_->context.reset(SSL_CTX_new(TLS_client_method()));
        socket_->tls.reset(SSL_new(socket_->context.get()));
        SSL_set_fd(socket_->tls.get(), socket_->plain.native_handle());
        if (SSL_connect(socket_->tls.get()) != 1) {
            throw std::runtime_error("no TLS handshake");
        }
    }
}

RawClient::~RawClient() = default;
RawClient::RawClient(RawClient&&) noexcept = default;

bool RawClient::send(std::string_view bytes) {
    if (socket_->tls) {
        return SSL_write(socket_->tls.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
    }
    error_code ec;
    asio::write(socket_->plain, asio::buffer(bytes.data(), bytes.size()), ec);
    return !ec;
}

bool RawClient::fill() {
    if (!socket_->readable(kPatience)) {
        return false;
    }
    std::array<char, 16 * 1024> buffer{};
    const auto bytes = socket_->read(buffer);
    received_.append(buffer.data(), bytes);
    return bytes > 0;
}

RawClient::Response RawClient::response(bool has_body) {
    Response response;
    auto end = received_.find("\r\n\r\n");
    while (end == std::string::npos) {
        if (!fill()) {
            return response;
        }
        end = received_.find("\r\n\r\n");
    }
    response.head = received_.substr(0, end + 2);
    received_.erase(0, end + 4);
    response.status = std::stoi(response.head.substr(9, 3));
    for (auto at = response.head.find("\r\n") + 2; at < response.head.size();) {
        const auto line_end = response.head.find("\r\n", at);
        const auto line = response.head.substr(at, line_end - at);
        const auto colon = line.find(": ");
        auto name = line.substr(0, colon);
        std::ranges::transform(name, name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        response.headers.emplace(std::move(name), line.substr(colon + 2));
        at = line_end + 2;
    }
    const auto length = response.header("content-length");
    if (has_body && !length.empty()) {
        response.body = read(std::stoul(length));
    }
    return response;
}

RawClient::Response RawClient::ask(std::string_view bytes) {
    send(bytes);
    return response();
}

std::string RawClient::read(std::size_t bytes) {
    while (received_.size() < bytes && fill()) {
    }
    const auto count = std::min(bytes, received_.size());
    auto result = received_.substr(0, count);
    received_.erase(0, count);
    return result;
}

std::string RawClient::read_all() {
    while (fill()) {
    }
    return std::move(received_);
}

bool RawClient::ended(std::chrono::milliseconds wait) {
    const auto until = std::chrono::steady_clock::now() + wait;
    while (std::chrono::steady_clock::now() < until) {
        if (socket_->readable(std::chrono::milliseconds{10}) && !fill()) {
            return true;
        }
    }
    return false;
}

void RawClient::close() {
    error_code ignored;
    socket_->plain.close(ignored);
}

std::string get_request(std::string_view path, std::string_view more) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) +
           "\r\n";
}

std::string post_request(std::string_view path, std::string_view body, std::string_view more) {
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n" + std::string(more) + "\r\n" + std::string(body);
}

std::string client_frame(unsigned first_byte, std::string_view payload) {
    constexpr std::array<unsigned char, 4> kMask{0x12, 0x34, 0x56, 0x78};
    std::string frame{static_cast<char>(first_byte)};
    if (payload.size() < 126) {
        frame += static_cast<char>(0x80U | payload.size());
    } else if (payload.size() <= 0xFFFF) {
        frame += static_cast<char>(0x80U | 126U);
        frame += static_cast<char>(payload.size() >> 8U);
        frame += static_cast<char>(payload.size() & 0xFFU);
    } else {
        frame += static_cast<char>(0x80U | 127U);
        for (int shift = 56; shift >= 0; shift -= 8) {
            frame += static_cast<char>(std::uint64_t{payload.size()} >> shift & 0xFFU);
        }
    }
    frame.append(kMask.begin(), kMask.end());
    for (std::size_t at = 0; at < payload.size(); ++at) {
        frame += static_cast<char>(static_cast<unsigned char>(payload[at]) ^ kMask[at % 4]);
    }
    return frame;
}

}  // namespace ohmstead::test
