#include "crypto/random.hpp"

#include <openssl/rand.h>

#include "crypto/openssl.hpp"

namespace ohmstead {

void fill_random(std::span<std::uint8_t> out) {
    openssl::require(RAND_priv_bytes(out.data(), static_cast<int>(out.size())) == 1,
                     "RAND_priv_bytes");
}

}  // namespace ohmstead
