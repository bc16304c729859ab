#include "domain/corrections/said_amounts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/corrections/overlay.hpp"
#include "unit/domain/random_home.hpp"

namespace ohmstead::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr SlotIndex kFirstStanding = 1'900'000;
constexpr std::int64_t kMost = 1'000'000;

std::vector<Slot> slots(std::vector<std::int64_t> amounts) {
    std::vector<Slot> made;
    for (const auto amount : amounts) {
        made.push_back(whole_slot(kFirstStanding + static_cast<SlotIndex>(made.size()), amount));
    }
    return made;
}

SaidAmount said(SlotIndex from, SlotIndex to, std::int64_t amount) {
    return {{kFirstStanding + from, kFirstStanding + to}, amount};
}

TEST(SaidAmounts, WhatIsTheSameStays) {
    const auto standing = slots({1, 2, 3, 4, 5, 6, 7, 8});
    const std::vector hours{said(0, 4, 10), said(4, 8, 26)};
    EXPECT_THAT(said_otherwise(hours, standing, kMost).ranges, IsEmpty());
}

TEST(SaidAmounts, WhatIsOtherwiseIsSpreadAsTheSlotsStand) {
    const auto standing = slots({10, 20, 30, 40, 5, 6, 7, 8, 0, 0, 0, 0});
    const std::vector hours{said(0, 4, 200), said(4, 8, 26), said(8, 12, 8)};
    const auto found = said_otherwise(hours, standing, kMost);
    EXPECT_THAT(found.ranges,
                ElementsAre(ShapedRange{{kFirstStanding, kFirstStanding + 4}, {20, 40, 60, 80}},
                            ShapedRange{{kFirstStanding + 8, kFirstStanding + 12}, {2, 2, 2, 2}}));
    EXPECT_EQ(found.amounts, 2U);
}

TEST(SaidAmounts, WhatIsNotKnownIsOtherwiseThanNothing) {
    auto standing = slots({0, 0, 0, 0});
    EXPECT_THAT(said_otherwise(std::vector{said(0, 4, 0)}, standing, kMost).ranges, IsEmpty());
    standing.pop_back();
    EXPECT_THAT(said_otherwise(std::vector{said(0, 4, 0)}, standing, kMost).ranges,
                ElementsAre(ShapedRange{{kFirstStanding, kFirstStanding + 4}, {0, 0, 0, 0}}));
}

TEST(SaidAmounts, NeighboursAreOneRangeUpToALength) {
    std::vector<SaidAmount> hours;
    for (SlotIndex hour = 0; hour < kMostOverlaySlots / 4 + 1; ++hour) {
        hours.push_back(said(hour * 4, hour * 4 + 4, 4));
    }
    const auto found = said_otherwise(hours, {}, kMost);
    ASSERT_EQ(found.ranges.size(), 2U);
    EXPECT_EQ(found.ranges[0].range.size(), kMostOverlaySlots);
    EXPECT_EQ(found.ranges[0].shape.size(), static_cast<std::size_t>(kMostOverlaySlots));
    EXPECT_EQ(found.ranges[1].range.size(), 4);
}

TEST(SaidAmounts, WhatNoSlotCanHaveIsLeftOut) {
    const auto found =
        said_otherwise(std::vector{said(0, 1, kMost + 1), said(1, 2, kMost)}, {}, kMost);
    EXPECT_EQ(found.implausible, 1U);
    EXPECT_THAT(found.ranges,
                ElementsAre(ShapedRange{{kFirstStanding + 1, kFirstStanding + 2}, {kMost}}));
}

}  // namespace
}  // namespace ohmstead::test
