#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /homes/{home}/links, and /homes/{home}/tiles, which is what the page of a link begins with.
void add_link_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
