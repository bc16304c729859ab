#include "auth/totp.hpp"

#include <array>

#include <fmt/format.h>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace ohmstead {
namespace {

constexpr Milliseconds kStep = std::chrono::seconds{30};
constexpr std::size_t kDigits = 6;

std::string digits_of(std::string_view text) {
    std::string packed;
    for (const char c : text.substr(0, 4 * kDigits)) {
        if (c != ' ') {
            packed += c;
        }
    }
    return packed;
}

}  // namespace

std::int64_t totp_step(Instant at) {
    return ms_of(at) / kStep.count();
}

std::string totp_code(ByteView secret, std::int64_t step, int digits) {
    std::array<std::uint8_t, 8> message{};
    for (std::size_t i = 0; i < message.size(); ++i) {
        message[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (56 - 8 * i));
    }
    const auto digest = hmac_sha1(secret, message);
    const std::size_t offset = digest[19] & 0x0fU;
    const std::uint32_t number = (static_cast<std::uint32_t>(digest[offset] & 0x7fU) << 24) |
                                 (static_cast<std::uint32_t>(digest[offset + 1]) << 16) |
                                 (static_cast<std::uint32_t>(digest[offset + 2]) << 8) |
                                 static_cast<std::uint32_t>(digest[offset + 3]);
    std::uint32_t modulus = 1;
    for (int i = 0; i < digits; ++i) {
        modulus *= 10;
    }
    return fmt::format("{:0{}}", number % modulus, digits);
}

std::optional<std::int64_t> totp_step_of(ByteView secret, std::string_view code, Instant now) {
    const std::string given = digits_of(code);
    const std::int64_t middle = totp_step(now);
    std::optional<std::int64_t> found;
    for (const std::int64_t step : {middle - 1, middle, middle + 1}) {
        if (equal_in_constant_time(bytes_of(totp_code(secret, step)), bytes_of(given))) {
            found = step;
        }
    }
    return found;
}

std::string base32_encode(ByteView bytes) {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string text;
    std::uint32_t bits = 0;
    int held = 0;
    for (const std::uint8_t byte : bytes) {
        bits = (bits << 8) | byte;
        held += 8;
        while (held >= 5) {
            held -= 5;
            text += kAlphabet[(bits >> held) & 31U];
        }
    }
    if (held > 0) {
        text += kAlphabet[(bits << (5 - held)) & 31U];
    }
    return text;
}

std::string otpauth_uri(ByteView secret, std::string_view account) {
    return fmt::format("otpauth://totp/Ohmstead:{}?secret={}&issuer=Ohmstead",
                       percent_encode(account), base32_encode(secret));
}

}  // namespace ohmstead
