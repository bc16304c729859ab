#pragma once

#include <string>

#include "api/services.hpp"
#include "http/request_context.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// Signing in through directories: where a browser begins, and where it comes back.
void add_directory_routes(http::Routes& routes, const Services& services);

// Where the browser has this server: "https://energy.example/prefix", without a slash at the end.
std::string own_address(const http::RequestContext& context);

}  // namespace ohmstead::api
