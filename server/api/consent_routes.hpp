#pragma once

#include <string>

#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// What the home's side does about consent: it takes requests up, answers and ends them, and sees
// who looked.
void add_consent_routes(http::Routes& routes, const Services& services);

// By which a request is found.
std::string hash_of_code(const std::string& code);

}  // namespace ohmstead::api
