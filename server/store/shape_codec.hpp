#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/byte_stream.hpp"

namespace ohmstead {

// The shape of an overlay, packed: see docs/storage.md. That of an overlay without one is empty.
Packed encode_shape(std::span<const std::int64_t> shape);
// malformed for what encode_shape could not have made.
Result<std::vector<std::int64_t>> decode_shape(std::string_view bytes);

}  // namespace ohmstead
