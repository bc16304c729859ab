#pragma once

#include "api/live_socket.hpp"
#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// The newest values of a home, for its members; unavailable while it does not run here. The hub
// answers to anybody, so the right is asked for here.
Task<Result<live::SnapshotFrame>> newest_of(Services services, AccessScope scope, HomeId home);

// /live, the socket, and /homes/{home}/live, its first frame. `socket` outlives the routes.
void add_live_routes(http::Routes& routes, const Services& services, LiveSocket& socket);

}  // namespace ohmstead::api
