// The floor of a fan-out: one thread that sends the same frame to every connection with send(), at
// a fixed rate, and does nothing else. Prints its port; runs until SIGTERM ends it.
//
//     bench_plain_send FRAME_BYTES FRAMES_PER_SECOND

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <poll.h>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "loopback.hpp"

namespace {

using namespace ohmstead::bench;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kUpgraded = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

std::string make_frame(std::size_t size) {
    auto payload = fmt::format(R"({{"t": {}, "pad": ")",
                               std::chrono::system_clock::now().time_since_epoch().count());
    payload.resize(std::max(size, payload.size() + 2) - 2, 'x');
    payload += "\"}";
    std::string frame = "\x81\x7e";
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xff);
    return frame + payload;
}

Socket listen_on_loopback() {
    Socket listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto address = loopback(0);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener.descriptor(), generic, size) != 0 ||
        listen(listener.descriptor(), SOMAXCONN) != 0 ||
        getsockname(listener.descriptor(), generic, &size) != 0) {
        fail("listen");
    }
    fmt::print("{}\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return listener;
}

void accept_one(const Socket& listener, std::vector<Socket>& clients) {
    Socket client(accept4(listener.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
    client.send_at_once();
    std::vector<char> request(4096);
    client.receive(request.data(), request.size());
    client.send_all(kUpgraded);
    clients.push_back(std::move(client));
}

void serve(std::size_t frame_bytes, double rate) {
    const auto listener = listen_on_loopback();
    const auto interval =
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / rate));
    std::vector<Socket> clients;
    for (auto due = Clock::now() + interval;; due += interval) {
        for (auto left = due - Clock::now(); left > Clock::duration{}; left = due - Clock::now()) {
            pollfd waiting{.fd = listener.descriptor(), .events = POLLIN, .revents = 0};
            const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
            if (poll(&waiting, 1, static_cast<int>(ms)) > 0) {
                accept_one(listener, clients);
            }
        }
        const auto frame = make_frame(frame_bytes);
        for (const auto& client : clients) {
            send(client.descriptor(), frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        fmt::print(stderr, "usage: bench_plain_send FRAME_BYTES FRAMES_PER_SECOND\n");
        return 2;
    }
    serve(static_cast<std::size_t>(std::atoi(argv[1])), std::atof(argv[2]));
}
