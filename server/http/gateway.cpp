#include "http/gateway.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

#include "crypto/encoding.hpp"
#include "crypto/random.hpp"
#include "http/gzip.hpp"
#include "http/problem.hpp"
#include "http/same_origin.hpp"
#include "http/target.hpp"
#include "http/websocket_upgrade.hpp"

namespace ohmstead::http {
namespace {

constexpr std::string_view kAllMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

Error nothing_here() {
    return make_error(ErrorCode::not_found, "There is nothing at this address.");
}

// What fits into one packet gains nothing. What is larger than the other holds up the I/O thread
// for longer than it may.
constexpr std::size_t kLeastPacked = 1'400;
constexpr std::size_t kMostPacked = 128 * 1024;

// How often what a request reads may turn out to be of a consent that has changed meanwhile.
constexpr int kMostReadings = 3;

constexpr std::string_view kAnyBytes = "application/octet-stream";

bool takes_any_body(Method method) {
    return method == Method::post || method == Method::put || method == Method::patch;
}

// application/json, in UTF-8 if it says so.
bool is_json(std::string_view content_type) {
    const auto semicolon = content_type.find(';');
    if (!equal_ignoring_case(trimmed(content_type.substr(0, semicolon)), "application/json")) {
        return false;
    }
    if (semicolon == std::string_view::npos) {
        return true;
    }
    const auto parameter = trimmed(content_type.substr(semicolon + 1));
    return equal_ignoring_case(parameter, "charset=utf-8") ||
           equal_ignoring_case(parameter, "charset=\"utf-8\"");
}

// Packs JSON for a client that takes it so: a chart's readings become a tenth. The session with its
// CSRF token is too small for it, so that no length tells of the token (BREACH).
void pack(Response& response, const RequestContext& context) {
    if (response.content_type != "application/json" || response.body.size() < kLeastPacked ||
        response.body.size() > kMostPacked) {
        return;
    }
    response.headers.emplace_back("Vary", "Accept-Encoding");
    if (has_token(context.header("Accept-Encoding"), "gzip")) {
        response.body = gzip(response.body, Effort::least);
        response.headers.emplace_back("Content-Encoding", "gzip");
    }
}

std::string_view home_of(const RouteInput& input) {
    const auto found = std::ranges::find(input.path, "home", &reflect::Parameter::name);
    return found == input.path.end() ? std::string_view{} : std::string_view(found->value);
}

}  // namespace

Gateway::Gateway(const Routes& routes, const StaticFiles& files, Authenticator& authenticator,
                 GatewaySettings settings, Log log)
    : routes_(routes),
      files_(files),
      authenticator_(authenticator),
      settings_(std::move(settings)),
      log_(log),
      refusals_(log) {}

void Gateway::answer_with(Exchange& exchange, const Error& error) {
    if (exchange.route != nullptr) {
        refusals_.note(exchange.context, exchange.route->path, error);
    }
    exchange.answer = problem(error, exchange.context.request_id);
    if (error.code == ErrorCode::unauthenticated && exchange.loses_cookie) {
        exchange.answer->headers.emplace_back(
            "Set-Cookie", authenticator_.clearing_cookie(exchange.context.connection));
    }
}

Response Gateway::refused(const Refusal& refusal, std::string_view request_id) const {
    auto response = problem(refusal.error, request_id, refusal.status);
    if (refusal.status == 405) {
        response.headers.emplace_back("Allow", kAllMethods);
    }
    return response;
}

Status Gateway::find_route(Exchange& exchange, const RequestHead& head) {
    auto& context = exchange.context;
    if (head.target == "*") {
        exchange.answer = Response{.status = 204, .headers = {{"Allow", std::string(kAllMethods)}}};
        return {};
    }
    OHMSTEAD_TRY(auto target, parse_target(head.target));
    context.path = std::move(target.path);
    exchange.input.query = std::move(target.query);
    if (!take_prefix(context.path, settings_.path_prefix)) {
        return nothing_here();
    }
    auto match = routes_.find(context.method, context.path);
    exchange.input.path = std::move(match.path);
    exchange.route = match.route;
    if (match.route != nullptr) {
        return {};
    }
    if (match.path_known) {
        if (context.method == Method::options) {
            exchange.answer = Response{.status = 204, .headers = {{"Allow", match.allowed}}};
        } else {
            exchange.answer = problem(
                make_error(ErrorCode::method_not_allowed, "This method is not served here."),
                context.request_id);
            exchange.answer->headers.emplace_back("Allow", match.allowed);
        }
        return {};
    }
    if (!is_safe(context.method) || context.path.starts_with("/api/")) {
        return nothing_here();
    }
    exchange.nonce = base64url_encode(random_bytes<16>());
    OHMSTEAD_TRY(exchange.answer, files_.serve(context, exchange.nonce));
    return {};
}

Task<Status> Gateway::identify(Exchange& exchange) {
    auto& context = exchange.context;
    Credentials credentials{.authorization = std::string(context.header("Authorization")),
                            .cookie = std::string(context.header("Cookie")),
                            .connection = context.connection};
    if (credentials.authorization.empty() && credentials.cookie.empty()) {
        co_return Status{};
    }
    const bool by_cookie = credentials.authorization.empty();
    Result<IdentityPtr> identity = make_error(ErrorCode::internal, "");
    try {
        identity = co_await authenticator_.authenticate(std::move(credentials));
    } catch (const std::exception& failure) {
        log_.error("authentication ({}): {}", context.request_id, failure.what());
    }
    if (identity) {
        context.identity = std::move(*identity);
        co_return Status{};
    }
    exchange.loses_cookie = by_cookie;
    // A session that has ended is no reason to refuse what anyone may see.
    const bool is_open = exchange.route->spec.access.kind() == Access::Kind::open;
    if (is_open && by_cookie && identity.error().code == ErrorCode::unauthenticated) {
        co_return Status{};
    }
    co_return std::move(identity).error();
}

Status Gateway::limit_rate(const Exchange& exchange) {
    const auto& own = exchange.route->spec.rate;
    const Rate& rate = own ? *own : settings_.limits.requests;
    if (rate.per_minute <= 0) {
        return {};
    }
    auto key = rate_key(exchange.context);
    if (own) {
        key += exchange.route->path;
    }
    const int wait_s = limiter_.take(key, rate, std::chrono::steady_clock::now());
    if (wait_s == 0) {
        return {};
    }
    return Error{.code = ErrorCode::rate_limited,
                 .detail = "Too many requests. Try again later.",
                 .retry_after_s = wait_s};
}

Status Gateway::check_rights(const Exchange& exchange) const {
    const auto& context = exchange.context;
    OHMSTEAD_TRY_VOID(
        exchange.route->spec.access.check(context.identity.get(), home_of(exchange.input)));
    if (context.scope().is_read_only() && !is_safe(context.method)) {
        return make_error(ErrorCode::forbidden, "This key is for reading alone.");
    }
    if (exchange.route->socket != nullptr) {
        return check_socket_origin(context);
    }
    return is_safe(context.method) ? Status{} : check_not_forged(context);
}

// Rights may change while a request is on its way: it goes on with those that its sender has now.
Task<Status> Gateway::renew_rights(Exchange& exchange) {
    auto& context = exchange.context;
    if (!context.identity || context.identity->grant.valid()) {
        co_return Status{};
    }
    context.identity.reset();
    OHMSTEAD_CO_TRY_VOID(co_await identify(exchange));
    co_return check_rights(exchange);
}

Status Gateway::check_body(const Exchange& exchange, const Framing& framing) const {
    const auto& context = exchange.context;
    const auto encoding = context.header("Content-Encoding");
    const bool takes_gzip = exchange.route->spec.takes_gzip;
    if (!encoding.empty() && !equal_ignoring_case(encoding, "identity") &&
        !(takes_gzip && has_gzip_body(context))) {
        return make_error(ErrorCode::unsupported, takes_gzip
                                                      ? "Bodies may be compressed by gzip alone."
                                                      : "Bodies must not be compressed.");
    }
    if (!framing.has_body()) {
        return {};
    }
    if (!takes_any_body(context.method)) {
        return make_error(ErrorCode::malformed, "This method takes no body.");
    }
    const auto type = context.header("Content-Type");
    if (exchange.route->spec.takes_file) {
        if (!equal_ignoring_case(trimmed(type), kAnyBytes)) {
            return make_error(ErrorCode::unsupported, "The body must be application/octet-stream.");
        }
    } else if (!is_json(type)) {
        return make_error(ErrorCode::unsupported, "The body must be application/json.");
    }
    if (framing.content_length > exchange.route->spec.max_body) {
        return make_error(ErrorCode::too_large, "The body is too large.");
    }
    return {};
}

Task<Exchange> Gateway::admit(const RequestHead& head, Framing framing,
                              ConnectionFacts connection) {
    Exchange exchange;
    auto& context = exchange.context;
    context.request_id = ids_.next();
    context.method = framing.method;
    context.headers = head.headers;
    auto view = settings_.proxies.apply(std::move(connection), head.headers);
    context.connection = std::move(view.connection);
    // An ingress proxy has taken its prefix off the address already; a prefix of ours is still on.
    context.prefix = view.prefix.value_or(settings_.path_prefix);
    exchange.must_close = framing.has_body();

    if (!authenticator_.host_allowed(context.connection)) {
        exchange.answer = problem(make_error(ErrorCode::malformed, "This host is not served here."),
                                  context.request_id, 421);
        exchange.must_close = true;
        co_return exchange;
    }
    auto status = find_route(exchange, head);
    if (status && !exchange.answer) {
        status = co_await identify(exchange);
        // Wrong credentials count as well, as a request of their address.
        if (auto within = limit_rate(exchange); !within) {
            status = std::move(within);
        }
    }
    if (status && !exchange.answer) {
        status = check_rights(exchange);
    }
    if (status && !exchange.answer) {
        status = check_body(exchange, framing);
    }
    if (status && !exchange.answer && exchange.route->socket != nullptr) {
        exchange.answer = websocket_upgrade(context, head.version);
    }
    if (!status) {
        answer_with(exchange, status.error());
        exchange.must_close |= status.error().code == ErrorCode::malformed;
    }
    co_return exchange;
}

bool Gateway::reads_by_consent(const RequestContext& context) {
    return context.identity && context.identity->subject.server_role == ServerRole::provider &&
           is_safe(context.method);
}

Task<Result<Response>> Gateway::handle(Exchange& exchange) {
    // Only such a reading is done a second time.
    auto input = reads_by_consent(exchange.context) ? exchange.input : std::move(exchange.input);
    try {
        auto outcome = co_await exchange.route->handler(exchange.context, std::move(input));
        co_return outcome;
    } catch (const ErrorException& failure) {
        co_return failure.error();
    } catch (const std::exception& failure) {
        log_.error("{} {} ({}): {}", name_of(exchange.context.method), exchange.route->path,
                   exchange.context.request_id, failure.what());
    }
    co_return make_error(ErrorCode::internal, "");
}

// What was read of a home while its consent was withdrawn is not told any more. Other homes'
// consents change all the time, and nothing with them.
Task<Result<bool>> Gateway::may_still_be_told(Exchange& exchange) {
    const auto& context = exchange.context;
    if (!reads_by_consent(context) || context.identity->grant.valid()) {
        co_return true;
    }
    const auto read_within = context.scope();
    OHMSTEAD_CO_TRY_VOID(co_await renew_rights(exchange));
    if (!context.identity || !context.identity->grant.valid()) {
        co_return false;
    }
    co_return context.scope().covers(read_within, HomeId{std::string(home_of(exchange.input))});
}

Task<Response> Gateway::run(Exchange& exchange) {
    Error error{.code = ErrorCode::unavailable,
                .detail = "Your rights are just being changed. Try again.",
                .retry_after_s = 1};
    for (int reading = 0; reading < kMostReadings; ++reading) {
        if (auto renewed = co_await renew_rights(exchange); !renewed) {
            error = std::move(renewed).error();
            break;
        }
        auto outcome = co_await handle(exchange);
        if (!outcome) {
            error = std::move(outcome).error();
            break;
        }
        const auto may_be_told = co_await may_still_be_told(exchange);
        if (!may_be_told) {
            error = may_be_told.error();
            break;
        }
        if (*may_be_told) {
            pack(*outcome, exchange.context);
            co_return std::move(*outcome);
        }
    }
    answer_with(exchange, error);
    co_return std::move(*exchange.answer);
}

}  // namespace ohmstead::http
