#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/model/battery.hpp"
#include "simulator/model/market.hpp"
#include "simulator/model/pattern.hpp"
#include "simulator/model/sun.hpp"
#include "simulator/model/weather.hpp"

namespace ohmstead::simulator {

/// A consumer; its power counts into the home unless it is part of `parent`.
struct LoadSpec {
    std::string id{};
    Pattern pattern{};
    std::string parent{};
    int phase = 0;  // 1 to 3, or 0 for all three alike
};

/// Gas or water.
struct FlowSpec {
    std::string id{};
    Pattern pattern{};
};

struct SolarSpec {
    std::string id{};
    double peak_w = 0;
    Surface surface{};
    int phase = 0;
};

struct Span {
    Millis from = 0;
    Millis to = 0;
};

/// Times of the low tariff: from `from_hour` over midnight to `to_hour`, and whole weekends.
struct LowTariff {
    int from_hour = 23;
    int to_hour = 7;
};

/// What a home is made of, physically.
struct ModelSpec {
    std::string time_zone = "UTC";
    double latitude = 0;
    double longitude = 0;
    std::uint64_t seed = 1;
    Millis begins = 0;
    Climate climate{};
    PriceSpec price{};
    double carbon_mean_g = 300;
    std::optional<LowTariff> low_tariff{};
    std::vector<LoadSpec> loads{};
    std::vector<FlowSpec> flows{};
    std::vector<SolarSpec> solar{};
    std::optional<BatterySpec> battery{};
    std::vector<Span> away{};
};

}  // namespace ohmstead::simulator
