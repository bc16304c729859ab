#include "http/websocket_parser.hpp"

#include <algorithm>

#include <openssl/evp.h>

#include "reflect/utf8.hpp"

namespace ohmstead::http {
namespace {

constexpr std::size_t kMostFragments = 1'000;
constexpr std::size_t kLongestControl = 125;

constexpr unsigned kContinuation = 0;
constexpr unsigned kText = 1;
constexpr unsigned kBinary = 2;
constexpr unsigned kClose = 8;
constexpr unsigned kPing = 9;
constexpr unsigned kPong = 10;

bool is_control(unsigned opcode) {
    return opcode >= kClose;
}

unsigned opcode_of(WebSocketParser::Kind kind) {
    switch (kind) {
        case WebSocketParser::Kind::text:
            return kText;
        case WebSocketParser::Kind::binary:
            return kBinary;
        case WebSocketParser::Kind::close:
            return kClose;
        case WebSocketParser::Kind::ping:
            return kPing;
        case WebSocketParser::Kind::pong:
            return kPong;
    }
    return kText;
}

WebSocketParser::Kind kind_of(unsigned opcode) {
    switch (opcode) {
        case kBinary:
            return WebSocketParser::Kind::binary;
        case kClose:
            return WebSocketParser::Kind::close;
        case kPing:
            return WebSocketParser::Kind::ping;
        case kPong:
            return WebSocketParser::Kind::pong;
        default:
            return WebSocketParser::Kind::text;
    }
}

// Whether a peer may send this code (RFC 6455, 7.4, and the registered ones up to 1014).
bool may_be_sent(unsigned code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

}  // namespace

std::optional<CloseCode> WebSocketParser::begin_frame() {
    const unsigned first = header_[0];
    const unsigned short_length = header_[1] & 0x7FU;
    const bool masked = (header_[1] & 0x80U) != 0;
    opcode_ = first & 0x0FU;
    final_ = (first & 0x80U) != 0;
    const bool known = opcode_ <= kBinary || (opcode_ >= kClose && opcode_ <= kPong);
    if (!masked || (first & 0x70U) != 0 || !known) {
        return CloseCode::protocol_error;
    }
    if (is_control(opcode_)) {
        if (!final_ || short_length > kLongestControl) {
            return CloseCode::protocol_error;
        }
    } else if ((opcode_ == kContinuation) != message_kind_.has_value()) {
        return CloseCode::protocol_error;
    }
    const std::size_t length_bytes = short_length == 126 ? 2 : short_length == 127 ? 8 : 0;
    header_wanted_ = 2 + length_bytes + 4;
    if (header_size_ < header_wanted_) {
        return std::nullopt;
    }
    payload_left_ = length_bytes == 0 ? short_length : 0;
    for (std::size_t at = 0; at < length_bytes; ++at) {
        payload_left_ = payload_left_ << 8U | header_[2 + at];
    }
    const bool needs_more_bytes_than_used = (length_bytes == 2 && payload_left_ < 126) ||
                                            (length_bytes == 8 && payload_left_ <= 0xFFFF);
    if (payload_left_ >> 63U != 0 || needs_more_bytes_than_used) {
        return CloseCode::protocol_error;
    }
    if (!is_control(opcode_)) {
        if (payload_left_ > most_bytes_ - message_.size() || ++fragments_ > kMostFragments) {
            return CloseCode::too_big;
        }
        if (opcode_ != kContinuation) {
            message_kind_ = kind_of(opcode_);
        }
    }
    in_payload_ = true;
    mask_at_ = 0;
    return std::nullopt;
}

std::optional<CloseCode> WebSocketParser::end_frame(std::optional<Message>& message) {
    in_payload_ = false;
    header_size_ = 0;
    header_wanted_ = 2;
    if (is_control(opcode_)) {
        message = Message{.kind = kind_of(opcode_), .payload = std::move(control_)};
        control_.clear();
        return std::nullopt;
    }
    if (!final_) {
        return std::nullopt;
    }
    if (*message_kind_ == Kind::text && !is_valid_utf8(message_)) {
        return CloseCode::invalid_text;
    }
    message = Message{.kind = *message_kind_, .payload = std::move(message_)};
    message_.clear();
    message_kind_.reset();
    fragments_ = 0;
    return std::nullopt;
}

WebSocketParser::Step WebSocketParser::parse(std::string_view input) {
    Step step;
    while (!step.message && !step.failure) {
        if (!in_payload_) {
            if (step.consumed == input.size()) {
                break;
            }
            header_[header_size_++] = static_cast<unsigned char>(input[step.consumed++]);
            // The first two bytes say how long the header is, and already enough to refuse it.
            if (header_size_ == header_wanted_) {
                step.failure = begin_frame();
            }
            if (!in_payload_) {
                continue;
            }
        }
        auto& target = is_control(opcode_) ? control_ : message_;
        const auto count = static_cast<std::size_t>(
            std::min<std::uint64_t>(payload_left_, input.size() - step.consumed));
        const auto* mask = header_.data() + header_wanted_ - 4;
        for (const char c : input.substr(step.consumed, count)) {
            target += static_cast<char>(static_cast<unsigned char>(c) ^ mask[mask_at_++ % 4]);
        }
        step.consumed += count;
        payload_left_ -= count;
        if (payload_left_ > 0) {
            break;
        }
        step.failure = end_frame(step.message);
    }
    return step;
}

std::string websocket_frame(WebSocketParser::Kind kind, std::string_view payload) {
    std::string frame;
    frame.reserve(payload.size() + 10);
    frame += static_cast<char>(0x80U | opcode_of(kind));
    const std::uint64_t size = payload.size();
    const unsigned length_bytes = size < 126 ? 0 : size <= 0xFFFF ? 2 : 8;
    frame += static_cast<char>(length_bytes == 0 ? size : length_bytes == 2 ? 126U : 127U);
    for (unsigned left = length_bytes; left > 0; --left) {
        frame += static_cast<char>(size >> (left - 1) * 8 & 0xFFU);
    }
    frame += payload;
    return frame;
}

std::string websocket_close_frame(CloseCode code, std::string_view reason) {
    const auto number = static_cast<unsigned>(code);
    std::string payload{static_cast<char>(number >> 8U), static_cast<char>(number & 0xFFU)};
    payload += reason.substr(0, kLongestControl - 2);
    return websocket_frame(WebSocketParser::Kind::close, payload);
}

CloseCode close_code_for(std::string_view close_payload) {
    if (close_payload.empty()) {
        return CloseCode::normal;
    }
    if (close_payload.size() == 1) {
        return CloseCode::protocol_error;
    }
    const auto code = static_cast<unsigned>(static_cast<unsigned char>(close_payload[0])) << 8U |
                      static_cast<unsigned char>(close_payload[1]);
    if (!may_be_sent(code)) {
        return CloseCode::protocol_error;
    }
    return is_valid_utf8(close_payload.substr(2)) ? static_cast<CloseCode>(code)
                                                  : CloseCode::invalid_text;
}

std::optional<std::string> websocket_accept(std::string_view key) {
    const auto is_base64 = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '+' || c == '/';
    };
    if (key.size() != 24 || !key.ends_with("==") ||
        !std::ranges::all_of(key.substr(0, 22), is_base64)) {
        return std::nullopt;
    }
    const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, 20> digest{};
    std::array<unsigned char, 29> encoded{};
    EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
    return std::string(encoded.begin(), encoded.end() - 1);
}

WebSocketFrame make_text_frame(std::string_view payload) {
    return std::make_shared<const std::string>(
        websocket_frame(WebSocketParser::Kind::text, payload));
}

}  // namespace ohmstead::http
