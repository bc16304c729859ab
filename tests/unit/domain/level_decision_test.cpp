#include "domain/corrections/level_decision.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmstead {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Instant kHappened = instant_from_ms(1'764'072'000'000);

MeterEvent event_of(MeterEvent::Kind kind) {
    return {.kind = kind,
            .at = kHappened,
            .amount = 9,
            .since = kHappened - Seconds{60},
            .in_question = 9};
}

ErrorCode refusal(const Channel& channel, const std::optional<MeterEvent>& event,
                  MeterVerdict verdict) {
    return decide(channel, event, {kHappened, verdict}).error().code;
}

TEST(LevelDecision, IsKeptByTimeAndTakenBack) {
    Channel channel;
    channel.decisions = {{kHappened - Seconds{1}, MeterVerdict::left_out},
                         {kHappened + Seconds{1}, MeterVerdict::booked}};
    const MeterDecision decision{kHappened, MeterVerdict::restarted};
    const auto decided = decide(channel, event_of(MeterEvent::Kind::reset), decision).value();
    EXPECT_THAT(decided.decisions,
                ElementsAre(channel.decisions[0], decision, channel.decisions[1]));
    EXPECT_EQ(take_back(decided, kHappened).value(), channel);
    EXPECT_EQ(take_back(channel, kHappened).error().code, ErrorCode::not_found);
}

TEST(LevelDecision, FitsWhatHappened) {
    using Kind = MeterEvent::Kind;
    const Channel channel;
    for (const auto kind : {Kind::reset, Kind::quarantined}) {
        EXPECT_TRUE(decide(channel, event_of(kind), {kHappened, MeterVerdict::left_out}));
    }
    EXPECT_EQ(refusal(channel, event_of(Kind::reset), MeterVerdict::booked), ErrorCode::invalid);
    EXPECT_EQ(refusal(channel, event_of(Kind::quarantined), MeterVerdict::restarted),
              ErrorCode::invalid);
    EXPECT_EQ(refusal(channel, std::nullopt, MeterVerdict::booked), ErrorCode::conflict);
    EXPECT_EQ(refusal(channel, event_of(Kind::decided), MeterVerdict::booked), ErrorCode::conflict)
        << "one that was just taken back, before the engine has worked that in";
}

TEST(LevelDecision, IsMadeOnceAndNotWithoutEnd) {
    const auto event = event_of(MeterEvent::Kind::quarantined);
    Channel channel;
    channel.decisions = {{kHappened, MeterVerdict::left_out}};
    EXPECT_EQ(refusal(channel, event, MeterVerdict::booked), ErrorCode::conflict);
    channel.decisions.clear();
    for (std::size_t i = 0; i < kMostDecisions; ++i) {
        channel.decisions.push_back(
            {instant_from_ms(static_cast<std::int64_t>(i)), MeterVerdict::booked});
    }
    EXPECT_EQ(refusal(channel, event, MeterVerdict::booked), ErrorCode::conflict);
}

}  // namespace
}  // namespace ohmstead
