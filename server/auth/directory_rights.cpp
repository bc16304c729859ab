#include "auth/directory_rights.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

bool has_role(const std::vector<std::string>& roles, std::string_view name) {
    return std::find(roles.begin(), roles.end(), name) != roles.end();
}

}  // namespace

Result<DirectoryRights> rights_of_roles(const std::vector<std::string>& roles,
                                        const ProviderId& staff_of) {
    if (has_role(roles, "Admin")) {
        return DirectoryRights{.server_role = ServerRole::operator_, .home_role_cap = std::nullopt};
    }
    DirectoryRights rights;
    const bool is_staff = !staff_of.empty() && has_role(roles, "Provider");
    if (is_staff) {
        rights.server_role = ServerRole::provider;
        rights.provider = staff_of;
    }
    if (has_role(roles, "Manager")) {
        rights.home_role_cap = HomeRole::manager;
        return rights;
    }
    if (is_staff || roles.empty() || has_role(roles, "Viewer")) {
        return rights;
    }
    return make_error(ErrorCode::forbidden,
                      "Your directory gives you no role that this server knows. Ask whoever "
                      "manages it for Viewer, Manager or Admin.");
}

std::vector<Membership> capped(std::vector<Membership> memberships, const User& user) {
    if (user.directory && user.directory->home_role_cap) {
        for (auto& membership : memberships) {
            membership.role = std::min(membership.role, *user.directory->home_role_cap);
        }
    }
    return memberships;
}

}  // namespace ohmstead
