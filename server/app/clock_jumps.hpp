#pragma once

#include <optional>
#include <utility>

#include "base/time.hpp"

namespace ohmstead {

// Tells when a clock was set: when it moved otherwise than time passed. Pure.
class ClockJumps {
public:
    // What a clock may be moved by at once, as when it is put right over the network.
    static constexpr Milliseconds kTolerance = std::chrono::minutes{1};

    // By how much the clock was put ahead, or back when negative, since the last call; nothing when
    // within the tolerance. `passed` is by a clock that nobody sets, whatever it began at.
    std::optional<Milliseconds> observe(Instant shown, Milliseconds passed) {
        const auto began = shown - passed;
        const auto jump = began - std::exchange(began_, began).value_or(began);
        return jump > kTolerance || jump < -kTolerance ? std::optional(jump) : std::nullopt;
    }

private:
    std::optional<Instant> began_;  // what the clock showed when nothing had passed
};

}  // namespace ohmstead
