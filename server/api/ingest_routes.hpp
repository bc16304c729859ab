#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /ingest: readings from programs that hold a home's key, and the calls of agents.
void add_ingest_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
