#pragma once

#include <string>

#include "base/result.hpp"
#include "store/live_store.hpp"
#include "store_dynamodb/requests.hpp"

namespace ohmstead::dynamodb {

// The item of a home that an engine elsewhere writes and reads with each of its calls, and that is
// read every second while somebody looks: its newest values beside what the engine has to see, so
// that a call is one write, which answers all of it. A home has it from its creation on, without
// values; it goes when its erasure begins, and nothing makes it again.

Item live_item(const HomeId& home, const std::string& decisions);

// An update under the condition that there is the item and `condition` holds, which may be empty.
// `update` begins with SET; `placeholders` may not use "#data_type".
Update update_live(const HomeId& home, std::string update, Placeholders placeholders,
                   std::string condition = {});

bool has_values(const Item& item);
Result<LiveOrders> orders_in(const Item& item);

// Makes the time in attribute `name` later, if it is not as late already: "until" or "commands".
// The item is empty when there is no such home.
Update prolong(const HomeId& home, const std::string& name, Instant until);

}  // namespace ohmstead::dynamodb
