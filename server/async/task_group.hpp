#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "async/event.hpp"
#include "async/task.hpp"
#include "base/log.hpp"

namespace ohmstead {

// Owns coroutines that run beside their owner: nothing is spawned without one. What escapes a task
// is logged as an error under the task's name and ends that task only; the end by cancellation is
// not an error. Lives on the I/O thread; must be joined before it is destroyed while its
// io_context still runs.
class TaskGroup {
public:
    TaskGroup(boost::asio::any_io_executor executor, Log log);
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    // Starts `task` at the next turn of the I/O thread. After cancel() it is not started.
    void spawn(std::string name, Task<void> task);

    // Asks every task to end: its current wait fails, and so does every later one.
    void cancel();

    // Returns when no task runs any more.
    Task<void> join();

    std::size_t size() const { return running_.size(); }
    std::vector<std::string> names() const;

private:
    struct Running {
        std::string name;
        boost::asio::cancellation_signal cancel;
    };

    void finished(std::list<Running>::iterator task, const std::exception_ptr& error);

    boost::asio::any_io_executor executor_;
    Log log_;
    // A list, because signals must not move while a task listens to them.
    std::list<Running> running_;
    bool cancelled_ = false;
    Event ended_;
};

}  // namespace ohmstead
