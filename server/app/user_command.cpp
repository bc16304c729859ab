#include "app/user_command.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "app/command_work.hpp"
#include "app/server_link.hpp"
#include "auth/password_reset.hpp"

namespace ohmstead {
namespace {

Task<Status> reset(const Config& config, const StorePorts& stores, const Clock& clock,
                   std::string email, bool second_factor) {
    OHMSTEAD_CO_TRY(const auto user, co_await stores.users->find_user_by_email(std::move(email)));
    if (!user) {
        co_return make_error(ErrorCode::not_found, "There is no user with this e-mail address.");
    }
    OneTimeLinks links(*stores.one_time, clock);
    OHMSTEAD_CO_TRY(const auto token,
                    co_await issue_password_reset(*stores.users, links, user->id));
    if (second_factor) {
        OHMSTEAD_CO_TRY_VOID(co_await stores.second_factors->erase(user->id));
        fmt::print(stderr, "Two-step sign-in is off for {}.\n", user->name);
    }
    fmt::print("{}reset#token={}\n", server_link(config), token);
    fmt::print(stderr, "{} can set a new password there, once and within 24 hours.\n", user->name);
    co_return Status{};
}

}  // namespace

int reset_user(const Config& config, const std::string& email, bool second_factor) {
    return run_on_stores(config, [&](const StorePorts& stores, const Clock& clock) {
        return reset(config, stores, clock, email, second_factor);
    });
}

}  // namespace ohmstead
