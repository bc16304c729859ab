#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ohmstead {

// Fills `out` from OpenSSL's generator for secrets, which the system's seeds. Throws when it fails:
// nothing may go on with a guessable secret.
void fill_random(std::span<std::uint8_t> out);

template <std::size_t Size>
std::array<std::uint8_t, Size> random_bytes() {
    std::array<std::uint8_t, Size> bytes{};
    fill_random(bytes);
    return bytes;
}

}  // namespace ohmstead
