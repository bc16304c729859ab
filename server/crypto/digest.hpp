#pragma once

#include <array>
#include <cstdint>

#include "crypto/bytes.hpp"

namespace ohmstead {

using Sha256Digest = std::array<std::uint8_t, 32>;

Sha256Digest sha256(ByteView data);
Sha256Digest hmac_sha256(ByteView key, ByteView message);

}  // namespace ohmstead
