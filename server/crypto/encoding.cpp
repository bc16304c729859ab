#include "crypto/encoding.hpp"

#include <array>

namespace ohmstead {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 0xff;

constexpr std::array<std::uint8_t, 256> values_of(std::string_view alphabet) {
    std::array<std::uint8_t, 256> values{};
    values.fill(kNoDigit);
    for (std::size_t value = 0; value < alphabet.size(); ++value) {
        values[static_cast<std::uint8_t>(alphabet[value])] = static_cast<std::uint8_t>(value);
    }
    return values;
}

constexpr auto kHexValues = values_of(kHexDigits);
constexpr auto kBase64UrlValues = values_of(kBase64Url);
constexpr auto kBase64Values = values_of(kBase64);

std::string encode_base64(ByteView bytes, std::string_view alphabet) {
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t pending = 0;
    int pending_bits = 0;
    for (const std::uint8_t byte : bytes) {
        pending = (pending << 8 | byte) & 0xffff;
        pending_bits += 8;
        while (pending_bits >= 6) {
            pending_bits -= 6;
            text += alphabet[pending >> pending_bits & 0x3f];
        }
    }
    if (pending_bits > 0) {
        text += alphabet[pending << (6 - pending_bits) & 0x3f];
    }
    return text;
}

std::optional<Bytes> decode_base64(std::string_view text,
                                   const std::array<std::uint8_t, 256>& values) {
    if (text.size() % 4 == 1) {
        return std::nullopt;
    }
    Bytes bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t pending = 0;
    int pending_bits = 0;
    for (const char character : text) {
        const std::uint8_t value = values[static_cast<std::uint8_t>(character)];
        if (value == kNoDigit) {
            return std::nullopt;
        }
        pending = (pending << 6 | value) & 0xffff;
        pending_bits += 6;
        if (pending_bits >= 8) {
            pending_bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>(pending >> pending_bits & 0xff));
        }
    }
    const std::uint32_t left_over = pending & ((1U << pending_bits) - 1U);
    return left_over == 0 ? std::optional{std::move(bytes)} : std::nullopt;
}

}  // namespace

std::string hex_encode(ByteView bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += kHexDigits[byte >> 4];
        text += kHexDigits[byte & 0x0f];
    }
    return text;
}

std::optional<Bytes> hex_decode(std::string_view text) {
    if (text.size() % 2 != 0) {
        return std::nullopt;
    }
    Bytes bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const std::uint8_t high = kHexValues[static_cast<std::uint8_t>(text[i])];
        const std::uint8_t low = kHexValues[static_cast<std::uint8_t>(text[i + 1])];
        if (high == kNoDigit || low == kNoDigit) {
            return std::nullopt;
        }
        bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return bytes;
}

std::string base64url_encode(ByteView bytes) {
    return encode_base64(bytes, kBase64Url);
}

std::optional<Bytes> base64url_decode(std::string_view text) {
    return decode_base64(text, kBase64UrlValues);
}

std::string base64_encode(ByteView bytes) {
    auto text = encode_base64(bytes, kBase64);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<Bytes> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) {
        text.remove_suffix(1);
    }
    return decode_base64(text, kBase64Values);
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view kUpperDigits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                                c == '~';
        if (unreserved) {
            encoded += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded += '%';
            encoded += kUpperDigits[byte >> 4];
            encoded += kUpperDigits[byte & 15];
        }
    }
    return encoded;
}

}  // namespace ohmstead
