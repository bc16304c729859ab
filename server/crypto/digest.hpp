#pragma once

#include <array>
#include <cstdint>

#include "crypto/bytes.hpp"

namespace ohmstead {

using Sha256Digest = std::array<std::uint8_t, 32>;

Sha256Digest sha256(ByteView data);
Sha256Digest hmac_sha256(ByteView key, ByteView message);
// For one-time codes (RFC 6238), whose apps know no other; nothing else is built on it.
std::array<std::uint8_t, 20> hmac_sha1(ByteView key, ByteView message);

}  // namespace ohmstead
