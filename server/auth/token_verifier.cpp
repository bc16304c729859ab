#include "auth/token_verifier.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <stdexcept>

#include <boost/json/value.hpp>

#include "auth/text_rules.hpp"
#include "base/ascii.hpp"
#include "crypto/encoding.hpp"
#include "reflect/parse.hpp"

namespace ohmstead {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestKeyId = 256;
constexpr std::size_t kLongestSubject = 255;
constexpr std::size_t kLongestHint = 512;
constexpr std::size_t kMostRoles = 200;
// The end of the year 9999. What says to be good for longer is no date.
constexpr double kLastSecond = 253'402'300'799.0;

TokenRefusal refusal(std::string_view reason) {
    return {.reason = reason};
}

struct Parts {
    std::string_view header;
    std::string_view payload;
    std::string_view signature;
};

std::optional<Parts> split(std::string_view text) {
    const auto first = text.find('.');
    const auto second = first == text.npos ? text.npos : text.find('.', first + 1);
    if (second == text.npos || text.find('.', second + 1) != text.npos) {
        return std::nullopt;
    }
    return Parts{.header = text.substr(0, first),
                 .payload = text.substr(first + 1, second - first - 1),
                 .signature = text.substr(second + 1)};
}

std::optional<json::object> object_in(std::string_view base64url) {
    const auto bytes = base64url_decode(base64url);
    if (!bytes) {
        return std::nullopt;
    }
    auto value = reflect::parse_json(text_of(*bytes));
    return value && value->is_object() ? std::optional(std::move(value->get_object()))
                                       : std::nullopt;
}

bool has_control_characters(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
}

// A text without control characters; nothing when it is absent or anything else.
std::optional<std::string_view> text_in(const json::object& object, std::string_view name,
                                        std::size_t longest) {
    const auto* value = object.if_contains(name);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    if (text == nullptr || text->empty() || text->size() > longest ||
        has_control_characters(*text)) {
        return std::nullopt;
    }
    return std::string_view(*text);
}

// The same where it may be absent: empty then.
std::optional<std::string_view> optional_text_in(const json::object& object, std::string_view name,
                                                 std::size_t longest) {
    return object.contains(name) ? text_in(object, name, longest) : std::string_view{};
}

// For what is only shown: empty when it is anything else.
std::string shown_text_in(const json::object& object, std::string_view name, std::size_t longest) {
    return std::string(text_in(object, name, longest).value_or(std::string_view{}));
}

std::optional<double> seconds_in(const json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    if (value == nullptr || !value->is_number()) {
        return std::nullopt;
    }
    const double seconds = value->to_number<double>();
    return std::isfinite(seconds) && std::abs(seconds) <= kLastSecond ? std::optional(seconds)
                                                                      : std::nullopt;
}

// Header parameters that would let the token choose how it is checked.
bool chooses_its_check(const json::object& header) {
    constexpr std::array<std::string_view, 8> kRefused{"crit", "b64", "jku", "x5u",
                                                       "jwk",  "x5c", "zip", "enc"};
    return std::any_of(kRefused.begin(), kRefused.end(),
                       [&](std::string_view name) { return header.contains(name); });
}

std::string type_of(std::string_view text) {
    std::string type = lower_case(text);
    constexpr std::string_view kMediaType = "application/";
    if (type.starts_with(kMediaType)) {
        type.erase(0, kMediaType.size());
    }
    return type;
}

// Whether the claim is `wanted`, or a list that holds it.
bool names_audience(const json::value* claim, std::string_view wanted) {
    if (claim == nullptr || wanted.empty()) {
        return false;
    }
    if (const auto* list = claim->if_array()) {
        return std::all_of(list->begin(), list->end(),
                           [](const json::value& each) { return each.is_string(); }) &&
               std::any_of(list->begin(), list->end(),
                           [&](const json::value& each) { return each.get_string() == wanted; });
    }
    return claim->is_string() && claim->get_string() == wanted;
}

const TokenIssuer* issuer_among(const std::vector<TokenIssuer>& issuers, std::string_view name) {
    const auto found = std::find_if(issuers.begin(), issuers.end(),
                                    [&](const TokenIssuer& each) { return each.issuer == name; });
    return found == issuers.end() || name.empty() ? nullptr : &*found;
}

// Whether a key that is for tokens of `template_text` may check one of `issuer`.
bool is_for_issuer(std::string template_text, const TokenIssuer& issuer) {
    if (template_text.empty()) {
        return true;
    }
    constexpr std::string_view kTenant = "{tenantid}";
    if (const auto place = template_text.find(kTenant); place != std::string::npos) {
        template_text.replace(place, kTenant.size(), issuer.tenant);
    }
    return template_text == issuer.issuer;
}

TokenResult<const VerifyingKey*> key_for(const UnverifiedToken& token, const TokenRules& rules,
                                         const JwkSet& keys, const TokenIssuer& issuer) {
    const VerifyingKey* found = nullptr;
    for (const auto& each : keys.keys) {
        const bool named = token.key_id.empty() || each.id == token.key_id;
        if (!named || each.key.algorithm() != rules.algorithm ||
            !is_for_issuer(each.issuer, issuer)) {
            continue;
        }
        if (found != nullptr) {
            return refusal("names no key, and several fit");
        }
        found = &each.key;
    }
    if (found == nullptr) {
        return TokenRefusal{.reason = "no key of its issuer fits", .unknown_key = true};
    }
    return found;
}

TokenResult<Instant> check_times(const json::object& claims, Instant now) {
    const double now_s = static_cast<double>(ms_of(now)) / 1000.0;
    const double leeway = static_cast<double>(kTokenLeeway.count());
    const auto expires = seconds_in(claims, "exp");
    const auto issued = seconds_in(claims, "iat");
    if (!expires || !issued) {
        return refusal("exp or iat is missing, or no date");
    }
    if (*expires + leeway <= now_s) {
        return refusal("expired");
    }
    if (*issued > now_s + leeway) {
        return refusal("issued in the future");
    }
    if (claims.contains("nbf")) {
        const auto not_before = seconds_in(claims, "nbf");
        if (!not_before) {
            return refusal("nbf is no date");
        }
        if (*not_before > now_s + leeway) {
            return refusal("not valid yet");
        }
    }
    return instant_from_ms(static_cast<std::int64_t>(std::floor(*expires * 1000.0)));
}

// An ID token of OpenID Connect, for the sign-in that asked for it.
TokenResult<void> check_sign_in(const UnverifiedToken& token, const TokenRules& rules) {
    const auto& claims = token.claims;
    if (!token.type.empty() && token.type != "jwt") {
        return refusal("is of another type than an ID token");
    }
    const auto nonce = text_in(claims, "nonce", kLongestHint);
    if (rules.nonce.empty() || !nonce ||
        !equal_in_constant_time(bytes_of(*nonce), bytes_of(rules.nonce))) {
        return refusal("is for another sign-in");
    }
    if (claims.contains("scp")) {
        return refusal("is an access token");
    }
    const auto* audience = claims.if_contains("aud");
    const bool several = audience->is_array() && audience->get_array().size() > 1;
    const auto party = optional_text_in(claims, "azp", kLongestHint);
    if (!party || (several && party->empty()) || (!party->empty() && *party != rules.audience)) {
        return refusal("was given to another client");
    }
    return {};
}

bool has_scope(const json::object& claims, std::string_view wanted) {
    const std::string_view name = claims.contains("scp") ? "scp" : "scope";
    auto scopes = text_in(claims, name, kLongestToken);
    if (!scopes || wanted.empty()) {
        return false;
    }
    while (!scopes->empty()) {
        const auto end = std::min(scopes->find(' '), scopes->size());
        if (scopes->substr(0, end) == wanted) {
            return true;
        }
        scopes->remove_prefix(std::min(end + 1, scopes->size()));
    }
    return false;
}

// An access token of a person. What only ID tokens carry shows that it is none.
TokenResult<void> check_api(const UnverifiedToken& token, const TokenRules& rules) {
    if (!token.type.empty() && token.type != "jwt" && token.type != "at+jwt") {
        return refusal("is of another type than an access token");
    }
    const auto& claims = token.claims;
    if (claims.contains("nonce") || claims.contains("at_hash") || claims.contains("c_hash")) {
        return refusal("is an ID token");
    }
    if (!has_scope(claims, rules.scope)) {
        return refusal("has not the scope of this server");
    }
    return {};
}

TokenResult<std::vector<std::string>> roles_in(const json::object& claims,
                                               const std::string& name) {
    std::vector<std::string> roles;
    if (name.empty() || !claims.contains(name)) {
        return roles;
    }
    const auto* list = claims.at(name).if_array();
    if (list == nullptr || list->size() > kMostRoles) {
        return refusal("its roles are no list");
    }
    for (const auto& role : *list) {
        if (!role.is_string()) {
            return refusal("its roles are no list of texts");
        }
        roles.emplace_back(role.get_string());
    }
    return roles;
}

std::string name_in(const json::object& claims) {
    for (const std::string_view claim : {"name", "preferred_username"}) {
        auto name = shown_text_in(claims, claim, kLongestHint);
        if (is_person_name(name)) {
            return name;
        }
    }
    return {};
}

TokenResult<void> check_entra(const json::object& claims, const TokenIssuer& issuer) {
    if (text_in(claims, "ver", 8) != "2.0") {
        return refusal(
            "is not of version 2.0: set requestedAccessTokenVersion to 2 in the app's "
            "manifest");
    }
    if (issuer.tenant.empty() || text_in(claims, "tid", 64) != issuer.tenant) {
        return refusal("is of another tenant");
    }
    if (claims.contains("idtyp") && text_in(claims, "idtyp", 16) != "user") {
        return refusal("is of no person");
    }
    return {};
}

}  // namespace

void throw_exception_from_error(const TokenRefusal& refused, const boost::source_location&) {
    throw std::runtime_error("the token " + std::string(refused.reason));
}

std::string_view UnverifiedToken::issuer() const {
    return text_in(claims, "iss", kLongestToken).value_or(std::string_view{});
}

TokenResult<UnverifiedToken> read_token(std::string_view text) {
    if (text.size() > kLongestToken) {
        return refusal("is too long");
    }
    const auto parts = split(text);
    if (!parts || parts->signature.empty()) {
        return refusal("has not three parts");
    }
    const auto header = object_in(parts->header);
    if (!header) {
        return refusal("has a header that cannot be read");
    }
    const auto algorithm = text_in(*header, "alg", 16);
    const auto type = optional_text_in(*header, "typ", 64);
    const auto key_id = optional_text_in(*header, "kid", kLongestKeyId);
    if (!algorithm || !type || !key_id) {
        return refusal("has a header with wrong values");
    }
    if (chooses_its_check(*header)) {
        return refusal("wants to say how it is checked");
    }
    const auto signature = base64url_decode(parts->signature);
    if (!signature) {
        return refusal("has a signature that cannot be read");
    }
    auto claims = object_in(parts->payload);
    if (!claims) {
        return refusal("has claims that cannot be read");
    }
    return UnverifiedToken{.text = std::string(text),
                           .algorithm = std::string(*algorithm),
                           .key_id = std::string(*key_id),
                           .type = type_of(*type),
                           .signature_size = signature->size(),
                           .claims = std::move(*claims)};
}

TokenResult<TokenClaims> verify_token(const UnverifiedToken& token, const TokenRules& rules,
                                      const JwkSet& keys, Instant now) {
    const auto& claims = token.claims;
    if (token.algorithm != name_of(rules.algorithm)) {
        return refusal("is signed by another algorithm");
    }
    const auto* issuer = issuer_among(rules.issuers, token.issuer());
    if (issuer == nullptr) {
        return refusal("is of another issuer");
    }
    const auto key = key_for(token, rules, keys, *issuer);
    if (!key) {
        return key.error();
    }
    if (token.signature_size != (*key)->signature_size() || !(*key)->verifies(token.text)) {
        return refusal("is not signed by its issuer");
    }

    if (!names_audience(claims.if_contains("aud"), rules.audience)) {
        return refusal("is for another audience");
    }
    const auto expires_at = check_times(claims, now);
    if (!expires_at) {
        return expires_at.error();
    }
    if (rules.entra) {
        if (const auto entra = check_entra(claims, *issuer); !entra) {
            return entra.error();
        }
    }
    const auto fits_use = rules.use == TokenRules::Use::sign_in ? check_sign_in(token, rules)
                                                                : check_api(token, rules);
    if (!fits_use) {
        return fits_use.error();
    }
    const auto subject = text_in(claims, "sub", kLongestSubject);
    const auto object_id = text_in(claims, "oid", kLongestSubject);
    if (!subject || (rules.entra && !object_id)) {
        return refusal("does not say whose it is");
    }
    auto roles = roles_in(claims, rules.roles_claim);
    if (!roles) {
        return roles.error();
    }

    auto email = shown_text_in(claims, "email", 254);
    const auto* verified = claims.if_contains("email_verified");
    return TokenClaims{
        .issuer = issuer->issuer,
        .subject = std::string(rules.entra ? *object_id : *subject),
        .name = name_in(claims),
        .email = is_email(email) ? std::move(email) : std::string(),
        .email_verified = verified != nullptr && verified->is_bool() && verified->get_bool(),
        .roles = std::move(*roles),
        .expires_at = *expires_at,
        .access_token_hash = shown_text_in(claims, "at_hash", kLongestHint),
        .login_hint = shown_text_in(claims, "login_hint", kLongestHint)};
}

}  // namespace ohmstead
