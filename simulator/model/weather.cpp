#include "simulator/model/weather.hpp"

#include <algorithm>
#include <cmath>

#include "simulator/base/noise.hpp"
#include "simulator/base/turn.hpp"

namespace ohmstead::simulator {

double Weather::temperature_c(Millis t, const LocalDay& day) const {
    const double year = (day.day_of_year - 20) / 365.25 + (climate_.southern ? 0.5 : 0.0);
    const double hour = static_cast<double>(t - day.start) / static_cast<double>(kHour);
    const double fronts =
        6.0 * (smooth_noise(seed_ ^ 0x7e, static_cast<double>(t) / (2.5 * kDay)) - 0.5);
    return climate_.mean_c - climate_.yearly_swing_c * std::cos(kTurn * year) +
           climate_.daily_swing_c * std::cos(kTurn * (hour - 15.0) / 24.0) + fronts;
}

double Weather::sky(Millis t) const {
    const auto x = static_cast<double>(t);
    const double front = smooth_noise(seed_ ^ 0xc1, x / (1.3 * kDay));
    // Above 1 the day is clear, below 0 overcast; in between single clouds pass.
    const double clearness = (front - (1.0 - climate_.clear_share)) * 3.0 + 0.5;
    const double passing = smooth_noise(seed_ ^ 0xc2, x / (11.0 * kMinute)) * 0.7 +
                           smooth_noise(seed_ ^ 0xc3, x / (2.3 * kMinute)) * 0.3;
    const double open = std::clamp(clearness, 0.0, 1.0);
    const double edge = std::clamp((open * 1.5 - 0.25 - passing) * 4.0 + 0.5, 0.0, 1.0);
    const double overcast = 0.08 + 0.22 * smooth_noise(seed_ ^ 0xc4, x / (3.0 * kHour));
    return overcast + (1.0 - overcast) * edge;
}

}  // namespace ohmstead::simulator
