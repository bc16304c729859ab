#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/websocket.hpp"

namespace ohmstead::http {

// The server's side of RFC 6455 framing, without any I/O: bytes in, messages out. Refuses what a
// client must not send: unmasked frames, reserved bits and opcodes, fragmented or long control
// frames, a continuation of nothing, a new message inside another, text that is not UTF-8. Memory
// grows with what has arrived, never with what a header announces.
class WebSocketParser {
public:
    enum class Kind { text, binary, close, ping, pong };

    struct Message {
        Kind kind{};
        std::string payload;
    };
    struct Step {
        std::size_t consumed = 0;          // bytes taken from the input
        std::optional<Message> message;    // a message that is now complete
        std::optional<CloseCode> failure;  // the connection has to end with this
    };

    explicit WebSocketParser(std::size_t most_bytes) : most_bytes_(most_bytes) {}

    // Reads from `input` until a message is complete, a rule is broken or nothing is left.
    Step parse(std::string_view input);

private:
    std::optional<CloseCode> begin_frame();
    std::optional<CloseCode> end_frame(std::optional<Message>& message);

    std::size_t most_bytes_;
    // The header of the current frame as far as it has arrived; its payload follows.
    std::array<unsigned char, 14> header_{};
    std::size_t header_size_ = 0;
    std::size_t header_wanted_ = 2;
    bool in_payload_ = false;
    bool final_ = false;
    unsigned opcode_ = 0;
    std::uint64_t payload_left_ = 0;
    std::size_t mask_at_ = 0;
    std::string control_;
    // The message that is being put together from fragments.
    std::optional<Kind> message_kind_;
    std::string message_;
    std::size_t fragments_ = 0;
};

// What goes over the wire for one unfragmented message of a server.
std::string websocket_frame(WebSocketParser::Kind kind, std::string_view payload);
std::string websocket_close_frame(CloseCode code, std::string_view reason);

// What to answer a received close frame with: its own code when that is one a peer may send, 1002
// when it is not, 1007 for a reason that is not UTF-8. The code alone, without the reason.
CloseCode close_code_for(std::string_view close_payload);

// The Sec-WebSocket-Accept for a key; nothing when `key` is not the base64 of 16 bytes.
std::optional<std::string> websocket_accept(std::string_view key);

}  // namespace ohmstead::http
