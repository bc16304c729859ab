#include "store_dynamodb/credential_sources.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include "base/ids.hpp"
#include "crypto/encoding.hpp"
#include "crypto/private_file.hpp"
#include "store_dynamodb/credential_fetch.hpp"
#include "store_dynamodb/endpoint.hpp"

namespace ohmstead::dynamodb {
namespace {

Error invalid(std::string detail) {
    return make_error(ErrorCode::invalid, std::move(detail));
}

HttpRequest request_to(Url url) {
    HttpRequest request;
    request.dial.addresses =
        url.is_tls() ? AddressPolicy::self_hosted : AddressPolicy::credential_services;
    request.url = std::move(url);
    return request;
}

// Whoever renews a token writes the file anew, so it is read each time.
Result<std::string> read_token(const std::string& path) {
    OHMSTEAD_TRY(auto content, read_private_file(path, FileAudience::everyone));
    while (content && content->ends_with('\n')) {
        content->pop_back();
    }
    if (!content || content->empty()) {
        return make_error(ErrorCode::unavailable, "there is no token in " + path);
    }
    return *std::move(content);
}

class KeysOfEnvironment final : public CredentialSource {
public:
    explicit KeysOfEnvironment(SigningCredentials keys) : keys_(std::move(keys)) {}

    std::string name() const override { return "the environment"; }
    Task<Result<Credentials>> fetch() override { co_return Credentials{.signing = keys_}; }

private:
    SigningCredentials keys_;
};

class Container final : public CredentialSource {
public:
    Container(Url url, std::string token, std::string token_file, std::unique_ptr<Timing> timing)
        : url_(std::move(url)),
          token_(std::move(token)),
          token_file_(std::move(token_file)),
          timing_(std::move(timing)) {}

    std::string name() const override { return "the container's endpoint"; }

    Task<Result<Credentials>> fetch() override {
        auto request = request_to(url_);
        request.headers = {{"Accept", "application/json"}};
        auto token = token_;
        if (!token_file_.empty()) {
            OHMSTEAD_CO_TRY(token, read_token(token_file_));
        }
        if (!token.empty()) {
            request.headers.emplace_back("Authorization", std::move(token));
        }
        OHMSTEAD_CO_TRY(const auto text, co_await fetch_text(std::move(request), *timing_));
        co_return read_credentials_json(text);
    }

private:
    Url url_;
    std::string token_;
    std::string token_file_;
    std::unique_ptr<Timing> timing_;
};

class Instance final : public CredentialSource {
public:
    Instance(Url url, std::unique_ptr<Timing> timing)
        : url_(std::move(url)), timing_(std::move(timing)) {}

    std::string name() const override { return "EC2's instance metadata"; }

    Task<Result<Credentials>> fetch() override {
        auto session = request_to(at("/latest/api/token"));
        session.method = HttpMethod::put;
        session.headers = {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}};
        OHMSTEAD_CO_TRY(const auto token, co_await fetch_text(std::move(session), *timing_));
        const std::string roles = "/latest/meta-data/iam/security-credentials/";
        OHMSTEAD_CO_TRY(auto role, co_await fetch_text(asked(roles, token), *timing_));
        role = role.substr(0, role.find('\n'));
        if (role.empty() || !std::all_of(role.begin(), role.end(), is_of_role)) {
            co_return make_error(ErrorCode::unavailable, "the instance has no role");
        }
        OHMSTEAD_CO_TRY(const auto text, co_await fetch_text(asked(roles + role, token), *timing_));
        co_return read_credentials_json(text);
    }

private:
    static bool is_of_role(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("+=,.@_-").find(c) != std::string_view::npos;
    }

    Url at(std::string target) const {
        auto url = url_;
        url.target = std::move(target);
        return url;
    }

    HttpRequest asked(std::string target, const std::string& token) const {
        auto request = request_to(at(std::move(target)));
        request.headers = {{"X-aws-ec2-metadata-token", token}};
        return request;
    }

    Url url_;
    std::unique_ptr<Timing> timing_;
};

class WebIdentity final : public CredentialSource {
public:
    WebIdentity(Url url, std::string role, std::string session, std::string token_file,
                std::unique_ptr<Timing> timing)
        : url_(std::move(url)),
          role_(std::move(role)),
          session_(std::move(session)),
          token_file_(std::move(token_file)),
          timing_(std::move(timing)) {}

    std::string name() const override { return "the web identity"; }

    Task<Result<Credentials>> fetch() override {
        OHMSTEAD_CO_TRY(const auto token, read_token(token_file_));
        auto request = request_to(url_);
        request.method = HttpMethod::post;
        request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
        request.body = fmt::format(
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn={}&RoleSessionName={}"
            "&WebIdentityToken={}",
            percent_encode(role_), percent_encode(session_), percent_encode(token));
        OHMSTEAD_CO_TRY(const auto text, co_await fetch_text(std::move(request), *timing_));
        co_return read_credentials_xml(text);
    }

private:
    Url url_;
    std::string role_;
    std::string session_;
    std::string token_file_;
    std::unique_ptr<Timing> timing_;
};

// Whom the container's endpoint gets to see its token, and whose credentials we would use.
bool may_be_endpoint(const Url& url) {
    if (url.scheme == UrlScheme::https) {
        return true;
    }
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(url.host, error);
    return url.scheme == UrlScheme::http &&
           (error ? is_loopback(url.host) : allows(AddressPolicy::credential_services, address));
}

Result<std::unique_ptr<CredentialSource>> container(const Environment& environment,
                                                    std::unique_ptr<Timing> timing,
                                                    const CredentialPlaces& places) {
    const auto relative = environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const auto full = environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    const auto url = parse_url(relative ? places.container + *relative : *full);
    if (!url || (relative && !relative->starts_with('/')) || !may_be_endpoint(*url)) {
        return invalid(
            "The container's endpoint for credentials must be https://, or on this machine.");
    }
    return std::make_unique<Container>(
        *url, environment("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or(""),
        environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE").value_or(""), std::move(timing));
}

Result<std::unique_ptr<CredentialSource>> web_identity(const Environment& environment,
                                                       const std::string& region,
                                                       std::unique_ptr<Timing> timing,
                                                       const CredentialPlaces& places) {
    const auto role = environment("AWS_ROLE_ARN");
    if (!role) {
        return invalid("AWS_WEB_IDENTITY_TOKEN_FILE needs AWS_ROLE_ARN beside it.");
    }
    const auto* const suffix = region.starts_with("cn-") ? ".cn" : "";
    OHMSTEAD_TRY(auto url,
                 parse_url(!places.security_token_service.empty()
                               ? places.security_token_service
                               : fmt::format("https://sts.{}.amazonaws.com{}", region, suffix)));
    const auto session = environment("AWS_ROLE_SESSION_NAME");
    return std::make_unique<WebIdentity>(
        std::move(url), *role, session.value_or("ohmstead-" + make_random_id()),
        *environment("AWS_WEB_IDENTITY_TOKEN_FILE"), std::move(timing));
}

}  // namespace

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* const value = std::getenv(name.c_str());
        return value != nullptr && *value != '\0' ? std::optional<std::string>(value)
                                                  : std::nullopt;
    };
}

Result<std::unique_ptr<CredentialSource>> choose_credential_source(const Environment& environment,
                                                                   const std::string& region,
                                                                   std::unique_ptr<Timing> timing,
                                                                   const CredentialPlaces& places) {
    const auto key = environment("AWS_ACCESS_KEY_ID");
    const auto secret = environment("AWS_SECRET_ACCESS_KEY");
    if (key.has_value() != secret.has_value()) {
        return invalid("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together.");
    }
    if (key) {
        return std::make_unique<KeysOfEnvironment>(
            SigningCredentials{*key, *secret, environment("AWS_SESSION_TOKEN").value_or("")});
    }
    if (environment("AWS_WEB_IDENTITY_TOKEN_FILE")) {
        return web_identity(environment, region, std::move(timing), places);
    }
    if (environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") ||
        environment("AWS_CONTAINER_CREDENTIALS_FULL_URI")) {
        return container(environment, std::move(timing), places);
    }
    if (environment("AWS_EC2_METADATA_DISABLED") == "true") {
        return invalid("There are no credentials for AWS in the environment.");
    }
    OHMSTEAD_TRY(auto url, parse_url(places.instance));
    return std::make_unique<Instance>(std::move(url), std::move(timing));
}

}  // namespace ohmstead::dynamodb
