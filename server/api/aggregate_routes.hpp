#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// What is published of many homes without their consent, for the staff of their provider.
void add_aggregate_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
