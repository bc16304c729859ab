#pragma once

#include <cstdint>

#include "simulator/base/time.hpp"

namespace ohmstead::simulator {

/// Yearly and daily course of the outdoor temperature and how often the sky is clear.
struct Climate {
    double mean_c = 10.5;
    double yearly_swing_c = 7.5;
    double daily_swing_c = 3.5;
    double clear_share = 0.4;  // 0 always overcast, 1 always clear
    bool southern = false;
};

/// Clouds and temperature as a function of time.
class Weather {
public:
    Weather(Climate climate, std::uint64_t seed) : climate_(climate), seed_(seed) {}

    double temperature_c(Millis t, const LocalDay& day) const;
    /// What clouds leave of the clear sky, 0.08 to 1.
    double sky(Millis t) const;

private:
    Climate climate_;
    std::uint64_t seed_;
};

}  // namespace ohmstead::simulator
