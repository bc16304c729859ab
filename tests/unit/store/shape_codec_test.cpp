#include "store/shape_codec.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "domain/corrections/overlay.hpp"

namespace ohmstead::test {
namespace {

TEST(ShapeCodec, GivesBackWhatItPacked) {
    const std::vector<std::vector<std::int64_t>> shapes{
        {},
        {0},
        {1, 0, 250'000, std::numeric_limits<std::int64_t>::max()},
        std::vector<std::int64_t>(static_cast<std::size_t>(kMostOverlaySlots), 7)};
    for (const auto& shape : shapes) {
        EXPECT_EQ(decode_shape(encode_shape(shape)).value(), shape);
    }
}

TEST(ShapeCodec, RefusesWhatItCouldNotHavePacked) {
    const auto packed = encode_shape(std::vector<std::int64_t>{1, 2, 3});
    for (std::size_t size = 0; size < packed.size(); ++size) {
        EXPECT_FALSE(decode_shape(packed.substr(0, size)));
    }
    for (std::size_t i = 0; i < packed.size(); ++i) {
        auto damaged = packed;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
        EXPECT_FALSE(decode_shape(damaged));
    }
    const auto sealed = [](std::initializer_list<std::uint8_t> bytes) {
        ByteWriter out;
        for (const auto byte : bytes) {
            out.byte(byte);
        }
        return std::move(out).sealed();
    };
    EXPECT_FALSE(decode_shape(sealed({2, 0})));                             // another version
    EXPECT_FALSE(decode_shape(sealed({1, 2, 0})));                          // one is missing
    EXPECT_FALSE(decode_shape(sealed({1, 1, 0, 0})));                       // one too many
    EXPECT_FALSE(decode_shape(sealed({1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F})));  // far too many
}

}  // namespace
}  // namespace ohmstead::test
