#pragma once

#include <cstddef>
#include <string_view>

namespace ohmstead {

// The length of the well-formed UTF-8 sequence at the front of `text`; 0 when there is none (also
// for surrogates, over-long forms and values above U+10FFFF).
std::size_t utf8_sequence_length(std::string_view text);

bool is_valid_utf8(std::string_view text);

// Of valid UTF-8.
std::size_t count_code_points(std::string_view text);

}  // namespace ohmstead
