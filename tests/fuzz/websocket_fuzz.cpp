#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/websocket_parser.hpp"

// Cut into pieces of any size, the same bytes give the same messages and the same end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using ohmstead::http::WebSocketParser;
    if (size < 1) {
        return 0;
    }
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const std::size_t piece = 1 + data[0] % 16;
    const auto run = [&](std::size_t step_bytes, std::size_t& messages) {
        WebSocketParser parser(64 * 1024);
        for (std::size_t at = 0; at < bytes.size();) {
            const auto step = parser.parse(bytes.substr(at, step_bytes));
            at += step.consumed;
            messages += step.message ? 1 : 0;
            if (step.failure) {
                return static_cast<int>(*step.failure);
            }
            if (step.consumed == 0) {
                break;
            }
        }
        return 0;
    };
    std::size_t whole_messages = 0;
    std::size_t piece_messages = 0;
    const int whole = run(bytes.size(), whole_messages);
    const int pieces = run(piece, piece_messages);
    if (whole != pieces || whole_messages != piece_messages) {
        std::abort();
    }
    return 0;
}
