#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /homes/{home}/explain.
void add_explain_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
