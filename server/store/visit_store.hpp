#pragma once

#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/access_scope.hpp"
#include "store/audit_log.hpp"

namespace ohmstead {

using VisitId = Id<struct VisitTag>;

// An operator's time in a home that is not theirs.
struct Visit {
    VisitId id;
    UserId by;
    std::string by_name;  // as the operator was called then
    std::string reason;
    Instant began_at{};
    Instant ends_at{};  // or ended

    friend bool operator==(const Visit&, const Visit&) = default;
};

struct VisitedHome {
    HomeId home;
    VisitId visit;
    Instant ends_at{};

    friend bool operator==(const VisitedHome&, const VisitedHome&) = default;
};

// The visits of operators; they go with their home. Partition: one home, or one operator; atomic
// unit: a visit with what finds it by its operator, its entry of the audit trail and the note of
// the changed right. Errors as HomeStore's.
class VisitStore {
public:
    virtual ~VisitStore() = default;

    // For operators, of whom it is `visit.by`. conflict while another one of theirs lasts.
    virtual Task<Status> begin(AccessScope scope, HomeId home, Visit visit, AuditEntry entry) = 0;
    // Before its time, at `now`, and says whose it was. A visitor ends their own alone. not_found
    // for one that is over.
    virtual Task<Result<UserId>> end(AccessScope scope, HomeId home, VisitId visit, Instant now,
                                     AuditEntry entry) = 0;
    // The newest `most`, newest first.
    virtual Task<Result<std::vector<Visit>>> newest(AccessScope scope, HomeId home,
                                                    std::size_t most) = 0;
    // For sign-in, which has no scope yet: where `user` is at `now`.
    virtual Task<Result<std::vector<VisitedHome>>> visited_by(UserId user, Instant now) = 0;
};

}  // namespace ohmstead
