#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "store/home_store.hpp"
#include "store/user_store.hpp"

namespace ohmstead {

// What the stores say that a person may do.
struct Rights {
    Subject subject;
    std::string email;
    std::vector<Membership> memberships;
    std::vector<Permission> permissions = {};  // to the provider whose staff they are
};

// As far as their directory lets them count. Nothing when there is no such user, or they are
// disabled. Without the permissions, which count for sessions alone.
Task<Result<std::optional<Rights>>> read_rights(UserStore& users, HomeStore& homes, UserId user);

// Whether `now` allows everything that `before` did.
bool includes(const Rights& now, const Rights& before);

}  // namespace ohmstead
