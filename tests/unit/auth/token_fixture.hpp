#pragma once

#include <optional>
#include <string>

#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include "auth/token_verifier.hpp"
#include "support/token_mint.hpp"

namespace ohmstead::test {

inline constexpr Instant kTokenNow = instant_from_ms(1'767'225'600'000);
inline constexpr std::int64_t kTokenNowS = 1'767'225'600;
inline constexpr std::string_view kTenant = "7b0c1a52-1111-4222-8333-444455556666";
inline constexpr std::string_view kOid = "11111111-2222-4333-8444-555566667777";
inline constexpr std::string_view kClient = "2c2c2c2c-aaaa-4bbb-8ccc-dddd00001111";
inline constexpr std::string_view kEntraIssuer =
    "https://login.microsoftonline.com/7b0c1a52-1111-4222-8333-444455556666/v2.0";

// One RSA and one EC key for all tests of a program: making them takes long.
inline const MintKey& rsa_key() {
    static const MintKey key = MintKey::rsa();
    return key;
}
inline const MintKey& other_rsa_key() {
    static const MintKey key = MintKey::rsa();
    return key;
}
inline const MintKey& ec_key() {
    static const MintKey key = MintKey::p256();
    return key;
}

// What Entra issues to an app that calls an API for a person.
inline boost::json::object entra_access_claims() {
    return {{"iss", kEntraIssuer},
            {"aud", kClient},
            {"exp", kTokenNowS + 3600},
            {"nbf", kTokenNowS - 300},
            {"iat", kTokenNowS - 300},
            {"sub", "pairwise-subject"},
            {"oid", kOid},
            {"tid", kTenant},
            {"ver", "2.0"},
            {"scp", "access"},
            {"azp", "another-client"},
            {"name", "Ann"},
            {"roles", {"Viewer"}},
            {"uti", "aBcD"}};
}

// What it issues at a sign-in.
inline boost::json::object entra_id_claims() {
    auto claims = entra_access_claims();
    claims.erase("scp");
    claims.erase("azp");
    claims["nonce"] = "the-nonce";
    return claims;
}

inline TokenRules entra_api_rules() {
    return {.use = TokenRules::Use::api,
            .algorithm = SignatureAlgorithm::rs256,
            .issuers = {{std::string(kEntraIssuer), std::string(kTenant)}},
            .audience = std::string(kClient),
            .nonce = {},
            .scope = "access",
            .roles_claim = "roles",
            .entra = true};
}

inline TokenRules entra_sign_in_rules() {
    auto rules = entra_api_rules();
    rules.use = TokenRules::Use::sign_in;
    rules.nonce = "the-nonce";
    rules.scope.clear();
    return rules;
}

inline boost::json::object rs256_header() {
    return {{"typ", "JWT"}, {"alg", "RS256"}, {"kid", "rsa-1"}};
}

inline JwkSet keys_of(const std::string& json) {
    return read_jwk_set(json).value();
}

// The reason for which it is refused; empty when it is not.
inline std::string judge(const std::string& token, const TokenRules& rules, const JwkSet& keys,
                         Instant now = kTokenNow) {
    const auto read = read_token(token);
    if (!read) {
        return std::string(read.error().reason);
    }
    const auto verified = verify_token(*read, rules, keys, now);
    return verified ? std::string() : std::string(verified.error().reason);
}

}  // namespace ohmstead::test
