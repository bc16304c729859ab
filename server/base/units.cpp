#include "base/units.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace ohmstead {
namespace {

struct NamedUnit {
    std::string_view symbol;
    SourceUnit unit;
};

constexpr auto kEnergy = Quantity::energy;
constexpr auto kVolume = Quantity::volume;
constexpr auto kCounter = Measure::counter;
constexpr auto kPower = Measure::power;
constexpr auto kState = Measure::state;

// 1 J = 1/3600 Wh = 10/36 mWh; 1 cal = 4.184 J; 1 ft³ = 28 316.846592 mL; 1 US gal = 3785.411784
// mL.
constexpr std::array kUnits{
    NamedUnit{"mWh", {kEnergy, kCounter, 1, 1}},
    NamedUnit{"Wh", {kEnergy, kCounter, 1'000, 1}},
    NamedUnit{"kWh", {kEnergy, kCounter, 1'000'000, 1}},
    NamedUnit{"MWh", {kEnergy, kCounter, 1'000'000'000, 1}},
    NamedUnit{"GWh", {kEnergy, kCounter, 1'000'000'000'000, 1}},
    NamedUnit{"TWh", {kEnergy, kCounter, 1'000'000'000'000'000, 1}},
    NamedUnit{"J", {kEnergy, kCounter, 10, 36}},
    NamedUnit{"kJ", {kEnergy, kCounter, 10'000, 36}},
    NamedUnit{"MJ", {kEnergy, kCounter, 10'000'000, 36}},
    NamedUnit{"GJ", {kEnergy, kCounter, 10'000'000'000, 36}},
    NamedUnit{"cal", {kEnergy, kCounter, 4'184, 3'600}},
    NamedUnit{"kcal", {kEnergy, kCounter, 4'184'000, 3'600}},
    NamedUnit{"Mcal", {kEnergy, kCounter, 4'184'000'000, 3'600}},
    NamedUnit{"Gcal", {kEnergy, kCounter, 4'184'000'000'000, 3'600}},
    NamedUnit{"mW", {kEnergy, kPower, 1, 1}},
    NamedUnit{"W", {kEnergy, kPower, 1'000, 1}},
    NamedUnit{"kW", {kEnergy, kPower, 1'000'000, 1}},
    NamedUnit{"MW", {kEnergy, kPower, 1'000'000'000, 1}},
    NamedUnit{"GW", {kEnergy, kPower, 1'000'000'000'000, 1}},
    NamedUnit{"TW", {kEnergy, kPower, 1'000'000'000'000'000, 1}},
    NamedUnit{"L", {kVolume, kCounter, 1'000, 1}},
    NamedUnit{"m³", {kVolume, kCounter, 1'000'000, 1}},
    NamedUnit{"ft³", {kVolume, kCounter, 28'316'846'592, 1'000'000}},
    NamedUnit{"CCF", {kVolume, kCounter, 28'316'846'592, 10'000}},
    NamedUnit{"MCF", {kVolume, kCounter, 28'316'846'592, 1'000}},
    NamedUnit{"gal", {kVolume, kCounter, 3'785'411'784, 1'000'000}},
    NamedUnit{"m³/h", {kVolume, kPower, 1'000'000, 1}},
    NamedUnit{"L/min", {kVolume, kPower, 60'000, 1}},
    NamedUnit{"%", {Quantity::percent, kState, 1'000, 1}},
    NamedUnit{"°C", {Quantity::temperature, kState, 1'000, 1}},
    NamedUnit{"gCO2eq/kWh", {Quantity::carbon, kState, 1'000, 1}},
    NamedUnit{"g/kWh", {Quantity::carbon, kState, 1'000, 1}},
};

// "EUR/kWh" and the like: any three capital letters over an energy unit.
std::optional<SourceUnit> parse_price(std::string_view symbol) {
    if (symbol.size() < 5 || symbol[3] != '/' ||
        symbol.substr(0, 3).find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") !=
            std::string_view::npos) {
        return std::nullopt;
    }
    const auto energy = parse_unit(symbol.substr(4));
    if (!energy || energy->quantity != Quantity::energy || energy->measure != Measure::counter ||
        energy->denominator != 1) {
        return std::nullopt;
    }
    // Micro-units per kWh: the larger the energy unit, the smaller the price of one kWh.
    return SourceUnit{Quantity::price, Measure::state, 1'000'000'000'000, energy->numerator};
}

}  // namespace

std::int64_t base_units_per_display_unit(Quantity quantity, Measure measure) {
    switch (quantity) {
        case Quantity::energy:
            return measure == Measure::power ? 1'000 : 1'000'000;
        case Quantity::volume:
        case Quantity::price:
            return 1'000'000;
        case Quantity::percent:
        case Quantity::carbon:
        case Quantity::temperature:
            return 1'000;
    }
    return 1;
}

std::optional<SourceUnit> parse_unit(std::string_view symbol) {
    for (const auto& named : kUnits) {
        if (named.symbol == symbol) {
            return named.unit;
        }
    }
    return parse_price(symbol);
}

std::optional<std::int64_t> to_base_units(double value, const SourceUnit& unit) {
    // long double has 64 bits of mantissa here: exact for every counter that fits 64-bit integers.
    long double scaled = static_cast<long double>(value) * static_cast<long double>(unit.numerator);
    if (unit.denominator != 1) {
        scaled /= static_cast<long double>(unit.denominator);
    }
    constexpr auto kLimit = static_cast<long double>(std::numeric_limits<std::int64_t>::max());
    if (!(scaled < kLimit && scaled > -kLimit)) {  // nor is a NaN
        return std::nullopt;
    }
    // As std::round does, but without a call for each reading.
    const auto whole = static_cast<std::int64_t>(scaled);
    const long double rest = scaled - static_cast<long double>(whole);
    if (rest >= 0.5L) {
        return whole + 1;
    }
    return rest <= -0.5L ? whole - 1 : whole;
}

}  // namespace ohmstead
