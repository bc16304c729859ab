#pragma once

#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "store/revocation_feed.hpp"
#include "store_sqlite/connection.hpp"

namespace ohmstead {

// Called by the jobs that end a right, in their transactions.
void note_revocation(Connection& connection, const Clock& clock, RevokedKind kind,
                     std::string_view subject);
// A note for each member and each key of the home, and each provider that may see it.
void note_revocation_of_home(Connection& connection, const Clock& clock, std::int64_t home_no);

}  // namespace ohmstead
