#include "simulator/model/market.hpp"

#include <algorithm>
#include <cmath>

#include "simulator/base/noise.hpp"
#include "simulator/base/turn.hpp"

namespace ohmstead::simulator {

namespace {

/// A hill of height 1 around `centre`, in hours.
double hill(double hour, double centre, double width) {
    const double x = (hour - centre) / width;
    return std::exp(-x * x);
}

}  // namespace

double Market::price(Millis t, const LocalDay& day, const Weather& weather) const {
    double added = 0;
    for (const PriceStep& step : price_.steps) {
        if (step.from <= t) {
            added = step.per_kwh;
        }
    }
    if (!price_.dynamic) {
        return added;
    }
    const Millis quarter = floor_to(t, kHour / 4);
    const double hour = static_cast<double>(quarter - day.start) / static_cast<double>(kHour);
    const double summer = 0.5 - 0.5 * std::cos(kTurn * (day.day_of_year - 10) / 365.25);
    const double weekend = day.weekday >= 5 ? 1.0 : 0.0;
    const double level =
        0.75 + 0.5 * smooth_noise(seed_ ^ 0x91, static_cast<double>(t) / (3.0 * kDay));
    // The more sun over the whole region, the deeper the hole at noon; at times below zero.
    const Millis noon = floor_to(t, kDay) + kDay / 2;
    const double sun = weather.sky(noon);
    const double hole = hill(hour, 13.3, 2.6) * (0.25 + summer * (0.85 + 0.5 * weekend) * sun);
    const double peaks = 0.35 * hill(hour, 8.0, 1.5) + 0.6 * hill(hour, 19.0, 2.0);
    const double jitter = 0.12 * (uniform(seed_ ^ 0x92, quarter / (kHour / 4)) - 0.5);
    const double market =
        price_.market_mean * level * (0.95 + peaks - hole - 0.12 * weekend + jitter);
    return std::round((market + added) * 1e5) / 1e5;
}

double Market::carbon_g(Millis t, const LocalDay& day) const {
    const Millis slot = floor_to(t, 5 * kMinute);
    const double hour = static_cast<double>(slot - day.start) / static_cast<double>(kHour);
    const double summer = 0.5 - 0.5 * std::cos(kTurn * (day.day_of_year - 10) / 365.25);
    const double wind = smooth_noise(seed_ ^ 0x93, static_cast<double>(slot) / (1.7 * kDay));
    const double shape = 1.25 - 0.5 * wind - (0.15 + 0.35 * summer) * hill(hour, 13.0, 3.5) +
                         0.12 * hill(hour, 19.5, 2.5);
    return std::round(std::max(20.0, carbon_mean_g_ * shape));
}

}  // namespace ohmstead::simulator
