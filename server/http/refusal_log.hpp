#pragma once

#include <chrono>
#include <string_view>

#include "base/error.hpp"
#include "base/log.hpp"
#include "http/request_context.hpp"

namespace ohmstead::http {

// Tells of requests that were refused for who asks, with the id that is in their answer: so that
// whoever quotes it can be helped, and who tries doors is seen. A flood is told of up to
// kMostPerMinute lines, and that there is more. I/O thread only.
class RefusalLog {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr int kMostPerMinute = 300;

    explicit RefusalLog(Log log) : log_(log) {}

    // `route` is the pattern of the address, in which nobody's secrets are.
    void note(const RequestContext& context, std::string_view route, const Error& error,
              Clock::time_point now = Clock::now());

private:
    Log log_;
    Clock::time_point minute_{};
    int told_ = 0;
};

}  // namespace ohmstead::http
