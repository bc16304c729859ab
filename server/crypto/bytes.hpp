#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ohmstead {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// The bytes of `text`, which must outlive the view.
ByteView bytes_of(std::string_view text);

// The bytes as characters, for where they enter a string.
std::string_view text_of(ByteView bytes);

// Whether both are equal, in a time that depends on their lengths alone. For comparing secrets.
bool equal_in_constant_time(ByteView a, ByteView b);

}  // namespace ohmstead
