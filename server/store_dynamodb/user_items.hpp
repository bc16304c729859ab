#pragma once

#include <vector>

#include "store/user_store.hpp"
#include "store_dynamodb/requests.hpp"

namespace ohmstead::dynamodb {

// What a transaction does to make a user; it fails when the e-mail is taken.
std::vector<Action> make_user(const User& user);

}  // namespace ohmstead::dynamodb
