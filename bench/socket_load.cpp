// Holds many WebSockets open and measures how old the values are that arrive on them.
//
//     bench_socket_load PORT WARM_UP_S SECONDS FILE
//
// Each line of the file is one socket: the path, a blank, the Cookie header or "-", a blank, and
// the text message to send once it is open, or "-". Prints "begin" when all are open and the
// warm-up is over, "end" after the seconds, and then one JSON object.
//
// What travels with a value is the time at which it was true. Of Ohmstead's power frames it is the
// newest time in "age" (whole milliseconds); of other servers' frames "t", nanoseconds since 1970.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <vector>

#include <fmt/format.h>

#include "base/time.hpp"
#include "loopback.hpp"

namespace {

using namespace ohmstead::bench;
using Wall = std::chrono::system_clock;

// What has arrived of a socket's stream of unmasked server frames.
struct Client {
    explicit Client(Socket open) : socket(std::move(open)) {}
    Socket socket;
    std::string received;
};

struct Measured {
    std::vector<float> milliseconds;
    std::size_t bytes = 0;
    bool counts = false;
};

// A mask of zeros leaves the payload as it is.
std::string masked_frame(char kind, std::string_view payload) {
    std::string frame(1, kind);
    if (payload.size() < 126) {
        frame += static_cast<char>(0x80 | payload.size());
    } else {
        frame += static_cast<char>(0x80 | 126);
        frame += static_cast<char>(payload.size() >> 8);
        frame += static_cast<char>(payload.size() & 0xff);
    }
    return frame.append(4, '\0').append(payload);
}

// A line of the file.
struct Wanted {
    std::string path;
    std::string cookie;
    std::string message;
};

Wanted parse_line(const std::string& line) {
    const auto first = line.find(' ');
    const auto last = line.find(" {", first + 1);
    const bool says_something = last != std::string::npos;
    const auto cookie_end = says_something ? last : line.rfind(' ');
    return {.path = line.substr(0, first),
            .cookie = line.substr(first + 1, cookie_end - first - 1),
            .message = says_something ? line.substr(last + 1) : std::string()};
}

Socket ask_for_upgrade(std::uint16_t port, const Wanted& wanted) {
    auto socket = Socket::connect_to(port);
    socket.send_all(fmt::format(
        "GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: http://127.0.0.1:{}\r\nUpgrade: "
        "websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{}\r\n",
        wanted.path, port, port,
        wanted.cookie == "-" ? "" : fmt::format("Cookie: {}\r\n", wanted.cookie)));
    return socket;
}

void finish_upgrade(Client& client, const Wanted& wanted) {
    auto& received = client.received;
    while (received.find("\r\n\r\n") == std::string::npos) {
        const auto before = received.size();
        received.resize(before + 2048);
        received.resize(before + client.socket.receive(received.data() + before, 2048));
    }
    if (!received.starts_with("HTTP/1.1 101")) {
        throw std::runtime_error("no WebSocket: " + received.substr(0, received.find('\r')));
    }
    received.erase(0, received.find("\r\n\r\n") + 4);
    if (!wanted.message.empty()) {
        client.socket.send_all(masked_frame('\x81', wanted.message));
    }
}

std::optional<Wall::time_point> newest_age(std::string_view frame) {
    const auto start = frame.find(R"("age":{)");
    if (!frame.starts_with(R"({"type":"power")") || start == std::string_view::npos) {
        return std::nullopt;
    }
    std::optional<Wall::time_point> newest;
    auto rest = frame.substr(start + 7, frame.find('}', start) - start - 7);
    for (auto at = rest.find(":\""); at != std::string_view::npos; at = rest.find(":\"")) {
        rest.remove_prefix(at + 2);
        if (const auto time = ohmstead::parse_rfc3339(rest.substr(0, rest.find('"')))) {
            newest = std::max(newest.value_or(*time), Wall::time_point{*time});
        }
    }
    return newest;
}

std::optional<Wall::time_point> stamp_of(std::string_view frame) {
    constexpr std::string_view kStamp = R"({"t": )";
    if (!frame.starts_with(kStamp)) {
        return newest_age(frame);
    }
    return Wall::time_point{
        std::chrono::nanoseconds{std::strtoll(frame.data() + kStamp.size(), nullptr, 10)}};
}

void take_frame(std::string_view payload, Wall::time_point now, Measured& measured) {
    const auto stamp = measured.counts ? stamp_of(payload) : std::nullopt;
    if (stamp) {
        measured.bytes += payload.size();
        measured.milliseconds.push_back(
            std::chrono::duration<float, std::milli>(now - *stamp).count());
    }
}

bool is_ping(std::string_view frame) {
    return (frame[0] & 0x0f) == 0x9;
}

void take_frames(Client& client, Measured& measured) {
    const auto now = Wall::now();
    std::string_view rest = client.received;
    while (rest.size() >= 2) {
        std::size_t head = 2;
        auto size = static_cast<std::size_t>(rest[1] & 0x7f);
        if (size >= 126) {
            const std::size_t width = size == 126 ? 2 : 8;
            head += width;
            size = 0;
            for (std::size_t i = 2; i < std::min(head, rest.size()); ++i) {
                size = size << 8 | static_cast<unsigned char>(rest[i]);
            }
        }
        if (rest.size() < head + size) {
            break;
        }
        if (is_ping(rest)) {
            client.socket.send_all(masked_frame('\x8a', rest.substr(head, size)));
        } else {
            take_frame(rest.substr(head, size), now, measured);
        }
        rest.remove_prefix(head + size);
    }
    client.received.erase(0, client.received.size() - rest.size());
}

class Poll {
public:
    Poll() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {}

    void add(Client& client) const {
        epoll_event event{.events = EPOLLIN, .data = {.ptr = &client}};
        fcntl(client.socket.descriptor(), F_SETFL, O_NONBLOCK);
        if (epoll_ctl(epoll_.descriptor(), EPOLL_CTL_ADD, client.socket.descriptor(), &event) !=
            0) {
            fail("epoll");
        }
    }

    // Reads all that arrives until `end`, at least once.
    void read_until(Wall::time_point end, Measured& measured) {
        do {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(end - Wall::now()).count();
            const int ready =
                epoll_wait(epoll_.descriptor(), events_.data(), static_cast<int>(events_.size()),
                           static_cast<int>(std::max<std::int64_t>(0, left)));
            for (int i = 0; i < ready; ++i) {
                read(*static_cast<Client*>(events_[static_cast<std::size_t>(i)].data.ptr),
                     measured);
            }
        } while (Wall::now() < end);
    }

private:
    void read(Client& client, Measured& measured) {
        const auto size = client.socket.receive(buffer_.data(), buffer_.size());
        client.received.append(buffer_.data(), size);
        take_frames(client, measured);
    }

    Socket epoll_;
    std::vector<epoll_event> events_{256};
    std::vector<char> buffer_ = std::vector<char>(64 * 1024);
};

float quantile(const std::vector<float>& sorted, double share) {
    return sorted.empty()
               ? -1
               : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void run(std::uint16_t port, std::chrono::milliseconds warm_up, std::chrono::milliseconds length,
         const std::vector<std::string>& lines) {
    std::vector<Client> clients;
    clients.reserve(lines.size());  // the poll keeps addresses of clients
    Poll poll;
    Measured measured;
    constexpr std::size_t kAtOnce = 50;
    while (clients.size() < lines.size()) {
        const auto first = clients.size();
        const auto end = std::min(first + kAtOnce, lines.size());
        for (auto i = first; i < end; ++i) {
            clients.emplace_back(ask_for_upgrade(port, parse_line(lines[i])));
        }
        for (auto i = first; i < end; ++i) {
            finish_upgrade(clients[i], parse_line(lines[i]));
            poll.add(clients[i]);
            take_frames(clients[i], measured);
        }
        poll.read_until(Wall::now(), measured);
    }
    poll.read_until(Wall::now() + warm_up, measured);
    fmt::print("begin\n");
    std::fflush(stdout);
    measured.counts = true;
    poll.read_until(Wall::now() + length, measured);
    fmt::print("end\n");
    auto& times = measured.milliseconds;
    std::ranges::sort(times);
    fmt::print(R"({{"sockets":{},"frames":{},"bytes":{},)"
               R"("p50_ms":{:.3f},"p99_ms":{:.3f},"worst_ms":{:.3f}}})"
               "\n",
               clients.size(), times.size(), measured.bytes, quantile(times, 0.5),
               quantile(times, 0.99), quantile(times, 1));
    std::fflush(stdout);
    // Held until whoever reads this has looked at the server.
    std::getchar();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        fmt::print(stderr, "usage: bench_socket_load PORT WARM_UP_S SECONDS FILE\n");
        return 2;
    }
    std::ifstream file(argv[4]);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    try {
        run(static_cast<std::uint16_t>(std::atoi(argv[1])),
            std::chrono::milliseconds{std::atoi(argv[2]) * 1000},
            std::chrono::milliseconds{std::atoi(argv[3]) * 1000}, lines);
    } catch (const std::exception& failure) {
        fmt::print(stderr, "bench_socket_load: {}\n", failure.what());
        return 1;
    }
    return 0;
}
