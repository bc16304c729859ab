#include "http/gunzip.hpp"

#include <random>

#include <gtest/gtest.h>

#include "http/gzip.hpp"

namespace ohmstead::http {
namespace {

constexpr GunzipLimits kSmall{.bytes = 1'000'000, .ratio = 10, .any_ratio = 50'000};

ErrorCode refusal(std::string_view data, GunzipLimits limits = kSmall) {
    const auto text = gunzip(data, limits);
    EXPECT_FALSE(text);
    return text ? ErrorCode::internal : text.error().code;
}

// Digits, which gzip makes less than half of.
std::string digits(std::size_t count) {
    std::mt19937 random{7};
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += static_cast<char>('0' + random() % 10);
    }
    return text;
}

TEST(Gunzip, GivesBackWhatWasPacked) {
    for (const auto size : {0U, 1U, 16'384U, 16'385U, 300'000U}) {
        const auto text = digits(size);
        EXPECT_EQ(gunzip(gzip(text), kSmall).value(), text) << size;
    }
}

TEST(Gunzip, TakesPiecesOfAnySize) {
    const auto text = digits(100'000);
    const auto packed = gzip(text);
    for (const auto size : {1U, 7U, 4'096U}) {
        Gunzip stream(kSmall);
        for (std::size_t from = 0; from < packed.size(); from += size) {
            ASSERT_TRUE(stream.feed(std::string_view(packed).substr(from, size)));
        }
        EXPECT_TRUE(stream.feed(""));
        EXPECT_EQ(std::move(stream).finish().value(), text) << size;
    }
}

TEST(Gunzip, RefusesWhatIsCutShortAtEveryByte) {
    const auto packed = gzip(digits(500));
    for (std::size_t size = 0; size < packed.size(); ++size) {
        EXPECT_EQ(refusal(std::string_view(packed).substr(0, size)), ErrorCode::malformed) << size;
    }
}

TEST(Gunzip, RefusesAnythingBehindTheEnd) {
    const auto packed = gzip("{}");
    EXPECT_EQ(refusal(packed + "x"), ErrorCode::malformed);
    EXPECT_EQ(refusal(packed + std::string(1, '\0')), ErrorCode::malformed);
    EXPECT_EQ(refusal(packed + packed), ErrorCode::malformed);
    Gunzip stream(kSmall);
    EXPECT_TRUE(stream.feed(packed));
    EXPECT_FALSE(stream.feed("x"));
}

TEST(Gunzip, RefusesOtherFormsAndDamage) {
    EXPECT_EQ(refusal("{}"), ErrorCode::malformed);
    EXPECT_EQ(refusal("\x78\x9c\x03\x00\x00\x00\x00\x01"), ErrorCode::malformed) << "zlib";
    auto packed = gzip(digits(500));
    packed[packed.size() - 6] ^= 1;  // of the checksum
    EXPECT_EQ(refusal(packed), ErrorCode::malformed);
}

TEST(Gunzip, GivesUpABombLongBeforeItIsWhole) {
    const auto bomb = gzip(std::string(64 * 1024 * 1024, ' '));
    ASSERT_LT(bomb.size(), 70'000U);
    EXPECT_EQ(refusal(bomb), ErrorCode::too_large);
    EXPECT_EQ(refusal(bomb, {.bytes = 1ULL << 40, .ratio = 100, .any_ratio = 100'000}),
              ErrorCode::too_large)
        << "by its ratio alone";
    EXPECT_EQ(refusal(bomb, {.bytes = 1'000'000, .ratio = 10'000, .any_ratio = 0}),
              ErrorCode::too_large)
        << "by its size alone";
    // The pieces up to where it is refused are a small part of it.
    Gunzip stream(kSmall);
    std::size_t fed = 0;
    while (stream.feed(std::string_view(bomb).substr(fed, 100))) {
        fed += 100;
    }
    EXPECT_LT(fed, 1'000U);
}

TEST(Gunzip, HoldsToTheLimitExactly) {
    const auto text = digits(10'000);
    const auto packed = gzip(text);
    EXPECT_TRUE(gunzip(packed, {.bytes = 10'000, .ratio = 10, .any_ratio = 50'000}));
    EXPECT_EQ(refusal(packed, {.bytes = 9'999, .ratio = 10, .any_ratio = 50'000}),
              ErrorCode::too_large);
}

TEST(Gunzip, SmallBodiesMayShrinkToAnything) {
    EXPECT_TRUE(gunzip(gzip(std::string(50'000, ' ')), kSmall));
    EXPECT_EQ(refusal(gzip(std::string(70'000, ' '))), ErrorCode::too_large);
}

}  // namespace
}  // namespace ohmstead::http
