#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// Commands to the engines of homes whose agents are elsewhere, and what came of them.
void add_command_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
