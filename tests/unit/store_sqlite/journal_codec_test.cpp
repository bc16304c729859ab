#include "store_sqlite/journal_codec.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

using Readings = std::vector<HourReading>;

TEST(JournalRow, RoundTripsItsGroups) {
    const Readings one{{.offset_ms = 5, .rank = 3, .value = 812'000}};
    const Readings wide{
        {.offset_ms = 0, .rank = 0, .value = std::numeric_limits<std::int64_t>::min()},
        {.offset_ms = 1, .rank = 0, .value = std::numeric_limits<std::int64_t>::max()},
        {.offset_ms = 3'599'999, .rank = 0, .value = 0}};
    JournalRow row;
    EXPECT_TRUE(row.empty());
    row.add(chunk_key(7, 480'000), one);
    row.add(chunk_key(3, 480'001), wide);
    EXPECT_FALSE(row.empty());

    const auto groups = decode_journal_row(std::move(row).sealed()).value();
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].key, chunk_key(7, 480'000));
    EXPECT_EQ(groups[0].readings, one);
    EXPECT_EQ(groups[1].key, chunk_key(3, 480'001));
    EXPECT_EQ(groups[1].readings, wide);
}

TEST(JournalRow, ASingleReadingTakesAboutTenBytes) {
    JournalRow row;
    for (std::int64_t series = 4; series < 204; series += 4) {
        row.add(chunk_key(series, 480'000),
                Readings{{.offset_ms = 1'200'000 + static_cast<std::uint32_t>(series),
                          .rank = 1,
                          .value = 812'300 + series * 100}});
    }
    EXPECT_LE(row.size(), 50U * 12);
}

TEST(JournalRow, EvenStepsCostOneByteEach) {
    Readings readings;
    for (std::uint32_t i = 0; i < 360; ++i) {
        readings.push_back({.offset_ms = i * 10'000, .rank = 1, .value = 71'000 + i % 7 * 100});
    }
    JournalRow row;
    row.add(chunk_key(7, 480'000), readings);
    EXPECT_LE(row.size(), 360U * 2 + 20);
    const auto groups = decode_journal_row(std::move(row).sealed()).value();
    EXPECT_EQ(groups[0].readings, readings);
}

TEST(JournalRow, RefusesEveryCutAndEveryFlippedBit) {
    JournalRow row;
    row.add(chunk_key(7, 480'000), Readings{{.offset_ms = 5, .rank = 3, .value = 812'000},
                                            {.offset_ms = 900, .rank = 3, .value = 0}});
    const Packed bytes = std::move(row).sealed();
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        EXPECT_FALSE(decode_journal_row(bytes.substr(0, length)));
    }
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        Packed flipped = bytes;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(decode_journal_row(flipped));
    }
}

}  // namespace
}  // namespace ohmstead
