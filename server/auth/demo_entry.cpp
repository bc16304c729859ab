#include "auth/demo_entry.hpp"

#include <utility>

namespace ohmstead {
namespace {

constexpr const char* kViewerEmail = "viewer@demo.invalid";
constexpr const char* kManagerEmail = "manager@demo.invalid";
constexpr const char* kAdminEmail = "admin@demo.invalid";

}  // namespace

Task<Result<DemoUsers>> DemoEntry::ensure_users() {
    OHMSTEAD_CO_TRY(auto viewer, co_await ensure_user("Demo viewer", kViewerEmail));
    OHMSTEAD_CO_TRY(auto manager, co_await ensure_user("Demo manager", kManagerEmail));
    OHMSTEAD_CO_TRY(auto admin, co_await ensure_user("Demo admin", kAdminEmail));
    co_return DemoUsers{
        .viewer = std::move(viewer), .manager = std::move(manager), .admin = std::move(admin)};
}

Task<Result<UserId>> DemoEntry::enter(HomeRole role, TransportVerdict transport) {
    if (!offered(transport)) {
        co_return make_error(ErrorCode::not_found, "There is nothing here.");
    }
    OHMSTEAD_CO_TRY(auto users, co_await ensure_users());
    switch (role) {
        case HomeRole::viewer:
            co_return users.viewer;
        case HomeRole::manager:
            co_return users.manager;
        case HomeRole::admin:
            break;
    }
    co_return users.admin;
}

Task<Result<UserId>> DemoEntry::ensure_user(std::string name, std::string email) {
    OHMSTEAD_CO_TRY(auto known, co_await users_.find_user_by_email(email));
    if (known) {
        co_return known->id;
    }
    const User user{.id = UserId::make(),
                    .email = std::move(email),
                    .name = std::move(name),
                    .password_hash = {},
                    .server_role = ServerRole::none,
                    .auth_version = 0,
                    .created_at = clock_.now()};
    OHMSTEAD_CO_TRY_VOID(co_await users_.create_user(user));
    co_return user.id;
}

}  // namespace ohmstead
