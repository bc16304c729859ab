#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /account: a person's own name, password and second step.
void add_account_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
