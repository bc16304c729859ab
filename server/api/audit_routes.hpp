#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

void add_audit_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
