#include "store/byte_stream.hpp"

#include <zlib.h>

namespace ohmstead {
namespace {

constexpr std::size_t kChecksumSize = 4;

std::uint32_t checksum_of(std::string_view bytes) {
    const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
    return static_cast<std::uint32_t>(crc32_z(0, data, bytes.size()));
}

}  // namespace

Packed ByteWriter::sealed() && {
    const std::uint32_t checksum = checksum_of(bytes_);
    for (std::size_t i = 0; i < kChecksumSize; ++i) {
        byte(static_cast<std::uint8_t>(checksum >> (8 * i)));
    }
    return std::move(bytes_);
}

std::uint64_t ByteReader::long_varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const std::uint64_t part = byte();
        // The tenth byte has room for one bit.
        if (failed_ || (shift == 63 && part > 1)) {
            break;
        }
        value |= (part & 0x7f) << shift;
        if (part < 0x80) {
            return value;
        }
    }
    fail();
    return 0;
}

Result<std::string_view> unseal(std::string_view bytes) {
    if (bytes.size() < kChecksumSize) {
        return make_error(ErrorCode::malformed, "packed bytes are cut short");
    }
    const std::string_view content = bytes.substr(0, bytes.size() - kChecksumSize);
    std::uint32_t stated = 0;
    for (std::size_t i = 0; i < kChecksumSize; ++i) {
        stated |= std::uint32_t{static_cast<std::uint8_t>(bytes[content.size() + i])} << (8 * i);
    }
    if (stated != checksum_of(content)) {
        return make_error(ErrorCode::malformed, "packed bytes do not match their checksum");
    }
    return content;
}

}  // namespace ohmstead
