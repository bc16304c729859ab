#pragma once

#include <algorithm>
#include <chrono>

namespace ohmstead::http {

// So many per second over time, in bursts of up to `burst`. Full at first.
class TokenBucket {
public:
    using Time = std::chrono::steady_clock::time_point;

    TokenBucket(double per_second, double burst, Time now)
        : per_second_(per_second), burst_(burst), tokens_(burst), filled_(now) {}

    // Takes one; false when there is none.
    bool take(Time now) {
        const double elapsed = std::max(0.0, std::chrono::duration<double>(now - filled_).count());
        tokens_ = std::min(burst_, tokens_ + elapsed * per_second_);
        filled_ = now;
        if (tokens_ < 1) {
            return false;
        }
        tokens_ -= 1;
        return true;
    }

    // Seconds until there is one.
    double wait_s() const { return tokens_ >= 1 ? 0 : (1 - tokens_) / per_second_; }

private:
    double per_second_;
    double burst_;
    double tokens_;
    Time filled_;
};

}  // namespace ohmstead::http
