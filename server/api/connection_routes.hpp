#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /homes/{home}/connection with test and discover: a home's Home Assistant.
void add_connection_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
