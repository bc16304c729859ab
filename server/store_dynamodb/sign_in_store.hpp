#pragma once

#include <memory>
#include <string_view>

#include "store/sign_in_store.hpp"
#include "store_dynamodb/client.hpp"

namespace ohmstead::dynamodb {

// The store of sign-ins on DynamoDB's tables; as those of stores.hpp.
std::unique_ptr<SignInStore> make_sign_in_store(Client& client);

// Keys of what sign-in through directories keeps. Users: the claim of who somebody is there.
Item directory_claim_key(std::string_view issuer, std::string_view subject);
// Sessions: all the sign-ins that a browser has begun.
Item sign_ins_key(std::string_view browser_hash);

}  // namespace ohmstead::dynamodb
