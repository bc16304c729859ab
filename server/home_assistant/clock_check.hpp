#pragma once

#include <algorithm>
#include <optional>
#include <utility>

#include "base/time.hpp"

namespace ohmstead::home_assistant {

// Judges the times that live events carry by what the other side's clock said before and by when
// they came. One event that is out of line is an outlier; two of three are a clock that is wrong,
// and then the time of receipt is the better one. Pure.
class ClockCheck {
public:
    // How far a time may be out of line.
    static constexpr Milliseconds kTolerance = std::chrono::minutes{2};

    struct Verdict {
        std::optional<Instant> at;  // the time to believe; none: the event belongs to no time
        bool is_clock_wrong = false;
    };

    // A clock that is steadily behind, as of a replayed recording, is not out of line.
    Verdict judge(Instant said, Instant receipt) {
        const bool ahead = said > receipt + kTolerance;
        const bool back = newest_ && said < *newest_ - kTolerance;
        const bool odd = ahead || back;
        const bool clock_wrong = odd && (odd_before_ || odd_before_that_);
        odd_before_that_ = std::exchange(odd_before_, odd);
        if (clock_wrong) {
            return {.at = receipt, .is_clock_wrong = true};
        }
        if (ahead) {
            return {.at = std::nullopt, .is_clock_wrong = true};
        }
        newest_ = std::max(newest_.value_or(said), said);
        return {.at = said, .is_clock_wrong = false};
    }

private:
    std::optional<Instant> newest_;  // that was believed
    bool odd_before_ = false;
    bool odd_before_that_ = false;
};

}  // namespace ohmstead::home_assistant
