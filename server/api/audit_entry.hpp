#pragma once

#include "domain/access/identity.hpp"
#include "domain/home/channel.hpp"
#include "store/audit_log.hpp"

namespace ohmstead::api {

// That `identity` asked for `action` on `channel` now.
inline AuditEntry audit_entry(const Identity& identity, AuditAction action, const Channel& channel,
                              Instant now) {
    return {.id = AuditId::make(),
            .at = now,
            .by = identity.subject.user,
            .by_name = identity.subject.name,  // of a link, its name
            .action = action,
            .subject = channel.id.value,
            .subject_name = channel.name};
}

}  // namespace ohmstead::api
