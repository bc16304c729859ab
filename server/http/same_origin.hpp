#pragma once

#include "base/result.hpp"
#include "http/request_context.hpp"

namespace ohmstead::http {

// Whether an Origin header names the origin the request was sent to. "null" never does.
bool is_own_origin(std::string_view origin, const ConnectionFacts& connection);

// Whether a request that changes something was meant: not sent by a foreign page (Origin,
// Sec-Fetch-Site), and with the session's CSRF token when a cookie says who it is. forbidden if
// not.
Status check_not_forged(const RequestContext& context);

// The same for opening a WebSocket, which browsers allow to every page. Without Origin it is no
// browser, and then needs an API key.
Status check_socket_origin(const RequestContext& context);

}  // namespace ohmstead::http
