#include "api/account_routes.hpp"

#include <utility>

#include "api/dto_account.hpp"
#include "api/erase_account.hpp"
#include "api/transport_facts.hpp"
#include "auth/cookies.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using boost::asio::ip::address;
using http::Access;
using http::RequestContext;

// Each check of a password takes the hashing thread a tenth of a second.
constexpr http::Rate kPasswordRate{.per_minute = 30};
constexpr std::chrono::minutes kJustSignedIn{10};

Error wrong_code() {
    return wrong_field("/code", "wrong",
                       "This is not the code that the app shows now, or it is used.");
}

// The signed-in person, whose account must be kept here. Says wrong passwords of whoever found the
// browser open as a fault of the field: the session itself is in order.
Task<Result<User>> local_user(Services services, http::IdentityPtr identity) {
    OHMSTEAD_CO_TRY(auto user, co_await services.users.find_user(identity->subject.user));
    if (!user) {
        co_return make_error(ErrorCode::unauthenticated, "You are not signed in any more.");
    }
    if (user->password_hash.empty()) {
        co_return make_error(ErrorCode::conflict,
                             "This account has no password here, so there is nothing to change.");
    }
    co_return std::move(*user);
}

Task<Result<User>> user_with_password(Services services, http::IdentityPtr identity,
                                      std::string password, address from) {
    OHMSTEAD_CO_TRY(auto user, co_await local_user(services, std::move(identity)));
    OHMSTEAD_CO_TRY(const bool matches,
                    co_await services.accounts.is_password_of(user, std::move(password), from));
    if (!matches) {
        co_return wrong_field("/current_password", "wrong", "This is not your password.");
    }
    co_return user;
}

Task<Result<AccountDto>> describe(Services services, http::IdentityPtr identity) {
    OHMSTEAD_CO_TRY(const auto user, co_await services.users.find_user(identity->subject.user));
    if (!user) {
        co_return make_error(ErrorCode::unauthenticated, "You are not signed in any more.");
    }
    OHMSTEAD_CO_TRY(const auto factor, co_await services.second_factors.state(user->id));
    co_return AccountDto{.name = user->name,
                         .email = user->email,
                         .has_password = !user->password_hash.empty(),
                         .second_factor = {.on = factor.on,
                                           .recovery_codes_left = static_cast<std::int64_t>(
                                               factor.recovery_codes_left)}};
}

Task<Result<AccountDto>> rename(Services services, http::IdentityPtr identity, UpdateAccount in) {
    OHMSTEAD_CO_TRY(const auto user, co_await local_user(services, identity));
    OHMSTEAD_CO_TRY_VOID(co_await services.accounts.rename(user.id, std::move(in.name)));
    services.sessions.rights_added(user.id);
    auto dto = co_await describe(services, identity);
    co_return dto;
}

Task<Result<http::NoContent>> change_password(Services services, http::IdentityPtr identity,
                                              ChangePassword in, address from) {
    OHMSTEAD_CO_TRY(const auto user, co_await user_with_password(
                                         services, identity, std::move(in.current_password), from));
    OHMSTEAD_CO_TRY_VOID(co_await services.accounts.set_password(user.id, std::move(in.password)));
    for (const auto kind : {OneTimeKind::password_reset, OneTimeKind::second_step}) {
        OHMSTEAD_CO_TRY_VOID(co_await services.links.withdraw_all(kind, user.id.value));
    }
    OHMSTEAD_CO_TRY_VOID(co_await services.sessions.end_others(user.id, identity->session_hash));
    co_return http::NoContent{};
}

Task<Result<EnrolmentDto>> begin_factor(Services services, http::IdentityPtr identity,
                                        BeginSecondFactor in, address from) {
    OHMSTEAD_CO_TRY(auto user, co_await user_with_password(services, identity,
                                                           std::move(in.current_password), from));
    OHMSTEAD_CO_TRY(auto enrolment, co_await services.second_factors.begin(std::move(user)));
    co_return EnrolmentDto{.secret = std::move(enrolment.secret), .uri = std::move(enrolment.uri)};
}

Task<Result<RecoveryCodes>> confirm_factor(Services services, http::IdentityPtr identity,
                                           ConfirmSecondFactor in, address from) {
    OHMSTEAD_CO_TRY(auto codes, co_await services.second_factors.confirm(identity->subject.user,
                                                                         std::move(in.code), from));
    if (!codes) {
        co_return wrong_code();
    }
    co_return RecoveryCodes{.codes = std::move(*codes)};
}

Task<Result<http::NoContent>> end_factor(Services services, http::IdentityPtr identity,
                                         EndSecondFactor in, address from) {
    OHMSTEAD_CO_TRY(const auto user, co_await user_with_password(
                                         services, identity, std::move(in.current_password), from));
    OHMSTEAD_CO_TRY(const bool right,
                    co_await services.second_factors.use(user.id, std::move(in.code), from));
    if (!right) {
        co_return wrong_code();
    }
    OHMSTEAD_CO_TRY_VOID(co_await services.second_factors.turn_off(user.id));
    co_return http::NoContent{};
}

// Whoever found a browser open deletes nothing: the password is asked for again, or where there is
// none, that they have just signed in.
Task<Status> require_owner(Services services, http::IdentityPtr identity, DeleteAccount in,
                           address from) {
    OHMSTEAD_CO_TRY(const auto user, co_await services.users.find_user(identity->subject.user));
    if (!user) {
        co_return make_error(ErrorCode::unauthenticated, "You are not signed in any more.");
    }
    if (!user->password_hash.empty()) {
        auto owner = co_await user_with_password(services, std::move(identity),
                                                 std::move(in.current_password).value_or(""), from);
        co_return owner ? Status{} : Status{std::move(owner).error()};
    }
    const auto now = services.clock.now();
    OHMSTEAD_CO_TRY(const auto session,
                    co_await services.users.find_session(identity->session_hash, now));
    if (!session || now - session->created_at > kJustSignedIn) {
        co_return make_error(ErrorCode::forbidden,
                             "Sign out and in again, and delete the account within ten minutes.");
    }
    co_return Status{};
}

Task<Result<http::Reply<http::NoContent>>> delete_own(Services services, http::IdentityPtr identity,
                                                      DeleteAccount in, address from,
                                                      TransportVerdict transport) {
    OHMSTEAD_CO_TRY_VOID(co_await require_owner(services, identity, std::move(in), from));
    OHMSTEAD_CO_TRY_VOID(co_await erase_account(services, identity, identity->subject.user));
    http::Reply<http::NoContent> reply;
    reply.set_cookies.push_back(clear_session_cookie(transport.cookie));
    reply.headers.emplace_back("Clear-Site-Data", "\"cache\", \"storage\"");
    co_return reply;
}

}  // namespace

void add_account_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<http::Nothing, AccountDto>(
        "/api/v1/account",
        {.summary = "Your account", .access = Access::signed_in(), .tag = "account"},
        [services](RequestContext& context, http::Nothing) {
            return describe(services, context.identity);
        }));
    routes.add(http::patch<UpdateAccount, AccountDto>(
        "/api/v1/account",
        {.summary = "Change your name", .access = Access::signed_in(), .tag = "account"},
        [services](RequestContext& context, UpdateAccount in) {
            return rename(services, context.identity, std::move(in));
        }));
    routes.add(http::post<ChangePassword, http::NoContent>(
        "/api/v1/account/password",
        {.summary = "Change your password; ends your other sessions",
         .access = Access::signed_in(),
         .success_status = 204,
         .tag = "account",
         .rate = kPasswordRate},
        [services](RequestContext& context, ChangePassword in) {
            return change_password(services, context.identity, std::move(in),
                                   context.connection.peer);
        }));
    routes.add(http::post<BeginSecondFactor, EnrolmentDto>(
        "/api/v1/account/second-factor",
        {.summary = "Begin to turn on two-step sign-in",
         .access = Access::signed_in(),
         .success_status = 201,
         .tag = "account",
         .rate = kPasswordRate},
        [services](RequestContext& context, BeginSecondFactor in) {
            return begin_factor(services, context.identity, std::move(in), context.connection.peer);
        }));
    routes.add(http::post<ConfirmSecondFactor, RecoveryCodes>(
        "/api/v1/account/second-factor/confirm",
        {.summary = "Turn on two-step sign-in with a code of the app",
         .access = Access::signed_in(),
         .tag = "account",
         .rate = kPasswordRate},
        [services](RequestContext& context, ConfirmSecondFactor in) {
            return confirm_factor(services, context.identity, std::move(in),
                                  context.connection.peer);
        }));
    routes.add(http::post<EndSecondFactor, http::NoContent>(
        "/api/v1/account/second-factor/turn-off",
        {.summary = "Turn off two-step sign-in",
         .access = Access::signed_in(),
         .success_status = 204,
         .tag = "account",
         .rate = kPasswordRate},
        [services](RequestContext& context, EndSecondFactor in) {
            return end_factor(services, context.identity, std::move(in), context.connection.peer);
        }));
    routes.add(http::post<DeleteAccount, http::NoContent>(
        "/api/v1/account/delete",
        {.summary =
             "Delete your account with all that is yours alone; the last admin of a home and "
             "the last operator stay",
         .access = Access::signed_in(),
         .success_status = 204,
         .tag = "account",
         .rate = kPasswordRate},
        [services](RequestContext& context, DeleteAccount in) {
            return delete_own(services, context.identity, std::move(in), context.connection.peer,
                              verdict_on(services.transport, context));
        }));
}

}  // namespace ohmstead::api
