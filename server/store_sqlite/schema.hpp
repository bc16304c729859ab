#pragma once

#include <cstdint>

#include "store_sqlite/connection.hpp"

namespace ohmstead {

// Marks the file as ours, in SQLite's header: "Ohms".
inline constexpr std::int64_t kApplicationId = 0x4f686d73;

// The version that this program reads and writes. Stored as user_version.
std::int64_t newest_schema_version();

// Makes a fresh file ours. Throws DatabaseFailure.
void initialise(Connection& connection);

// Brings the file from its version to the newest, each step in a transaction of its own: a crash
// leaves the state before or after a step. Tests stop at an earlier one. Throws DatabaseFailure.
void migrate(Connection& connection, std::int64_t to = newest_schema_version());

}  // namespace ohmstead
