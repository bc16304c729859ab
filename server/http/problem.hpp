#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "base/error.hpp"
#include "http/response.hpp"

namespace ohmstead::http {

int status_of(ErrorCode code);

// The only maker of error bodies: RFC 9457 problem+json with the request id as `instance`, the
// wrong fields as `errors`, and the headers the status calls for (WWW-Authenticate, Retry-After).
// The detail of faults of ours is not told.
Response problem(const Error& error, std::string_view request_id);

// The same with a status of its own, where HTTP is finer than ErrorCode (414, 421, 431, 505, …).
Response problem(const Error& error, std::string_view request_id, int status);

// The schema of the body of every error.
boost::json::object problem_schema();

// The name of a status: "Not Found".
std::string_view reason_of(int status);

}  // namespace ohmstead::http
