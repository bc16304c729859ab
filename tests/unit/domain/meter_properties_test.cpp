#include <map>

#include <gtest/gtest.h>

#include "domain/metering/meter.hpp"
#include "unit/domain/random_meter.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::kMeterEnd;
using test::kMeterStart;
using test::MeterMaker;
using test::RandomMeter;

const Span kAll{kMeterStart, kMeterEnd + hours{96}};

RandomMeter random_meter(std::uint64_t seed) {
    return MeterMaker{seed}.any(seed);
}

std::int64_t total(const std::vector<Slot>& slots) {
    std::int64_t sum = 0;
    for (const auto& slot : slots) {
        sum += slot.amount;
    }
    return sum;
}

TEST(MeterProperty, WithoutFaultsTheSlotsAddUpToWhatTheCounterRose) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        MeterMaker maker{seed};
        const auto made = seed % 2 == 0 ? maker.counter(false) : maker.coarse(false);
        const auto result = meter({}, made.readings, made.rules, kAll);
        ASSERT_EQ(total(result.slots), made.true_rise) << seed;
        ASSERT_TRUE(std::all_of(result.slots.begin(), result.slots.end(), [](const Slot& slot) {
            return slot.amount >= 0 && slot.seconds_covered <= kSlotSeconds;
        })) << seed;
    }
}

TEST(MeterProperty, NoSlotIsNegativeOrCoveredTwiceWhateverHappens) {
    for (std::uint64_t seed = 0; seed < 600; ++seed) {
        const auto made = random_meter(seed);
        const auto result = meter({}, made.readings, made.rules, kAll);
        ASSERT_TRUE(std::all_of(result.slots.begin(), result.slots.end(), [](const Slot& slot) {
            return slot.amount >= 0 && slot.seconds_covered <= kSlotSeconds &&
                   slot.quality != Quality::missing;
        })) << seed;
    }
}

TEST(MeterProperty, CutAtAnyHoursItGivesTheSame) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const auto made = random_meter(seed);
        const auto whole = meter({}, made.readings, made.rules, kAll);
        MeterMaker maker{seed};
        std::vector<Slot> parts;
        Anchor anchor;
        for (Instant from = kAll.from; from < kAll.to;) {
            const Instant to = std::min(from + hours{maker.pick(1, 7)}, kAll.to);
            // Only what a store would be asked for: the readings since the start of the part.
            const auto since = std::lower_bound(
                made.readings.begin(), made.readings.end(), from,
                [](const Reading& reading, Instant at) { return reading.at < at; });
            auto part = meter(anchor, {since, made.readings.end()}, made.rules, {from, to});
            parts.insert(parts.end(), part.slots.begin(), part.slots.end());
            anchor = part.anchor;
            from = to;
        }
        ASSERT_EQ(parts, whole.slots) << seed;
        ASSERT_EQ(anchor, whole.anchor) << seed;
    }
}

TEST(MeterProperty, OneReadingAtATimeGivesTheSameAsAllAtOnce) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const auto made = random_meter(seed);
        const auto whole = meter({}, made.readings, made.rules, kAll);
        SlotTable table{kAll};
        Anchor anchor;
        for (const auto& reading : made.readings) {
            // A new machine each time: nothing hides outside of the anchor.
            Meter machine{made.rules, anchor};
            Meter::Output output;
            machine.push(reading, output);
            for (const auto& portion : output.portions) {
                table.add(portion);
            }
            anchor = machine.anchor();
        }
        ASSERT_EQ(table.known(), whole.slots) << seed;
        ASSERT_EQ(anchor, whole.anchor) << seed;
    }
}

TEST(MeterProperty, RepeatedReadingsChangeNothing) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const auto made = random_meter(seed);
        std::vector<Reading> twice;
        for (const auto& reading : made.readings) {
            twice.push_back(reading);
            twice.push_back(reading);
        }
        const auto once = meter({}, made.readings, made.rules, kAll);
        ASSERT_EQ(meter({}, twice, made.rules, kAll).slots, once.slots) << seed;
    }
}

TEST(MeterProperty, AFinalSpanStaysWhateverComesLater) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const auto made = random_meter(seed);
        const Span span{kMeterStart + hours{20}, kMeterStart + hours{40}};
        const auto all = meter({}, made.readings, made.rules, {kMeterStart, span.to});
        for (std::size_t count = 1; count <= made.readings.size(); ++count) {
            const std::span readings{made.readings.data(), count};
            const auto some = meter({}, readings, made.rules, {kMeterStart, span.to});
            if (some.final) {
                ASSERT_EQ(some.slots, all.slots) << seed;
                ASSERT_EQ(some.anchor, all.anchor) << seed;
                break;
            }
        }
    }
}

// More readings of the same steady flow only tell more of its timing.
TEST(MeterProperty, ReadingsInBetweenDoNotChangeTheTotalOfASpan) {
    MeterMaker maker{11};
    for (int round = 0; round < 100; ++round) {
        auto made = maker.counter(false);
        const auto dense = meter({}, made.readings, made.rules, kAll);
        std::vector<Reading> sparse{made.readings.front()};
        for (std::size_t i = 1; i + 1 < made.readings.size(); ++i) {
            if (maker.pick(0, 3) == 0) {
                sparse.push_back(made.readings[i]);
            }
        }
        sparse.push_back(made.readings.back());
        ASSERT_EQ(total(meter({}, sparse, made.rules, kAll).slots), total(dense.slots));
    }
}

TEST(MeterProperty, AShiftByWholeSlotsShiftsTheSlots) {
    for (std::uint64_t seed = 1; seed < 60; seed += 3) {
        auto made = MeterMaker{seed}.counter(true);
        made.rules.hand_overs.clear();
        const auto here = meter({}, made.readings, made.rules, kAll);
        for (auto& reading : made.readings) {
            reading.at += 5 * Milliseconds{kSlotMs};
        }
        auto there = meter({}, made.readings, made.rules, {kAll.from, kAll.to + hours{2}});
        for (auto& slot : there.slots) {
            slot.index -= 5;
        }
        ASSERT_EQ(there.slots, here.slots) << seed;
    }
}

}  // namespace
}  // namespace ohmstead
