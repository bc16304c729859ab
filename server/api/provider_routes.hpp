#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// What a provider's staff does: asks for consent, sees its customers, and all of them together. One
// customer's data come by the routes of its home, as far as it consented.
void add_provider_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
