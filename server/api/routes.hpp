#pragma once

#include "api/demo_control.hpp"
#include "api/live_socket.hpp"
#include "api/services.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// Everything that the server answers to, but for the web app's files and the API document.
// `live_socket` and `demo` (null without one) outlive the routes.
http::Routes make_routes(const Services& services, LiveSocket& live_socket, DemoControl* demo);

}  // namespace ohmstead::api
