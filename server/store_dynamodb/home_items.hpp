#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/home/channel.hpp"
#include "domain/home/home.hpp"
#include "store/home_store.hpp"
#include "store_dynamodb/requests.hpp"

namespace ohmstead::dynamodb {

// The items of a home. Its item "home" is what makes it exist: from the beginning of its erasure on
// it carries `erased` and counts as absent.

bool is_erased(const Item& item);

Item home_item(const Home& home, const UserId& first_admin);
Result<Home> home_in(const Item& item);

// An update of the item "home" under the condition that there is such a home. `placeholders` may
// not use "#home_id" and "#erased".
Update update_home(const HomeId& home, std::string update, Placeholders placeholders,
                   std::string condition = {});
// Changes to everything but id, creation and what the domain does not know.
Update update_home(const Home& home);
// Of a transaction: the home exists.
Check home_exists(const HomeId& home);

boost::json::value connection_value(const ConnectionSettings& settings);
Result<ConnectionSettings> connection_in(const Item& map);

boost::json::value channels_value(const std::vector<Channel>& channels);
// In the order of pages.
Result<std::vector<Channel>> channels_in(const Item& item);

// The home's items whose names begin with `prefix`.
Query items_of_home(const HomeId& home, std::string_view prefix);

}  // namespace ohmstead::dynamodb
