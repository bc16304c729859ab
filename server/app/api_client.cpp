#include "app/api_client.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "api/dto_session.hpp"

namespace ohmstead {
namespace {

constexpr std::chrono::minutes kPatience{5};
constexpr std::size_t kLargestDownload = std::size_t{160} << 20;

// What a problem document says, with every field.
std::string in_words(const HttpResponse& answer) {
    boost::system::error_code error;
    const auto problem = boost::json::parse(answer.body, error);
    if (error || !problem.is_object()) {
        return fmt::format("The server answered {}.", answer.status);
    }
    const auto& members = problem.as_object();
    std::string words;
    if (const auto* detail = members.if_contains("detail"); detail && detail->is_string()) {
        words = detail->as_string();
    }
    const auto* fields = members.if_contains("errors");
    if (fields != nullptr && fields->is_array()) {
        for (const auto& field : fields->as_array()) {
            words += "\n  " + boost::json::serialize(field);
        }
    }
    return words.empty() ? fmt::format("The server answered {}.", answer.status) : words;
}

}  // namespace

Task<Result<std::string>> ApiClient::send_bytes(HttpMethod method, std::string path,
                                                std::string body, std::string type) {
    HttpRequest request{.method = method,
                        .url = url_,
                        .headers = {},
                        .body = std::move(body),
                        .time_limit = kPatience,
                        .max_body = kLargestDownload,
                        .dial = {.addresses = AddressPolicy::self_hosted,
                                 .pinned_fingerprint = login_.fingerprint}};
    request.url.target = url_.target + "api/v1" + path;
    if (!type.empty()) {
        request.headers.emplace_back("Content-Type", type);
    }
    if (method != HttpMethod::get) {
        request.headers.emplace_back(
            "Origin", fmt::format("{}://{}", url_.is_tls() ? "https" : "http", url_.authority()));
    }
    if (!cookie_.empty()) {
        request.headers.emplace_back("Cookie", cookie_);
    }
    if (!csrf_token_.empty() && method != HttpMethod::get) {
        request.headers.emplace_back("X-CSRF-Token", csrf_token_);
    }
    auto answer = co_await send_http(std::move(request));
    if (!answer) {
        auto error = to_error(answer.error());
        if (!answer.error().fingerprint.empty()) {
            error.detail +=
                fmt::format(" Its certificate has the fingerprint {}.", answer.error().fingerprint);
        }
        co_return error;
    }
    if (answer->status < 200 || answer->status > 299) {
        co_return make_error(ErrorCode::invalid, in_words(*answer));
    }
    // The session's cookie, as far as its attributes.
    if (const auto cookie = answer->header("Set-Cookie"); !cookie.empty()) {
        cookie_ = cookie.substr(0, cookie.find(';'));
    }
    co_return std::move(answer->body);
}

Task<Result<std::string>> ApiClient::send_text(HttpMethod method, std::string path,
                                               std::string json) {
    return send_bytes(method, std::move(path), std::move(json), "application/json");
}

Task<Result<std::string>> ApiClient::download(std::string path) {
    return send_bytes(HttpMethod::get, std::move(path), {}, {});
}

Task<Status> ApiClient::sign_in() {
    auto written = login_.server;
    if (!written.ends_with('/')) {
        written += '/';
    }
    OHMSTEAD_CO_TRY(url_, parse_url(written));
    const api::LocalSignIn who{.email = login_.email, .password = login_.password};
    OHMSTEAD_CO_TRY(const auto begun, co_await send<api::SessionDto>(
                                          HttpMethod::post, "/auth/local", reflect::encode(who)));
    if (begun.second_step) {
        if (login_.code.empty()) {
            co_return make_error(ErrorCode::unauthenticated,
                                 "This account signs in with two steps: give a code with --code.");
        }
        const api::SecondStep step{.token = *begun.second_step, .code = login_.code};
        OHMSTEAD_CO_TRY_VOID(
            co_await send_text(HttpMethod::post, "/auth/second-step", reflect::encode(step)));
    }
    OHMSTEAD_CO_TRY(const auto session, co_await get<api::SessionDto>("/auth/session"));
    csrf_token_ = session.csrf_token.value_or("");
    co_return Status{};
}

}  // namespace ohmstead
