#include "api/system_routes.hpp"

#include "api/dto_system.hpp"
#include "api/transport_facts.hpp"
#include "http/route.hpp"
#include "observe/metrics.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

Task<Result<HealthDto>> health() {
    co_return HealthDto{};
}

// Nothing works without the store.
Task<Result<http::Reply<HealthDto>>> readiness(Services services) {
    http::Reply<HealthDto> reply;
    if (const auto answered = co_await services.users.has_users(); !answered) {
        reply.value.status = Health::down;
        reply.status = 503;
    }
    co_return reply;
}

Task<Result<VersionDto>> version(Services services) {
    co_return VersionDto{.version = services.version};
}

// Figures tell how many people and homes there are: for operators, and for who sits at the machine.
Task<Result<http::Response>> metrics(Services services, AccessScope scope,
                                     TransportVerdict transport) {
    if (!transport.loopback_privileges) {
        OHMSTEAD_CO_TRY_VOID(scope.require(ServerRight::see_system));
    }
    co_return http::Response{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                             .body = services.metrics.text()};
}

void add_under(http::Routes& routes, const Services& services, const std::string& prefix) {
    const bool documented = !prefix.empty();
    const auto spec = [&](std::string summary) {
        return http::RouteSpec{.summary = std::move(summary),
                               .access = Access::open(),
                               .tag = "server",
                               .documented = documented};
    };
    routes.add(http::get<http::Nothing, HealthDto>(
        prefix + "/healthz", spec("Whether the process lives"),
        [](RequestContext&, http::Nothing) { return health(); }));
    routes.add(http::get<http::Nothing, HealthDto>(
        prefix + "/readyz", spec("Whether requests should be sent here"),
        [services](RequestContext&, http::Nothing) { return readiness(services); }));
    routes.add(http::get<http::Nothing, VersionDto>(
        prefix + "/version", spec("Which version runs"),
        [services](RequestContext&, http::Nothing) { return version(services); }));
    auto figures = spec("Figures for Prometheus");
    figures.who = "For operators of the server, and without signing in on the machine itself.";
    routes.add(http::raw(http::Method::get, prefix + "/metrics", std::move(figures),
                         [services](RequestContext& context, http::RouteInput) {
                             return metrics(services, context.scope(),
                                            verdict_on(services.transport, context));
                         }));
}

}  // namespace

void add_system_routes(http::Routes& routes, const Services& services) {
    add_under(routes, services, "");
    add_under(routes, services, "/api/v1");
}

}  // namespace ohmstead::api
