#pragma once

#include "store/audit_log.hpp"
#include "store_dynamodb/requests.hpp"

namespace ohmstead::dynamodb {

// The entry that goes into the transaction which does what it says.
Put put_audit_entry(const HomeId& home, const AuditEntry& entry);

}  // namespace ohmstead::dynamodb
