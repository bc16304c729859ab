#include "crypto/verifying_key.hpp"

#include <algorithm>
#include <array>

#include <cjose/cjose.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include "crypto/openssl.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kLeastModulus = 2048 / 8;
constexpr std::size_t kMostModulus = 4096 / 8;
constexpr std::size_t kCoordinate = 32;

struct JwkDeleter {
    void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
struct JwsDeleter {
    void operator()(cjose_jws_t* token) const { cjose_jws_release(token); }
};
using Jwk = std::unique_ptr<cjose_jwk_t, JwkDeleter>;
using Jws = std::unique_ptr<cjose_jws_t, JwsDeleter>;

using Number = std::unique_ptr<BIGNUM, openssl::Deleter<BIGNUM, BN_free>>;
using Group = std::unique_ptr<EC_GROUP, openssl::Deleter<EC_GROUP, EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, openssl::Deleter<EC_POINT, EC_POINT_free>>;

// What OpenSSL noted about a refused key or signature would be found by its next caller.
struct ForgetErrors {
    ForgetErrors() = default;
    ForgetErrors(const ForgetErrors&) = delete;
    ForgetErrors& operator=(const ForgetErrors&) = delete;
    ~ForgetErrors() { ERR_clear_error(); }
};

// cjose reads only, but does not say so in its types.
std::uint8_t* unconst(ByteView bytes) {
    return const_cast<std::uint8_t*>(bytes.data());
}

Number number_of(ByteView bytes) {
    Number number{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
    openssl::require(number != nullptr, "BN_bin2bn");
    return number;
}

// Whether a modulus has the shape of CVE-2017-15361: modulo each small prime it is a power of
// 65,537. Of other moduli, one in 2^27 has it by chance.
bool is_roca(const BIGNUM* modulus) {
    constexpr std::array<BN_ULONG, 38> kPrimes{
        3,  5,  7,  11, 13, 17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67,  71,
        73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};
    return std::all_of(kPrimes.begin(), kPrimes.end(), [&](BN_ULONG prime) {
        const BN_ULONG wanted = BN_mod_word(modulus, prime);
        BN_ULONG power = 1;
        do {
            if (power == wanted) {
                return true;
            }
            power = power * 65'537 % prime;
        } while (power != 1);
        return false;
    });
}

bool is_on_curve(ByteView x, ByteView y) {
    const Group group{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
    openssl::require(group != nullptr, "EC_GROUP_new_by_curve_name");
    const Point point{EC_POINT_new(group.get())};
    openssl::require(point != nullptr, "EC_POINT_new");
    return EC_POINT_set_affine_coordinates(group.get(), point.get(), number_of(x).get(),
                                           number_of(y).get(), nullptr) == 1;
}

}  // namespace

std::string_view name_of(SignatureAlgorithm algorithm) {
    return algorithm == SignatureAlgorithm::rs256 ? "RS256" : "ES256";
}

struct VerifyingKey::Handle {
    Jwk key;
    SignatureAlgorithm algorithm;
    std::size_t signature_size;
};

std::optional<VerifyingKey> VerifyingKey::from_rsa(ByteView modulus, ByteView exponent) {
    const ForgetErrors forget;
    if (modulus.size() < kLeastModulus || modulus.size() > kMostModulus || modulus[0] < 0x80 ||
        modulus.back() % 2 == 0) {
        return std::nullopt;
    }
    if (exponent.size() < 3 || exponent.size() > 4 || exponent[0] == 0 ||
        exponent.back() % 2 == 0 || is_roca(number_of(modulus).get())) {
        return std::nullopt;
    }
    cjose_jwk_rsa_keyspec spec{};
    spec.n = unconst(modulus);
    spec.nlen = modulus.size();
    spec.e = unconst(exponent);
    spec.elen = exponent.size();
    Jwk key{cjose_jwk_create_RSA_spec(&spec, nullptr)};
    if (!key) {
        return std::nullopt;
    }
    return VerifyingKey{std::make_shared<const Handle>(
        Handle{std::move(key), SignatureAlgorithm::rs256, modulus.size()})};
}

std::optional<VerifyingKey> VerifyingKey::from_p256(ByteView x, ByteView y) {
    const ForgetErrors forget;
    if (x.size() != kCoordinate || y.size() != kCoordinate || !is_on_curve(x, y)) {
        return std::nullopt;
    }
    cjose_jwk_ec_keyspec spec{};
    spec.crv = CJOSE_JWK_EC_P_256;
    spec.x = unconst(x);
    spec.xlen = x.size();
    spec.y = unconst(y);
    spec.ylen = y.size();
    Jwk key{cjose_jwk_create_EC_spec(&spec, nullptr)};
    if (!key) {
        return std::nullopt;
    }
    return VerifyingKey{std::make_shared<const Handle>(
        Handle{std::move(key), SignatureAlgorithm::es256, 2 * kCoordinate})};
}

SignatureAlgorithm VerifyingKey::algorithm() const {
    return handle_->algorithm;
}

std::size_t VerifyingKey::signature_size() const {
    return handle_->signature_size;
}

bool VerifyingKey::verifies(std::string_view token) const {
    const ForgetErrors forget;
    const Jws signed_text{cjose_jws_import(token.data(), token.size(), nullptr)};
    return signed_text && cjose_jws_verify(signed_text.get(), handle_->key.get(), nullptr);
}

}  // namespace ohmstead
