#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "async/task.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace ohmstead {

// A sign-in through a directory that a browser has begun. What it is checked by stays with the
// browser: here are hashes alone.
struct PendingSignIn {
    std::string browser_hash;  // hex SHA-256 of the secret in its start cookie
    std::string state_hash;    // hex SHA-256 of the state
    std::string provider;
    std::string return_to;
    Instant expires_at{};
};

// Sign-ins that have begun, for whichever process gets the answer. Partition: one browser; atomic
// unit: all of its sign-ins.
class SignInStore {
public:
    static constexpr std::size_t kMostOfOneBrowser = 10;

    virtual ~SignInStore() = default;

    // With more than kMostOfOneBrowser, those that expire first go.
    virtual Task<Status> put(PendingSignIn sign_in) = 0;
    // Finds and forgets it, so that only one caller gets it. Nothing for one that is unknown, of
    // another browser, or has expired at `now`.
    virtual Task<Result<std::optional<PendingSignIn>>> take(std::string browser_hash,
                                                            std::string state_hash,
                                                            Instant now) = 0;
    // What expired before `instant` need not be kept any longer. It goes now or in its own time.
    virtual Task<Status> erase_expired_before(Instant instant) = 0;
};

}  // namespace ohmstead
