#pragma once

#include <string>
#include <utility>

#include "domain/access/identity.hpp"
#include "domain/home/channel.hpp"
#include "store/audit_log.hpp"

namespace ohmstead::api {

// That `identity` asked now for `action` on what has the id `subject` and is called `subject_name`.
inline AuditEntry audit_entry(const Identity& identity, AuditAction action, std::string subject,
                              std::string subject_name, Instant now) {
    return {.id = AuditId::make(),
            .at = now,
            .by = identity.subject.user,
            .by_name = identity.subject.name,  // of a link, its name
            .action = action,
            .subject = std::move(subject),
            .subject_name = std::move(subject_name)};
}

inline AuditEntry audit_entry(const Identity& identity, AuditAction action, const Channel& channel,
                              Instant now) {
    return audit_entry(identity, action, channel.id.value, channel.name, now);
}

}  // namespace ohmstead::api
