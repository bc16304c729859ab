#include "api/check_routes.hpp"

#include "api/dto_home.hpp"
#include "api/live_routes.hpp"
#include "api/setup_check.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

Task<Result<CheckDto>> check(Services services, AccessScope scope, HomeId id) {
    OHMSTEAD_CO_TRY_VOID(scope.require(id, Right::see_home));
    OHMSTEAD_CO_TRY(const auto home, co_await services.homes.get(scope, id));
    OHMSTEAD_CO_TRY(const auto channels, co_await services.homes.channels(scope, id));
    OHMSTEAD_CO_TRY(const auto live, co_await newest_of(services, scope, id));
    const auto zone = Zone::find(home.time_zone).value_or(Zone::utc());
    co_return check_setup(channels, live, zone, services.clock.now());
}

}  // namespace

void add_check_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<HomePath, CheckDto>(
        "/api/v1/homes/{home}/check",
        {.summary = "Whether the channels together make sense now",
         .access = http::Access::home(Right::see_home),
         .tag = "channels"},
        [services](http::RequestContext& context, HomePath in) {
            return check(services, context.scope(), std::move(in.home));
        }));
}

}  // namespace ohmstead::api
