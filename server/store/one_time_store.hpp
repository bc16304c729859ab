#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "async/task.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace ohmstead {

// What a one-time secret is good for.
enum class OneTimeKind : std::uint8_t {
    password_reset,  // its subject, a user, may set a new password
    second_step      // its subject, a user, has given the right password and owes a code
};
BOOST_DESCRIBE_ENUM(OneTimeKind, password_reset, second_step)

// A secret that is good once. Only its hash is known.
struct OneTimeSecret {
    std::string secret_hash;  // hex SHA-256
    OneTimeKind kind = OneTimeKind::password_reset;
    std::string subject;  // id of the user
    std::string detail;   // what its issuer wants to know when it is used; up to 4 kB
    Instant created_at{};
    Instant expires_at{};

    friend bool operator==(const OneTimeSecret&, const OneTimeSecret&) = default;
};

// Secrets that are good once. Used by auth and commands, which act before there is a scope.
// Partition: one secret, or those of a kind and subject; atomic unit: one secret with what lists
// it.
class OneTimeStore {
public:
    virtual ~OneTimeStore() = default;

    virtual Task<Status> put(OneTimeSecret secret) = 0;
    // Nothing for one that is unknown, of another kind, used, or has expired at `now`.
    virtual Task<Result<std::optional<OneTimeSecret>>> find(OneTimeKind kind,
                                                            std::string secret_hash,
                                                            Instant now) = 0;
    // As find(), and erases it: of several who take the same one, one gets it.
    virtual Task<Result<std::optional<OneTimeSecret>>> take(OneTimeKind kind,
                                                            std::string secret_hash,
                                                            Instant now) = 0;
    virtual Task<Status> erase_all(OneTimeKind kind, std::string subject) = 0;
    // What expired before `instant` need not be kept any longer. It goes now or in its own time.
    virtual Task<Status> erase_expired_before(Instant instant) = 0;
};

}  // namespace ohmstead
