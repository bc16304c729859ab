#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"

namespace ohmstead {

// What a user has to know beside the password: codes that change with time, and some that are good
// once.
struct SecondFactor {
    std::string sealed_secret;                 // what makes the codes
    bool confirmed = false;                    // it counts once its user has shown a code
    std::int64_t last_step = -1;               // of the newest code that was used
    std::vector<std::string> recovery_hashes;  // hex SHA-256 of the codes left, in no order

    friend bool operator==(const SecondFactor&, const SecondFactor&) = default;
};

// Used by auth and commands, which act before there is a scope. Partition: one user; atomic unit:
// one user's factor.
class SecondFactorStore {
public:
    virtual ~SecondFactorStore() = default;

    // Replaces what there was. not_found when there is no such user.
    virtual Task<Status> put(UserId user, SecondFactor factor) = 0;
    virtual Task<Result<std::optional<SecondFactor>>> find(UserId user) = 0;
    virtual Task<Status> erase(UserId user) = 0;

    // Moves `last_step` up to `step`; false when it is there already, or beyond: of several who use
    // the same code, one may.
    virtual Task<Result<bool>> use_step(UserId user, std::int64_t step) = 0;
    // Takes the code away; false when it is not there, or no more.
    virtual Task<Result<bool>> use_recovery_code(UserId user, std::string code_hash) = 0;
};

}  // namespace ohmstead
