#pragma once

#include <optional>
#include <string>

#include "async/task.hpp"
#include "auth/directory_rights.hpp"
#include "auth/identity_provider.hpp"
#include "auth/sessions.hpp"
#include "auth/token_verifier.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "store/user_store.hpp"

namespace ohmstead {

// The users that people of directories are here. Found by issuer and subject alone, never by an
// e-mail address. I/O thread only.
class DirectoryUsers {
public:
    DirectoryUsers(UserStore& users, Sessions& sessions, const Clock& clock, Log log)
        : users_(users), sessions_(sessions), clock_(clock), log_(log) {}

    // Whose sign-in this is: created the first time, and with the name, e-mail address and roles
    // that the directory says each time. forbidden for somebody who is disabled, has no role that
    // is known, or is of no domain that may, and, while nobody operates the server, for everybody
    // but its operator.
    Task<Result<User>> sign_in(IdentityProvider provider, TokenClaims claims);

    // Somebody who has signed in before, and may still.
    Task<Result<std::optional<User>>> find(std::string issuer, std::string subject);

private:
    Task<Result<User>> create(User user);
    Task<Result<User>> follow(User stored, User said);

    UserStore& users_;
    Sessions& sessions_;
    const Clock& clock_;
    Log log_;
};

}  // namespace ohmstead
