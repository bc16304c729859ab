#include "store_dynamodb/credential_fetch.hpp"

#include <optional>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace ohmstead::dynamodb {
namespace {

namespace json = boost::json;

constexpr int kFetchAttempts = 3;
constexpr Milliseconds kLimit{2'000};
constexpr Milliseconds kPause{500};
constexpr std::size_t kMaxBody = 64 * 1024;

Error unreadable_credentials() {
    return make_error(ErrorCode::unavailable, "the answer holds no credentials");
}

std::string text_at(const json::object& object, json::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? std::string(text->data(), text->size()) : std::string();
}

// What lies between <name> and </name>, when that occurs exactly once.
std::optional<std::string_view> element(std::string_view text, std::string_view name) {
    const auto open = fmt::format("<{}>", name);
    const auto close = fmt::format("</{}>", name);
    const auto from = text.find(open);
    const auto to = text.find(close);
    if (from == std::string_view::npos || to == std::string_view::npos ||
        text.find(open, from + 1) != std::string_view::npos ||
        text.find(close, to + 1) != std::string_view::npos || to < from + open.size()) {
        return std::nullopt;
    }
    return text.substr(from + open.size(), to - from - open.size());
}

std::string text_member(std::string_view text, std::string_view name) {
    const auto content = element(text, name).value_or("");
    return content.find_first_of("<&") == std::string_view::npos ? std::string(content)
                                                                 : std::string();
}

Result<Credentials> checked(SigningCredentials signing, const std::string& expiration) {
    const auto expires = parse_rfc3339(expiration);
    if (signing.access_key_id.empty() || signing.secret_access_key.empty() ||
        signing.session_token.empty() || !expires) {
        return unreadable_credentials();
    }
    return Credentials{.signing = std::move(signing), .expires = expires};
}

}  // namespace

Task<Result<std::string>> fetch_text(HttpRequest request, Timing& timing) {
    request.time_limit = kLimit;
    request.max_body = kMaxBody;
    std::string problem;
    for (int attempt = 1;; ++attempt) {
        auto response = co_await send_http(request);
        if (response && response->status == 200) {
            co_return std::move(response->body);
        }
        problem = response ? fmt::format("it answers with status {}", response->status)
                           : to_error(response.error()).detail;
        const bool may_pass = !response || response->status >= 500 || response->status == 429;
        if (!may_pass || attempt == kFetchAttempts) {
            co_return make_error(ErrorCode::unavailable, std::move(problem));
        }
        co_await timing.sleep(kPause);
    }
}

Result<Credentials> read_credentials_json(std::string_view text) {
    json::error_code error;
    const auto value = json::parse(json::string_view(text.data(), text.size()), error);
    const auto* fields = error ? nullptr : value.if_object();
    if (fields == nullptr) {
        return unreadable_credentials();
    }
    return checked({.access_key_id = text_at(*fields, "AccessKeyId"),
                    .secret_access_key = text_at(*fields, "SecretAccessKey"),
                    .session_token = text_at(*fields, "Token")},
                   text_at(*fields, "Expiration"));
}

Result<Credentials> read_credentials_xml(std::string_view text) {
    const auto part = element(text, "Credentials");
    if (!part) {
        return unreadable_credentials();
    }
    return checked({.access_key_id = text_member(*part, "AccessKeyId"),
                    .secret_access_key = text_member(*part, "SecretAccessKey"),
                    .session_token = text_member(*part, "SessionToken")},
                   text_member(*part, "Expiration"));
}

}  // namespace ohmstead::dynamodb
