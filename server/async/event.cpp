#include "async/event.hpp"

#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace ohmstead {

namespace {

using Timers = std::vector<boost::asio::steady_timer*>;

// A timer's place in the list, for as long as its coroutine lives.
struct Place {
    Place(Timers& list, boost::asio::steady_timer& own) : timers(list), timer(&own) {
        timers.push_back(timer);
    }
    ~Place() { std::erase(timers, timer); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    Timers& timers;
    boost::asio::steady_timer* timer;
};

}  // namespace

Event::Event(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

// Whoever waits does so at a timer of its own; cancelling that is the notification.
void Event::notify() {
    if (waiting_.empty()) {
        kept_ = true;
        return;
    }
    ++notifications_;
    for (auto* const timer : std::exchange(waiting_, {})) {
        timer->cancel();
    }
}

Task<void> Event::wait() {
    co_await wait_until(std::chrono::steady_clock::time_point::max());
}

Task<bool> Event::wait_for(std::chrono::milliseconds limit) {
    return wait_until(std::chrono::steady_clock::now() + limit);
}

Task<bool> Event::wait_until(std::chrono::steady_clock::time_point end) {
    if (kept_) {
        kept_ = false;
        co_return true;
    }
    const auto before = notifications_;
    boost::asio::steady_timer timer(executor_, end);
    const Place place(waiting_, timer);
    const auto [error] = co_await timer.async_wait(use_tuple);
    // Both at the same moment counts as notified, so that no notification is lost.
    if (notifications_ != before) {
        co_return true;
    }
    if (error) {
        // Not by notify(): the waiting coroutine itself was cancelled.
        throw boost::system::system_error(error);
    }
    co_return false;
}

}  // namespace ohmstead
