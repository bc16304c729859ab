#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/access/roles.hpp"
#include "store/user_store.hpp"

namespace ohmstead {

// What a directory's roles stand for here: Admin operates the server, Provider is of the staff of
// the provider that the directory is set up for, Manager and Viewer are the most that somebody is
// in any home. Names count in exactly this spelling; the highest one that is there does. Somebody
// without a role is a Viewer at most.
struct DirectoryRights {
    ServerRole server_role = ServerRole::none;
    std::optional<HomeRole> home_role_cap = HomeRole::viewer;
    ProviderId provider = {};  // with ServerRole::provider
};

// `staff_of`: the provider that Provider stands for; empty: it is not known here. forbidden when
// there are roles and none is known.
Result<DirectoryRights> rights_of_roles(const std::vector<std::string>& roles,
                                        const ProviderId& staff_of);

// The memberships as far as `user`'s directory lets them count.
std::vector<Membership> capped(std::vector<Membership> memberships, const User& user);

}  // namespace ohmstead
