#include "api/device_routes.hpp"

#include "api/device_list.hpp"
#include "api/dto_home.hpp"
#include "api/live_routes.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

Task<Result<DeviceList>> list_devices(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY(const auto channels, co_await services.homes.channels(scope, home));
    OHMSTEAD_CO_TRY(const auto live, co_await newest_of(services, scope, home));
    co_return devices_of(channels, live);
}

}  // namespace

void add_device_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<HomePath, DeviceList>(
        "/api/v1/homes/{home}/devices",
        {.summary = "The home's devices with their newest values",
         .access = http::Access::home(HomeRole::viewer),
         .tag = "devices"},
        [services](http::RequestContext& context, HomePath in) {
            return list_devices(services, context.scope(), std::move(in.home));
        }));
}

}  // namespace ohmstead::api
