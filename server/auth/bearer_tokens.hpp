#pragma once

#include <string>
#include <string_view>

#include "async/task.hpp"
#include "auth/directories.hpp"
#include "auth/directory_users.hpp"
#include "auth/sessions.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace ohmstead {

// Access tokens of directories on the API: they stand for somebody who has signed in in a browser
// before, with all that this person may do here, until they expire or their key is no longer the
// directory's. The person's rights are kept as those of a session. I/O thread only.
class BearerTokens {
public:
    BearerTokens(Directories& directories, DirectoryUsers& users, Sessions& sessions,
                 const Clock& clock, Log log)
        : directories_(directories), users_(users), sessions_(sessions), clock_(clock), log_(log) {}

    // unauthenticated for anything but a good token of a known person, in the same words whatever
    // is wrong with it; unavailable when that cannot be told.
    Task<Result<IdentityPtr>> find(std::string token);

private:
    Error refuse(std::string_view reason);

    Directories& directories_;
    DirectoryUsers& users_;
    Sessions& sessions_;
    const Clock& clock_;
    Log log_;
    std::string_view logged_;
    Instant logged_at_{};
};

}  // namespace ohmstead
