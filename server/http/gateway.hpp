#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "async/task.hpp"
#include "base/log.hpp"
#include "http/authenticator.hpp"
#include "http/forwarded.hpp"
#include "http/limits.hpp"
#include "http/rate_limiter.hpp"
#include "http/refusal_log.hpp"
#include "http/request_head.hpp"
#include "http/response.hpp"
#include "http/routes.hpp"
#include "http/static_files.hpp"
#include "observe/request_ids.hpp"

namespace ohmstead::http {

// A request on its way: admitted, so that its body may be read and its route run, or answered.
struct Exchange {
    RequestContext context;
    RouteInput input;
    const Route* route = nullptr;
    std::optional<Response> answer;
    bool must_close = false;  // the connection cannot be used after the answer
    std::string nonce;        // of the page that is answered
    bool loses_cookie = false;
};

struct GatewaySettings {
    std::string path_prefix;
    TrustedProxies proxies;
    Limits limits;
};

// What every request passes, in this order: host, address, route, who it is, rate, rights, forgery,
// form of the body. Then its route, where whatever goes wrong ends as a problem answer.
class Gateway {
public:
    Gateway(const Routes& routes, const StaticFiles& files, Authenticator& authenticator,
            GatewaySettings settings, Log log);

    // With an answer when the request goes no further than its head.
    Task<Exchange> admit(const RequestHead& head, Framing framing, ConnectionFacts connection);

    // Runs the route of an admitted request, whose body is now in `exchange.input`, with the rights
    // that the caller has by then. What a provider's staff reads while the consent that it rests on
    // changes is read again.
    Task<Response> run(Exchange& exchange);

    // The answer to a request that cannot be read.
    Response refused(const Refusal& refusal, std::string_view request_id) const;

    std::string next_request_id() { return ids_.next(); }
    const Limits& limits() const { return settings_.limits; }
    bool is_trusted_proxy(const boost::asio::ip::address& address) const {
        return settings_.proxies.contains(address);
    }

private:
    Status find_route(Exchange& exchange, const RequestHead& head);
    Task<Status> identify(Exchange& exchange);
    Status limit_rate(const Exchange& exchange);
    Status check_rights(const Exchange& exchange) const;
    Task<Status> renew_rights(Exchange& exchange);
    Task<Result<Response>> handle(Exchange& exchange);
    static bool reads_by_consent(const RequestContext& context);
    Task<Result<bool>> may_still_be_told(Exchange& exchange);
    Status check_body(const Exchange& exchange, const Framing& framing) const;
    void answer_with(Exchange& exchange, const Error& error);

    const Routes& routes_;
    const StaticFiles& files_;
    Authenticator& authenticator_;
    GatewaySettings settings_;
    Log log_;
    RefusalLog refusals_;
    RateLimiter limiter_;
    observe::RequestIds ids_;
};

}  // namespace ohmstead::http
