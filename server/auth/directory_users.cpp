#include "auth/directory_users.hpp"

#include <utility>

#include "auth/text_rules.hpp"

namespace ohmstead {
namespace {

Error disabled() {
    return make_error(ErrorCode::forbidden,
                      "Your account on this server is disabled. Ask whoever operates it.");
}

// Something to show, when the directory tells no name.
std::string name_for(const IdentityProvider& provider, const TokenClaims& claims) {
    if (!claims.name.empty()) {
        return claims.name;
    }
    return is_person_name(claims.email) ? claims.email : provider.name;
}

bool same_rights(const User& a, const User& b) {
    return a.server_role == b.server_role && a.provider == b.provider &&
           a.directory->home_role_cap == b.directory->home_role_cap;
}

}  // namespace

Task<Result<User>> DirectoryUsers::sign_in(IdentityProvider provider, TokenClaims claims) {
    if (!provider.email_domains.empty() &&
        !is_of_domain(claims.email, claims.email_verified, provider.email_domains)) {
        co_return make_error(ErrorCode::forbidden,
                             "People of your e-mail domain may not sign in here.");
    }
    DirectoryRights rights{.server_role = ServerRole::none, .home_role_cap = std::nullopt};
    if (!provider.roles_claim.empty()) {
        OHMSTEAD_CO_TRY(rights, rights_of_roles(claims.roles, provider.staff_of));
    }
    User said{.id = UserId::make(),
              .email = claims.email,
              .name = name_for(provider, claims),
              .password_hash = {},
              .server_role = rights.server_role,
              .created_at = clock_.now(),
              .directory = DirectoryPerson{.issuer = claims.issuer,
                                           .subject = claims.subject,
                                           .home_role_cap = rights.home_role_cap,
                                           .login_hint = claims.login_hint},
              .provider = rights.provider};
    OHMSTEAD_CO_TRY(auto stored,
                    co_await users_.find_directory_user(claims.issuer, claims.subject));
    if (!stored) {
        auto created = co_await create(said);
        if (created || created.error().code != ErrorCode::conflict) {
            co_return created;
        }
        // The same person has just signed in somewhere else.
        OHMSTEAD_CO_TRY(stored, co_await users_.find_directory_user(claims.issuer, claims.subject));
        if (!stored) {
            co_return created;
        }
    }
    if (provider.roles_claim.empty()) {
        said.server_role = stored->server_role;
        said.provider = stored->provider;
    }
    auto followed = co_await follow(std::move(*stored), std::move(said));
    co_return followed;
}

Task<Result<std::optional<User>>> DirectoryUsers::find(std::string issuer, std::string subject) {
    OHMSTEAD_CO_TRY(auto user,
                    co_await users_.find_directory_user(std::move(issuer), std::move(subject)));
    if (user && user->disabled) {
        user.reset();
    }
    co_return std::move(user);
}

Task<Result<User>> DirectoryUsers::create(User user) {
    // Else the first one who comes along would leave the server without its owner.
    OHMSTEAD_CO_TRY(const bool any, co_await users_.has_users());
    if (!any && user.server_role != ServerRole::operator_) {
        co_return make_error(ErrorCode::forbidden,
                             "Nobody operates this server yet. Its owner has to come first.");
    }
    OHMSTEAD_CO_TRY_VOID(co_await users_.create_user(user));
    log_.info("user {} came from a directory", user.id.value);
    co_return std::move(user);
}

Task<Result<User>> DirectoryUsers::follow(User stored, User said) {
    if (stored.disabled) {
        co_return disabled();
    }
    User now = stored;
    now.email = said.email;
    now.name = said.name;
    now.server_role = said.server_role;
    now.provider = said.provider;
    now.directory->home_role_cap = said.directory->home_role_cap;
    now.directory->login_hint = said.directory->login_hint;
    bool rights_stay = same_rights(now, stored);
    if (rights_stay && now.email == stored.email && now.name == stored.name &&
        now.directory->login_hint == stored.directory->login_hint) {
        co_return std::move(now);
    }
    if (!rights_stay) {
        ++now.auth_version;
    }
    Status updated = co_await users_.update_user(now);
    if (!updated && updated.error().code == ErrorCode::conflict &&
        stored.server_role == ServerRole::operator_ && now.server_role != stored.server_role) {
        // Somebody has to operate the server, whatever the directory says.
        log_.warning("user {} stays operator: there is no other", now.id.value);
        now.server_role = stored.server_role;
        now.provider = stored.provider;
        rights_stay = same_rights(now, stored);
        now.auth_version = stored.auth_version + (rights_stay ? 0 : 1);
        updated = co_await users_.update_user(now);
    }
    if (!updated) {
        co_return std::move(updated).error();
    }
    if (!rights_stay) {
        log_.info("rights of user {} follow the directory", now.id.value);
        sessions_.rights_removed(now.id);
    }
    co_return std::move(now);
}

}  // namespace ohmstead
