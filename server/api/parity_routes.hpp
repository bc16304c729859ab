#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /homes/{home}/connection/parity and /import: what the import of a home's past brought, beside
// what Home Assistant says.
void add_parity_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
