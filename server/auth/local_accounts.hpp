#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <boost/asio/ip/address.hpp>

#include "async/task.hpp"
#include "async/worker.hpp"
#include "auth/setup_token.hpp"
#include "auth/throttle.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/password_hash.hpp"
#include "store/user_store.hpp"

namespace ohmstead {

struct OwnerRegistration {
    std::string token;
    std::string name;
    std::string email;
    std::string password;
};

// People who sign in with a password kept here. Hashing runs on a worker of its own, because it
// takes long and much memory on purpose; when too many wait there, the next is turned away. Used on
// the I/O thread alone.
class LocalAccounts {
public:
    LocalAccounts(UserStore& users, Worker& hashing, const Clock& clock, Log log,
                  PasswordCost cost = {}, ThrottleLimits limits = {});

    // Whether nobody has registered yet.
    Task<Result<bool>> needs_setup();

    // A new set-up secret if nobody has registered yet, else nothing. For the link that is printed
    // at start.
    Task<Result<std::optional<std::string>>> issue_setup_token();

    // The first person, who operates the server. forbidden for a wrong, used or old token, and once
    // someone has registered; invalid with pointers for what is wrong with the fields, in which
    // case the token stays good.
    Task<Result<User>> register_owner(OwnerRegistration registration,
                                      boost::asio::ip::address from);

    // An account for somebody who is let in by an invitation, which is stored with the invitation's
    // acceptance and not here; `registration.token` is not looked at. invalid with pointers;
    // unavailable when too many are waiting.
    Task<Result<User>> prepare_account(OwnerRegistration registration);

    // The user with that e-mail and password. unauthenticated otherwise, with the same words and
    // after the same time whether the account exists or not; forbidden for a disabled account whose
    // password is right; rate_limited after too many tries;
    // unavailable when too many are waiting.
    Task<Result<User>> sign_in(std::string email, std::string password,
                               boost::asio::ip::address from);

    // The same of somebody who is signed in. False for a wrong password, and for one who has none.
    Task<Result<bool>> is_password_of(User user, std::string password,
                                      boost::asio::ip::address from);

    // Whether `password` would do for the user: invalid with a pointer to /password otherwise.
    Status check_new_password(const User& user, const std::string& password) const;
    // not_found for nobody; invalid as check_new_password(); unavailable when too many are waiting.
    // Whoever calls it ends the sessions that should not outlive the old one.
    Task<Status> set_password(UserId user, std::string password);
    // invalid with a pointer to /name.
    Task<Status> rename(UserId user, std::string name);

private:
    Task<Result<User>> check_credentials(std::string email, std::string password);
    Task<void> store_renewed_hash(UserId user, std::string old_hash, std::string new_hash);

    UserStore& users_;
    Worker& hashing_;
    const Clock& clock_;
    Log log_;
    PasswordCost cost_;
    Throttle throttle_;
    SetupToken setup_token_;
    bool registered_ = false;  // once true, always true
    std::size_t hashing_now_ = 0;
};

}  // namespace ohmstead
