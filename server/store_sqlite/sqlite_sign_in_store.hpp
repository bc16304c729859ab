#pragma once

#include <memory>

#include "store/sign_in_store.hpp"
#include "store_sqlite/sqlite_database.hpp"

namespace ohmstead {

// The store of sign-ins on a database, which outlives it.
std::unique_ptr<SignInStore> make_sqlite_sign_in_store(SqliteDatabase& database);

}  // namespace ohmstead
