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
    // How old the last look that succeeded may be until nobody is trusted any more, so that within
    // two seconds of a revocation nothing goes out under it, whatever fails. Nothing: any age, for
    // a process that has its store alone.
    using Trust = std::optional<Milliseconds>;
    static constexpr Milliseconds kTrustOfSharedStore{1'900};

    RevocationWatch(RevocationFeed& feed, Sessions& sessions, ApiKeys& keys, const Clock& clock,
                    Log log, Trust trust = std::nullopt);

    // Looks every 250 ms until it is cancelled.
    Task<void> run();
    // Looks once. Errors of the store: nothing has changed, and the next look finds it all.
    Task<Status> look();

    // Judges every 50 ms until it is cancelled, however long a look takes. Ends at once where the
    // store is not shared.
    Task<void> guard();
    // Ends all trust in what is remembered when the last good look is too old, and takes it up
    // again when it is not.
    void judge();

private:
    Task<void> apply(RevocationNote note);

    RevocationFeed& feed_;
    Sessions& sessions_;
    ApiKeys& keys_;
    const Clock& clock_;
    Log log_;
    Trust trust_;
    bool failing_ = false;
    bool trusted_ = true;
    Instant good_at_;                   // of the last look that succeeded, or of the beginning
    std::set<RevocationNote> applied_;  // of as far as a look goes back
};

}  // namespace ohmstead
