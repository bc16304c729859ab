#include "auth/demo_entry.hpp"

#include <utility>

namespace ohmstead {
namespace {

constexpr const char* kViewerEmail = "viewer@demo.invalid";
constexpr const char* kManagerEmail = "manager@demo.invalid";
constexpr const char* kAdminEmail = "admin@demo.invalid";
constexpr const char* kProviderEmail = "provider@demo.invalid";

}  // namespace

ProviderId demo_provider_id() {
    return ProviderId{"demoproviderlindtala"};
}

Task<Result<DemoUsers>> DemoEntry::ensure_users() {
    OHMSTEAD_CO_TRY(auto viewer, co_await ensure_user("Demo viewer", kViewerEmail));
    OHMSTEAD_CO_TRY(auto manager, co_await ensure_user("Demo manager", kManagerEmail));
    OHMSTEAD_CO_TRY(auto admin, co_await ensure_user("Demo admin", kAdminEmail));
    OHMSTEAD_CO_TRY(auto provider,
                    co_await ensure_user("Demo provider", kProviderEmail, ServerRole::provider));
    co_return DemoUsers{.viewer = std::move(viewer),
                        .manager = std::move(manager),
                        .admin = std::move(admin),
                        .provider = std::move(provider)};
}

Task<Result<UserId>> DemoEntry::enter(DemoRole role, TransportVerdict transport) {
    if (!offered(transport)) {
        co_return make_error(ErrorCode::not_found, "There is nothing here.");
    }
    OHMSTEAD_CO_TRY(auto users, co_await ensure_users());
    switch (role) {
        case DemoRole::viewer:
            co_return users.viewer;
        case DemoRole::manager:
            co_return users.manager;
        case DemoRole::provider:
            co_return users.provider;
        case DemoRole::admin:
            break;
    }
    co_return users.admin;
}

Task<Result<UserId>> DemoEntry::ensure_user(std::string name, std::string email, ServerRole role) {
    OHMSTEAD_CO_TRY(auto known, co_await users_.find_user_by_email(email));
    if (known) {
        co_return known->id;
    }
    const User user{.id = UserId::make(),
                    .email = std::move(email),
                    .name = std::move(name),
                    .password_hash = {},
                    .server_role = role,
                    .auth_version = 0,
                    .created_at = clock_.now(),
                    .provider = role == ServerRole::provider ? demo_provider_id() : ProviderId{}};
    OHMSTEAD_CO_TRY_VOID(co_await users_.create_user(user));
    co_return user.id;
}

}  // namespace ohmstead
