#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// What people decided about levels that counters went to.
void add_decision_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
