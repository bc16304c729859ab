#include "store_dynamodb/live_power.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace ohmstead::dynamodb {
namespace {

constexpr Instant kAt{Milliseconds{1'767'225'600'000}};

LivePower power_of(std::string channel, Milliseconds age, std::int64_t value) {
    return {.channel = {std::move(channel)}, .power = {.at = kAt - age, .value = value}};
}

TEST(LivePower, WhatWasWrittenIsRead) {
    constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    const std::vector<LivePower> power{power_of("a", Milliseconds{0}, 0),
                                       power_of(std::string(300, 'x'), Milliseconds{-5}, kLeast),
                                       power_of("", Milliseconds{1LL << 40}, kMost)};
    EXPECT_EQ(decode_power(encode_power(power, kAt), kAt).value(), power);
    EXPECT_EQ(decode_power(encode_power({}, kAt), kAt).value(), std::vector<LivePower>{});
}

TEST(LivePower, ThirtyChannelsLeaveRoomInAKilobyte) {
    std::vector<LivePower> power;
    for (int n = 0; n < 30; ++n) {
        power.push_back(power_of(std::string(20, 'a'), Milliseconds{59'999}, 11'000'000));
    }
    EXPECT_LE(encode_power(power, kAt).size(), 900U);
}

TEST(LivePower, WhatIsCutOffIsRefused) {
    const auto packed = encode_power({power_of("abc", Milliseconds{500}, 70'000)}, kAt);
    for (std::size_t size = 2; size < packed.size(); ++size) {
        EXPECT_EQ(decode_power(packed.substr(0, size), kAt).error().code, ErrorCode::malformed);
    }
    EXPECT_FALSE(decode_power("", kAt));
    EXPECT_FALSE(decode_power("\x02", kAt));
}

}  // namespace
}  // namespace ohmstead::dynamodb
