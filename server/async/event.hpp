#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "async/task.hpp"

namespace ohmstead {

// Wakes coroutines of the same I/O thread. A notification with nobody waiting is kept for the next
// wait; several of them count as one. Not thread-safe; outlives its waiters.
class Event {
public:
    explicit Event(boost::asio::any_io_executor executor);

    // Wakes all who wait.
    void notify();

    // Returns at the next notification, or at once when one is kept. Throws when the waiting
    // coroutine is cancelled.
    Task<void> wait();

    // True when notified, false when `limit` has passed first.
    Task<bool> wait_for(std::chrono::milliseconds limit);

private:
    Task<bool> wait_until(std::chrono::steady_clock::time_point end);

    boost::asio::any_io_executor executor_;
    std::vector<boost::asio::steady_timer*> waiting_;
    std::uint64_t notifications_ = 0;
    bool kept_ = false;
};

}  // namespace ohmstead
