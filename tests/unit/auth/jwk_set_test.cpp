#include "auth/jwk_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bn.h>

#include "crypto/encoding.hpp"
#include "support/token_mint.hpp"
#include "unit/auth/token_fixture.hpp"

namespace ohmstead {
namespace {

namespace json = boost::json;
using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

// A set of the good key and `other`.
JwkSet beside_a_good_one(json::object other) {
    return keys_of(jwk_set_of({with_id(rsa_key().jwk(), "good"), std::move(other)}));
}

void expect_only_the_good_one(json::object other, std::string_view reason) {
    const auto set = beside_a_good_one(std::move(other));
    ASSERT_EQ(set.keys.size(), 1U) << reason;
    EXPECT_EQ(set.keys.front().id, "good");
    EXPECT_THAT(set.refused, ElementsAre(HasSubstr(std::string(reason))));
}

// 1 more than a multiple of every small prime: of ROCA's shape, as no good modulus is.
Bytes roca_shaped_modulus() {
    BIGNUM* modulus = BN_new();
    BN_one(modulus);
    for (const unsigned prime :
         {2U,   3U,   5U,   7U,   11U,  13U,  17U,  19U,  23U,  29U,  31U,  37U,  41U,
          43U,  47U,  53U,  59U,  61U,  67U,  71U,  73U,  79U,  83U,  89U,  97U,  101U,
          103U, 107U, 109U, 113U, 127U, 131U, 137U, 139U, 149U, 151U, 157U, 163U, 167U}) {
        BN_mul_word(modulus, prime);
    }
    BN_lshift(modulus, modulus, 2048 - BN_num_bits(modulus));
    BN_add_word(modulus, 1);
    Bytes bytes(256);
    BN_bn2binpad(modulus, bytes.data(), 256);
    BN_free(modulus);
    return bytes;
}

TEST(JwkSet, ReadsWhatProvidersPublish) {
    auto jwk = with_id(rsa_key().jwk(), "a");
    jwk["use"] = "sig";
    jwk["alg"] = "RS256";
    jwk["x5t"] = "a";
    jwk["x5c"] = json::array{"MIIC"};
    jwk["issuer"] = "https://login.microsoftonline.com/{tenantid}/v2.0";
    const auto set = keys_of(jwk_set_of({jwk, with_id(ec_key().jwk(), "b")}));
    ASSERT_EQ(set.keys.size(), 2U);
    EXPECT_EQ(set.keys[0].key.algorithm(), SignatureAlgorithm::rs256);
    EXPECT_EQ(set.keys[0].issuer, "https://login.microsoftonline.com/{tenantid}/v2.0");
    EXPECT_EQ(set.keys[1].key.algorithm(), SignatureAlgorithm::es256);
    EXPECT_TRUE(set.refused.empty());
}

TEST(JwkSet, Jwt09KeysThatShareAnIdDoNotCount) {
    const auto both =
        keys_of(jwk_set_of({with_id(rsa_key().jwk(), "a"), with_id(other_rsa_key().jwk(), "a"),
                            with_id(ec_key().jwk(), "b")}));
    ASSERT_EQ(both.keys.size(), 1U);
    EXPECT_EQ(both.keys.front().id, "b");
    EXPECT_EQ(both.refused.size(), 2U);
    const auto mixed =
        keys_of(jwk_set_of({with_id(rsa_key().jwk(), "a"),
                            json::object{{"kty", "oct"}, {"k", "AAAA"}, {"kid", "a"}}}));
    EXPECT_TRUE(mixed.keys.empty());
    EXPECT_EQ(mixed.refused.size(), 2U);
}

TEST(JwkSet, Jwt21WeakKeysDoNotCountAndTheOthersDo) {
    expect_only_the_good_one(with_id(MintKey::rsa(1024).jwk(), "short"), "too weak");

    for (const char* exponent : {"AQ", "Aw", "AQAA", "AAEAAQ", "", "AQAAAAE"}) {
        auto odd = with_id(other_rsa_key().jwk(), "odd");
        odd["e"] = exponent;
        expect_only_the_good_one(odd, "too weak");
    }
    auto even = with_id(other_rsa_key().jwk(), "even");
    even["n"] = base64url_encode(Bytes(256, 0xfe));
    expect_only_the_good_one(even, "too weak");
    auto huge = with_id(other_rsa_key().jwk(), "huge");
    huge["n"] = base64url_encode(Bytes(1024, 0xff));
    expect_only_the_good_one(huge, "too weak");
    auto roca = with_id(other_rsa_key().jwk(), "roca");
    roca["n"] = base64url_encode(roca_shaped_modulus());
    expect_only_the_good_one(roca, "too weak");

    auto off_curve = with_id(ec_key().jwk(), "off");
    off_curve["y"] = off_curve.at("x");
    expect_only_the_good_one(off_curve, "not on its curve");
    auto zero = with_id(ec_key().jwk(), "zero");
    zero["x"] = base64url_encode(Bytes(32, 0));
    zero["y"] = base64url_encode(Bytes(32, 0));
    expect_only_the_good_one(zero, "not on its curve");
    auto too_long = with_id(ec_key().jwk(), "long");
    too_long["x"] = base64url_encode(Bytes(33, 1));
    expect_only_the_good_one(too_long, "not on its curve");

    for (const char* part : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
        auto published = with_id(other_rsa_key().jwk(), "published");
        published[part] = "AQAB";
        expect_only_the_good_one(published, "private part");
    }
}

TEST(JwkSet, NumbersAndIdsHaveOneSpelling) {
    auto padded = with_id(other_rsa_key().jwk(), "padded");
    padded["n"] = std::string(padded.at("n").get_string()) + "==";
    expect_only_the_good_one(padded, "base64url");
    auto number = other_rsa_key().jwk();
    number["n"] = 7;
    expect_only_the_good_one(with_id(number, "number"), "base64url");
    for (const json::value& id : json::array{7, "", std::string(10'240, 'k'), nullptr}) {
        auto jwk = other_rsa_key().jwk();
        jwk["kid"] = id;
        expect_only_the_good_one(jwk, "no text");
    }
}

TEST(JwkSet, KeysOfOtherKindsArePassedOver) {
    for (const json::object& other :
         {json::object{{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "AAAA"}},
          json::object{{"kty", "EC"}, {"crv", "P-384"}, {"x", "AAAA"}, {"y", "AAAA"}},
          json::object{{"kty", 7}}, json::object{}}) {
        const auto set = beside_a_good_one(other);
        EXPECT_EQ(set.keys.size(), 1U);
        EXPECT_TRUE(set.refused.empty());
    }
}

TEST(JwkSet, Jwt39WhatIsNoSetIsRefused) {
    for (const std::string& text :
         {std::string(), std::string("<html>"), std::string("[]"), std::string("{}"),
          std::string(R"({"keys":{}})"), std::string(R"({"keys":[7]})"),
          std::string(R"({"keys":[],"keys":[]})"), std::string(100'000, '[')}) {
        const auto set = read_jwk_set(text);
        ASSERT_FALSE(set) << text.substr(0, 20);
        EXPECT_EQ(set.error().code, ErrorCode::malformed);
    }
    EXPECT_EQ(read_jwk_set(std::string(kLargestJwkSet + 1, ' ')).error().code,
              ErrorCode::too_large);
    std::string many = R"({"keys":[)";
    for (int i = 0; i < 101; ++i) {
        many += i == 0 ? "{}" : ",{}";
    }
    EXPECT_EQ(read_jwk_set(many + "]}").error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace ohmstead
