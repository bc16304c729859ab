#pragma once

#include <cstdint>

#include "base/ids.hpp"
#include "store_sqlite/connection.hpp"

namespace ohmstead {

// Whether `user` is an admin of the home and nobody else is.
bool is_last_admin(Connection& connection, std::int64_t home_no, const UserId& user);

}  // namespace ohmstead
