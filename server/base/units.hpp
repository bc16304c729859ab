#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/describe/enum.hpp>

namespace ohmstead {

// Everything that is stored or summed is a signed 64-bit integer in a base unit: milliwatt-hours,
// millilitres, milliwatts. Floating point appears only where values enter and leave.
//
// What a channel measures decides its units.
enum class Quantity {
    energy,       // amount: mWh, rate: mW; shown as kWh and W
    volume,       // amount: mL, rate: mL/h; shown as m³ and m³/h
    percent,      // state: 1/1000 %
    price,        // state: micro-units of the home's currency per kWh
    carbon,       // state: mg CO2 per kWh; shown as g/kWh
    temperature,  // state: 1/1000 °C
};

// What a reading says.
enum class Measure {
    counter,  // a running total, in the quantity's amount unit
    power,    // a rate, in the quantity's rate unit
    state,    // a condition that is never summed
};
BOOST_DESCRIBE_ENUM(Measure, counter, power, state)

// How many base units one display unit has: 1'000'000 mWh per kWh, 1'000 mW per W.
std::int64_t base_units_per_display_unit(Quantity quantity, Measure measure);

// A unit that a source may report in: its quantity and measure, and its size in base units as an
// exact ratio. 1 Wh = 1000/1 mWh; 1 cal = 4184/3600 mWh.
struct SourceUnit {
    Quantity quantity{};
    Measure measure{};
    std::int64_t numerator = 1;
    std::int64_t denominator = 1;
};

// The unit with that symbol as Home Assistant spells it, case-sensitive; nothing for unknown ones,
// for which no guess is made ("KWh" could hide a factor of 1000). Price units ("EUR/kWh") and
// "%", "°C", "gCO2eq/kWh" are included.
std::optional<SourceUnit> parse_unit(std::string_view symbol);

// `value` in `unit` as base units, rounded half away from zero; nothing when it is not finite or
// does not fit.
std::optional<std::int64_t> to_base_units(double value, const SourceUnit& unit);

}  // namespace ohmstead
