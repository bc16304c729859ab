#include "domain/metering/spread.hpp"

#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "unit/domain/zones.hpp"

namespace ohmstead {
namespace {

using std::chrono::minutes;
using test::utc;

std::int64_t total(const std::vector<Portion>& portions) {
    std::int64_t sum = 0;
    for (const auto& portion : portions) {
        sum += portion.amount;
    }
    return sum;
}

TEST(Spread, AGapOfThreeHoursFillsTwelveSlotsEvenly) {
    std::vector<Portion> portions;
    spread(12'000'000, {utc("2026-03-01T10:00:00Z"), utc("2026-03-01T13:00:00Z")},
           Quality::estimated, portions);
    ASSERT_EQ(portions.size(), 12u);
    for (const auto& portion : portions) {
        EXPECT_EQ(portion.amount, 1'000'000);
        EXPECT_EQ(portion.seconds, 900);
    }
}

TEST(Spread, CountsTheFloorOfWhatHasPassedAtEachBorder) {
    std::vector<Portion> portions;
    // 10 units over 45 minutes that start 5 minutes before a border: 10*5/45, 10*20/45, 10*35/45.
    spread(10, {utc("2026-03-01T10:10:00Z"), utc("2026-03-01T10:55:00Z")}, Quality::coarse,
           portions);
    ASSERT_EQ(portions.size(), 4u);
    EXPECT_EQ(portions[0].amount, 1);
    EXPECT_EQ(portions[1].amount, 3);
    EXPECT_EQ(portions[2].amount, 3);
    EXPECT_EQ(portions[3].amount, 3);
}

TEST(Spread, KeepsTheLargestAmountsExact) {
    constexpr auto kLargest = std::numeric_limits<std::int64_t>::max();
    std::vector<Portion> portions;
    spread(kLargest, {utc("2026-03-01T10:10:00.123Z"), utc("2027-03-01T10:55:00Z")},
           Quality::estimated, portions);
    EXPECT_EQ(total(portions), kLargest);
}

TEST(Spread, SecondsOfAdjoiningStretchesAddUp) {
    std::mt19937_64 random{3};
    const Instant start = utc("2026-03-01T00:00:00Z");
    std::vector<Portion> portions;
    for (Instant at = start; at < start + std::chrono::hours{24};) {
        const Instant next =
            std::min(at + Milliseconds{1 + random() % 700'000}, start + std::chrono::hours{24});
        spread(1, {at, next}, Quality::measured, portions);
        at = next;
    }
    SlotTable table{{start, start + std::chrono::hours{24}}};
    for (const auto& portion : portions) {
        EXPECT_TRUE(table.add(portion));
    }
    for (const auto& slot : table.known()) {
        EXPECT_EQ(slot.seconds_covered, 900);
    }
    EXPECT_EQ(table.known().size(), 96u);
}

TEST(Integrate, CarriesWhatIsBelowOneUnitOn) {
    std::vector<Portion> portions;
    std::int64_t remainder = 0;
    const Instant start = utc("2026-03-01T10:00:00Z");
    // 1 W for one second is a 3.6th of a mWh.
    for (int i = 0; i < 900; ++i) {
        integrate(1'000, {start + Seconds{i}, start + Seconds{i + 1}}, remainder, portions);
    }
    EXPECT_EQ(total(portions), 250);
    EXPECT_EQ(remainder, 0);
}

TEST(Integrate, CountsARateOfAnySize) {
    constexpr auto kGreatest = std::numeric_limits<std::int64_t>::max();
    std::vector<Portion> portions;
    std::int64_t remainder = 0;
    const Instant start = utc("2026-03-01T10:00:00Z");
    integrate(kGreatest, {start, start + minutes{15}}, remainder, portions);
    EXPECT_EQ(total(portions), kGreatest / 4);
    EXPECT_EQ(remainder, 3 * 900'000);  // the greatest number is 3 more than a multiple of 4
}

TEST(Integrate, StartsEachDayWithoutARemainder) {
    std::vector<Portion> portions;
    std::int64_t remainder = 0;
    const Instant midnight = utc("2026-03-02T00:00:00Z");
    integrate(1, {midnight - minutes{1}, midnight}, remainder, portions);
    EXPECT_EQ(remainder, 60'000);
    integrate(1, {midnight, midnight + minutes{1}}, remainder, portions);
    EXPECT_EQ(remainder, 60'000);
}

TEST(SlotTable, KeepsTheWorstQualityAndLeavesOutWhatIsOutside) {
    const Instant start = utc("2026-03-01T10:00:00Z");
    const SlotIndex first = slot_of(start);
    SlotTable table{{start, start + minutes{30}}};
    EXPECT_TRUE(table.add({first, 5, 600, Quality::measured}));
    EXPECT_TRUE(table.add({first, 2, 300, Quality::estimated}));
    EXPECT_FALSE(table.add({first - 1, 5, 600, Quality::measured}));
    EXPECT_FALSE(table.add({first + 2, 5, 600, Quality::measured}));
    EXPECT_EQ(table.known(), (std::vector<Slot>{{first, 7, Quality::estimated, 900}}));
}

}  // namespace
}  // namespace ohmstead
