#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/system/result.hpp>

#include "auth/jwk_set.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/verifying_key.hpp"

namespace ohmstead {

// Why a token is refused, in words of ours alone: nothing in it is a fact.
struct TokenRefusal {
    std::string_view reason;   // a literal, for the log
    bool unknown_key = false;  // the key set may be older than the token
};

template <class T>
using TokenResult = boost::system::result<T, TokenRefusal>;

[[noreturn]] void throw_exception_from_error(const TokenRefusal& refusal,
                                             const boost::source_location&);

// Longer ones are refused before they are looked at.
inline constexpr std::size_t kLongestToken = 12 * 1024;
// How far clocks may differ.
inline constexpr Seconds kTokenLeeway{60};

// A token's parts, well-formed and not to be believed.
struct UnverifiedToken {
    std::string text;
    std::string algorithm;
    std::string key_id;  // empty where it names none
    std::string type;    // `typ` in lower case, without "application/"; empty where it has none
    std::size_t signature_size = 0;
    boost::json::object claims;

    // As the token says, to find whose keys could check it. Empty when it says nothing.
    std::string_view issuer() const;
};

// A signed token (JWS in compact form, RFC 7515): three parts of canonical base64url, the first two
// JSON objects as reflect::parse_json() reads them. Refused besides: headers that bring their own
// key or say where one is, `crit` of any kind, and what is encrypted or packed.
TokenResult<UnverifiedToken> read_token(std::string_view text);

// An issuer of whom tokens are taken. For Entra, `tenant` is the only one that they may be of.
struct TokenIssuer {
    std::string issuer;
    std::string tenant;
};

// What a token has to be. All of it is configured; nothing of it is taken from a token.
struct TokenRules {
    enum class Use {
        sign_in,  // an ID token of OpenID Connect, for `nonce`
        api,      // an access token, for `scope`
    };
    Use use = Use::sign_in;
    SignatureAlgorithm algorithm = SignatureAlgorithm::rs256;
    std::vector<TokenIssuer> issuers;
    std::string audience;
    std::string nonce;
    std::string scope;
    std::string roles_claim;  // empty: roles are none of this issuer's business
    bool entra = false;       // version 2.0 tokens of Entra ID, in which `oid` is who it is
};

// What is true of a token's bearer.
struct TokenClaims {
    // Together, byte by byte, who it is; of Entra, the issuer names the tenant, and the subject is
    // its `oid`.
    std::string issuer;
    std::string subject;
    // To be shown, and nothing else: people and foreign administrators set them as they like.
    // Empty where there is none that could be shown.
    std::string name;
    std::string email;
    bool email_verified = false;
    std::vector<std::string> roles;
    Instant expires_at{};
    std::string access_token_hash;  // `at_hash`; empty where it has none
    std::string login_hint;         // for signing out again; empty where it has none
};

// Whether `token` is signed by a key of `keys`, of its issuer, and as `rules` ask for, at `now`.
// Times may be off by kTokenLeeway. A token without `kid` needs the only key that fits it.
TokenResult<TokenClaims> verify_token(const UnverifiedToken& token, const TokenRules& rules,
                                      const JwkSet& keys, Instant now);

}  // namespace ohmstead
