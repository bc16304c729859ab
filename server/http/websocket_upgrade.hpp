#pragma once

#include "http/request_context.hpp"
#include "http/response.hpp"

namespace ohmstead::http {

// The answer to a GET on the route of a WebSocket: 101 for a right handshake (RFC 6455, 4.2), 426
// for one that is none or has another version, 400 for a wrong one. Extensions are not negotiated.
Response websocket_upgrade(const RequestContext& context, int http_version);

}  // namespace ohmstead::http
