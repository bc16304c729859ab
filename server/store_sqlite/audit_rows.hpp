#pragma once

#include <cstdint>

#include "store/audit_log.hpp"
#include "store_sqlite/connection.hpp"

namespace ohmstead {

// Called by the jobs that do what the entry says, in their transactions.
void insert_audit_entry(Connection& connection, std::int64_t home_no, const AuditEntry& entry);

}  // namespace ohmstead
