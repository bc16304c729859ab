#include "api/live_routes.hpp"

#include "api/dto_home.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
using http::Access;

Task<Result<live::SnapshotFrame>> newest_of(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_live, services.clock.now()));
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.bring_live(home));
    auto snapshot = services.hub.snapshot(home, view, scope.link());
    if (!snapshot) {
        co_return make_error(ErrorCode::unavailable, "The home is being started. Try again.");
    }
    co_return std::move(*snapshot);
}

void add_live_routes(http::Routes& routes, const Services& services, LiveSocket& socket) {
    routes.add(http::get<HomePath, live::SnapshotFrame>(
        "/api/v1/homes/{home}/live",
        {.summary = "The newest values, as the live socket's first frame",
         .access = Access::view(Right::see_live),
         .tag = "live"},
        [services](http::RequestContext& context, HomePath in) {
            return newest_of(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::websocket("/api/v1/live",
                               {.summary = "Live values as they change, over a WebSocket",
                                .access = Access::follower(),
                                .tag = "live"},
                               socket));
}

}  // namespace ohmstead::api
