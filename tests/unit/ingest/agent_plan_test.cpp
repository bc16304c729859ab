#include "ingest/agent_plan.hpp"

#include <limits>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "ingest/packed_text.hpp"
#include "reflect/decode.hpp"
#include "store/block_codec.hpp"
#include "support/agent_items.hpp"
#include "support/plan_body.hpp"
#include "unit/api/samples.hpp"
#include "unit/ingest/now.hpp"

namespace ohmstead::ingest {
namespace {

using std::chrono::days;
using std::chrono::hours;
using test::batch_of;
using test::block_at;
using test::kAgentEpoch;
using test::kNow;
using test::live_item;
using test::result_item;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Revision kRevision{kAgentEpoch, 3};

class AgentPlanTest : public ::testing::Test {
protected:
    const ChannelId& meter() const { return channels[0].id; }
    const ChannelId& soc() const { return channels[1].id; }

    PlannedBatch plan(const IngestBatch& batch) {
        return test::plan_body(reflect::encode(batch), channels, kNow).value();
    }
    // What becomes of one item: its status, or the code with which it is rejected.
    std::string outcome_of(BatchItem item) {
        const auto answer = plan(batch_of({std::move(item)})).answer;
        EXPECT_EQ(answer.items.size(), 1U);
        const auto& result = answer.items[0];
        EXPECT_EQ(result.code.has_value(), result.status == IngestStatus::rejected);
        return result.code.value_or(std::string(reflect::name_of_enumerator(result.status)));
    }
    BlocksItem block_item(Instant at = kNow, std::int64_t amount = 1) {
        return item_of("b", block_at(meter(), at, kRevision, amount));
    }
    ChunksItem chunk_item(const std::vector<HourReading>& readings) {
        return item_of("c", meter(), Measure::power, kNow, readings);
    }

    std::vector<Channel> channels{test::sample_channel(ChannelRole::grid_import, Measure::counter),
                                  test::sample_channel(ChannelRole::battery_soc, Measure::state)};
};

TEST_F(AgentPlanTest, TakesEveryKind) {
    const CommandId command = CommandId::make();
    const Block block = block_at(meter(), kNow, kRevision, 250'000);
    const auto planned = plan(
        batch_of({item_of("b1", block),
                  item_of("c1", soc(), Measure::state, kNow,
                          std::vector<HourReading>{{.offset_ms = 5, .rank = 1, .value = 40'000},
                                                   {.offset_ms = 6, .rank = 0, .value = 41'000},
                                                   {.offset_ms = 9, .rank = 1, .value = 42'000}}),
                  live_item("l1", kRevision, kNow, {{meter(), kNow - Seconds{1}, 812'000}}),
                  result_item("r1", command, CommandOutcome::failed)}));
    EXPECT_THAT(planned.answer.remarks, IsEmpty());
    ASSERT_THAT(planned.answer.items, SizeIs(4));
    for (const auto& result : planned.answer.items) {
        EXPECT_EQ(result.status, IngestStatus::stored) << result.id << *result.detail;
    }
    EXPECT_EQ(planned.answer.items[1].stored, 3U);
    ASSERT_THAT(planned.plan.blocks, SizeIs(1));
    EXPECT_EQ(planned.plan.blocks[0].second, block);
    ASSERT_THAT(planned.plan.readings, SizeIs(2));
    EXPECT_EQ(planned.plan.readings[0].source_rank, 1);
    EXPECT_EQ(planned.plan.readings[0].measure, Measure::state);
    EXPECT_THAT(planned.plan.readings[0].readings,
                ElementsAre(Reading{kNow + Milliseconds{5}, 40'000},
                            Reading{kNow + Milliseconds{9}, 42'000}));
    EXPECT_THAT(planned.plan.readings[1].readings,
                ElementsAre(Reading{kNow + Milliseconds{6}, 41'000}));
    ASSERT_THAT(planned.plan.live, SizeIs(1));
    EXPECT_EQ(planned.plan.live[0].second.power[0].reading, (Reading{kNow - Seconds{1}, 812'000}));
    ASSERT_THAT(planned.plan.results, SizeIs(1));
    EXPECT_EQ(planned.plan.results[0].second.outcome, CommandOutcome::failed);
}

TEST_F(AgentPlanTest, OneWrongItemDoesNotTouchTheOthers) {
    auto broken = block_item();
    broken.data = "???";
    const auto body = reflect::encode(batch_of({block_item(), broken}));
    auto text = body.substr(0, body.size() - 2) + R"(,7,[],{},{"id":"x","kind":"blocks"},)" +
                reflect::encode(block_item(kNow - days{1})) + "]}";
    const auto planned = test::plan_body(text, channels, kNow).value();
    std::vector<std::string> codes;
    for (const auto& result : planned.answer.items) {
        codes.push_back(result.code.value_or("-"));
    }
    EXPECT_THAT(codes, ElementsAre("-", "bad_data", "malformed", "malformed", "malformed",
                                   "malformed", "-"));
    EXPECT_THAT(planned.plan.blocks, SizeIs(2));
    EXPECT_THAT(*planned.answer.items[5].detail, HasSubstr("channel is missing"));
}

TEST_F(AgentPlanTest, IgnoresMembersOfLaterVersions) {
    auto body = reflect::encode(batch_of({block_item()}));
    body.replace(body.find(R"("kind")"), 0, R"("later":[{"a":1}],)");
    EXPECT_EQ(test::plan_body(body, channels, kNow)->answer.items[0].status, IngestStatus::stored);
}

TEST_F(AgentPlanTest, KindMayComeLast) {
    auto body = reflect::encode(batch_of({block_item()}));
    body.erase(body.find(R"("kind":"blocks",)"), 16);
    body.insert(body.rfind("}]}"), R"(,"t":7,"kind":"blocks")");
    EXPECT_EQ(test::plan_body(body, channels, kNow)->answer.items[0].status, IngestStatus::stored);
}

TEST_F(AgentPlanTest, WantsAnEngineForWhatEnginesSend) {
    auto batch = batch_of({block_item()});
    batch.engine_epoch.reset();
    const auto planned = plan(batch);
    EXPECT_EQ(planned.answer.items[0].code, "no_engine");
    EXPECT_THAT(planned.plan.blocks, IsEmpty());
}

TEST_F(AgentPlanTest, RejectsChannelsOfOtherHomes) {
    auto block = block_item();
    block.channel = ChannelId::make();
    EXPECT_EQ(outcome_of(block), "unknown_channel");
    auto chunk = chunk_item({{.offset_ms = 1, .rank = 0, .value = 1}});
    chunk.channel = ChannelId::make();
    EXPECT_EQ(outcome_of(chunk), "unknown_channel");
    EXPECT_EQ(outcome_of(live_item("l", kRevision, kNow, {{ChannelId::make(), kNow, 1}})),
              "unknown_channel");
}

TEST_F(AgentPlanTest, StateRolesHaveNoSlots) {
    EXPECT_EQ(outcome_of(item_of("b", block_at(soc(), kNow, kRevision, 1))), "wrong_measure");
}

TEST_F(AgentPlanTest, HoldsDaysAndHoursToWhatCanBe) {
    EXPECT_EQ(outcome_of(block_item(kNow + days{1})), "stored");
    EXPECT_EQ(outcome_of(block_item(kNow + days{2})), "future");
    EXPECT_EQ(outcome_of(block_item(kEarliestTime)), "stored");
    EXPECT_EQ(outcome_of(block_item(kEarliestTime - days{1})), "bad_time");
    auto day = block_item();
    for (const std::string text : {"2025-11-31", "2025-11-25T00:00:00Z", "25.11.2025", ""}) {
        day.day = text;
        EXPECT_EQ(outcome_of(day), "malformed") << text;
    }
    auto chunk = chunk_item({{.offset_ms = 1, .rank = 0, .value = 1}});
    EXPECT_EQ(outcome_of(chunk), "stored");
    chunk.hour = kNow + days{1};
    EXPECT_EQ(outcome_of(chunk), "stored");
    chunk.hour = kNow + days{1} + hours{1};
    EXPECT_EQ(outcome_of(chunk), "future");
    chunk.hour = kNow + std::chrono::minutes{1};
    EXPECT_EQ(outcome_of(chunk), "bad_time");
    chunk.hour = kEarliestTime - hours{1};
    EXPECT_EQ(outcome_of(chunk), "bad_time");
}

TEST_F(AgentPlanTest, RejectsDamagedBytes) {
    const Block block = block_at(meter(), kNow, kRevision, 1);
    auto item = item_of("b", block);
    auto bytes = encode_block(block);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto broken = bytes;
        broken[i] = static_cast<char>(broken[i] ^ 0x10);
        item.data = packed_to_text(broken);
        EXPECT_EQ(outcome_of(item), "bad_block") << i;
        item.data = packed_to_text(bytes.substr(0, i));
        EXPECT_EQ(outcome_of(item), i == 0 ? "malformed" : "bad_block") << i;
    }
    auto chunk = chunk_item({{.offset_ms = 1, .rank = 0, .value = 1}});
    chunk.data = packed_to_text(bytes);
    EXPECT_EQ(outcome_of(chunk), "bad_chunk");
}

TEST_F(AgentPlanTest, RejectsOtherSpellingsOfBytes) {
    auto item = block_item();
    const auto right = item.data;
    for (const std::string& wrong : {right + "=", right + "\n", " " + right, right + "+",
                                     std::string("a"), std::string("\xc3\xa9\xc3\xa9")}) {
        item.data = wrong;
        EXPECT_EQ(outcome_of(item), "bad_data") << wrong;
    }
}

TEST_F(AgentPlanTest, RejectsAbsurdAmounts) {
    EXPECT_EQ(outcome_of(block_item(kNow, kMostPerSlot)), "stored");
    EXPECT_EQ(outcome_of(block_item(kNow, -kMostPerSlot)), "stored");
    EXPECT_EQ(outcome_of(block_item(kNow, kMostPerSlot + 1)), "absurd_amount");
    EXPECT_EQ(outcome_of(block_item(kNow, -kMostPerSlot - 1)), "absurd_amount");
    EXPECT_EQ(outcome_of(block_item(kNow, std::numeric_limits<std::int64_t>::min())),
              "absurd_amount");
    EXPECT_EQ(outcome_of(live_item("l", kRevision, kNow, {{meter(), kNow, kMostLivePower + 1}})),
              "absurd_amount");
}

TEST_F(AgentPlanTest, TakesLiveStatesAndWhatDevicesAreSwitchedTo) {
    auto item = live_item("l", kRevision, kNow, {{meter(), kNow, 1}});
    item.state = {{soc(), kNow - Seconds{2}, 42'000}};
    item.devices = {{meter(), EntityCondition::off, kNow - days{40}}};
    const auto planned = plan(batch_of({item}));
    ASSERT_THAT(planned.plan.live, SizeIs(1));
    const auto& snapshot = planned.plan.live[0].second;
    EXPECT_THAT(snapshot.state, ElementsAre(LiveReading{soc(), {kNow - Seconds{2}, 42'000}}));
    EXPECT_THAT(snapshot.conditions,
                ElementsAre(LiveCondition{meter(), EntityCondition::off, kNow - days{40}}));
}

TEST_F(AgentPlanTest, AnOlderAgentSendsPowerAlone) {
    const auto text =
        fmt::format(R"({{"protocol":1,"engine_epoch":7,"items":[{{"id":"l","kind":"live",)"
                    R"("revision":{{"epoch":7,"sequence":1}},"at":"2025-11-25T12:00:00Z",)"
                    R"("power":[{{"channel":"{}","at":"2025-11-25T12:00:00Z","value":5}}]}}]}})",
                    meter().value);
    const auto planned = test::plan_body(text, channels, kNow).value();
    EXPECT_EQ(planned.answer.items[0].status, IngestStatus::stored);
    ASSERT_THAT(planned.plan.live, SizeIs(1));
    EXPECT_THAT(planned.plan.live[0].second.power, SizeIs(1));
    EXPECT_THAT(planned.plan.live[0].second.state, IsEmpty());
}

TEST_F(AgentPlanTest, RejectsStatesThatCannotBe) {
    const auto of_state = [&](const ChannelId& channel, Instant at, std::int64_t value) {
        auto item = live_item("l", kRevision, kNow, {});
        item.state = {{channel, at, value}};
        return outcome_of(item);
    };
    constexpr auto kMost = kMostLiveState * 1'000;
    EXPECT_EQ(of_state(soc(), kNow, kMost), "stored");
    EXPECT_EQ(of_state(soc(), kNow, kMost + 1), "absurd_amount");
    EXPECT_EQ(of_state(soc(), kNow, -kMost - 1), "absurd_amount");
    EXPECT_EQ(of_state(soc(), kNow, std::numeric_limits<std::int64_t>::min()), "absurd_amount");
    EXPECT_EQ(of_state(soc(), kNow + days{2}, 1), "future");
    EXPECT_EQ(of_state(soc(), Instant{}, 1), "bad_time");
    EXPECT_EQ(of_state(ChannelId::make(), kNow, 1), "unknown_channel");
    EXPECT_EQ(of_state(meter(), kNow, 1), "wrong_measure");
    EXPECT_EQ(outcome_of(live_item("l", kRevision, kNow, {{soc(), kNow, 1}})), "wrong_measure");
}

TEST_F(AgentPlanTest, RejectsDevicesThatCannotBe) {
    const auto of_device = [&](const ChannelId& channel, Instant since) {
        auto item = live_item("l", kRevision, kNow, {});
        item.devices = {{channel, EntityCondition::on, since}};
        return outcome_of(item);
    };
    EXPECT_EQ(of_device(meter(), kNow), "stored");
    EXPECT_EQ(of_device(ChannelId::make(), kNow), "unknown_channel");
    EXPECT_EQ(of_device(meter(), kNow + days{2}), "future");
    EXPECT_EQ(of_device(meter(), Instant{}), "bad_time");
    auto item = live_item("l", kRevision, kNow, {});
    item.devices.resize(kMostLiveValues, {meter(), EntityCondition::on, kNow});
    EXPECT_EQ(outcome_of(item), "stored");
    item.devices.push_back(item.devices.back());
    EXPECT_EQ(outcome_of(item), "malformed");
    item.devices.clear();
    item.state.resize(kMostLiveValues + 1, {soc(), kNow, 1});
    EXPECT_EQ(outcome_of(item), "malformed");
}

TEST_F(AgentPlanTest, RejectsSlotsAndAnchorsThatCannotBe) {
    Block block = block_at(meter(), kNow, kRevision, 1);
    block.slots[0].seconds_covered = 901;
    EXPECT_EQ(outcome_of(item_of("b", block)), "bad_block");
    block.slots[0].seconds_covered = 900;
    block.anchor.power = Reading{Instant{block.day}, 5};
    EXPECT_EQ(outcome_of(item_of("b", block)), "stored");
    block.anchor.power = Reading{Instant{block.day} + Milliseconds{1}, 5};
    EXPECT_EQ(outcome_of(item_of("b", block)), "bad_block");
    block.anchor = {};
    block.anchor.counter = CounterLevel{.value = 1, .since = kNow, .at = Instant{block.day}};
    EXPECT_EQ(outcome_of(item_of("b", block)), "bad_block");
}

TEST_F(AgentPlanTest, TheRevisionIsThatOfTheBytesAndNotAheadOfTheEngine) {
    auto item = block_item();
    item.revision.sequence += 1;
    EXPECT_EQ(outcome_of(item), "bad_revision");
    const Revision later{kAgentEpoch + 1, 0};
    EXPECT_EQ(outcome_of(item_of("b", block_at(meter(), kNow, later, 1))), "bad_revision");
    EXPECT_EQ(outcome_of(live_item("l", later, kNow, {})), "bad_revision");
    const Revision earlier{1, 99};
    EXPECT_EQ(outcome_of(item_of("b", block_at(meter(), kNow, earlier, 1))), "stored");
    EXPECT_EQ(outcome_of(live_item("l", {0, 1}, kNow, {})), "malformed");
}

TEST_F(AgentPlanTest, OfTheSameThingOnlyTheNewestIsKept) {
    const auto planned =
        plan(batch_of({item_of("b1", block_at(meter(), kNow, {7, 2}, 2)),
                       item_of("b2", block_at(meter(), kNow, {7, 3}, 3)),
                       item_of("b3", block_at(meter(), kNow, {7, 1}, 1)),
                       item_of("b4", block_at(meter(), kNow, {7, 3}, 3)),
                       item_of("b5", block_at(meter(), kNow - days{1}, {7, 1}, 1)),
                       live_item("l1", {7, 2}, kNow, {}), live_item("l2", {6, 9}, kNow, {})}));
    std::vector<IngestStatus> statuses;
    for (const auto& result : planned.answer.items) {
        statuses.push_back(result.status);
    }
    constexpr auto stored = IngestStatus::stored;
    constexpr auto stale = IngestStatus::stale;
    EXPECT_THAT(statuses, ElementsAre(stale, stored, stale, stale, stored, stored, stale));
    ASSERT_THAT(planned.plan.blocks, SizeIs(2));
    EXPECT_EQ(planned.plan.blocks[0].first, 1U);
    EXPECT_EQ(planned.plan.blocks[0].second.revision, (Revision{7, 3}));
}

std::vector<HourReading> readings_of(std::size_t count) {
    std::vector<HourReading> readings;
    for (std::uint32_t i = 0; i < count; ++i) {
        readings.push_back({.offset_ms = i, .rank = 0, .value = 7});
    }
    return readings;
}

TEST_F(AgentPlanTest, AFewBytesCannotHoldMillions) {
    const auto most = chunk_item(readings_of(kMostReadingsPerChunk));
    EXPECT_EQ(outcome_of(most), "stored");
    const auto bomb = chunk_item(readings_of(3'600'000));
    EXPECT_LT(bomb.data.size(), 40U);
    EXPECT_EQ(outcome_of(bomb), "too_many");
    const auto planned = plan(batch_of(std::vector<BatchItem>(1'000, most)));
    const auto full = std::ranges::count(planned.answer.items, "batch_full", &IngestResult::code);
    EXPECT_EQ(1'000 - full, kMostReadingsPerBatch / kMostReadingsPerChunk);
}

TEST_F(AgentPlanTest, LimitsWhatACommandFoundOut) {
    auto item = result_item("r", CommandId::make());
    item.result = RawJson{"\"" + std::string(kLargestResult - 2, 'x') + "\""};
    EXPECT_EQ(outcome_of(item), "stored");
    item.result = RawJson{"\"" + std::string(kLargestResult - 1, 'x') + "\""};
    EXPECT_EQ(outcome_of(item), "too_many");
}

TEST_F(AgentPlanTest, AClockThatIsOffIsRemarkedOnAndBlocksNothing) {
    auto batch = batch_of({block_item()});
    for (const auto off : {days{1}, -days{1}}) {
        batch.sent_at = kNow + off;
        const auto planned = plan(batch);
        EXPECT_EQ(planned.answer.items[0].status, IngestStatus::stored);
        ASSERT_THAT(planned.answer.remarks, SizeIs(1));
        EXPECT_EQ(planned.answer.remarks[0].code, "clock_off");
        EXPECT_THAT(planned.answer.remarks[0].detail,
                    HasSubstr(off > days{0} ? "86400 s ahead" : "86400 s behind"));
    }
    batch.sent_at = kNow + kClockTolerance;
    EXPECT_THAT(plan(batch).answer.remarks, IsEmpty());
}

TEST_F(AgentPlanTest, RefusesABatchOfTenThousandItems) {
    const auto planned = test::plan_body(
        reflect::encode(batch_of(std::vector<BatchItem>(10'000, block_item()))), channels, kNow);
    ASSERT_FALSE(planned);
    EXPECT_EQ(planned.error().code, ErrorCode::invalid);
    EXPECT_EQ(planned.error().fields.at(0).pointer, "/items");
}

TEST_F(AgentPlanTest, NamesTheVersionsThatAreSpoken) {
    auto batch = batch_of({});
    batch.protocol = kIngestProtocol + 1;
    const auto planned = test::plan_body(reflect::encode(batch), channels, kNow);
    ASSERT_FALSE(planned);
    EXPECT_EQ(planned.error().code, ErrorCode::invalid);
    EXPECT_EQ(planned.error().fields.at(0).pointer, "/protocol");
    EXPECT_THAT(planned.error().fields.at(0).detail, HasSubstr("spoken here: 1"));
}

TEST_F(AgentPlanTest, ReadingsAreTakenByOthers) {
    ReadingsItem item;
    item.id = "r";
    item.channel = meter();
    item.t = {RawJson{"1764072000000"}};
    item.v = {1.5};
    EXPECT_EQ(outcome_of(item), "unsupported");
}

TEST(IngestAnswer, IsReadByAgentsAsItWasWritten) {
    IngestAnswer answer;
    answer.items.push_back({.id = "a",
                            .status = IngestStatus::rejected,
                            .code = "bad_block",
                            .detail = "why",
                            .stored = 0});
    answer.commands.push_back({.id = CommandId::make(),
                               .kind = CommandKind::switch_device,
                               .body = RawJson{R"({"on":true})"},
                               .expires_at = kNow});
    answer.decisions = Decisions{
        .revision = "abc",
        .home = HomeId::make(),
        .had_agent = true,
        .channels = {test::sample_channel(ChannelRole::solar, Measure::counter, "sensor.solar")}};
    answer.least_epoch = 7;
    answer.remarks = {{"clock_off", "why"}};
    const auto text = reflect::encode(answer);
    const auto read = reflect::decode_text<IngestAnswer>(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(reflect::encode(*read), text);
    EXPECT_EQ(read->decisions->channels, answer.decisions->channels);
}

}  // namespace
}  // namespace ohmstead::ingest
