#include "auth/password_reset.hpp"

#include <utility>

namespace ohmstead {
namespace {

constexpr auto kKind = OneTimeKind::password_reset;

Error dead_reset_link() {
    return make_error(ErrorCode::forbidden,
                      "This link is used or too old. Ask for another one where it came from.");
}

}  // namespace

Task<Result<std::string>> issue_password_reset(UserStore& users, OneTimeLinks& links, UserId user) {
    OHMSTEAD_CO_TRY(const auto known, co_await users.find_user(user));
    if (!known) {
        co_return make_error(ErrorCode::not_found, "There is no such user.");
    }
    OHMSTEAD_CO_TRY_VOID(co_await links.withdraw_all(kKind, user.value));
    auto token = co_await links.issue(kKind, std::move(user.value), {},
                                      OneTimeLinks::kPasswordResetLifetime);
    co_return token;
}

Task<Status> PasswordReset::use(std::string token, std::string password) {
    OHMSTEAD_CO_TRY(const auto link, co_await links_.look(kKind, token));
    if (!link) {
        co_return dead_reset_link();
    }
    OHMSTEAD_CO_TRY(const auto user, co_await users_.find_user(UserId{link->subject}));
    if (!user) {
        co_return dead_reset_link();
    }
    OHMSTEAD_CO_TRY_VOID(accounts_.check_new_password(*user, password));
    OHMSTEAD_CO_TRY(const auto taken, co_await links_.take(kKind, std::move(token)));
    if (!taken) {
        co_return dead_reset_link();
    }
    OHMSTEAD_CO_TRY_VOID(co_await accounts_.set_password(user->id, std::move(password)));
    // Who gave the old password is not half in any more, either.
    OHMSTEAD_CO_TRY_VOID(co_await links_.withdraw_all(OneTimeKind::second_step, user->id.value));
    auto ended = co_await sessions_.end_others(user->id, {});
    co_return ended;
}

}  // namespace ohmstead
