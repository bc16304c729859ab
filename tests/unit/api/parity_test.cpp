#include "api/parity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/energy.hpp"

namespace ohmstead::api {
namespace {

using home_assistant::StatisticsPeriod;
using ingest::BookedReason;
using test::kKwh;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Instant at(const char* text) {
    return parse_rfc3339(text).value();
}

class ParityTest : public testing::Test {
protected:
    ParityTest() {
        Channel channel;
        channel.id = ChannelId::make();
        channel.bindings.push_back({.id = BindingId::make(), .source_id = "sensor.in"});
        channels.push_back(channel);
        ingest::PastState state;
        state.place = {.began = at("2026-03-20T10:15:00Z"),
                       .reached = at("2026-01-01T00:00:00Z"),
                       .period = StatisticsPeriod::hour,
                       .fine_from = at("2026-03-10T00:00:00Z"),
                       .complete = true};
        state.metered = true;
        state.compared_from = at("2026-01-15T08:00:00Z");
        state.months = {{"2026-01", StatisticsPeriod::hour, 10 * kKwh, {}},
                        {"2026-02", StatisticsPeriod::hour, 20 * kKwh, {BookedReason::reset}},
                        {"2026-03", StatisticsPeriod::five_minutes, 5 * kKwh, {}},
                        {"2026-03", StatisticsPeriod::hour, 7 * kKwh, {}}};
        past.push_back({channel.id, "sensor.in", state});
    }

    std::vector<Channel> channels;
    std::vector<ingest::PastOfSource> past;
};

TEST_F(ParityTest, ComparesWhatIsToldAndNoMore) {
    const auto zone = Zone::find("Europe/Amsterdam").value();
    const auto pieces = parity_pieces(zone, channels, past);
    ASSERT_THAT(pieces, SizeIs(4));
    EXPECT_EQ(pieces[0].span, (Span{at("2026-01-15T08:00:00Z"), at("2026-01-31T23:00:00Z")}));
    EXPECT_EQ(pieces[1].span, (Span{at("2026-01-31T23:00:00Z"), at("2026-02-28T23:00:00Z")}));
    EXPECT_EQ(pieces[2].span, (Span{at("2026-03-10T00:00:00Z"), at("2026-03-20T10:15:00Z")}));
    EXPECT_EQ(pieces[3].span, (Span{at("2026-02-28T23:00:00Z"), at("2026-03-10T00:00:00Z")}));
}

TEST_F(ParityTest, EveryDifferenceHasAReasonAndNothingElseHas) {
    const auto pieces = parity_pieces(Zone::utc(), channels, past);
    const std::vector<std::int64_t> ours{10 * kKwh + 1, 18 * kKwh, 5 * kKwh - 20'000, 6 * kKwh};
    const auto parity = parity_of(pieces, ours);
    ASSERT_THAT(parity.channels, SizeIs(1));
    EXPECT_TRUE(parity.channels[0].complete);
    const auto& months = parity.channels[0].months;
    ASSERT_THAT(months, SizeIs(4));
    EXPECT_THAT(months[0].reasons, IsEmpty());
    EXPECT_THAT(months[1].reasons, ElementsAre(ParityReason::reset));
    EXPECT_DOUBLE_EQ(months[1].difference, -2);
    EXPECT_THAT(months[2].reasons, ElementsAre(ParityReason::border));
    EXPECT_THAT(months[3].reasons, ElementsAre(ParityReason::unexplained));
}

TEST_F(ParityTest, AnImportUnderWayAndAHandOverAreReasons) {
    past[0].state.metered = false;
    channels[0].bindings[0].valid_from = at("2026-02-10T00:00:00Z");
    auto other = channels[0].bindings[0];
    other.source_id = "sensor.old";
    other.valid_from = {};
    other.valid_to = at("2026-02-10T00:00:00Z");
    channels[0].bindings.push_back(other);
    auto old = past[0];
    old.source = "sensor.old";
    past.push_back(old);
    const auto pieces = parity_pieces(Zone::utc(), channels, past);
    const std::vector<std::int64_t> ours(pieces.size(), kKwh);
    const auto parity = parity_of(pieces, ours);
    EXPECT_FALSE(parity.channels[0].complete);
    const auto& months = parity.channels[0].months;
    // Both sources tell of February, each of its own part.
    EXPECT_EQ(months[1].month, "2026-02");
    EXPECT_DOUBLE_EQ(months[1].ours, 2);
    EXPECT_DOUBLE_EQ(months[1].theirs, 40);
    EXPECT_THAT(months[1].spans,
                testing::UnorderedElementsAre(
                    ParitySpan{at("2026-02-01T00:00:00Z"), at("2026-02-10T00:00:00Z")},
                    ParitySpan{at("2026-02-10T00:00:00Z"), at("2026-03-01T00:00:00Z")}));
    EXPECT_THAT(months[1].reasons, testing::Contains(ParityReason::hand_over));
    EXPECT_THAT(months[1].reasons, testing::Contains(ParityReason::not_finished));
}

TEST_F(ParityTest, AMonthThatEndedAmongStatesHasItsBorderAsReason) {
    past[0].state.place.began = at("2026-03-01T10:15:00Z");
    past[0].state.place.fine_from = at("2026-02-20T00:00:00Z");
    past[0].state.months = {{"2026-01", StatisticsPeriod::hour, 10 * kKwh, {}},
                            {"2026-02", StatisticsPeriod::five_minutes, 20 * kKwh, {}}};
    const auto pieces = parity_pieces(Zone::utc(), channels, past);
    const auto parity = parity_of(pieces, std::vector<std::int64_t>{9 * kKwh, 21 * kKwh});
    const auto& months = parity.channels[0].months;
    ASSERT_THAT(months, SizeIs(2));
    EXPECT_THAT(months[0].reasons, ElementsAre(ParityReason::unexplained));
    EXPECT_THAT(months[1].reasons, ElementsAre(ParityReason::border));
}

TEST_F(ParityTest, AMeterThatTookTheNameOfTheOneBeforeIsComparedOnce) {
    auto& bindings = channels[0].bindings;
    bindings.push_back(bindings[0]);
    bindings[0].valid_to = at("2026-02-10T00:00:00Z");
    bindings[1].valid_from = at("2026-02-10T00:00:00Z");
    const auto pieces = parity_pieces(Zone::utc(), channels, past);
    const std::vector<std::int64_t> ours(pieces.size(), 10 * kKwh);
    const auto parity = parity_of(pieces, ours);
    const auto& months = parity.channels[0].months;
    ASSERT_THAT(months, SizeIs(4));
    EXPECT_DOUBLE_EQ(months[0].theirs, 10);
    EXPECT_THAT(months[0].reasons, IsEmpty());
    EXPECT_DOUBLE_EQ(months[1].ours, 20);
    EXPECT_DOUBLE_EQ(months[1].theirs, 20);
    EXPECT_THAT(months[1].spans, SizeIs(2));
    EXPECT_DOUBLE_EQ(months[2].theirs, 5);
    EXPECT_THAT(months[2].spans, SizeIs(1));
}

}  // namespace
}  // namespace ohmstead::api
