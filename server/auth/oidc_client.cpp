#include "auth/oidc_client.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "async/timeout.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "reflect/parse.hpp"

namespace ohmstead {
namespace {

namespace json = boost::json;

constexpr Milliseconds kExchangeLimit = std::chrono::seconds{10};
constexpr std::size_t kLongestAnswer = 256 * 1024;

Error no_answer(const Directory& directory) {
    return Error{.code = ErrorCode::unavailable,
                 .detail = fmt::format("{} does not answer as it should at the moment.",
                                       directory.provider.name),
                 .retry_after_s = 30};
}

Error not_taken(const Directory& directory) {
    return make_error(
        ErrorCode::unauthenticated,
        fmt::format("{} did not confirm this sign-in. Begin again.", directory.provider.name));
}

// `url` may have a query already.
std::string with_query(const std::string& url, const std::string& query) {
    return url + (url.find('?') == std::string::npos ? "?" : "&") + query;
}

std::string basic_authorization(const IdentityProvider& provider) {
    const auto pair =
        percent_encode(provider.client_id) + ":" + percent_encode(provider.client_secret);
    return "Basic " + base64_encode(bytes_of(pair));
}

bool is_json(std::string_view content_type) {
    return content_type.substr(0, content_type.find(';')) == "application/json";
}

std::optional<std::string> text_member(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::optional<std::string>(value->get_string())
                                                  : std::nullopt;
}

// The error's code in an answer of the directory, for the log; only what such codes are made of.
std::string error_code_in(const std::string& body) {
    const auto value = reflect::parse_json(body);
    auto code =
        value && value->is_object() ? text_member(value->get_object(), "error") : std::nullopt;
    const bool known = code && code->size() <= 64 &&
                       std::all_of(code->begin(), code->end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    return known ? *code : "no code";
}

// OpenID Connect Core 3.1.3.6: the left half of the access token's digest.
bool hash_fits(const std::string& hash, const std::optional<std::string>& access_token) {
    if (hash.empty()) {
        return true;
    }
    if (!access_token) {
        return false;
    }
    const auto digest = sha256(bytes_of(*access_token));
    return hash == base64url_encode(ByteView(digest).first(digest.size() / 2));
}

}  // namespace

SignInProof proof_of(std::string_view browser_secret, std::string_view state) {
    const auto part = [&](std::string_view name) {
        return base64url_encode(
            hmac_sha256(bytes_of(browser_secret), bytes_of(fmt::format("{}\n{}", name, state))));
    };
    return {.nonce = part("sign-in nonce, version 1"),
            .code_verifier = part("sign-in code verifier, version 1")};
}

std::string code_challenge_of(std::string_view code_verifier) {
    return base64url_encode(sha256(bytes_of(code_verifier)));
}

std::string form_of(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
    std::string form;
    for (const auto& [name, value] : pairs) {
        form += fmt::format("{}{}={}", form.empty() ? "" : "&", name, percent_encode(value));
    }
    return form;
}

Task<Result<std::string>> OidcClient::authorization_url(Directory& directory, std::string state,
                                                        SignInProof proof,
                                                        std::string redirect_uri) {
    OHMSTEAD_CO_TRY(const auto metadata, co_await directory.documents.metadata());
    const auto& provider = directory.provider;
    const auto challenge = code_challenge_of(proof.code_verifier);
    co_return with_query(metadata->authorization_endpoint,
                         form_of({{"response_type", "code"},
                                  {"response_mode", "query"},
                                  {"client_id", provider.client_id},
                                  {"redirect_uri", redirect_uri},
                                  {"scope", provider.scope},
                                  {"state", state},
                                  {"nonce", proof.nonce},
                                  {"code_challenge", challenge},
                                  {"code_challenge_method", "S256"}}));
}

Task<Result<TokenClaims>> OidcClient::redeem(Directory& directory, std::string code,
                                             SignInProof proof, std::string redirect_uri) {
    auto body = form_of({{"grant_type", "authorization_code"},
                         {"code", code},
                         {"redirect_uri", redirect_uri},
                         {"code_verifier", proof.code_verifier}});
    auto answer = co_await value_within(exchange(directory, std::move(body)), kExchangeLimit);
    if (!answer) {
        log_.warning("{} did not answer in time", directory.provider.name);
        co_return no_answer(directory);
    }
    if (!*answer) {
        co_return std::move(*answer).error();
    }
    auto claims = co_await check_answer(directory, std::move(**answer), std::move(proof));
    co_return claims;
}

// Asks twice at most, when the first time it was not there.
Task<Result<std::string>> OidcClient::exchange(Directory& directory, std::string body) {
    const auto& provider = directory.provider;
    OHMSTEAD_CO_TRY(const auto metadata, co_await directory.documents.metadata());
    OHMSTEAD_CO_TRY(const auto url, parse_url(metadata->token_endpoint));
    HttpRequest request{.method = HttpMethod::post,
                        .url = url,
                        .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                    {"Accept", "application/json"}},
                        .body = std::move(body),
                        .time_limit = kExchangeLimit,
                        .max_body = kLongestAnswer,
                        .dial = {}};
    if (metadata->secret_in_body) {
        request.body += "&" + form_of({{"client_id", provider.client_id},
                                       {"client_secret", provider.client_secret}});
    } else {
        request.headers.emplace_back("Authorization", basic_authorization(provider));
    }
    for (int attempt = 0; attempt < 2; ++attempt) {
        auto response = co_await fetch_(request);
        if (!response || response->status >= 500) {
            log_.warning("{} did not answer the exchange: {}", provider.name,
                         response ? fmt::format("status {}", response->status)
                                  : to_error(response.error()).detail);
            continue;
        }
        if (response->status == 200 && is_json(response->header("Content-Type"))) {
            co_return std::move(response->body);
        }
        if (response->status == 400 || response->status == 401) {
            log_.warning("{} refused the exchange: {}", provider.name,
                         error_code_in(response->body));
            co_return not_taken(directory);
        }
        log_.warning("{} answered the exchange with status {} and something else than JSON",
                     provider.name, response->status);
        co_return no_answer(directory);
    }
    co_return no_answer(directory);
}

Task<Result<TokenClaims>> OidcClient::check_answer(Directory& directory, std::string answer,
                                                   SignInProof proof) {
    const auto value = reflect::parse_json(answer);
    const auto id_token =
        value && value->is_object() ? text_member(value->get_object(), "id_token") : std::nullopt;
    if (!id_token) {
        log_.warning("{} gave no ID token", directory.provider.name);
        co_return no_answer(directory);
    }
    auto token = read_token(*id_token);
    std::string_view refusal = token ? std::string_view{} : token.error().reason;
    Result<TokenClaims> claims = not_taken(directory);
    if (token) {
        claims = co_await directory.check(std::move(*token),
                                          directory.provider.sign_in_rules(std::move(proof.nonce)),
                                          clock_.now(), refusal);
    }
    if (claims &&
        !hash_fits(claims->access_token_hash, text_member(value->get_object(), "access_token"))) {
        refusal = "is for another access token";
    }
    if (!refusal.empty()) {
        log_.warning("ID token of {} refused: it {}", directory.provider.name, refusal);
        co_return not_taken(directory);
    }
    co_return claims;
}

Task<std::string> OidcClient::sign_out_url(Directory& directory, std::string login_hint,
                                           std::string then_to) {
    const auto metadata = co_await directory.documents.metadata();
    if (!metadata || (*metadata)->end_session_endpoint.empty()) {
        co_return std::string();
    }
    auto query = form_of(
        {{"client_id", directory.provider.client_id}, {"post_logout_redirect_uri", then_to}});
    if (!login_hint.empty()) {
        query += "&" + form_of({{"logout_hint", login_hint}});
    }
    co_return with_query((*metadata)->end_session_endpoint, query);
}

}  // namespace ohmstead
