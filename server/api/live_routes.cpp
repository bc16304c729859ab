#include "api/live_routes.hpp"

#include "api/dto_home.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;

Task<Result<live::SnapshotFrame>> newest(Services services, AccessScope scope, HomeId home) {
    co_return newest_of(services, scope, home);
}

}  // namespace

Result<live::SnapshotFrame> newest_of(const Services& services, const AccessScope& scope,
                                      const HomeId& home) {
    OHMSTEAD_TRY_VOID(scope.require(home, HomeRole::viewer));
    auto snapshot = services.hub.snapshot(home);
    if (!snapshot) {
        return make_error(ErrorCode::unavailable, "The home is being started. Try again.");
    }
    return std::move(*snapshot);
}

void add_live_routes(http::Routes& routes, const Services& services, LiveSocket& socket) {
    routes.add(http::get<HomePath, live::SnapshotFrame>(
        "/api/v1/homes/{home}/live",
        {.summary = "The newest values, as the live socket's first frame",
         .access = Access::home(HomeRole::viewer),
         .tag = "live"},
        [services](http::RequestContext& context, HomePath in) {
            return newest(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::websocket("/api/v1/live",
                               {.summary = "Live values as they change, over a WebSocket",
                                .access = Access::signed_in(),
                                .tag = "live"},
                               socket));
}

}  // namespace ohmstead::api
