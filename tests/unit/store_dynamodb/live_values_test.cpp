#include "store_dynamodb/live_values.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace ohmstead::dynamodb {
namespace {

constexpr Instant kAt{Milliseconds{1'767'225'600'000}};

LiveReading reading_of(char letter, Milliseconds age, std::int64_t value) {
    return {.channel = {std::string(kIdLength, letter)},
            .reading = {.at = kAt - age, .value = value}};
}

LiveSnapshot snapshot_of(std::vector<LiveReading> power, std::vector<LiveReading> state,
                         std::vector<LiveCondition> conditions) {
    return {.revision = {},
            .at = kAt,
            .power = std::move(power),
            .state = std::move(state),
            .conditions = std::move(conditions)};
}

LiveSnapshot read(std::string_view packed) {
    LiveSnapshot snapshot{.revision = {}, .at = kAt};
    EXPECT_TRUE(decode_values(packed, snapshot));
    return snapshot;
}

ErrorCode refusal_of(std::string_view packed) {
    LiveSnapshot snapshot{.revision = {}, .at = kAt};
    const auto status = decode_values(packed, snapshot);
    return status ? ErrorCode::internal : status.error().code;
}

TEST(LiveValues, WhatWasWrittenIsRead) {
    constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    const auto snapshot = snapshot_of(
        {reading_of('a', Milliseconds{0}, 0), reading_of('7', Milliseconds{-5}, kLeast)},
        {reading_of('q', Milliseconds{1LL << 40}, kMost)},
        {{{"abcdefghijklmnopqrst"}, EntityCondition::on, kAt},
         {{"uvwxyz234567abcdefgh"}, EntityCondition::off, kAt - Milliseconds{90'000}},
         {{"77777777777777777772"}, EntityCondition::unavailable, Instant{}}});
    EXPECT_EQ(read(encode_values(snapshot).value()), snapshot);
    const auto empty = snapshot_of({}, {}, {});
    EXPECT_EQ(read(encode_values(empty).value()), empty);
}

TEST(LiveValues, AHomeOfThirtyChannelsAndTwelveDevicesTakesLessThanAKilobyte) {
    LiveSnapshot snapshot = snapshot_of({}, {}, {});
    for (int n = 0; n < 30; ++n) {
        const auto& power = snapshot.power.emplace_back(
            reading_of(kIdAlphabet[static_cast<std::size_t>(n)], Milliseconds{59'999}, 11'000'000));
        if (n < 12) {
            snapshot.conditions.push_back({power.channel, EntityCondition::on, Instant{}});
        }
    }
    EXPECT_LE(encode_values(snapshot).value().size(), 800U);
}

TEST(LiveValues, OfTwoOfOneChannelTheLastIsKept) {
    const auto first = reading_of('a', Milliseconds{9}, 1);
    const auto last = reading_of('a', Milliseconds{3}, 2);
    EXPECT_EQ(read(encode_values(snapshot_of({first, last}, {}, {})).value()),
              snapshot_of({last}, {}, {}));
}

TEST(LiveValues, WhatIsNoIdIsNotWritten) {
    for (const auto* id : {"", "abc", "ABCDEFGHIJKLMNOPQRST", "abcdefghijklmnopqrstu"}) {
        const auto snapshot = snapshot_of({}, {}, {{{id}, EntityCondition::on, kAt}});
        EXPECT_EQ(encode_values(snapshot).error().code, ErrorCode::malformed) << id;
    }
}

TEST(LiveValues, WhatCannotHaveBeenWrittenIsRefused) {
    const LiveCondition off{{std::string(kIdLength, 'c')}, EntityCondition::off, kAt};
    const auto one = encode_values(snapshot_of({}, {}, {off})).value();
    for (std::size_t size = 2; size < one.size(); ++size) {
        EXPECT_EQ(refusal_of(one.substr(0, size)), ErrorCode::malformed) << size;
    }
    EXPECT_EQ(refusal_of(""), ErrorCode::malformed);
    EXPECT_EQ(refusal_of("\x02"), ErrorCode::malformed);
    EXPECT_EQ(refusal_of(one + '\0'), ErrorCode::malformed);
    EXPECT_EQ(refusal_of(one.substr(0, one.size() - 1) + '\x03'), ErrorCode::malformed);
    for (const char has : {'\x00', '\x08'}) {
        EXPECT_EQ(refusal_of(one.substr(0, 14) + has), ErrorCode::malformed);
    }
}

}  // namespace
}  // namespace ohmstead::dynamodb
