#pragma once

#include <exception>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "async/task.hpp"

namespace ohmstead::test {

// Runs coroutines on an io_context of its own, in the calling thread.
class TaskRunner {
public:
    boost::asio::io_context& context() { return context_; }
    auto executor() { return context_.get_executor(); }

    // Runs until `task` and everything spawned beside it has ended, and returns what it returned
    // or rethrows what it threw.
    template <class T>
    T run(Task<T> task) {
        return drive(std::move(task), [this](const bool&) { context_.run(); });
    }

    // The same, but only until `task` has ended: servers and the like go on at the next call.
    template <class T>
    T run_alone(Task<T> task) {
        return drive(std::move(task), [this](const bool& ended) {
            while (!ended && context_.run_one() > 0) {
            }
        });
    }

private:
    template <class T, class Drive>
    T drive(Task<T> task, Drive drive) {
        context_.restart();
        std::exception_ptr error;
        bool ended = false;
        const auto finish = [&](std::exception_ptr thrown) {
            error = std::move(thrown);
            ended = true;
        };
        if constexpr (std::is_void_v<T>) {
            boost::asio::co_spawn(context_, std::move(task), finish);
            drive(ended);
            if (error) {
                std::rethrow_exception(error);
            }
        } else {
            std::optional<T> value;
            boost::asio::co_spawn(context_, store(std::move(task), value), finish);
            drive(ended);
            if (error) {
                std::rethrow_exception(error);
            }
            if (!value) {
                throw std::logic_error("the task never ended");
            }
            return std::move(*value);
        }
    }

    template <class T>
    static Task<void> store(Task<T> task, std::optional<T>& value) {
        value.emplace(co_await std::move(task));
    }

    boost::asio::io_context context_{1};
};

}  // namespace ohmstead::test
