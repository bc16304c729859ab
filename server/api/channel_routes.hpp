#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /homes/{home}/channels: what is measured, and what feeds it.
void add_channel_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
