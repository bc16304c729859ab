#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /homes/{home}/notes and /homes/{home}/notes/{note}.
void add_note_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
