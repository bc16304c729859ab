#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"

namespace ohmstead {

// Appends `value` in plain notation, rounded half away from zero to at most `decimals` (0..9)
// places, without trailing zeros: 6000, 0.3, -1.25. "null" for NaN and infinities.
void append_number(std::string& out, double value, int decimals = 6);
std::string number_text(double value, int decimals = 6);

// Appends what format_rfc3339() returns, without an allocation of its own.
void append_rfc3339(std::string& out, Instant instant);

// Appends `text` as a JSON string. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace ohmstead
