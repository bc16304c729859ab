#pragma once

#include "base/error.hpp"

namespace ohmstead::api {

// What the readers say of a wrong span, as a fault of the query it came in: malformed instead of
// invalid, and not_found for a channel that the home does not have, whoever else has it.
Error query_error(Error error);

}  // namespace ohmstead::api
