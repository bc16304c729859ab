#include "crypto/digest.hpp"

#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "crypto/openssl.hpp"

namespace ohmstead {
namespace {

template <class Digest>
Digest hmac(const EVP_MD* algorithm, ByteView key, ByteView message) {
    Digest digest{};
    unsigned int size = 0;
    // A null key means "the key of last time" to OpenSSL, not an empty one.
    const void* key_data = key.empty() ? "" : static_cast<const void*>(key.data());
    openssl::require(HMAC(algorithm, key_data, static_cast<int>(key.size()), message.data(),
                          message.size(), digest.data(), &size) != nullptr &&
                         size == digest.size(),
                     "HMAC");
    return digest;
}

}  // namespace

Sha256Digest sha256(ByteView data) {
    Sha256Digest digest{};
    SHA256(data.data(), data.size(), digest.data());
    return digest;
}

Sha256Digest hmac_sha256(ByteView key, ByteView message) {
    return hmac<Sha256Digest>(EVP_sha256(), key, message);
}

std::array<std::uint8_t, 20> hmac_sha1(ByteView key, ByteView message) {
    return hmac<std::array<std::uint8_t, 20>>(EVP_sha1(), key, message);
}

}  // namespace ohmstead
