#pragma once

#include <numbers>

namespace ohmstead::simulator {

/// A full turn in radians: of what comes and goes with the day or the year.
inline constexpr double kTurn = 2.0 * std::numbers::pi;

}  // namespace ohmstead::simulator
