#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /homes/{home}/energy: sums per period.
void add_energy_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
