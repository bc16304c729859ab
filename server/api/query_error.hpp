#pragma once

#include <string>

#include "base/error.hpp"

namespace ohmstead::api {

// What the readers say of a wrong span, as a fault of the query it came in: malformed instead of
// invalid, and not_found for a channel that the home does not have, whoever else has it.
Error query_error(Error error);

// That one parameter of the query is wrong: malformed.
Error wrong_parameter(std::string name, std::string code, std::string detail);

}  // namespace ohmstead::api
