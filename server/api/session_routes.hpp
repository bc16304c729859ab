#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /auth/… and /me: signing in and out, and who one is.
void add_session_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
