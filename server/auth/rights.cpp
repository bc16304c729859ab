#include "auth/rights.hpp"

#include <algorithm>
#include <utility>

#include "auth/directory_rights.hpp"

namespace ohmstead {

Task<Result<std::optional<Rights>>> read_rights(UserStore& users, HomeStore& homes, UserId id) {
    OHMSTEAD_CO_TRY(auto user, co_await users.find_user(std::move(id)));
    if (!user || user->disabled) {
        co_return std::optional<Rights>{};
    }
    OHMSTEAD_CO_TRY(auto memberships, co_await homes.memberships_of(user->id));
    memberships = capped(std::move(memberships), *user);
    co_return Rights{.subject = {.user = std::move(user->id),
                                 .name = std::move(user->name),
                                 .server_role = user->server_role,
                                 .provider = user->server_role == ServerRole::provider
                                                 ? std::move(user->provider)
                                                 : ProviderId{}},
                     .email = std::move(user->email),
                     .memberships = std::move(memberships)};
}

bool includes(const Rights& now, const Rights& before) {
    const auto kept = [&now](const Membership& membership) {
        const auto found = std::ranges::find(now.memberships, membership.home, &Membership::home);
        return found != now.memberships.end() && found->role >= membership.role;
    };
    const auto role = before.subject.server_role;
    return (role == ServerRole::none || now.subject.server_role == role) &&
           now.subject.provider == before.subject.provider &&
           (before.permissions.empty() || now.permissions == before.permissions) &&
           std::ranges::all_of(before.memberships, kept);
}

}  // namespace ohmstead
