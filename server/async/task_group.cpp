#include "async/task_group.hpp"

#include <exception>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace ohmstead {
namespace {

// Whether the exception is only Asio's way to end a cancelled coroutine.
bool is_cancellation(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& failure) {
        return failure.code() == boost::asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

std::string text_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        return failure.what();
    } catch (...) {
        return "an exception of unknown type";
    }
}

}  // namespace

TaskGroup::TaskGroup(boost::asio::any_io_executor executor, Log log)
    : executor_(executor), log_(log), ended_(executor) {}

void TaskGroup::spawn(std::string name, Task<void> task) {
    if (cancelled_) {
        return;
    }
    running_.emplace_front();
    const auto running = running_.begin();
    running->name = std::move(name);
    boost::asio::co_spawn(
        executor_, std::move(task),
        boost::asio::bind_cancellation_slot(
            running->cancel.slot(),
            [this, running](const std::exception_ptr& error) { finished(running, error); }));
}

void TaskGroup::finished(std::list<Running>::iterator task, const std::exception_ptr& error) {
    if (error && !(cancelled_ && is_cancellation(error))) {
        log_.error("{} ended by a fault: {}", task->name, text_of(error));
    }
    running_.erase(task);
    if (running_.empty()) {
        ended_.notify();
    }
}

void TaskGroup::cancel() {
    cancelled_ = true;
    for (auto task = running_.begin(); task != running_.end();) {
        // Emitting may end the task at once, which removes it from the list.
        const auto current = task++;
        current->cancel.emit(boost::asio::cancellation_type::terminal);
    }
}

Task<void> TaskGroup::join() {
    while (!running_.empty()) {
        co_await ended_.wait();
    }
}

std::vector<std::string> TaskGroup::names() const {
    std::vector<std::string> names;
    for (const auto& task : running_) {
        names.push_back(task.name);
    }
    return names;
}

}  // namespace ohmstead
