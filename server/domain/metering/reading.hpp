#pragma once

#include <cstdint>
#include <limits>

#include "base/time.hpp"

namespace ohmstead {

// What a source said at an instant, in the base unit of its channel and measure (base/units.hpp):
// mWh or mL for counters, mW or mL/h for power. Immutable.
struct Reading {
    Instant at{};
    std::int64_t value = 0;

    friend bool operator==(const Reading&, const Reading&) = default;
};

// The value of a counter's reading by which its source declares that it began again from 0 at that
// instant, as Home Assistant's `last_reset` does. It is kept like any other, so that it is known
// whenever the counter is metered again; no source can count so far.
inline constexpr std::int64_t kRestarted = std::numeric_limits<std::int64_t>::min();

// The value of a counter's reading by which whoever keeps it declares that what follows has nothing
// to do with what was before, as where a file of amounts ends: the next reading is a baseline.
inline constexpr std::int64_t kDetached = kRestarted + 1;

// Whether a counter's value is a declaration instead of a count.
constexpr bool is_declaration(std::int64_t value) {
    return value == kRestarted || value == kDetached;
}

}  // namespace ohmstead
