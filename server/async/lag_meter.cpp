#include "async/lag_meter.hpp"

#include <algorithm>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ohmstead {

Task<void> LagMeter::run() {
    using Clock = boost::asio::steady_timer::clock_type;
    constexpr std::chrono::milliseconds kPeriod{50};
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor);
    for (;;) {
        const auto due = Clock::now() + kPeriod;
        timer.expires_at(due);
        co_await timer.async_wait(boost::asio::use_awaitable);
        record(std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - due));
    }
}

void LagMeter::record(std::chrono::microseconds lag) {
    const auto bucket = std::lower_bound(kEdges.begin(), kEdges.end(), lag) - kEdges.begin();
    ++histogram_.counts[static_cast<std::size_t>(bucket)];
    ++histogram_.total;
    histogram_.sum += lag;
    histogram_.worst = std::max(histogram_.worst, lag);
}

}  // namespace ohmstead
