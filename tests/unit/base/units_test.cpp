#include "base/units.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

std::optional<std::int64_t> convert(double value, std::string_view symbol) {
    const auto unit = parse_unit(symbol);
    return unit ? to_base_units(value, *unit) : std::nullopt;
}

TEST(Units, EnergyOfEveryUnitIsExactInMilliwattHours) {
    EXPECT_EQ(convert(1, "Wh"), 1'000);
    EXPECT_EQ(convert(12345.678, "kWh"), 12'345'678'000);
    EXPECT_EQ(convert(0.001, "MWh"), 1'000'000);
    EXPECT_EQ(convert(3.6, "MJ"), 1'000'000);
    EXPECT_EQ(convert(1, "GJ"), 277'777'778);
    EXPECT_EQ(convert(1, "kcal"), 1'162);
}

TEST(Units, PowerAndVolume) {
    EXPECT_EQ(convert(230.5, "W"), 230'500);
    EXPECT_EQ(convert(-1.25, "kW"), -1'250'000);
    EXPECT_EQ(convert(1.5, "m³"), 1'500'000);
    EXPECT_EQ(convert(100, "ft³"), 2'831'685);
    EXPECT_EQ(convert(1, "CCF"), 2'831'685);
    EXPECT_EQ(convert(1, "gal"), 3'785);
    EXPECT_EQ(convert(1, "L"), 1'000);
}

TEST(Units, PricesPerAnyEnergyBecomeMicroUnitsPerKwh) {
    EXPECT_EQ(convert(0.3142, "EUR/kWh"), 314'200);
    EXPECT_EQ(convert(-87.5, "EUR/MWh"), -87'500);
    EXPECT_EQ(parse_unit("GBP/kWh")->quantity, Quantity::price);
    EXPECT_FALSE(parse_unit("EUR/kW"));
    EXPECT_FALSE(parse_unit("eur/kWh"));
    EXPECT_FALSE(parse_unit("EUR/"));
}

TEST(Units, UnknownSymbolsAreNotGuessed) {
    for (const auto* symbol : {"", "KWh", "kwh", "KW", "watt", "Wh ", "m3", "VA", "A", "J/s"}) {
        EXPECT_FALSE(parse_unit(symbol)) << symbol;
    }
}

TEST(Units, WhatIsNotANumberOrDoesNotFitIsNoValue) {
    EXPECT_FALSE(convert(std::nan(""), "kWh"));
    EXPECT_FALSE(convert(std::numeric_limits<double>::infinity(), "kWh"));
    EXPECT_FALSE(convert(-std::numeric_limits<double>::infinity(), "W"));
    EXPECT_FALSE(convert(1e300, "mWh"));
    EXPECT_FALSE(convert(1e13, "kWh"));
    EXPECT_EQ(convert(9e12, "kWh"), 9'000'000'000'000'000'000);
}

TEST(Units, EveryUnitIsConsistentWithItsDisplayUnit) {
    const auto kwh = *parse_unit("kWh");
    EXPECT_EQ(to_base_units(1, kwh),
              base_units_per_display_unit(Quantity::energy, Measure::counter));
    const auto watt = *parse_unit("W");
    EXPECT_EQ(to_base_units(1, watt),
              base_units_per_display_unit(Quantity::energy, Measure::power));
    const auto litres = *parse_unit("m³");
    EXPECT_EQ(to_base_units(1, litres),
              base_units_per_display_unit(Quantity::volume, Measure::counter));
}

}  // namespace
}  // namespace ohmstead
