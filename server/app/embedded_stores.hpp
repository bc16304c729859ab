#pragma once

#include <memory>

#include "app/stores.hpp"

namespace ohmstead {

// The stores in the SQLite database of the data folder, which is made where there is none.
Result<std::unique_ptr<Stores>> open_embedded_stores(const Config& config, StoreServices services);

// Beside a server that has the database: of its ports only `homes`, `users` and `permissions` are
// there.
Result<std::unique_ptr<Stores>> open_embedded_stores_beside(const Config& config,
                                                            StoreServices services);

}  // namespace ohmstead
