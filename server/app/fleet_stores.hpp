#pragma once

#include <memory>

#include "app/stores.hpp"

namespace ohmstead {

// The stores in DynamoDB's tables, which must exist (`ohmstead tables create`). Nothing is kept
// here, so any number of processes may have them open.
Result<std::unique_ptr<Stores>> open_fleet_stores(const Config& config, StoreServices services);

}  // namespace ohmstead
