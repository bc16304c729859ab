#include "ledger/power_view.hpp"

#include <gtest/gtest.h>

#include "unit/domain/random_home.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::kTen;
using test::whole_slot;

TEST(PowerGrid, ADayOnAThousandPointsHasStepsOfThreeMinutes) {
    const auto grid = power_grid({kTen, kTen + hours{24}}, 1000);
    EXPECT_EQ(grid.step, minutes{3});
    EXPECT_EQ(grid.count, 480u);
    EXPECT_EQ(grid.from, kTen);
}

TEST(PowerGrid, CoversTheSpanWithAtMostOnePartialStepAtEitherEnd) {
    for (const auto length : {1, 7, 3'600, 86'400, 7 * 86'400, 366 * 86'400}) {
        for (const std::size_t points : {1u, 60u, 1'000u, 10'000u}) {
            const Span span{kTen + Milliseconds{12'345},
                            kTen + Milliseconds{12'345} + Seconds{length}};
            const auto grid = power_grid(span, points);
            EXPECT_LE(grid.from, span.from);
            EXPECT_GT(grid.from + grid.step, span.from);
            const auto end = grid.from + grid.step * static_cast<std::int64_t>(grid.count);
            EXPECT_GE(end, span.to);
            EXPECT_LT(end - grid.step, span.to);
            EXPECT_LE(grid.count, points + 2);
            const auto step = grid.step.count();
            EXPECT_TRUE(kSlotMs % step == 0 || step % kSlotMs == 0);
            EXPECT_EQ(ms_of(grid.from) % step, 0);
        }
    }
}

TEST(PowerGrid, AnEmptySpanHasNoSteps) {
    EXPECT_EQ(power_grid({kTen, kTen}, 100).count, 0u);
    EXPECT_EQ(power_grid({kTen, kTen + hours{1}}, 0).count, 0u);
}

TEST(MeanPower, IsTheEnergyOfASlotOverItsTime) {
    const auto first = slot_of(kTen);
    const ChannelSlots slots{ChannelId{"c"},
                             {whole_slot(first, 250'000),
                              {.index = first + 2,
                               .amount = 100'000,
                               .quality = Quality::coarse,
                               .seconds_covered = 360}}};
    const auto fine = mean_power(slots, power_grid({kTen, kTen + hours{1}}, 20));
    ASSERT_EQ(fine.mean.size(), 20u);
    EXPECT_EQ(fine.mean[0], 1'000'000);
    EXPECT_EQ(fine.min[4], 1'000'000);
    EXPECT_FALSE(fine.present[5]);
    EXPECT_TRUE(fine.present[10]);
    EXPECT_EQ(fine.max[14], 1'000'000);
    EXPECT_FALSE(fine.present[15]);
}

TEST(MeanPower, OfManySlotsIsWeightedByTheirTime) {
    const auto first = slot_of(kTen);
    const ChannelSlots slots{
        ChannelId{"c"},
        {whole_slot(first - 1, 99'000'000),
         whole_slot(first, 250'000),
         {.index = first + 1, .amount = 0, .quality = Quality::measured, .seconds_covered = 300}}};
    const auto hour = mean_power(slots, {.from = kTen, .step = hours{1}, .count = 1});
    EXPECT_EQ(hour.mean[0], 750'000);
    EXPECT_EQ(hour.min[0], 0);
    EXPECT_EQ(hour.max[0], 1'000'000);
}

}  // namespace
}  // namespace ohmstead
