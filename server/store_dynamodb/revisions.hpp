#pragma once

#include <string>

#include "base/result.hpp"
#include "domain/metering/slot.hpp"
#include "store_dynamodb/requests.hpp"

namespace ohmstead::dynamodb {

// How a revision stands in its item: as `epoch` and `sequence`, which may be any.

// The item with its revision, under the condition that the stored one is older or absent.
Put put_if_newer(std::string table, Item item, const Revision& revision);

// The update, which sets something under a condition, with the revision that it brings, and only if
// the stored one is older or absent.
Update update_if_newer(Update update, const Revision& revision);

Result<Revision> read_revision(const Item& item);

}  // namespace ohmstead::dynamodb
