#include "crypto/digest.hpp"

#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "crypto/openssl.hpp"

namespace ohmstead {

Sha256Digest sha256(ByteView data) {
    Sha256Digest digest{};
    SHA256(data.data(), data.size(), digest.data());
    return digest;
}

Sha256Digest hmac_sha256(ByteView key, ByteView message) {
    Sha256Digest digest{};
    unsigned int size = 0;
    // A null key means "the key of last time" to OpenSSL, not an empty one.
    const void* key_data = key.empty() ? "" : static_cast<const void*>(key.data());
    openssl::require(HMAC(EVP_sha256(), key_data, static_cast<int>(key.size()), message.data(),
                          message.size(), digest.data(), &size) != nullptr &&
                         size == digest.size(),
                     "HMAC");
    return digest;
}

}  // namespace ohmstead
