#pragma once

#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ohmstead::bench {

[[noreturn]] inline void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

inline sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

// A blocking TCP socket. Every failure throws.
class Socket {
public:
    explicit Socket(int descriptor) : descriptor_(descriptor) {
        if (descriptor_ < 0) {
            fail("socket");
        }
    }
    ~Socket() {
        if (descriptor_ >= 0) {
            close(descriptor_);
        }
    }
    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Socket& operator=(Socket&&) = delete;

    static Socket connect_to(std::uint16_t port) {
        Socket made(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const auto target = loopback(port);
        if (connect(made.descriptor_, reinterpret_cast<const sockaddr*>(&target), sizeof target) !=
            0) {
            fail("connect");
        }
        made.send_at_once();
        return made;
    }

    void send_at_once() const {
        const int on = 1;
        setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }

    void send_all(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto sent = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0) {
                fail("send");
            }
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    // At least one byte of what has arrived; throws at the end of the connection.
    std::size_t receive(char* into, std::size_t size) const {
        const auto got = recv(descriptor_, into, size, 0);
        if (got == 0) {
            errno = ECONNRESET;
        }
        if (got <= 0) {
            fail("receive");
        }
        return static_cast<std::size_t>(got);
    }

    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

}  // namespace ohmstead::bench
