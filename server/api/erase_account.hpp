#pragma once

#include "api/services.hpp"
#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/access/identity.hpp"

namespace ohmstead::api {

// Deletes `user`, as `by` asked for, who may be the same. What they were signed in with is refused
// from then on. Errors as UserStore::erase_user().
Task<Status> erase_account(Services services, IdentityPtr by, UserId user);

}  // namespace ohmstead::api
