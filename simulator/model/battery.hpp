#pragma once

#include <cstdint>

#include "simulator/base/time.hpp"

namespace ohmstead::simulator {

/// Energy inside the model is counted in mW x ms: whole numbers, so that no sum ever drifts.
inline constexpr std::int64_t kPerMilliwattHour = 3'600'000;

struct BatterySpec {
    std::int64_t capacity_mwh = 10'000'000;
    std::int64_t charge_mw = 5'000'000;
    std::int64_t discharge_mw = 5'000'000;
    std::int64_t efficiency_percent = 95;  // one way
    std::int64_t reserve_percent = 5;
    int phase = 1;
};

/// Power at the battery's terminals; at most one of the two is above zero.
struct BatteryFlow {
    std::int64_t charge_mw = 0;
    std::int64_t discharge_mw = 0;
};

/// Keeps the grid at zero as far as power and content allow: `surplus_mw` is solar minus home.
/// The flow can be kept up for `span` without leaving the battery's limits. With `from_grid` the
/// battery charges at half power whatever the surplus.
BatteryFlow dispatch(const BatterySpec& battery, std::int64_t content, std::int64_t surplus_mw,
                     Millis span, bool from_grid);

/// Content after `span` of `flow`, in mW x ms.
std::int64_t content_after(const BatterySpec& battery, std::int64_t content, BatteryFlow flow,
                           Millis span);

}  // namespace ohmstead::simulator
