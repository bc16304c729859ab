#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "store/audit_log.hpp"

namespace ohmstead::test {

// The trail of one home in memory.
class FakeAuditLog final : public AuditLog {
public:
    std::vector<AuditEntry> entries;  // oldest first
    bool available = true;

    Task<Status> append(AccessScope scope, HomeId home, AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(require_to_add(scope, home, entry.action));
        if (!available) {
            co_return make_error(ErrorCode::unavailable, "The store is down.");
        }
        entries.push_back(std::move(entry));
        co_return Status{};
    }
    Task<Result<std::vector<AuditEntry>>> newest(AccessScope scope, HomeId home,
                                                 std::size_t most) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_trail));
        std::vector<AuditEntry> newest(entries.rbegin(), entries.rend());
        newest.resize(std::min(newest.size(), most));
        co_return newest;
    }
};

}  // namespace ohmstead::test
