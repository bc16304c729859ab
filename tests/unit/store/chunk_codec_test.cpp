#include "store/chunk_codec.hpp"

#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

using Readings = std::vector<HourReading>;

Readings round_trip(const Readings& readings) {
    Readings decoded;
    const Status status = decode_chunk(encode_chunk(readings), decoded);
    EXPECT_TRUE(status) << (status ? "" : status.error().detail);
    return decoded;
}

Readings every_ten_seconds(std::int64_t (*value)(std::size_t)) {
    Readings readings;
    for (std::uint32_t i = 0; i < 360; ++i) {
        readings.push_back({.offset_ms = i * 10'000, .rank = 1, .value = value(i)});
    }
    return readings;
}

TEST(Chunk, RoundTripsOneReading) {
    const Readings readings{{.offset_ms = 3'599'999, .rank = 255, .value = -7}};
    EXPECT_EQ(round_trip(readings), readings);
}

TEST(Chunk, RoundTripsRegularTimes) {
    const auto readings =
        every_ten_seconds([](std::size_t i) { return static_cast<std::int64_t>(i % 7) * 100; });
    EXPECT_EQ(round_trip(readings), readings);
}

TEST(Chunk, SaysHowManyReadingsItHolds) {
    Readings readings;
    for (std::uint32_t i = 0; i < 300'000; ++i) {
        readings.push_back({.offset_ms = i, .rank = 0, .value = 7});
    }
    const Packed bytes = encode_chunk(readings);
    EXPECT_LT(bytes.size(), 32U);
    EXPECT_EQ(readings_in_chunk(bytes).value(), readings.size());
    EXPECT_FALSE(readings_in_chunk(bytes.substr(1)));
    EXPECT_FALSE(readings_in_chunk(""));
}

TEST(Chunk, RoundTripsIrregularTimes) {
    const Readings readings{{.offset_ms = 0, .rank = 0, .value = 5},
                            {.offset_ms = 1, .rank = 0, .value = 5},
                            {.offset_ms = 7000, .rank = 0, .value = 5},
                            {.offset_ms = 3'599'999, .rank = 0, .value = -5}};
    EXPECT_EQ(round_trip(readings), readings);
}

TEST(Chunk, RoundTripsSeveralRanks) {
    Readings readings;
    for (std::uint32_t i = 0; i < 50; ++i) {
        readings.push_back({.offset_ms = i * i, .rank = i / 10, .value = i});
    }
    EXPECT_EQ(round_trip(readings), readings);
}

TEST(Chunk, RoundTripsTheWidestValues) {
    constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    const Readings readings{{.offset_ms = 0, .rank = 0, .value = kLeast},
                            {.offset_ms = 1000, .rank = 0, .value = kMost},
                            {.offset_ms = 2000, .rank = 0, .value = kLeast},
                            {.offset_ms = 3000, .rank = 0, .value = 0}};
    EXPECT_EQ(round_trip(readings), readings);
}

TEST(Chunk, RoundTripsAnyReadings) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 500; ++round) {
        Readings readings;
        const std::int64_t scale = round % 3 == 0 ? 1000 : 1;
        std::uint32_t at = static_cast<std::uint32_t>(random() % 1000);
        while (at < kHourMs && readings.size() < 400) {
            readings.push_back(
                {.offset_ms = at,
                 .rank = static_cast<std::uint32_t>(random() % 2),
                 .value = (static_cast<std::int64_t>(random() % 4'000'000) - 1'000'000) * scale});
            at += 1 + static_cast<std::uint32_t>(random() % (round % 2 == 0 ? 20'000 : 3));
        }
        ASSERT_EQ(round_trip(readings), readings);
    }
}

TEST(Chunk, AnIdleHourTakesTwentyBytes) {
    EXPECT_LE(encode_chunk(every_ten_seconds([](std::size_t) { return std::int64_t{0}; })).size(),
              20U);
}

TEST(Chunk, TenthsOfAWattTakeAboutOneByteEach) {
    const auto bytes = encode_chunk(every_ten_seconds(
        [](std::size_t i) { return 812'000 + static_cast<std::int64_t>(i * 37 % 100) * 100; }));
    EXPECT_LE(bytes.size(), 2 * 360U);
}

TEST(Chunk, RefusesEveryCutAndEveryFlippedBit) {
    const auto bytes =
        encode_chunk(every_ten_seconds([](std::size_t i) { return static_cast<std::int64_t>(i); }));
    Readings decoded;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        EXPECT_FALSE(decode_chunk(bytes.substr(0, length), decoded));
    }
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        Packed flipped = bytes;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(decode_chunk(flipped, decoded));
    }
}

Packed sealed(std::initializer_list<int> content) {
    ByteWriter out;
    for (const int byte : content) {
        out.byte(static_cast<std::uint8_t>(byte));
    }
    return std::move(out).sealed();
}

TEST(Chunk, RefusesContentThatCannotBe) {
    Readings decoded;
    // version, flags, count, start, step, rank, first value, differences
    EXPECT_TRUE(decode_chunk(sealed({1, 0, 2, 0, 1, 0, 2, 2}), decoded));
    EXPECT_FALSE(decode_chunk(sealed({2, 0, 2, 0, 1, 0, 2, 2}), decoded)) << "version";
    EXPECT_FALSE(decode_chunk(sealed({1, 4, 2, 0, 1, 0, 2, 2}), decoded)) << "flags";
    EXPECT_FALSE(decode_chunk(sealed({1, 0x70, 2, 0, 1, 0, 2, 2}), decoded)) << "exponent";
    EXPECT_FALSE(decode_chunk(sealed({1, 0, 0, 0, 0, 2}), decoded)) << "no reading";
    EXPECT_FALSE(decode_chunk(sealed({1, 0, 2, 0, 0, 0, 2, 2}), decoded)) << "no step";
    EXPECT_FALSE(decode_chunk(sealed({1, 0, 2, 0, 1, 0, 2}), decoded)) << "missing value";
    EXPECT_FALSE(decode_chunk(sealed({1, 0, 2, 0, 1, 0, 2, 2, 2}), decoded)) << "bytes behind";
    EXPECT_FALSE(decode_chunk(sealed({1, 0, 2, 0, 1, 0, 2, 0, 5}), decoded)) << "run too long";
    EXPECT_FALSE(decode_chunk(sealed({1, 1, 2, 0, 1, 1, 0, 2, 2}), decoded)) << "time goes back";
    EXPECT_FALSE(decode_chunk(sealed({1, 0, 2, 0xff, 0xff, 0xff, 0x7f, 1, 0, 2, 2}), decoded))
        << "after the hour";
}

}  // namespace
}  // namespace ohmstead
