#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// Whose customer a home is, which is where it counts in what is published of many homes.
void add_supply_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
