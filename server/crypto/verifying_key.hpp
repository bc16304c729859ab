#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "crypto/bytes.hpp"

namespace ohmstead {

// What tokens are signed with, by their names in RFC 7518: RSASSA-PKCS1-v1_5 and ECDSA on P-256,
// both with SHA-256.
enum class SignatureAlgorithm { rs256, es256 };

std::string_view name_of(SignatureAlgorithm algorithm);

// A public key that checks signatures of tokens. Made only of keys that can be relied on. Cheap to
// copy; immutable.
class VerifyingKey {
public:
    // Big-endian numbers without leading zeros. Nothing for a modulus below 2,048 or over 4,096
    // bits, one of the weak kind that some chips made (ROCA), and exponents below 65,537 or of
    // more than 32 bits.
    static std::optional<VerifyingKey> from_rsa(ByteView modulus, ByteView exponent);
    // Coordinates of 32 bytes. Nothing for a point that is not on the curve.
    static std::optional<VerifyingKey> from_p256(ByteView x, ByteView y);

    SignatureAlgorithm algorithm() const;
    // The one length in bytes that a signature by this key has.
    std::size_t signature_size() const;

    // Whether the key's owner signed `token`, a JWS in compact form. Only for a token whose text,
    // header and signature's length the caller has found to be right: cjose, which does the work,
    // is not strict about them.
    bool verifies(std::string_view token) const;

private:
    struct Handle;
    explicit VerifyingKey(std::shared_ptr<const Handle> handle) : handle_(std::move(handle)) {}

    std::shared_ptr<const Handle> handle_;
};

}  // namespace ohmstead
