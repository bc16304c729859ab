#pragma once

#include <utility>

#include "domain/access/permission.hpp"

namespace ohmstead::test {

// A consent of `home` to `provider` that has been accepted, in terms that say nothing else.
inline Permission accepted_consent(HomeId home, ProviderId provider, Detail finest = Detail::day) {
    Permission permission;
    permission.id = PermissionId{"of " + home.value};
    permission.home = std::move(home);
    permission.provider = std::move(provider);
    permission.given = ConsentTerms{.finest = finest};
    PermissionChange change;
    change.state = PermissionState::accepted;
    permission.history = {change};
    return permission;
}

}  // namespace ohmstead::test
