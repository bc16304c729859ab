#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/dto_job.hpp"
#include "async/task_group.hpp"
#include "auth/sessions.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/identity.hpp"

namespace ohmstead::api {

// The least role in its home that a job needs.
Right right_of(JobKind kind);

// Work that outlives the request that asked for it, for one person and one home.
struct Job {
    JobDto dto;
    UserId owner;
    std::string owner_name;  // as the person is called
    std::string session;     // the hash of the one that asked
    Grant grant;             // ends with the session, and whenever rights have changed
    AccessScope scope;       // of whoever asked
    Instant touched{};
    std::shared_ptr<const std::string> file;  // to be imported, as text; or what was exported
};
using JobPtr = std::shared_ptr<Job>;

// The jobs of this process. They are gone when it ends; what an import has kept by then stays, and
// the same file again takes the rest. I/O thread.
class Jobs {
public:
    // All outlive it; the work runs in `tasks`.
    Jobs(const Clock& clock, Sessions& sessions, TaskGroup& tasks)
        : clock_(clock), sessions_(sessions), tasks_(tasks) {}

    // Makes room by letting go of the oldest that are over. too_large when the rest take it all,
    // conflict when the person has too many that run.
    Result<JobPtr> add(const Identity& owner, HomeId home, JobKind kind,
                       std::shared_ptr<const std::string> file);
    // The person's own; not_found for others and for a home that is not theirs any more.
    Result<JobPtr> find(const AccessScope& scope, const JobId& id);
    void remove(const JobId& id) { jobs_.erase(id); }

    // Runs `work` and notes how it ended.
    void run(JobPtr job, Task<Status> work);
    // To be asked before every piece of the work: whether the session that began it goes on, and
    // has the right to it still. Takes up rights that have changed.
    Task<Status> may_go_on(JobPtr job);
    // Whether an import into the home runs.
    bool is_importing(const HomeId& home) const;

private:
    Task<void> watch(JobPtr job, Task<Status> work);
    void sweep();

    const Clock& clock_;
    Sessions& sessions_;
    TaskGroup& tasks_;
    std::unordered_map<JobId, JobPtr> jobs_;
};

}  // namespace ohmstead::api
