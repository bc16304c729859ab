#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// The users of the server, for those who operate it. What homes they belong to is not told.
void add_user_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
