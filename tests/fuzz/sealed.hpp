#pragma once

#include "fuzz/require.hpp"
#include "store/byte_stream.hpp"

namespace ohmstead::fuzz {

// The input with a checksum that fits, so that the decoder behind the checksum is what is tested.
inline Packed sealed(const std::uint8_t* data, std::size_t size) {
    ByteWriter out;
    for (std::size_t i = 0; i < size; ++i) {
        out.byte(data[i]);
    }
    return std::move(out).sealed();
}

}  // namespace ohmstead::fuzz
