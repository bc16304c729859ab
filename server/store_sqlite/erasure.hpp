#pragma once

#include <cstdint>

#include "store_sqlite/connection.hpp"

namespace ohmstead {

// A home is erased in two parts: its row, with all that hangs on it, at once; its readings and
// blocks, which may be millions, in steps. What is still to do is on record, so that a crash in
// between is made up for at the next start.

// Removes the home and puts its channels on record. Within a transaction.
void begin_erasure(Connection& connection, std::int64_t home_no);

// Removes some of what is on record. False when nothing is left. Within a transaction.
bool erase_step(Connection& connection);

// Gives some pages in which nothing is any more back to the file system, with what was in them.
// False when there are none. Within a transaction.
bool release_step(Connection& connection);

// Removes all that is on record. Blocks.
void finish_erasures(Connection& connection);

}  // namespace ohmstead
