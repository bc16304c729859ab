#pragma once

#include <memory>

#include "store/aggregate_store.hpp"
#include "store/supply_store.hpp"
#include "store_sqlite/sqlite_database.hpp"

namespace ohmstead {

// Whose customers homes are, and what is published of them. Keep nothing in memory, so they may be
// made on a database that was opened beside a server, too.
std::unique_ptr<SupplyStore> make_sqlite_supply_store(SqliteDatabase& database);
std::unique_ptr<AggregateStore> make_sqlite_aggregate_store(SqliteDatabase& database);

}  // namespace ohmstead
