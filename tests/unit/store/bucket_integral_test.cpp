#include "store/bucket_integral.hpp"

#include <random>

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

constexpr Milliseconds kLong = std::chrono::hours{24};

BucketColumns cut(BucketGrid grid, Milliseconds hold,
                  const std::vector<std::pair<std::int64_t, std::int64_t>>& readings) {
    BucketIntegral integral(grid, hold);
    for (const auto& [at, value] : readings) {
        integral.add(instant_from_ms(at), value);
    }
    return integral.finish(ChannelId{"channel"});
}

const BucketGrid kFourSeconds{.from = instant_from_ms(10'000), .step = Seconds{1}, .count = 4};

TEST(Buckets, WeighReadingsByTheirTime) {
    const auto columns = cut(kFourSeconds, kLong, {{10'000, 100}, {10'250, 500}, {11'000, 0}});
    EXPECT_DOUBLE_EQ(columns.mean[0], 0.25 * 100 + 0.75 * 500);
    EXPECT_EQ(columns.min[0], 100);
    EXPECT_EQ(columns.max[0], 500);
    EXPECT_DOUBLE_EQ(columns.mean[1], 0);
    EXPECT_EQ(columns.present, (std::vector<bool>{true, true, true, true}));
}

TEST(Buckets, AReadingBeforeTheGridHoldsInto) {
    const auto columns = cut(kFourSeconds, kLong, {{1'000, 42}});
    EXPECT_EQ(columns.mean, (std::vector<double>{42, 42, 42, 42}));
}

TEST(Buckets, AReadingHoldsNoLongerThanItMay) {
    const auto columns = cut(kFourSeconds, Milliseconds{1'500}, {{10'000, 42}, {13'900, 7}});
    EXPECT_EQ(columns.present, (std::vector<bool>{true, true, false, true}));
    EXPECT_DOUBLE_EQ(columns.mean[1], 42) << "the mean of what is known, not of half the bucket";
    EXPECT_EQ(columns.min[3], 7);
}

TEST(Buckets, NothingKnownIsNotZero) {
    const auto columns = cut(kFourSeconds, kLong, {});
    EXPECT_EQ(columns.present, (std::vector<bool>{false, false, false, false}));
}

TEST(Buckets, ReadingsAfterTheGridDoNotCount) {
    const auto columns = cut(kFourSeconds, kLong, {{13'500, 10}, {14'000, 99}, {20'000, 99}});
    EXPECT_EQ(columns.max[3], 10);
    EXPECT_EQ(columns.present, (std::vector<bool>{false, false, false, true}));
}

TEST(Buckets, EqualAPlainSumOverMilliseconds) {
    std::mt19937 random(5);
    for (int round = 0; round < 50; ++round) {
        const BucketGrid grid{.from = instant_from_ms(500), .step = Milliseconds{37}, .count = 40};
        const Milliseconds hold{1 + random() % 200};
        std::vector<std::pair<std::int64_t, std::int64_t>> readings;
        for (std::int64_t at = random() % 600; at < 2500; at += 1 + random() % 120) {
            readings.emplace_back(at, static_cast<std::int64_t>(random() % 5000) - 1000);
        }
        const auto columns = cut(grid, hold, readings);
        for (std::size_t bucket = 0; bucket < grid.count; ++bucket) {
            double sum = 0;
            int known = 0;
            for (std::int64_t ms = 0; ms < 37; ++ms) {
                const std::int64_t at = 500 + static_cast<std::int64_t>(bucket) * 37 + ms;
                const auto next = std::ranges::upper_bound(
                    readings, at, {}, &std::pair<std::int64_t, std::int64_t>::first);
                if (next != readings.begin() && at - std::prev(next)->first < hold.count()) {
                    sum += static_cast<double>(std::prev(next)->second);
                    ++known;
                }
            }
            ASSERT_EQ(columns.present[bucket], known > 0);
            if (known > 0) {
                ASSERT_NEAR(columns.mean[bucket], sum / known, 1e-6);
            }
        }
    }
}

}  // namespace
}  // namespace ohmstead
