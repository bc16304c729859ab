#include "app/clock_jumps.hpp"

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(ClockJumps, AreToldOnceByHowFarTheClockWasSet) {
    constexpr auto kStart = instant_from_ms(1'772'359'200'000);
    ClockJumps jumps;
    EXPECT_EQ(jumps.observe(kStart, Seconds{5}), std::nullopt);
    EXPECT_EQ(jumps.observe(kStart + Seconds{1}, Seconds{6}), std::nullopt);
    EXPECT_EQ(jumps.observe(kStart + Seconds{2} + hours{1}, Seconds{7}), hours{1});
    EXPECT_EQ(jumps.observe(kStart + Seconds{3} + hours{1}, Seconds{8}), std::nullopt);
    EXPECT_EQ(jumps.observe(kStart + Seconds{4} - hours{2}, Seconds{9}), -hours{3});
}

TEST(ClockJumps, AClockThatIsOnlyPutRightOrAProcessThatSleptIsNone) {
    constexpr auto kStart = instant_from_ms(1'772'359'200'000);
    ClockJumps jumps;
    EXPECT_EQ(jumps.observe(kStart, Seconds{0}), std::nullopt);
    EXPECT_EQ(jumps.observe(kStart + minutes{1}, Seconds{0}), std::nullopt);
    EXPECT_EQ(jumps.observe(kStart + minutes{1} + hours{9}, hours{9}), std::nullopt);
}

}  // namespace
}  // namespace ohmstead
