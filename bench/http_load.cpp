// Sends the HTTP requests of a file over keep-alive connections, each connection one after the
// other, and prints one JSON object: how many, in which time. Ends with 1 when one is refused.
//
//     bench_http_load PORT CONNECTIONS ROUNDS FILE
//
// The file holds whole requests one after the other, each with a Content-Length; all of them are
// sent ROUNDS times. Connection c of n sends the requests c, c + n, c + 2n and so on, in this
// order.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "loopback.hpp"

namespace {

using namespace ohmstead::bench;
using Clock = std::chrono::steady_clock;

struct Outcome {
    std::vector<double> milliseconds;
    std::size_t bytes = 0;  // of all answers' bodies
};

std::size_t content_length(std::string_view head) {
    constexpr std::string_view kName = "\r\ncontent-length:";
    const auto found = std::search(head.begin(), head.end(), kName.begin(), kName.end(),
                                   [](char a, char b) { return std::tolower(a) == b; });
    return found == head.end() ? 0 : std::strtoul(&*found + kName.size(), nullptr, 10);
}

// The size of the first message in `text`; 0 while it is not complete.
std::size_t message_size(std::string_view text) {
    const auto end = text.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        return 0;
    }
    const auto size = end + 4 + content_length(text.substr(0, end + 4));
    return size <= text.size() ? size : 0;
}

std::vector<std::string_view> split(std::string_view all) {
    std::vector<std::string_view> requests;
    while (const auto size = message_size(all)) {
        requests.push_back(all.substr(0, size));
        all.remove_prefix(size);
    }
    return requests;
}

class Connection {
public:
    explicit Connection(std::uint16_t port) : socket_(Socket::connect_to(port)) {}

    void ask(std::string_view request, Outcome& outcome) {
        const auto start = Clock::now();
        socket_.send_all(request);
        std::size_t size = 0;
        while ((size = message_size(received_)) == 0) {
            const auto before = received_.size();
            received_.resize(before + kChunk);
            received_.resize(before + socket_.receive(received_.data() + before, kChunk));
        }
        outcome.milliseconds.push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - start).count());
        outcome.bytes += content_length(received_);
        if (!received_.starts_with("HTTP/1.1 2")) {
            throw std::runtime_error("refused: " + received_.substr(0, size));
        }
        received_.erase(0, size);
    }

private:
    static constexpr std::size_t kChunk = 64 * 1024;

    Socket socket_;
    std::string received_;
};

double quantile(const std::vector<double>& sorted, double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void run(std::uint16_t port, std::uint32_t connections, std::size_t rounds,
         const std::vector<std::string_view>& requests) {
    std::vector<Outcome> outcomes(connections);
    std::vector<std::thread> threads;
    const auto start = Clock::now();
    for (std::uint32_t number = 0; number < connections; ++number) {
        threads.emplace_back([&, number] {
            try {
                Connection connection(port);
                for (std::size_t i = number; i < rounds * requests.size(); i += connections) {
                    connection.ask(requests[i % requests.size()], outcomes[number]);
                }
            } catch (const std::exception& failure) {
                fmt::print(stderr, "connection {}: {}\n", number, failure.what());
                std::_Exit(1);
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    Outcome all;
    for (const auto& one : outcomes) {
        all.milliseconds.insert(all.milliseconds.end(), one.milliseconds.begin(),
                                one.milliseconds.end());
        all.bytes += one.bytes;
    }
    std::ranges::sort(all.milliseconds);
    fmt::print(R"({{"requests":{},"seconds":{:.6f},"bytes":{},)"
               R"("p50_ms":{:.4f},"p99_ms":{:.4f}}})"
               "\n",
               all.milliseconds.size(), seconds, all.bytes, quantile(all.milliseconds, 0.5),
               quantile(all.milliseconds, 0.99));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        fmt::print(stderr, "usage: bench_http_load PORT CONNECTIONS ROUNDS FILE\n");
        return 2;
    }
    std::ifstream file(argv[4], std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto requests = split(text);
    if (requests.empty()) {
        fmt::print(stderr, "no request in {}\n", argv[4]);
        return 2;
    }
    run(static_cast<std::uint16_t>(std::atoi(argv[1])),
        static_cast<std::uint32_t>(std::atoi(argv[2])),
        static_cast<std::size_t>(std::atoi(argv[3])), requests);
    return 0;
}
