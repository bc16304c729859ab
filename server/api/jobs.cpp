#include "api/jobs.hpp"

#include <algorithm>
#include <exception>

#include "async/sleep.hpp"

namespace ohmstead::api {
namespace {

constexpr std::chrono::hours kKept{1};
constexpr std::chrono::milliseconds kAskAgain{200};
constexpr std::size_t kMostRunning = 3;                         // of one person
constexpr std::size_t kMostBytesKept = std::size_t{160} << 20;  // of all files

std::size_t bytes_of_file(const JobPtr& job) {
    return job->file ? job->file->size() : 0;
}

// A file tells what whoever began it was let see then: of a provider, as long as all of that may
// still be seen. What a member sees does not change while they may export.
bool still_tells_what_may_be_seen(const Job& job, const AccessScope& now) {
    return job.scope.require(job.dto.home, right_of(job.dto.kind)) ||
           now.covers(job.scope, job.dto.home);
}

}  // namespace

Result<JobPtr> Jobs::add(const Identity& owner, HomeId home, JobKind kind,
                         std::shared_ptr<const std::string> file) {
    sweep();
    const auto& user = owner.subject.user;
    const auto running = std::ranges::count_if(jobs_, [&](const auto& each) {
        return each.second->owner == user && each.second->dto.state == JobState::running;
    });
    if (static_cast<std::size_t>(running) >= kMostRunning) {
        return make_error(ErrorCode::conflict, "Other jobs of yours run: wait for one of them.");
    }
    std::size_t bytes = file ? file->size() : 0;
    std::vector<JobPtr> over;
    for (const auto& [id, job] : jobs_) {
        bytes += bytes_of_file(job);
        if (job->dto.state != JobState::running) {
            over.push_back(job);
        }
    }
    std::ranges::sort(over, {}, [](const JobPtr& job) { return job->touched; });
    for (const auto& job : over) {
        if (bytes <= kMostBytesKept) {
            break;
        }
        bytes -= bytes_of_file(job);
        jobs_.erase(job->dto.id);
    }
    if (bytes > kMostBytesKept) {
        return make_error(ErrorCode::too_large,
                          "Other files are being worked on. Try again later.");
    }
    auto job = std::make_shared<Job>(Job{.dto = {},
                                         .owner = user,
                                         .owner_name = owner.subject.name,
                                         .session = owner.session_hash,
                                         .grant = owner.grant,
                                         .scope = owner.scope,
                                         .touched = clock_.now(),
                                         .file = std::move(file)});
    job->dto.id = JobId::make();
    job->dto.home = std::move(home);
    job->dto.kind = kind;
    jobs_.emplace(job->dto.id, job);
    return job;
}

Right right_of(JobKind kind) {
    return kind == JobKind::file_import ? Right::import_files : Right::export_files;
}

Result<JobPtr> Jobs::find(const AccessScope& scope, const JobId& id) {
    const auto found = jobs_.find(id);
    if (found == jobs_.end() || found->second->owner != scope.user() || scope.user().empty() ||
        !scope.standing_in(found->second->dto.home)) {
        return make_error(ErrorCode::not_found, "There is no such job.");
    }
    const auto& dto = found->second->dto;
    OHMSTEAD_TRY_VOID(scope.view(dto.home, right_of(dto.kind), clock_.now()));
    if (!still_tells_what_may_be_seen(*found->second, scope)) {
        return make_error(ErrorCode::not_found,
                          "What this file was made by has been changed. Ask for it again.");
    }
    found->second->touched = clock_.now();
    return found->second;
}

Task<Status> Jobs::may_go_on(JobPtr job) {
    while (!job->grant.valid()) {
        const auto identity = co_await sessions_.current(job->session);
        if (!identity && identity.error().code != ErrorCode::unavailable) {
            co_return make_error(ErrorCode::unauthenticated,
                                 "The session that began this has ended.");
        }
        if (identity && (*identity)->grant.valid()) {
            if (!still_tells_what_may_be_seen(*job, (*identity)->scope)) {
                co_return make_error(ErrorCode::forbidden,
                                     "What this was begun by has been changed. Begin it again.");
            }
            job->grant = (*identity)->grant;
            job->scope = (*identity)->scope;
            break;
        }
        // While nobody can tell, nothing is done.
        co_await sleep_for(kAskAgain);
    }
    OHMSTEAD_CO_TRY_VOID(job->scope.view(job->dto.home, right_of(job->dto.kind), clock_.now()));
    co_return Status{};
}

void Jobs::run(JobPtr job, Task<Status> work) {
    job->dto.state = JobState::running;
    tasks_.spawn("job", watch(std::move(job), std::move(work)));
}

bool Jobs::is_importing(const HomeId& home) const {
    return std::ranges::any_of(jobs_, [&](const auto& each) {
        const auto& dto = each.second->dto;
        return dto.home == home && dto.kind == JobKind::file_import &&
               dto.state == JobState::running;
    });
}

Task<void> Jobs::watch(JobPtr job, Task<Status> work) {
    Status outcome;
    try {
        outcome = co_await std::move(work);
    } catch (const ErrorException& failure) {
        outcome = failure.error();
    } catch (const std::exception&) {
        job->dto.state = JobState::failed;
        job->dto.error = "Something went wrong here; the log says what.";
        throw;
    }
    job->touched = clock_.now();
    job->dto.step.clear();
    job->dto.state = outcome ? JobState::done : JobState::failed;
    if (!outcome) {
        job->dto.error = outcome.error().detail;
        for (const auto& field : outcome.error().fields) {
            job->dto.error += " " + field.pointer + " " + field.detail + ".";
        }
    }
}

void Jobs::sweep() {
    std::erase_if(jobs_, [&](const auto& each) {
        return each.second->dto.state != JobState::running &&
               each.second->touched + kKept < clock_.now();
    });
}

}  // namespace ohmstead::api
