#pragma once

#include <vector>

#include "domain/access/roles.hpp"
#include "store_dynamodb/requests.hpp"

namespace ohmstead::dynamodb {

// What a transaction does to the items of a home's member.

// The member's item of the home, and the one that finds the home by the member.
std::vector<Action> put_member_items(const HomeId& home, const UserId& user, HomeRole role);

// Who becomes an admin joins the set of them; who does not, leaves it, unless it would be empty.
// Also says that the home exists.
Update change_admins(const HomeId& home, const UserId& user, HomeRole role);

}  // namespace ohmstead::dynamodb
