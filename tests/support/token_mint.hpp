#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <openssl/evp.h>

#include "crypto/bytes.hpp"

namespace ohmstead::test {

// A key pair that signs whatever a test wants, by OpenSSL alone: what it mints owes nothing to the
// code that checks it.
class MintKey {
public:
    static MintKey rsa(unsigned bits = 2048);
    static MintKey p256();

    // The public part as a JWK, without kid.
    boost::json::object jwk() const;
    // RS256 or ES256 of `text`, as JWS has it (r and s of 32 bytes each).
    Bytes sign(std::string_view text) const;
    // As `algorithm` names it in JWS: RS384, RS512, PS256; RSA alone.
    Bytes sign_as(std::string_view algorithm, std::string_view text) const;
    // SubjectPublicKeyInfo.
    std::string public_pem() const;
    Bytes public_der() const;

private:
    explicit MintKey(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {}
    std::shared_ptr<EVP_PKEY> key_;
};

// header.payload.signature over texts that need not be JSON.
std::string mint(const MintKey& key, std::string_view header, std::string_view payload);
std::string mint(const MintKey& key, const boost::json::object& header,
                 const boost::json::object& claims);

// {"keys":[…]} of public parts with their ids.
std::string jwk_set_of(std::initializer_list<boost::json::object> keys);
boost::json::object with_id(boost::json::object jwk, std::string_view id);

}  // namespace ohmstead::test
