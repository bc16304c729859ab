#include "api/directory_routes.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "api/transport_facts.hpp"
#include "auth/cookies.hpp"
#include "auth/device_text.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;
using http::Response;

constexpr http::Rate kDirectoryRate{.per_minute = 60};
constexpr std::size_t kLongestValue = 4'096;

// What a step needs of its request, which ends before the step does.
struct Step {
    std::string provider;
    std::vector<reflect::Parameter> query;
    std::optional<std::string> browser_secret;
    std::string address;    // of this server
    std::string prefix;     // before its paths
    bool for_page = false;  // a browser shows what is answered
    TransportVerdict transport;
    IdentityPtr previous;
    std::string device;  // as its browser calls itself

    std::string redirect_uri() const {
        return fmt::format("{}/api/v1/auth/oidc/{}/callback", address, provider);
    }
};

Step step_of(const Services& services, const RequestContext& context, http::RouteInput input) {
    Step step{.provider = {},
              .query = std::move(input.query),
              .browser_secret = std::nullopt,
              .address = own_address(context),
              .prefix = context.prefix,
              .for_page = context.header("Accept").find("text/html") != std::string_view::npos,
              .transport = verdict_on(services.transport, context),
              .previous = context.identity,
              .device = device_text(context.header("User-Agent"))};
    for (const auto& parameter : input.path) {
        step.provider = parameter.value;
    }
    const auto secret = find_start_cookie(context.header("Cookie"), step.transport.cookie);
    if (secret) {
        step.browser_secret = std::string(*secret);
    }
    return step;
}

// A sign-in happens on a page of its own that a person has opened.
Status require_navigation(const RequestContext& context) {
    if (context.method != http::Method::get) {
        return make_error(ErrorCode::method_not_allowed, "This address is opened by GET.");
    }
    const auto destination = context.header("Sec-Fetch-Dest");
    if (!context.header("Sec-Purpose").empty() || !context.header("Purpose").empty() ||
        (!destination.empty() && destination != "document" && destination != "empty")) {
        return make_error(ErrorCode::malformed, "This address is opened as a page of its own.");
    }
    return {};
}

Status require_encrypted(const TransportVerdict& transport) {
    if (transport.sign_in_allowed && transport.encrypted) {
        return {};
    }
    return make_error(ErrorCode::forbidden,
                      "Signing in through a directory needs an encrypted connection. Use https:// "
                      "instead.");
}

// The parameter of that name; empty when it is absent. Which of two counts, nobody could tell.
Result<std::string> single(const std::vector<reflect::Parameter>& query, std::string_view name) {
    std::string found;
    bool seen = false;
    for (const auto& parameter : query) {
        if (parameter.name != name) {
            continue;
        }
        if (std::exchange(seen, true) || parameter.value.size() > kLongestValue) {
            return make_error(ErrorCode::malformed,
                              fmt::format("The address has {} twice, or too long.", name));
        }
        found = parameter.value;
    }
    return found;
}

Result<SignInAnswer> answer_in(const std::vector<reflect::Parameter>& query) {
    SignInAnswer answer;
    OHMSTEAD_TRY(answer.state, single(query, "state"));
    OHMSTEAD_TRY(answer.code, single(query, "code"));
    OHMSTEAD_TRY(answer.error, single(query, "error"));
    OHMSTEAD_TRY(answer.error_description, single(query, "error_description"));
    OHMSTEAD_TRY(answer.issuer, single(query, "iss"));
    for (const std::string_view name : {"client_id", "redirect_uri", "scope", "session_state"}) {
        OHMSTEAD_TRY_VOID(single(query, name));
    }
    return answer;
}

Response go_to(std::string location) {
    return {.status = 303, .headers = {{"Location", std::move(location)}}};
}

// A person gets the sign-in page, which says in its own words what is the matter.
Result<Response> failed(const Step& step, Error error) {
    if (!step.for_page || error.code == ErrorCode::malformed) {
        return error;
    }
    return go_to(fmt::format("{}/sign-in?problem={}", step.prefix, ohmstead::name_of(error.code)));
}

Task<Result<Response>> start(Services services, Step step) {
    if (auto encrypted = require_encrypted(step.transport); !encrypted) {
        co_return failed(step, std::move(encrypted).error());
    }
    OHMSTEAD_CO_TRY(auto return_to, single(step.query, "return"));
    auto begun = co_await services.directory_sign_in.begin(
        step.provider, step.browser_secret, std::move(return_to), step.redirect_uri());
    if (!begun) {
        co_return failed(step, std::move(begun).error());
    }
    auto response = go_to(std::move(begun->url));
    response.headers.emplace_back(
        "Set-Cookie",
        set_start_cookie(step.transport.cookie, begun->browser_secret, DirectorySignIn::kGoodFor));
    co_return response;
}

Task<Result<Response>> come_back(Services services, Step step) {
    if (auto encrypted = require_encrypted(step.transport); !encrypted) {
        co_return failed(step, std::move(encrypted).error());
    }
    OHMSTEAD_CO_TRY(auto answer, answer_in(step.query));
    auto finished = co_await services.directory_sign_in.finish(
        step.provider, step.browser_secret, std::move(answer), step.redirect_uri());
    if (!finished) {
        co_return failed(step, std::move(finished).error());
    }
    if (step.previous && !step.previous->session_hash.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await services.sessions.end(step.previous->session_hash));
    }
    OHMSTEAD_CO_TRY(const auto started,
                    co_await services.sessions.start(finished->user, step.device));
    const auto max_age = std::chrono::duration_cast<Seconds>(services.sessions.limits().absolute);
    auto response = go_to(step.prefix + finished->return_to);
    response.headers.emplace_back(
        "Set-Cookie", set_session_cookie(step.transport.cookie, started.secret, max_age));
    co_return response;
}

Task<Result<Response>> refuse(Error error) {
    co_return error;
}

}  // namespace

std::string own_address(const RequestContext& context) {
    return fmt::format("{}://{}{}", context.connection.tls ? "https" : "http",
                       context.connection.host, context.prefix);
}

void add_directory_routes(http::Routes& routes, const Services& services) {
    using Run = Task<Result<Response>> (*)(Services, Step);
    const auto add = [&](std::string_view path, std::string summary, Run run) {
        routes.add(http::raw(http::Method::get,
                             fmt::format("/api/v1/auth/oidc/{{provider}}/{}", path),
                             {.summary = std::move(summary),
                              .access = Access::open(),
                              .tag = "sign-in",
                              .rate = kDirectoryRate},
                             [services, run](RequestContext& context, http::RouteInput input) {
                                 if (auto opened = require_navigation(context); !opened) {
                                     return refuse(std::move(opened).error());
                                 }
                                 return run(services, step_of(services, context, std::move(input)));
                             }));
    };
    add("start", "Begin to sign in through a directory: leads the browser there", start);
    add("callback", "Where a directory sends the browser back: leads to the page it came from",
        come_back);
}

}  // namespace ohmstead::api
