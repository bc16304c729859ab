#pragma once

#include <optional>
#include <set>

#include "async/task.hpp"
#include "auth/api_keys.hpp"
#include "auth/sessions.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "store/revocation_feed.hpp"

namespace ohmstead {

// Ends here what another process has revoked: a command beside the server, or another server on the
// same store. What this process revokes itself takes effect without it. I/O thread only.
class RevocationWatch {
public:
    RevocationWatch(RevocationFeed& feed, Sessions& sessions, ApiKeys& keys, const Clock& clock,
                    Log log);

    // Looks every 250 ms until it is cancelled.
    Task<void> run();
    // Looks once. Errors of the store: nothing has changed, and the next look finds it all.
    Task<Status> look();

private:
    void apply(const RevocationNote& note);

    RevocationFeed& feed_;
    Sessions& sessions_;
    ApiKeys& keys_;
    const Clock& clock_;
    Log log_;
    bool failing_ = false;
    std::optional<Instant> seen_until_;  // the last look that succeeded
    std::set<RevocationNote> applied_;   // of as far as a look goes back
};

}  // namespace ohmstead
