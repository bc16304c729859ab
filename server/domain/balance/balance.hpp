#pragma once

#include <cstdint>

namespace ohmstead {

// What crosses the borders of a home in one slot, or at one instant. In any unit, all the same:
// mWh of a slot, mW of an instant. Several meters of a kind are added up first; generators count
// as solar.
struct Exchange {
    std::int64_t grid_import = 0;
    std::int64_t grid_export = 0;
    std::int64_t solar = 0;
    std::int64_t battery_charge = 0;
    std::int64_t battery_discharge = 0;

    friend bool operator==(const Exchange&, const Exchange&) = default;
};

// Who fed whom. They add up over time; what they come from does not: attribute each slot, then sum.
struct Flows {
    std::int64_t grid_to_home = 0;
    std::int64_t grid_to_battery = 0;
    std::int64_t grid_to_grid = 0;  // passed through, as between phases that are not netted
    std::int64_t solar_to_home = 0;
    std::int64_t solar_to_battery = 0;
    std::int64_t solar_to_grid = 0;
    std::int64_t battery_to_home = 0;
    std::int64_t battery_to_grid = 0;
    std::int64_t battery_to_battery = 0;  // charged and discharged within one slot

    Flows& operator+=(const Flows& other);
    friend bool operator==(const Flows&, const Flows&) = default;
};

struct Balance {
    std::int64_t home = 0;  // what the home used: import + solar + discharge - export - charge
    // The above where it is negative, which no home can be: a meter is missing, wrong or late.
    // Then `home` is 0 and this much of what went out has no known origin.
    std::int64_t residual = 0;
    Flows flows;
    bool negative_part = false;  // one that counted as 0: a fault of its meter

    // Whether a meter is at fault.
    bool faulty() const { return residual != 0 || negative_part; }

    friend bool operator==(const Balance&, const Balance&) = default;
};

// Attributes an exchange, negative parts of which count as 0, in the order of Home Assistant's
// energy dashboard: import beyond what the home used has charged the battery; solar charges the
// battery, then is exported; the battery exports the rest; import charges the rest; what is left
// of solar, then battery, then grid feeds the home. Two flows more take what that order leaves
// over, so that every source and every use is attributed to the last unit.
Balance balance(Exchange exchange);

}  // namespace ohmstead
