#include "api/erase_account.hpp"

#include <utility>

#include "api/audit_entry.hpp"

namespace ohmstead::api {

Task<Status> erase_account(Services services, IdentityPtr by, UserId user) {
    OHMSTEAD_CO_TRY(const auto found, co_await services.users.find_user(user));
    OHMSTEAD_CO_TRY(const auto keys, co_await services.users.list_api_keys_of(user));
    auto entry = audit_entry(*by, AuditAction::delete_account, user.value,
                             found ? found->name : std::string{}, services.clock.now());
    OHMSTEAD_CO_TRY_VOID(co_await services.users.erase_user(user, std::move(entry)));
    // Others learn of it by the feed.
    services.sessions.rights_removed(user);
    for (const auto& key : keys) {
        services.keys.revoked_elsewhere(key.id);
    }
    for (const auto kind : {OneTimeKind::password_reset, OneTimeKind::second_step}) {
        OHMSTEAD_CO_TRY_VOID(co_await services.links.withdraw_all(kind, user.value));
    }
    co_return Status{};
}

}  // namespace ohmstead::api
