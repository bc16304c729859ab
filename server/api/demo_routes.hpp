#pragma once

#include "api/demo_control.hpp"
#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /demo: things to do in the simulated homes. `demo` is null, and the routes answer not_found, when
// there are none; it outlives the routes.
void add_demo_routes(http::Routes& routes, const Services& services, DemoControl* demo);

}  // namespace ohmstead::api
