#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/dto_job.hpp"
#include "async/task_group.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/identity.hpp"

namespace ohmstead::api {

// Work that outlives the request that asked for it, for one person and one home.
struct Job {
    JobDto dto;
    UserId owner;
    Grant grant;        // ends with the right to the work
    AccessScope scope;  // of whoever asked
    Instant touched{};
    std::shared_ptr<const std::string> file;  // to be imported, as text; or what was exported

    // An error when the work must not go on.
    Status may_go_on() const {
        return grant.valid() ? Status{}
                             : Status{make_error(ErrorCode::unauthenticated,
                                                 "The session that began this has ended.")};
    }
};
using JobPtr = std::shared_ptr<Job>;

// The jobs of this process. They are gone when it ends; what an import has kept by then stays, and
// the same file again takes the rest. I/O thread.
class Jobs {
public:
    // Both outlive it; the work runs in `tasks`.
    Jobs(const Clock& clock, TaskGroup& tasks) : clock_(clock), tasks_(tasks) {}

    // Makes room by letting go of the oldest that are over. too_large when the rest take it all,
    // conflict when the person has too many that run.
    Result<JobPtr> add(const Identity& owner, HomeId home, JobKind kind,
                       std::shared_ptr<const std::string> file);
    // The person's own; not_found for others and for a home that is not theirs any more.
    Result<JobPtr> find(const AccessScope& scope, const JobId& id, HomeRole least);
    void remove(const JobId& id) { jobs_.erase(id); }

    // Runs `work` and notes how it ended.
    void run(JobPtr job, Task<Status> work);
    // Whether an import into the home runs.
    bool is_importing(const HomeId& home) const;

private:
    Task<void> watch(JobPtr job, Task<Status> work);
    void sweep();

    const Clock& clock_;
    TaskGroup& tasks_;
    std::unordered_map<JobId, JobPtr> jobs_;
};

}  // namespace ohmstead::api
