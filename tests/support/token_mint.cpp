#include "support/token_mint.hpp"

#include <array>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "crypto/encoding.hpp"

namespace ohmstead::test {
namespace {

void require(bool ok, const char* what) {
    if (!ok) {
        throw std::runtime_error(what);
    }
}

std::string number_in(EVP_PKEY* key, const char* name, int size = 0) {
    BIGNUM* number = nullptr;
    require(EVP_PKEY_get_bn_param(key, name, &number) == 1, name);
    Bytes bytes(static_cast<std::size_t>(size == 0 ? BN_num_bytes(number) : size));
    require(BN_bn2binpad(number, bytes.data(), static_cast<int>(bytes.size())) >= 0, name);
    BN_free(number);
    return base64url_encode(bytes);
}

Bytes signature_by(EVP_PKEY* key, const EVP_MD* digest, bool pss, std::string_view text) {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* parameters = nullptr;
    require(EVP_DigestSignInit(context, &parameters, digest, nullptr, key) == 1, "sign");
    if (pss) {
        require(EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1, "padding");
        require(EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) == 1, "salt");
    }
    const auto bytes = bytes_of(text);
    std::size_t size = 0;
    require(EVP_DigestSign(context, nullptr, &size, bytes.data(), bytes.size()) == 1, "sign");
    Bytes signature(size);
    require(EVP_DigestSign(context, signature.data(), &size, bytes.data(), bytes.size()) == 1,
            "sign");
    signature.resize(size);
    EVP_MD_CTX_free(context);
    return signature;
}

// r and s, of 32 bytes each, from DER.
Bytes plain_ecdsa(const Bytes& der) {
    const unsigned char* place = der.data();
    ECDSA_SIG* const pair = d2i_ECDSA_SIG(nullptr, &place, static_cast<long>(der.size()));
    require(pair != nullptr, "d2i_ECDSA_SIG");
    Bytes plain(64);
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), plain.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), plain.data() + 32, 32);
    ECDSA_SIG_free(pair);
    return plain;
}

}  // namespace

MintKey MintKey::rsa(unsigned bits) {
    EVP_PKEY* const key = EVP_RSA_gen(bits);
    require(key != nullptr, "EVP_RSA_gen");
    return MintKey{key};
}

MintKey MintKey::p256() {
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    require(key != nullptr, "EVP_EC_gen");
    return MintKey{key};
}

boost::json::object MintKey::jwk() const {
    if (EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_RSA) {
        return {{"kty", "RSA"},
                {"n", number_in(key_.get(), OSSL_PKEY_PARAM_RSA_N)},
                {"e", number_in(key_.get(), OSSL_PKEY_PARAM_RSA_E)}};
    }
    return {{"kty", "EC"},
            {"crv", "P-256"},
            {"x", number_in(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32)},
            {"y", number_in(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
}

Bytes MintKey::sign(std::string_view text) const {
    auto signature = signature_by(key_.get(), EVP_sha256(), false, text);
    return EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_RSA ? signature : plain_ecdsa(signature);
}

Bytes MintKey::sign_as(std::string_view algorithm, std::string_view text) const {
    const EVP_MD* const digest = algorithm.ends_with("384")   ? EVP_sha384()
                                 : algorithm.ends_with("512") ? EVP_sha512()
                                                              : EVP_sha256();
    return signature_by(key_.get(), digest, algorithm.starts_with("PS"), text);
}

std::string MintKey::public_pem() const {
    BIO* const bio = BIO_new(BIO_s_mem());
    require(PEM_write_bio_PUBKEY(bio, key_.get()) == 1, "PEM_write_bio_PUBKEY");
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    std::string pem(text, static_cast<std::size_t>(size));
    BIO_free(bio);
    return pem;
}

Bytes MintKey::public_der() const {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key_.get(), &der);
    require(size > 0, "i2d_PUBKEY");
    Bytes bytes(der, der + size);
    OPENSSL_free(der);
    return bytes;
}

std::string mint(const MintKey& key, std::string_view header, std::string_view payload) {
    const std::string text =
        base64url_encode(bytes_of(header)) + "." + base64url_encode(bytes_of(payload));
    return text + "." + base64url_encode(key.sign(text));
}

std::string mint(const MintKey& key, const boost::json::object& header,
                 const boost::json::object& claims) {
    return mint(key, std::string_view(boost::json::serialize(header)),
                std::string_view(boost::json::serialize(claims)));
}

std::string jwk_set_of(std::initializer_list<boost::json::object> keys) {
    boost::json::array list;
    for (const auto& key : keys) {
        list.push_back(key);
    }
    return boost::json::serialize(boost::json::object{{"keys", list}});
}

boost::json::object with_id(boost::json::object jwk, std::string_view id) {
    jwk["kid"] = id;
    return jwk;
}

}  // namespace ohmstead::test
