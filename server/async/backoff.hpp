#pragma once

#include <algorithm>
#include <chrono>

namespace ohmstead {

// Waiting times between attempts: doubling from `first` to `longest`, each drawn between half and
// the whole of it, so that many clients of one peer do not come back at the same moment. Pure.
class Backoff {
public:
    using Duration = std::chrono::milliseconds;

    Backoff(Duration first, Duration longest) : first_(first), longest_(longest), next_(first) {}

    // `random` is in [0, 1).
    Duration next(double random) {
        const auto whole = next_;
        next_ = std::min(longest_, next_ * 2);
        const auto half = static_cast<double>(whole.count()) / 2;
        return Duration{static_cast<Duration::rep>(half + half * random)};
    }

    // After a success: the next failure waits for the first time again.
    void reset() { next_ = first_; }

private:
    Duration first_;
    Duration longest_;
    Duration next_;
};

}  // namespace ohmstead
