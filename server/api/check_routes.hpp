#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /homes/{home}/check: whether the set-up looks right.
void add_check_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
