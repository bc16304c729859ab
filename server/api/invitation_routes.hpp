#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// Links by which people join a home, and by which a home is handed over.
void add_invitation_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
