#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "async/task.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace ohmstead {

enum class RevokedKind : std::uint8_t { session, user, api_key, permission };
BOOST_DESCRIBE_ENUM(RevokedKind, session, user, api_key, permission)

// Somebody may do less than before, or something else: what is remembered of the subject must be
// read again.
struct RevocationNote {
    Instant at{};
    RevokedKind kind = RevokedKind::session;
    std::string subject;  // secret hash of the session, id of the user, key or provider

    friend auto operator<=>(const RevocationNote&, const RevocationNote&) = default;
};

// How a process learns what another one has revoked. The other stores write the notes, each in the
// same transaction as what changes a right: erasing a session or key, changing a user, changing the
// role of a member, creating or erasing a home, changing a permission. Partition: the feed, which
// is small: notes are kept for about ten minutes.
class RevocationFeed {
public:
    virtual ~RevocationFeed() = default;

    // The notes that were made at or after `from`, oldest first, if that is at most ten minutes
    // ago. A note becomes visible with its transaction, so a reader looks back further than its
    // last look.
    virtual Task<Result<std::vector<RevocationNote>>> since(Instant from) = 0;
};

}  // namespace ohmstead
