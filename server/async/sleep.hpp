#pragma once

#include <chrono>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include "async/task.hpp"

namespace ohmstead {

// Suspends the calling coroutine. Throws when it is cancelled meanwhile.
inline Task<void> sleep_for(std::chrono::milliseconds duration) {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor, duration);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace ohmstead
