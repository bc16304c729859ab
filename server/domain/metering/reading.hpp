#pragma once

#include <cstdint>

#include "base/time.hpp"

namespace ohmstead {

// What a source said at an instant, in the base unit of its channel and measure (base/units.hpp):
// mWh or mL for counters, mW or mL/h for power. Immutable.
struct Reading {
    Instant at{};
    std::int64_t value = 0;

    friend bool operator==(const Reading&, const Reading&) = default;
};

}  // namespace ohmstead
