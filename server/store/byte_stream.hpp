#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ohmstead {

// Packed bytes as the stores keep them. A std::string, because it grows cheaply and binds to a
// statement as it is.
using Packed = std::string;

// Small magnitudes of either sign become small unsigned numbers: 0, -1, 1, -2 → 0, 1, 2, 3.
constexpr std::uint64_t zigzag(std::int64_t value) {
    return (std::bit_cast<std::uint64_t>(value) << 1) ^ std::bit_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t value) {
    return std::bit_cast<std::int64_t>((value >> 1) ^ (0 - (value & 1)));
}

// a - b and a + b modulo 2^64: differences of any two values, and back, without overflow.
constexpr std::int64_t wrapped_difference(std::int64_t a, std::int64_t b) {
    return std::bit_cast<std::int64_t>(std::bit_cast<std::uint64_t>(a) -
                                       std::bit_cast<std::uint64_t>(b));
}
constexpr std::int64_t wrapped_sum(std::int64_t a, std::int64_t b) {
    return std::bit_cast<std::int64_t>(std::bit_cast<std::uint64_t>(a) +
                                       std::bit_cast<std::uint64_t>(b));
}

// Appends to packed bytes. A varint holds 7 bits per byte, the lowest first, with the top bit set
// on all bytes but the last.
class ByteWriter {
public:
    void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
    void varint(std::uint64_t value) {
        while (value >= 0x80) {
            byte(static_cast<std::uint8_t>(value | 0x80));
            value >>= 7;
        }
        byte(static_cast<std::uint8_t>(value));
    }
    void signed_varint(std::int64_t value) { varint(zigzag(value)); }

    std::size_t size() const { return bytes_.size(); }
    const Packed& bytes() const { return bytes_; }

    // The bytes with a CRC-32 of them behind.
    Packed sealed() &&;

private:
    Packed bytes_;
};

// Takes packed bytes from the front and never reads behind their end. After a failed read every
// later one fails too and yields 0, so that a decoder may check once per step instead of per byte.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes)
        : next_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    std::uint8_t byte() {
        if (next_ == end_) {
            fail();
            return 0;
        }
        return static_cast<std::uint8_t>(*next_++);
    }
    std::uint64_t varint() {
        if (next_ != end_ && static_cast<std::uint8_t>(*next_) < 0x80) {
            return static_cast<std::uint8_t>(*next_++);
        }
        return long_varint();
    }
    std::int64_t signed_varint() { return unzigzag(varint()); }

    bool failed() const { return failed_; }
    bool at_end() const { return next_ == end_; }
    std::size_t remaining() const { return static_cast<std::size_t>(end_ - next_); }

private:
    std::uint64_t long_varint();
    void fail() {
        failed_ = true;
        next_ = end_;
    }

    const char* next_;
    const char* end_;
    bool failed_ = false;
};

// What ByteWriter::sealed() sealed; malformed when the checksum does not fit.
Result<std::string_view> unseal(std::string_view bytes);

}  // namespace ohmstead
