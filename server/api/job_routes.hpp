#pragma once

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// Import and export of files, and the jobs they are: /homes/{home}/import, /homes/{home}/export,
// /jobs/{job}.
void add_job_routes(http::Routes& routes, const Services& services);

}  // namespace ohmstead::api
