#pragma once

#include <cstdint>
#include <vector>

#include "simulator/base/time.hpp"
#include "simulator/model/weather.hpp"

namespace ohmstead::simulator {

/// From `from` on, this much is added to the market's price (or is the price, when it is fixed).
struct PriceStep {
    Millis from = 0;
    double per_kwh = 0;
};

/// How a home's price per kWh is made.
struct PriceSpec {
    bool dynamic = false;       // a new market price every quarter of an hour, at times negative
    double market_mean = 0.09;  // per kWh
    std::vector<PriceStep> steps{};
};

/// Price and carbon of the grid as a function of time.
class Market {
public:
    Market(PriceSpec price, double carbon_mean_g, std::uint64_t seed)
        : price_(std::move(price)), carbon_mean_g_(carbon_mean_g), seed_(seed) {}

    /// Per kWh in the home's currency, rounded to 0.00001; constant within a quarter of an hour.
    double price(Millis t, const LocalDay& day, const Weather& weather) const;
    /// g CO2 per kWh, constant within five minutes.
    double carbon_g(Millis t, const LocalDay& day) const;

private:
    PriceSpec price_;
    double carbon_mean_g_;
    std::uint64_t seed_;
};

}  // namespace ohmstead::simulator
