#pragma once

#include "api/live_socket.hpp"
#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// The members of a home, and the visits of operators.
void add_people_routes(http::Routes& routes, const Services& services, LiveSocket& live_socket);

}  // namespace ohmstead::api
