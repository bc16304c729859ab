#pragma once

#include "domain/access/access_scope.hpp"

namespace ohmstead {

// Mints the system's scope, which only the composition root can do otherwise.
struct SystemAuthorityForTests {
    static AccessScope system_scope() { return scope_for_system(SystemAuthority{}); }
};

namespace test {

inline AccessScope system_scope() {
    return SystemAuthorityForTests::system_scope();
}

}  // namespace test
}  // namespace ohmstead
