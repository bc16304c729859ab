#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "async/task.hpp"

namespace ohmstead {

// Threads for what blocks or computes: SQLite, rating, password hashing. `run` posts a function
// there and resumes the caller on its own executor with the value, or rethrows what it threw.
// The destructor waits for what was posted. A coroutine cancelled while waiting still gets the
// function's outcome: work on a worker is never half done.
class Worker {
public:
    explicit Worker(std::size_t threads = 1) : pool_(threads) {}
    ~Worker() { pool_.join(); }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    template <class Function>
    Task<std::invoke_result_t<Function&>> run(Function function) {
        using Value = std::invoke_result_t<Function&>;
        if constexpr (std::is_void_v<Value>) {
            auto to_value = [function = std::move(function)]() mutable {
                function();
                return true;
            };
            co_await run(std::move(to_value));
        } else {
            auto outcome =
                co_await boost::asio::async_initiate<decltype(boost::asio::use_awaitable),
                                                     void(std::shared_ptr<Outcome<Value>>)>(
                    Start<Function, Value>{this}, boost::asio::use_awaitable, std::move(function));
            if (outcome->error) {
                std::rethrow_exception(outcome->error);
            }
            co_return std::move(*outcome->value);
        }
    }

    // Posts without waiting. `function` must not throw.
    template <class Function>
    void post(Function function) {
        boost::asio::post(pool_, std::move(function));
    }

private:
    template <class Value>
    struct Outcome {
        std::optional<Value> value;
        std::exception_ptr error;
    };

    template <class Function, class Value>
    struct Start {
        Worker* worker;

        template <class Handler>
        void operator()(Handler handler, Function function) const {
            auto executor = boost::asio::get_associated_executor(handler);
            auto guard = boost::asio::make_work_guard(executor);
            boost::asio::post(
                worker->pool_, [handler = std::move(handler), function = std::move(function),
                                executor, guard = std::move(guard)]() mutable {
                    auto outcome = std::make_shared<Outcome<Value>>();
                    try {
                        outcome->value.emplace(function());
                    } catch (...) {
                        outcome->error = std::current_exception();
                    }
                    boost::asio::post(executor, [handler = std::move(handler),
                                                 outcome = std::move(outcome)]() mutable {
                        std::move(handler)(std::move(outcome));
                    });
                });
        }
    };

    boost::asio::thread_pool pool_;
};

}  // namespace ohmstead
