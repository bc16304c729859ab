#pragma once

#include "store/user_store.hpp"
#include "store_sqlite/connection.hpp"

namespace ohmstead {

// Within a transaction. conflict when the e-mail is taken.
Status insert_user(Connection& connection, const User& user);

}  // namespace ohmstead
