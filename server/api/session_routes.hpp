#pragma once

#include <string>

#include <boost/asio/ip/address.hpp>

#include "api/dto_session.hpp"
#include "api/services.hpp"
#include "http/request_context.hpp"
#include "http/response.hpp"
#include "http/routes.hpp"

namespace ohmstead::api {

// /auth/… and /me: signing in and out, and who one is.
void add_session_routes(http::Routes& routes, const Services& services);

// From where a request comes, for throttles and for the list of sessions.
struct Caller {
    boost::asio::ip::address peer;
    std::string device;
    IdentityPtr identity;
};
Caller caller_of(const http::RequestContext& context);

// For other ways in. forbidden over a connection on which nobody should sign in.
Status require_safe_transport(const TransportVerdict& transport);
// Starts a session for `user` in place of the one that the browser has.
Task<Result<http::Reply<SessionDto>>> begin_session(Services services, TransportVerdict transport,
                                                    Caller caller, UserId user);

}  // namespace ohmstead::api
