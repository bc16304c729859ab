#pragma once

#include <string_view>

#include "base/time.hpp"
#include "store/revocation_feed.hpp"
#include "store_dynamodb/requests.hpp"

namespace ohmstead::dynamodb {

// The note that goes into the transaction which ends a right.
Put revocation_note(Instant at, RevokedKind kind, std::string_view subject);

}  // namespace ohmstead::dynamodb
