#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ohmstead::test {

// The other way of base32_encode.
inline std::string base32_decode(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const auto value = c >= 'A' ? c - 'A' : c - '2' + 26;
        bits = (bits << 5) | static_cast<std::uint32_t>(value);
        held += 5;
        if (held >= 8) {
            held -= 8;
            bytes += static_cast<char>((bits >> held) & 0xffU);
        }
    }
    return bytes;
}

}  // namespace ohmstead::test
