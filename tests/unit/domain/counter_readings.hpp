#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "domain/metering/meter.hpp"
#include "unit/domain/zones.hpp"

namespace ohmstead::test {

// What a counter says from ten on, in kWh, every `step`.
inline std::vector<Reading> counter(std::initializer_list<double> kwh,
                                    Milliseconds step = std::chrono::minutes{5}) {
    std::vector<Reading> readings;
    Instant at = kTen;
    for (const double value : kwh) {
        readings.push_back({at, static_cast<std::int64_t>(value * 1e6)});
        at += step;
    }
    return readings;
}

inline std::int64_t total(const MeterResult& result) {
    std::int64_t sum = 0;
    for (const auto& slot : result.slots) {
        sum += slot.amount;
    }
    return sum;
}

}  // namespace ohmstead::test
