#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/units.hpp"

namespace ohmstead::exchange {

// What stands before the decimals.
enum class DecimalSign { point, comma };

// A number as people and programs write it: sign, digits with or without groups of three (by the
// other sign, a blank, a narrow blank or an apostrophe), decimals, an exponent. Kept exactly.
struct Decimal {
    std::int64_t digits = 0;
    int exponent = 0;  // the value is digits * 10^exponent

    friend bool operator==(const Decimal&, const Decimal&) = default;
};

// Nothing for anything else, and for more digits than 18.
std::optional<Decimal> parse_decimal(std::string_view text, DecimalSign sign);

// In base units, rounded half away from zero; nothing when it does not fit.
std::optional<std::int64_t> in_base_units(const Decimal& value, const SourceUnit& unit);

}  // namespace ohmstead::exchange
