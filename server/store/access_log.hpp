#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/access_scope.hpp"

namespace ohmstead {

// What somebody who is not of a home looked at.
enum class AccessKind {
    home,
    channels,
    energy,
    live,
    file,
    load_profile,
    trail,   // who did what in the home
    change,  // did not look, but asked for a change
};
BOOST_DESCRIBE_ENUM(AccessKind, home, channels, energy, live, file, load_profile, trail, change)

// That somebody looked, within one minute once or more often.
struct AccessEntry {
    Instant at{};       // the minute
    Instant last_at{};  // when they looked last in it
    UserId by;
    std::string by_name;       // as the person was called then
    std::string organisation;  // whose staff they are; empty for a visiting operator
    AccessKind kind = AccessKind::home;
    std::int64_t count = 0;

    friend bool operator==(const AccessEntry&, const AccessEntry&) = default;
};

// Which entry it is among those of its home.
struct AccessPlace {
    Instant at{};
    UserId by;
    AccessKind kind = AccessKind::home;

    friend bool operator==(const AccessPlace&, const AccessPlace&) = default;
};

// Who looked at a home without being of it. Entries are added, and counted up within their minute;
// they go with their home alone. Partition: one home; atomic unit: one entry. Errors: not_found
// outside the scope and for a home that is no more, forbidden for too low a role, unavailable when
// the store is down.
class AccessLog {
public:
    virtual ~AccessLog() = default;

    // By whoever looks, before anything is told: what cannot be noted is not shown. Durable when
    // answered. Of those alone whom AccessScope::is_noted_in() names.
    virtual Task<Status> note(AccessScope scope, HomeId home, AccessKind kind, Instant at) = 0;
    // The newest `most`, newest first, for the home's people; those before `before`, if it is
    // given.
    virtual Task<Result<std::vector<AccessEntry>>> newest(AccessScope scope, HomeId home,
                                                          std::size_t most,
                                                          std::optional<AccessPlace> before) = 0;
};

AccessPlace place_of(const AccessEntry& entry);

// What to note of the scope's look at `at`: counted once.
AccessEntry access_entry(const AccessScope& scope, const HomeId& home, AccessKind kind, Instant at);

}  // namespace ohmstead
