#pragma once

#include "api/dto_session.hpp"
#include "api/services.hpp"
#include "http/response.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /auth/… and /me: signing in and out, and who one is.
void add_session_routes(http::Routes& routes, const Services& services);

// For other ways in. forbidden over a connection on which nobody should sign in.
Status require_safe_transport(const TransportVerdict& transport);
// Starts a session for `user` in place of the one that the browser has.
Task<Result<http::Reply<SessionDto>>> begin_session(Services services, TransportVerdict transport,
                                                    IdentityPtr previous, UserId user);

}  // namespace ohmstead::api
