#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "async/task.hpp"
#include "auth/throttle.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/secret_box.hpp"
#include "store/second_factor_store.hpp"
#include "store/user_store.hpp"

namespace ohmstead {

// Whether a user signs in with two steps.
struct SecondFactorState {
    bool on = false;
    std::size_t recovery_codes_left = 0;
};

// What an authenticator app needs. Shown once.
struct Enrolment {
    std::string secret;  // base32
    std::string uri;     // the same for a QR code
};

// The second step of local accounts: codes from an app (RFC 6238), each good once, and ten recovery
// codes for when the app is lost. Secrets are sealed before they are stored, recovery codes are
// stored as hashes. Used on the I/O thread alone.
class SecondFactors {
public:
    // Without a box nobody can turn it on.
    SecondFactors(SecondFactorStore& store, std::optional<SecretBox> box, const Clock& clock,
                  Log log, ThrottleLimits limits = {});

    Task<Result<SecondFactorState>> state(UserId user);

    // Makes a secret for `user` that counts for nothing before confirm(). conflict when it is on or
    // there is no box.
    Task<Result<Enrolment>> begin(User user);
    // Turns it on and gives the recovery codes, once. Nothing for a wrong code; conflict when it
    // was not begun or is on; rate_limited after too many tries.
    Task<Result<std::optional<std::vector<std::string>>>> confirm(UserId user, std::string code,
                                                                  boost::asio::ip::address from);
    // Whether `code` is one of the app or a recovery code; it is used then. False for a user
    // without a second factor. rate_limited after too many tries, as with passwords.
    Task<Result<bool>> use(UserId user, std::string code, boost::asio::ip::address from);
    Task<Status> turn_off(UserId user);

private:
    Status admit(const UserId& user, const boost::asio::ip::address& from);
    Result<std::string> open(const UserId& user, const SecondFactor& factor) const;
    Task<Result<bool>> use_now(UserId user, std::string code);

    // Wrong codes of one account within a quarter of an hour, whatever addresses they come from.
    static constexpr std::size_t kMostCodes = 30;

    SecondFactorStore& store_;
    std::optional<SecretBox> box_;
    const Clock& clock_;
    Log log_;
    Throttle throttle_;
    // Only who has the password gets so far: so it may count an account's tries from anywhere.
    Throttle everywhere_{{.per_account_and_address = kMostCodes,
                          .per_address = std::numeric_limits<std::size_t>::max(),
                          .free_tries = kMostCodes}};
};

}  // namespace ohmstead
