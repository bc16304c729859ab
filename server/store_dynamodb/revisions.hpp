#pragma once

#include <string>

#include "base/result.hpp"
#include "domain/metering/slot.hpp"
#include "store_dynamodb/requests.hpp"

namespace ohmstead::dynamodb {

// How a revision stands in its item: as `epoch` and `sequence`, which may be any.

// The item with its revision, under the condition that the stored one is older or absent.
Put put_if_newer(std::string table, Item item, const Revision& revision);

Result<Revision> read_revision(const Item& item);

}  // namespace ohmstead::dynamodb
