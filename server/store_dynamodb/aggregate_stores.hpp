#pragma once

#include <memory>

#include "store/aggregate_store.hpp"
#include "store/supply_store.hpp"
#include "store_dynamodb/client.hpp"

namespace ohmstead::dynamodb {

// Whose customers homes are, and what is published of them. Keep nothing in memory; the client
// outlives them.
std::unique_ptr<SupplyStore> make_supply_store(Client& client);
std::unique_ptr<AggregateStore> make_aggregate_store(Client& client);

}  // namespace ohmstead::dynamodb
