#pragma once

#include <string>

#include "async/task.hpp"
#include "auth/local_accounts.hpp"
#include "auth/one_time_links.hpp"
#include "auth/sessions.hpp"
#include "base/result.hpp"
#include "store/user_store.hpp"

namespace ohmstead {

// The token of a link by which `user` sets a new password within a day; earlier ones are void.
// Needs no server, so that a command can do it. not_found for nobody.
Task<Result<std::string>> issue_password_reset(UserStore& users, OneTimeLinks& links, UserId user);

// New passwords by one-time links, for people who have forgotten theirs. Used on the I/O thread
// alone.
class PasswordReset {
public:
    PasswordReset(UserStore& users, OneTimeLinks& links, LocalAccounts& accounts,
                  Sessions& sessions)
        : users_(users), links_(links), accounts_(accounts), sessions_(sessions) {}

    // Sets the password and ends all sessions of the user. forbidden, with one sentence for all,
    // when the token is wrong, used or too old; invalid with a pointer to /password for one that
    // will not do, in which case the token stays good.
    Task<Status> use(std::string token, std::string password);

private:
    UserStore& users_;
    OneTimeLinks& links_;
    LocalAccounts& accounts_;
    Sessions& sessions_;
};

}  // namespace ohmstead
