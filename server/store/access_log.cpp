#include "store/access_log.hpp"

namespace ohmstead {

AccessPlace place_of(const AccessEntry& entry) {
    return {.at = entry.at, .by = entry.by, .kind = entry.kind};
}

AccessEntry access_entry(const AccessScope& scope, const HomeId& home, AccessKind kind,
                         Instant at) {
    std::string organisation;
    for (const auto& theirs : scope.homes()) {
        if (theirs.home == home && theirs.permission) {
            organisation = theirs.permission->provider_name;
        }
    }
    return {.at = std::chrono::floor<std::chrono::minutes>(at),
            .last_at = at,
            .by = scope.user(),
            .by_name = scope.subject().name,
            .organisation = std::move(organisation),
            .kind = kind,
            .count = 1};
}

}  // namespace ohmstead
