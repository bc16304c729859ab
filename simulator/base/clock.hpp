#pragma once

#include <chrono>

#include "simulator/base/time.hpp"

namespace ohmstead::simulator {

/// Wall clock in ms.
inline Millis wall_now() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// The time the simulated homes live in: the wall clock, shifted and sped up.
class SimClock {
public:
    /// Starts at `start` and runs `speed` times as fast as the wall.
    explicit SimClock(Millis start, double speed = 1)
        : wall_start_(wall_now()), start_(start), speed_(speed) {}

    Millis now() const { return at(wall_now()); }
    Millis at(Millis wall) const {
        if (speed_ == 1) {
            return start_ + (wall - wall_start_);
        }
        return start_ + static_cast<Millis>(static_cast<double>(wall - wall_start_) * speed_);
    }
    double speed() const { return speed_; }
    /// Lets the time jump, as a clock that is set right does.
    void jump(Millis by) { start_ += by; }

private:
    Millis wall_start_;
    Millis start_;
    double speed_;
};

}  // namespace ohmstead::simulator
