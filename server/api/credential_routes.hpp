#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /sessions and /api-keys: by what a person is let in, to be seen and ended.
void add_credential_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
