#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /healthz, /readyz, /version and /metrics; each under /api/v1 too.
void add_system_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
