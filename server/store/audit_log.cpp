#include "store/audit_log.hpp"

namespace ohmstead {

Status require_to_add(const AccessScope& scope, const HomeId& home, AuditAction action) {
    switch (action) {
        case AuditAction::switch_on:
        case AuditAction::switch_off:
            return scope.require(home, Right::switch_devices);
        case AuditAction::end_consent:
            // By the provider's staff, who see a part of the home alone.
            return scope.require_view(home, Right::see_home);
        case AuditAction::make_key:
        case AuditAction::revoke_key:
            // Members have keys of their own, whatever their role.
            return scope.require(home, Right::see_people);
        default:
            return scope.require(home, Right::see_trail);
    }
}

}  // namespace ohmstead
