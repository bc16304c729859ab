#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include "async/event.hpp"
#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "store_sqlite/connection.hpp"

namespace ohmstead {

// Which queue a write waits in. Live writes go first; bulk ones share transactions of at most
// 50 ms, so that none keeps a live write waiting for longer.
enum class Lane { live, bulk };

// The one writer: every change of the database runs on its thread, in its connection. Writes that
// wait together share a transaction, each in a savepoint of its own, and answer after the COMMIT.
//
// The queues belong to the I/O thread and so does this object; only the work itself runs on the
// writer's thread.
class Writer {
public:
    // What came of a write: a status, or the exception that its work threw.
    struct Outcome {
        Status status;
        std::exception_ptr fault;
    };
    // Runs on the writer's thread within a transaction; an Error undoes this write alone.
    using Work = std::function<Status(Connection&)>;
    // Runs on the I/O thread, after the COMMIT.
    using Done = std::function<void(const Outcome&)>;

    Writer(boost::asio::any_io_executor executor, std::unique_ptr<Connection> connection, Log log);

    // `done` runs in any case, but for false: the queue is full and nothing was taken.
    [[nodiscard]] bool submit(Lane lane, Work work, Done done);

    // Runs `job(Connection&) -> Result<T>` and returns its result when it is durable. `unavailable`
    // when the queue or the storage is full. Cancelling the caller does not undo the write.
    template <class Job>
    Task<std::invoke_result_t<Job&, Connection&>> write(Lane lane, Job job) {
        using Answer = std::invoke_result_t<Job&, Connection&>;
        auto waiting = std::make_shared<Waiting<Answer>>(executor_);
        auto work = [waiting, job = std::move(job)](Connection& connection) mutable -> Status {
            waiting->answer.emplace(job(connection));
            return waiting->answer->has_error() ? Status{waiting->answer->error()} : Status{};
        };
        auto done = [waiting](const Outcome& outcome) {
            waiting->outcome = outcome;
            waiting->event.notify();
        };
        if (!submit(lane, std::move(work), std::move(done))) {
            co_return queue_full();
        }
        co_await waiting->event.wait();
        if (waiting->outcome.fault) {
            std::rethrow_exception(waiting->outcome.fault);
        }
        if (!waiting->outcome.status) {
            co_return waiting->outcome.status.error();
        }
        co_return std::move(*waiting->answer);
    }

    // Waits until nothing is queued or running.
    Task<void> drain();

    static Error queue_full();

private:
    struct Job {
        Work work;
        Done done;
        Outcome outcome;
    };
    template <class Answer>
    struct Waiting {
        explicit Waiting(const boost::asio::any_io_executor& executor) : event(executor) {}
        Event event;
        std::optional<Answer> answer;
        Outcome outcome;
    };

    void start_next_batch();
    void finish(std::vector<Job>& batch);

    boost::asio::any_io_executor executor_;
    Log log_;
    std::deque<Job> live_;
    std::deque<Job> bulk_;
    bool running_ = false;
    Event idle_;
    std::unique_ptr<Connection> connection_;
    // The last member: its thread ends before anything that it uses.
    Worker worker_{1};
};

}  // namespace ohmstead
