#pragma once

#include <string>

#include "app/config.hpp"

namespace ohmstead {

// Prints a link by which the user with that e-mail address sets a new password within a day, once;
// it ends all of their sessions when it is used. With `second_factor` two-step sign-in is turned
// off, too. Works on the store directly, so the server may run or not.
int reset_user(const Config& config, const std::string& email, bool second_factor);

}  // namespace ohmstead
