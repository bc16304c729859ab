#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/verifying_key.hpp"

namespace ohmstead {

// The public keys by which an identity provider signs.
struct JwkSet {
    struct Key {
        std::string id;  // `kid`; empty where it has none
        VerifyingKey key;
        // Whose tokens alone it may check, with "{tenantid}" for the token's tenant; Entra says so.
        // Empty: those of whoever publishes the set.
        std::string issuer;
    };
    std::vector<Key> keys;
    // What is wrong with others that are in the set, for the log. Not of keys that only are of
    // another kind.
    std::vector<std::string> refused;
};

// Larger sets are not read.
inline constexpr std::size_t kLargestJwkSet = 256 * 1024;

// RFC 7517, without trust: a key counts only when it is meant for signatures by RS256 or ES256, can
// be relied on (VerifyingKey), comes without its private part and shares its id with no other key.
// malformed for anything that is no set, too_large over the limit or for more than 100 keys.
Result<JwkSet> read_jwk_set(std::string_view json);

}  // namespace ohmstead
