#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "async/sleep.hpp"
#include "async/task.hpp"

namespace ohmstead {

namespace detail {

// What a coroutine came to. Asio's operator|| ignores a side that throws, so none may.
template <class T>
struct Outcome {
    std::optional<T> value;
    std::exception_ptr error;
};

template <class T>
Task<Outcome<T>> outcome_of(Task<T> work) {
    Outcome<T> outcome;
    try {
        outcome.value.emplace(co_await std::move(work));
    } catch (...) {
        outcome.error = std::current_exception();
    }
    co_return outcome;
}

inline Task<bool> true_after(Task<void> work) {
    co_await std::move(work);
    co_return true;
}

}  // namespace detail

// The value of `work`, or nothing when `end` comes first; `work` is then cancelled and awaited, so
// work that ignores cancellation delays the answer. Rethrows what `work` throws.
template <class T>
Task<std::optional<T>> value_before(Task<T> work, Task<void> end) {
    using namespace boost::asio::experimental::awaitable_operators;
    auto first = co_await (detail::outcome_of(std::move(work)) || std::move(end));
    if (first.index() == 1) {
        co_return std::nullopt;
    }
    auto& outcome = std::get<0>(first);
    if (outcome.error) {
        std::rethrow_exception(outcome.error);
    }
    co_return std::move(outcome.value);
}

// The value of `work`, or nothing when `limit` passes first; otherwise as value_before().
template <class T>
Task<std::optional<T>> value_within(Task<T> work, std::chrono::milliseconds limit) {
    return value_before(std::move(work), sleep_for(limit));
}

// Whether `work` ended within `limit`; otherwise as value_within().
inline Task<bool> finishes_within(Task<void> work, std::chrono::milliseconds limit) {
    const auto finished = co_await value_within(detail::true_after(std::move(work)), limit);
    co_return finished.has_value();
}

}  // namespace ohmstead
