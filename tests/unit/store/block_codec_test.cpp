#include "store/block_codec.hpp"

#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

using std::chrono::sys_days;

const ChannelId kChannel{"channel"};
constexpr sys_days kDay{std::chrono::days{20'000}};

Block measured_day(std::int64_t (*amount)(std::int64_t)) {
    Block block{.channel = kChannel,
                .day = kDay,
                .revision = {.epoch = 12, .sequence = 3456},
                .anchor = {},
                .slots = {}};
    block.anchor.counter = CounterLevel{
        .value = 12'345'678'000, .since = kDay - Seconds{70}, .at = kDay - Seconds{10}};
    for (std::int64_t i = 0; i < kSlotsPerDay; ++i) {
        block.slots.push_back({.index = first_slot_of(kDay) + i,
                               .amount = amount(i),
                               .quality = Quality::measured,
                               .seconds_covered = kSlotSeconds});
    }
    return block;
}

Block round_trip(const Block& block) {
    return decode_block(block.channel, block.day, encode_block(block)).value();
}

TEST(Block, RoundTripsAMeasuredDay) {
    const Block block = measured_day([](std::int64_t i) { return i * i * 1000; });
    EXPECT_EQ(round_trip(block), block);
}

TEST(Block, RoundTripsAnEmptyDay) {
    const Block block{.channel = kChannel, .day = kDay, .revision = {}, .anchor = {}, .slots = {}};
    EXPECT_EQ(round_trip(block), block);
}

TEST(Block, RoundTripsGapsAndEveryQuality) {
    Block block = measured_day([](std::int64_t i) { return -i; });
    std::erase_if(block.slots, [](const Slot& slot) { return slot.index % 7 == 3; });
    for (std::size_t i = 0; i < block.slots.size(); ++i) {
        block.slots[i].quality = static_cast<Quality>(i % 5);
        block.slots[i].seconds_covered = static_cast<std::uint16_t>(i * 11);
    }
    EXPECT_EQ(round_trip(block), block);
}

TEST(Block, RoundTripsWhatHappenedToTheCounter) {
    Block block = measured_day([](std::int64_t i) { return i; });
    const auto without = encode_block(block).size();
    block.events = {{.kind = MeterEvent::Kind::reset,
                     .at = kDay,
                     .amount = 7,
                     .since = kDay - std::chrono::hours{30},
                     .in_question = 12'000'000},
                    {.kind = MeterEvent::Kind::decided,
                     .at = kDay + std::chrono::days{1} - Milliseconds{1},
                     .amount = 0,
                     .since = kDay,
                     .in_question = 1}};
    EXPECT_EQ(round_trip(block), block);
    EXPECT_EQ(revision_of_block(encode_block(block)).value(), block.revision);
    EXPECT_LE(encode_block(block).size(), without + 35);
    block.slots.clear();
    EXPECT_EQ(round_trip(block), block);
}

TEST(Block, RoundTripsAWholeAnchor) {
    Block block = measured_day([](std::int64_t) { return std::int64_t{0}; });
    block.anchor.suspect = CounterLevel{.value = -1, .since = kDay - Seconds{1}, .at = kDay};
    block.anchor.before_fall =
        CounterLevel{.value = 7, .since = kDay - Seconds{9}, .at = kDay - Seconds{3}};
    block.anchor.power = Reading{.at = kDay - std::chrono::hours{30}, .value = 811'900};
    block.anchor.remainder = -3'599'999;
    EXPECT_EQ(round_trip(block), block);
}

TEST(Block, RoundTripsTheWidestAmounts) {
    const Block block = measured_day([](std::int64_t i) {
        return i % 2 == 0 ? std::numeric_limits<std::int64_t>::min()
                          : std::numeric_limits<std::int64_t>::max();
    });
    EXPECT_EQ(round_trip(block), block);
}

TEST(Block, AMeasuredDayTakesAboutAQuarterKilobyte) {
    // Up to 0.75 kWh per slot in mWh, as when borders are interpolated.
    EXPECT_LE(encode_block(measured_day([](std::int64_t i) { return i * 7919 % 750'000; })).size(),
              270U);
    // Whole watt-hours.
    EXPECT_LE(encode_block(measured_day([](std::int64_t i) { return i * 7 % 750 * 1000; })).size(),
              150U);
    EXPECT_LE(encode_block(measured_day([](std::int64_t) { return std::int64_t{0}; })).size(), 32U);
}

TEST(Block, GivesItsRevisionAlone) {
    const Block block = measured_day([](std::int64_t i) { return i; });
    EXPECT_EQ(revision_of_block(encode_block(block)).value(), block.revision);
}

TEST(Block, RefusesEveryCutAndEveryFlippedBit) {
    const Packed bytes = encode_block(measured_day([](std::int64_t i) { return i; }));
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        EXPECT_FALSE(decode_block(kChannel, kDay, bytes.substr(0, length)));
    }
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        Packed flipped = bytes;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(decode_block(kChannel, kDay, flipped));
    }
}

TEST(Block, RefusesContentThatCannotBe) {
    const auto decodes = [](std::initializer_list<int> content) {
        ByteWriter out;
        for (const int byte : content) {
            out.byte(static_cast<std::uint8_t>(byte));
        }
        return decode_block(kChannel, kDay, std::move(out).sealed()).has_value();
    };
    // version, epoch, sequence, anchor, count, gap, length, quality, exponent, least, width
    EXPECT_TRUE(decodes({1, 1, 1, 0, 1, 95, 1, 0x84, 0, 2, 0}));
    EXPECT_FALSE(decodes({3, 1, 1, 0, 1, 95, 1, 0x84, 0, 2, 0})) << "version";
    EXPECT_FALSE(decodes({1, 1, 1, 0x10, 1, 95, 1, 0x84, 0, 2, 0})) << "anchor";
    EXPECT_FALSE(decodes({1, 1, 1, 0, 97, 0, 97, 0x84, 0, 2, 0})) << "count";
    EXPECT_FALSE(decodes({1, 1, 1, 0, 1, 96, 1, 0x84, 0, 2, 0})) << "after the day";
    EXPECT_FALSE(decodes({1, 1, 1, 0, 1, 95, 0, 0x84, 0, 2, 0})) << "empty run";
    EXPECT_FALSE(decodes({1, 1, 1, 0, 1, 95, 1, 0x85, 0, 2, 0})) << "quality";
    EXPECT_FALSE(decodes({1, 1, 1, 0, 1, 95, 1, 0x84, 7, 2, 0})) << "exponent";
    EXPECT_FALSE(decodes({1, 1, 1, 0, 1, 95, 1, 0x84, 0, 2, 65})) << "width";
    EXPECT_FALSE(decodes({1, 1, 1, 0, 1, 95, 1, 0x84, 0, 2, 1})) << "missing bits";
    EXPECT_FALSE(decodes({1, 1, 1, 0, 1, 95, 1, 0x84, 0, 2, 1, 2})) << "bits behind";
    EXPECT_FALSE(decodes({1, 1, 1, 0, 0, 0})) << "bytes behind";
    // then count of events, kind, ms of the day, distance, amount, in question
    EXPECT_TRUE(decodes({2, 1, 1, 0, 0, 1, 3, 9, 2, 2, 2}));
    EXPECT_FALSE(decodes({2, 1, 1, 0, 0, 0})) << "no events";
    EXPECT_FALSE(decodes({2, 1, 1, 0, 0, 33})) << "too many";
    EXPECT_FALSE(decodes({2, 1, 1, 0, 0, 1, 0, 9, 2, 2, 2})) << "a kind nobody decides about";
    EXPECT_FALSE(decodes({2, 1, 1, 0, 0, 1, 7, 9, 2, 2, 2})) << "a kind that there is not";
    EXPECT_FALSE(decodes({2, 1, 1, 0, 0, 1, 3, 0x80, 0xb8, 0x99, 0x29, 2, 2, 2}))
        << "after the day";
    EXPECT_FALSE(decodes({2, 1, 1, 0, 0, 1, 3, 9, 2, 2})) << "missing bytes";
}

TEST(Block, RoundTripsAnyBlock) {
    std::mt19937_64 random(11);
    for (int round = 0; round < 300; ++round) {
        Block block{
            .channel = kChannel,
            .day = kDay,
            .revision = {.epoch = static_cast<std::uint32_t>(random()), .sequence = random()},
            .anchor = {},
            .slots = {}};
        const std::uint64_t span = std::uint64_t{1} << (random() % 50);
        for (std::int64_t i = 0; i < kSlotsPerDay; ++i) {
            if (random() % 10 != 0) {
                block.slots.push_back({.index = first_slot_of(kDay) + i,
                                       .amount = static_cast<std::int64_t>(random() % span),
                                       .quality = static_cast<Quality>(random() % 5),
                                       .seconds_covered = kSlotSeconds});
            }
        }
        ASSERT_EQ(round_trip(block), block);
    }
}

}  // namespace
}  // namespace ohmstead
