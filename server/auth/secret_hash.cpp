#include "auth/secret_hash.hpp"

#include "base/ids.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"

namespace ohmstead {

std::string make_secret() {
    return base64url_encode(random_bytes<32>());
}

std::string hash_of_secret(std::string_view secret) {
    return hex_encode(sha256(bytes_of(secret)));
}

std::string public_id_of(std::string_view secret_hash) {
    const auto digest = sha256(bytes_of("public id, version 1 " + std::string(secret_hash)));
    std::string id;
    for (std::size_t i = 0; i < kIdLength; ++i) {
        id += kIdAlphabet[digest[i] % kIdAlphabet.size()];
    }
    return id;
}

}  // namespace ohmstead
