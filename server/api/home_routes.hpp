#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /homes and /homes/{home}.
void add_home_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
