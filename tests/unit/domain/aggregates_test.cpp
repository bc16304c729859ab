#include "domain/access/aggregates.hpp"

#include <cmath>
#include <cstdio>
#include <random>

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

const AggregateCell kNorth{ProviderId{"p"}, "north", "day"};
const AggregateCell kSouth{ProviderId{"p"}, "south", "day"};
constexpr std::size_t kSlots = 96;

HomeId home_no(int number) {
    return HomeId{"home-" + std::to_string(number)};
}

std::vector<PlacedHome> homes_in(const AggregateCell& cell, int first, int count) {
    std::vector<PlacedHome> homes;
    for (int i = first; i < first + count; ++i) {
        homes.push_back({home_no(i), cell});
    }
    return homes;
}

std::vector<HomeDay> days_of(int count, std::int64_t amount) {
    std::vector<HomeDay> days;
    for (int i = 0; i < count; ++i) {
        days.push_back({home_no(i), std::vector<std::int64_t>(kSlots, amount)});
    }
    return days;
}

TEST(Aggregates, FifteenEqualHomesAreToldAndFourteenAreNot) {
    const auto days = days_of(15, 1'111);
    const auto told = AggregateMonth{homes_in(kNorth, 0, 15)}.day(kNorth, days);
    EXPECT_EQ(told.withheld, Withheld::nothing);
    EXPECT_EQ(told.amounts, std::vector<std::int64_t>(kSlots, 16'700));
    const auto few = AggregateMonth{homes_in(kNorth, 0, 14)}.day(kNorth, days);
    EXPECT_EQ(few.withheld, Withheld::too_few_homes);
    EXPECT_TRUE(few.amounts.empty());
}

TEST(Aggregates, AHomeThatIsTooLargeInOneSlotWithholdsTheDay) {
    const AggregateMonth month{homes_in(kNorth, 0, 20)};
    auto days = days_of(20, 100);
    days[3].amounts[7] = 335;  // of 2235: just below 15 %
    EXPECT_EQ(month.day(kNorth, days).withheld, Withheld::nothing);
    days[3].amounts[7] = 336;
    EXPECT_EQ(month.day(kNorth, days).withheld, Withheld::one_home_too_large);
}

TEST(Aggregates, WithoutAMemberNothingIsTold) {
    const AggregateMonth month{homes_in(kNorth, 0, 20)};
    auto days = days_of(20, 100);
    days[5].amounts.clear();
    EXPECT_EQ(month.day(kNorth, days).withheld, Withheld::members_missing);
    days.erase(days.begin() + 5);
    EXPECT_EQ(month.day(kNorth, days).withheld, Withheld::members_missing);
}

TEST(Aggregates, HomesThatAreNoMoreAreMembersThatAreMissing) {
    auto homes = homes_in(kNorth, 0, 20);
    homes[3].home = HomeId{};
    homes[7].home = HomeId{};
    const AggregateMonth month{homes};
    EXPECT_EQ(month.day(kNorth, days_of(20, 100)).withheld, Withheld::members_missing);
    EXPECT_TRUE(month.countable(kNorth).empty());
    // They are counted: the group is as large as it was.
    auto just_enough = homes_in(kNorth, 0, 15);
    just_enough[3].home = HomeId{};
    just_enough[7].home = HomeId{};
    EXPECT_EQ(AggregateMonth{just_enough}.day(kNorth, days_of(15, 100)).withheld,
              Withheld::members_missing);
}

TEST(Aggregates, OnlyGroupsThatMayBeToldAreWorthLookingAt) {
    EXPECT_EQ(AggregateMonth{homes_in(kNorth, 0, 15)}.countable(kNorth).size(), 15U);
    EXPECT_TRUE(AggregateMonth{homes_in(kNorth, 0, 14)}.countable(kNorth).empty());
    EXPECT_TRUE(AggregateMonth{homes_in(kNorth, 0, 15)}.countable(kSouth).empty());
}

TEST(Aggregates, AHomeIsInOneGroupAlone) {
    auto homes = homes_in(kNorth, 0, 16);
    const auto again = homes_in(kSouth, 0, 16);
    homes.insert(homes.end(), again.begin(), again.end());
    const AggregateMonth month{homes};
    EXPECT_EQ(month.cells(), std::vector{kNorth});
    EXPECT_EQ(month.day(kSouth, days_of(16, 100)).withheld, Withheld::unknown_cell);
}

TEST(Aggregates, ThreeDigitsAreLeft) {
    EXPECT_EQ(three_digits(0), 0);
    EXPECT_EQ(three_digits(999), 999);
    EXPECT_EQ(three_digits(1'004), 1'000);
    EXPECT_EQ(three_digits(1'005), 1'010);
    EXPECT_EQ(three_digits(999'500), 1'000'000);
    EXPECT_EQ(three_digits(123'456'789), 123'000'000);
    EXPECT_EQ(three_digits(-1'005), -1'010);
}

// An attacker has every published sum of the days around the ends of months, asks for groups that
// would single homes out, and knows which home has left at the end of each month. The best that can
// be done with the sums is to subtract those before from those after. It is held against guessing
// that every home uses the mean.
TEST(Aggregates, AThousandQueriesRecoverNoHome) {
    std::mt19937_64 random{5};
    const auto pick = [&](std::int64_t below) {
        return std::uniform_int_distribution<std::int64_t>{0, below - 1}(random);
    };
    constexpr int kHomes = 24;
    int queries = 0;
    int told = 0;
    int close_by_difference = 0;
    int close_by_mean = 0;
    int claims = 0;
    while (queries < 1000) {
        // Homes differ, and each differs from day to day, as homes do.
        std::vector<std::int64_t> typical;
        for (int i = 0; i < kHomes; ++i) {
            typical.push_back(100'000 + pick(300'000));
        }
        const auto day_of_all = [&] {
            std::vector<HomeDay> days;
            for (int i = 0; i < kHomes; ++i) {
                std::vector<std::int64_t> amounts;
                for (std::size_t slot = 0; slot < kSlots; ++slot) {
                    amounts.push_back(typical[static_cast<std::size_t>(i)] / 2 +
                                      pick(typical[static_cast<std::size_t>(i)]));
                }
                days.push_back({home_no(i), std::move(amounts)});
            }
            return days;
        };
        const auto last_day = day_of_all();
        const auto first_day = day_of_all();
        const AggregateMonth before{homes_in(kNorth, 0, kHomes)};
        const AggregateMonth after{homes_in(kNorth, 1, kHomes - 1)};  // home 0 has left
        const auto with = before.day(kNorth, last_day);
        const auto without = after.day(kNorth, first_day);
        queries += 2;
        // Within the month it makes no difference that the home has left.
        const auto still = std::vector<HomeDay>(last_day.begin() + 1, last_day.end());
        EXPECT_EQ(before.day(kNorth, still).withheld, Withheld::members_missing);
        // Groups of one's own making are none.
        EXPECT_EQ(before.day({ProviderId{"p"}, home_no(0).value, "day"}, last_day).withheld,
                  Withheld::unknown_cell);
        EXPECT_EQ(AggregateMonth{homes_in(kSouth, 0, 1)}.day(kSouth, last_day).withheld,
                  Withheld::too_few_homes);
        queries += 3;
        if (with.withheld != Withheld::nothing || without.withheld != Withheld::nothing) {
            continue;
        }
        told += 2;
        for (std::size_t slot = 0; slot < kSlots; ++slot) {
            const auto truth = static_cast<double>(last_day[0].amounts[slot]);
            const auto difference = static_cast<double>(with.amounts[slot] - without.amounts[slot]);
            const auto mean = static_cast<double>(with.amounts[slot]) / kHomes;
            close_by_difference += std::abs(difference - truth) <= truth / 10 ? 1 : 0;
            close_by_mean += std::abs(mean - truth) <= truth / 10 ? 1 : 0;
            ++claims;
        }
    }
    std::printf(
        "%d queries, %d sums told, %d claims: %d within a tenth by difference, %d by the "
        "mean alone\n",
        queries, told, claims, close_by_difference, close_by_mean);
    ASSERT_GT(claims, 1000);
    EXPECT_LT(close_by_difference, close_by_mean);
}

}  // namespace
}  // namespace ohmstead
