#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /homes/{home}/devices.
void add_device_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
