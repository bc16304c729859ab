#pragma once

#include <optional>
#include <string>

#include "async/task.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "store/one_time_store.hpp"

namespace ohmstead {

// Links that are good once, to set a new password. What stands in the address is
// handed out once, when it is issued; its hash alone is stored. Also keeps who is half signed in.
// Used on the I/O thread alone.
class OneTimeLinks {
public:
    static constexpr Milliseconds kPasswordResetLifetime = std::chrono::hours{24};

    OneTimeLinks(OneTimeStore& store, const Clock& clock) : store_(store), clock_(clock) {}

    // A new token (43 characters that need no escaping) for `subject`, the id of a user.
    // Others of the same kind and subject stay good.
    Task<Result<std::string>> issue(OneTimeKind kind, std::string subject, std::string detail,
                                    Milliseconds lifetime);

    // What the token stands for; nothing for one that is wrong, of another kind, used or too old.
    // look() leaves it good, of several take() one gets it.
    Task<Result<std::optional<OneTimeSecret>>> look(OneTimeKind kind, std::string token);
    Task<Result<std::optional<OneTimeSecret>>> take(OneTimeKind kind, std::string token);

    Task<Status> withdraw_all(OneTimeKind kind, std::string subject);

    // Removes what is too old. The application calls it every minute.
    Task<Status> maintain();

private:
    OneTimeStore& store_;
    const Clock& clock_;
};

}  // namespace ohmstead
