#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "domain/home/channel.hpp"
#include "exchange/file.hpp"

namespace ohmstead::exchange {

// The unit that a heading names, as parse_unit knows it: "Consumption (kwh)" and "solar_wh" name
// kWh and Wh. Empty when it names none.
std::string unit_in(std::string_view heading);

// The role that a heading speaks of; a device when it speaks of none.
ChannelRole role_in(std::string_view heading, std::string_view unit);

// What numbers in that unit say: whether they count up, are amounts, or a rate. `is_regular`: they
// come at even intervals.
ValueKind kind_of(std::string_view unit, std::span<const std::int64_t> values, bool is_regular);

}  // namespace ohmstead::exchange
