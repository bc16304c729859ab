#include "store_sqlite/writer.hpp"

#include <chrono>
#include <iterator>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include "store_sqlite/database_failure.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kQueueCapacity = 4096;
constexpr std::size_t kLiveBatch = 512;
constexpr std::size_t kBulkBatch = 64;
constexpr std::chrono::milliseconds kBulkTime{50};

bool failed(const Writer::Outcome& outcome) {
    return outcome.fault || !outcome.status;
}

// Runs one write. What fails the whole transaction is thrown.
Writer::Outcome outcome_of(Connection& connection, const Writer::Work& work) {
    Writer::Outcome outcome;
    try {
        outcome.status = work(connection);
    } catch (const DatabaseFailure& failure) {
        if (!connection.in_transaction()) {
            throw;
        }
        if (failure.can_pass()) {
            outcome.status = failure.as_error();
        } else {
            outcome.fault = std::current_exception();
        }
    } catch (...) {
        outcome.fault = std::current_exception();
    }
    return outcome;
}

// One write among others of the transaction: only what it did is undone when it fails.
Writer::Outcome run_in_savepoint(Connection& connection, const Writer::Work& work) {
    connection.prepare("SAVEPOINT job").run();
    auto outcome = outcome_of(connection, work);
    if (failed(outcome)) {
        connection.prepare("ROLLBACK TO job").run();
    }
    connection.prepare("RELEASE job").run();
    return outcome;
}

// Runs the jobs in order until `until`, at least one. Answers how many it came to.
template <class Jobs>
std::size_t run_transaction(Connection& connection, Jobs& jobs,
                            std::chrono::steady_clock::time_point until) {
    std::size_t count = 0;
    Writer::Outcome for_all;
    try {
        Transaction transaction(connection, Transaction::Kind::write);
        if (jobs.size() == 1) {
            // Alone, it needs no savepoint: the transaction is undone as a whole.
            auto& only = jobs.front();
            only.outcome = outcome_of(connection, only.work);
            if (!failed(only.outcome)) {
                transaction.commit();
            }
            return 1;
        }
        for (auto& job : jobs) {
            job.outcome = run_in_savepoint(connection, job.work);
            ++count;
            if (std::chrono::steady_clock::now() >= until) {
                break;
            }
        }
        transaction.commit();
        return count;
    } catch (const DatabaseFailure& failure) {
        if (failure.can_pass()) {
            for_all.status = failure.as_error();
        } else {
            for_all.fault = std::current_exception();
        }
    } catch (...) {
        for_all.fault = std::current_exception();
    }
    for (auto& job : jobs) {
        job.outcome = for_all;
    }
    return jobs.size();
}

}  // namespace

Writer::Writer(boost::asio::any_io_executor executor, std::unique_ptr<Connection> connection,
               Log log)
    : executor_(std::move(executor)),
      log_(log),
      idle_(executor_),
      connection_(std::move(connection)) {}

Error Writer::queue_full() {
    return {.code = ErrorCode::unavailable,
            .detail = "The storage has more to write than it can take. Try again.",
            .retry_after_s = 1};
}

bool Writer::submit(Lane lane, Work work, Done done) {
    auto& queue = lane == Lane::live ? live_ : bulk_;
    if (queue.size() >= kQueueCapacity) {
        return false;
    }
    queue.push_back({.work = std::move(work), .done = std::move(done), .outcome = {}});
    start_next_batch();
    return true;
}

void Writer::start_next_batch() {
    if (running_ || (live_.empty() && bulk_.empty())) {
        return;
    }
    running_ = true;
    const bool live = !live_.empty();
    auto& queue = live ? live_ : bulk_;
    const auto count =
        static_cast<std::ptrdiff_t>(std::min(queue.size(), live ? kLiveBatch : kBulkBatch));
    auto batch = std::make_shared<std::vector<Job>>(std::move_iterator(queue.begin()),
                                                    std::move_iterator(queue.begin() + count));
    queue.erase(queue.begin(), queue.begin() + count);

    worker_.post([this, live, batch, guard = boost::asio::make_work_guard(executor_)]() {
        const auto until = live ? std::chrono::steady_clock::time_point::max()
                                : std::chrono::steady_clock::now() + kBulkTime;
        const std::size_t count_done = run_transaction(*connection_, *batch, until);
        boost::asio::post(executor_, [this, batch, count_done] {
            // What the time did not suffice for goes back to the front.
            const auto rest = batch->begin() + static_cast<std::ptrdiff_t>(count_done);
            bulk_.insert(bulk_.begin(), std::move_iterator(rest), std::move_iterator(batch->end()));
            batch->erase(rest, batch->end());
            finish(*batch);
        });
    });
}

void Writer::finish(std::vector<Job>& batch) {
    running_ = false;
    start_next_batch();
    for (Job& job : batch) {
        if (!job.outcome.fault && !job.outcome.status) {
            log_.debug("a write was refused: {}", job.outcome.status.error().detail);
        }
        job.done(job.outcome);
    }
    if (!running_) {
        idle_.notify();
    }
}

Task<void> Writer::drain() {
    while (running_ || !live_.empty() || !bulk_.empty()) {
        co_await idle_.wait();
    }
}

}  // namespace ohmstead
