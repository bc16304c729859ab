#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /homes/{home}/corrections: what people lay over slots, and which slots may need it.
void add_correction_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
