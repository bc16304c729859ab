#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/access_scope.hpp"
#include "store/home_store.hpp"
#include "store/user_store.hpp"
#include "store/visit_store.hpp"

namespace ohmstead {

// What operators of the server are to the homes of others.
struct OperatorRules {
    VisitStore* visits = nullptr;          // none: they visit no homes
    std::optional<AccessScope> household;  // the system's, where they are admins of every home
};

// What the stores say that a person may do.
struct Rights {
    Subject subject;
    std::string email;
    std::vector<Membership> memberships;
    std::vector<VisitedHome> visits;
    std::vector<Permission> permissions = {};  // to the provider whose staff they are
};

// As far as their directory lets them count. Nothing when there is no such user, or they are
// disabled. Without the permissions, which count for sessions alone.
Task<Result<std::optional<Rights>>> read_rights(UserStore& users, HomeStore& homes,
                                                const OperatorRules& rules, UserId user,
                                                Instant now);

AccessScope scope_of(const Rights& rights);
// When the first of the visits ends.
std::optional<Instant> end_of(const Rights& rights);
// Whether `now` allows everything that `before` did.
bool includes(const Rights& now, const Rights& before);

}  // namespace ohmstead
