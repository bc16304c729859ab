#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /homes/{home}/power: power over time, for charts.
void add_power_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
