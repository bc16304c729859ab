#include "api/user_routes.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "api/dto_user.hpp"
#include "api/erase_account.hpp"
#include "auth/password_reset.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

UserDto user_dto(const User& user) {
    return {.id = user.id,
            .name = user.name,
            .email = user.email,
            .server_role = user.server_role,
            .disabled = user.disabled,
            .created_at = user.created_at};
}

Task<Result<UserList>> list_users(Services services, AccessScope scope) {
    OHMSTEAD_CO_TRY_VOID(scope.require(ServerRight::manage_users));
    OHMSTEAD_CO_TRY(const auto users, co_await services.users.list_users());
    UserList list;
    for (const User& user : users) {
        list.items.push_back(user_dto(user));
    }
    std::ranges::sort(list.items, [](const UserDto& a, const UserDto& b) {
        return std::tie(a.name, a.id) < std::tie(b.name, b.id);
    });
    co_return list;
}

Task<Result<UserDto>> change_user(Services services, AccessScope scope, ChangeUser in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(ServerRight::manage_users));
    OHMSTEAD_CO_TRY(auto user, co_await services.users.find_user(in.user));
    if (!user) {
        co_return make_error(ErrorCode::not_found, "There is no such user.");
    }
    in.server_role.apply_to(user->server_role);
    in.disabled.apply_to(user->disabled);
    OHMSTEAD_CO_TRY_VOID(
        co_await services.users.set_server_rights(user->id, user->server_role, user->disabled));
    services.sessions.rights_removed(user->id);
    if (user->disabled) {
        // Whoever is let in again later signs in anew.
        OHMSTEAD_CO_TRY_VOID(co_await services.sessions.end_others(user->id, {}));
    }
    co_return user_dto(*user);
}

Task<Result<ResetLink>> make_reset_link(Services services, AccessScope scope, UserPath in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(ServerRight::manage_users));
    OHMSTEAD_CO_TRY(auto token, co_await issue_password_reset(services.users, services.links,
                                                              std::move(in.user)));
    co_return ResetLink{.token = std::move(token)};
}

Task<Result<http::NoContent>> erase_user(Services services, http::IdentityPtr identity,
                                         AccessScope scope, UserPath in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(ServerRight::manage_users));
    if (in.user == scope.user()) {
        co_return make_error(ErrorCode::conflict,
                             "Your own account is deleted on the page of your account.");
    }
    OHMSTEAD_CO_TRY_VOID(co_await erase_account(services, std::move(identity), std::move(in.user)));
    co_return http::NoContent{};
}

}  // namespace

void add_user_routes(http::Routes& routes, const Services& services) {
    routes.add(
        http::get<http::Nothing, UserList>("/api/v1/users",
                                           {.summary = "The users of this server, by name",
                                            .access = Access::server(ServerRight::manage_users),
                                            .tag = "users"},
                                           [services](RequestContext& context, http::Nothing) {
                                               return list_users(services, context.scope());
                                           }));
    routes.add(http::patch<ChangeUser, UserDto>(
        "/api/v1/users/{user}",
        {.summary = "Disable a user or let them in again, make them an operator or not; the last "
                    "operator stays one",
         .access = Access::server(ServerRight::manage_users),
         .tag = "users"},
        [services](RequestContext& context, ChangeUser in) {
            return change_user(services, context.scope(), std::move(in));
        }));
    routes.add(http::post<UserPath, ResetLink>(
        "/api/v1/users/{user}/reset-link",
        {.summary = "Make a link by which the user sets a new password within a day",
         .access = Access::server(ServerRight::manage_users),
         .success_status = 201,
         .tag = "users"},
        [services](RequestContext& context, UserPath in) {
            return make_reset_link(services, context.scope(), std::move(in));
        }));
    routes.add(http::del<UserPath, http::NoContent>(
        "/api/v1/users/{user}",
        {.summary = "Delete a user with all that is theirs alone; the last operator stays, and so "
                    "does the last admin of a home",
         .access = Access::server(ServerRight::manage_users),
         .success_status = 204,
         .tag = "users"},
        [services](RequestContext& context, UserPath in) {
            return erase_user(services, context.identity, context.scope(), std::move(in));
        }));
}

}  // namespace ohmstead::api
