#pragma once

#include <chrono>
#include <cstddef>

#include "http/route.hpp"

namespace ohmstead::http {

// What a client may take of the server.
struct Limits {
    std::size_t head_bytes = 16 * 1024;
    std::size_t head_fields = 100;
    std::size_t connections = 1024;
    std::size_t connections_per_address = 32;
    std::chrono::milliseconds handshake{10'000};
    std::chrono::milliseconds head{10'000};   // from the first byte to the last
    std::chrono::milliseconds body{30'000};   // without progress
    int whole_body = 10;                      // times `body`: from the head's end to the last byte
    std::chrono::milliseconds write{30'000};  // without progress
    std::chrono::milliseconds idle{60'000};
    std::chrono::milliseconds sweep{1'000};  // how often the times are checked
    Rate requests{.per_minute = 3000};       // per user or address, of routes without their own
    // Of WebSockets.
    std::size_t message_bytes = 64 * 1024;
    double messages_per_s = 20;
    double control_frames_per_s = 5;
    std::size_t queue_frames = 256;
    std::size_t queue_bytes = 1024 * 1024;
    std::chrono::milliseconds ping{20'000};    // after that long in silence
    std::chrono::milliseconds pong{20'000};    // and that much longer until the connection ends
    std::chrono::milliseconds closing{5'000};  // for the other side to follow a close
};

}  // namespace ohmstead::http
