#include "ingest/agent_batch.hpp"

#include <random>

#include <gmock/gmock.h>

#include "ingest/agent_plan.hpp"
#include "ingest/sync_pace.hpp"
#include "reflect/encode.hpp"
#include "store/block_codec.hpp"
#include "store/chunk_codec.hpp"
#include "support/agent_items.hpp"
#include "support/plan_body.hpp"
#include "unit/api/samples.hpp"
#include "unit/ingest/now.hpp"

namespace ohmstead::ingest {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using test::kNow;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr sys_days kToday = std::chrono::floor<days>(kNow);
const AgentCall kCall{.epoch = test::kAgentEpoch, .now = kNow, .known_decisions = ""};

class AgentBatchTest : public ::testing::Test {
protected:
    UnsentBlock block(int days_ago = 0, std::int64_t change = 1) const {
        const Block packed = test::block_at(meter.id, kNow - days{days_ago}, {3, 9}, 250'000);
        return {
            .channel = meter.id, .day = packed.day, .change = change, .data = encode_block(packed)};
    }
    UnsentChunk chunk(std::uint32_t readings = 1) const {
        std::vector<HourReading> hour;
        for (std::uint32_t i = 0; i < readings; ++i) {
            hour.push_back({.offset_ms = i * 10, .rank = 0, .value = 5});
        }
        return {.channel = meter.id,
                .measure = Measure::power,
                .hour = hour_of(kNow),
                .change = 1,
                .data = encode_chunk(hour)};
    }
    // The answer of a server that takes all of it.
    IngestAnswer answer_to(const AgentBatch& made) const {
        return test::plan_body(reflect::encode(made.batch), {meter}, kNow).value().answer;
    }
    static IngestResult rejected(const std::string& id, const std::string& code) {
        IngestResult result;
        result.id = id;
        reject(result, {code, "because"});
        return result;
    }

    Channel meter = test::sample_channel(ChannelRole::grid_import, Measure::counter);
};

TEST_F(AgentBatchTest, WritesWhatTheServerReads) {
    AgentNews news;
    news.unsent.blocks = {block(1), block()};
    news.unsent.chunks = {chunk()};
    const auto charge = test::sample_channel(ChannelRole::battery_soc, Measure::state);
    const LiveSnapshot live{.revision = {test::kAgentEpoch, 1},
                            .at = kNow,
                            .power = {{meter.id, {kNow, 812'000}}},
                            .state = {{charge.id, {kNow, 42'000}}},
                            .conditions = {{meter.id, EntityCondition::off, kNow}}};
    news.live = live;
    news.results = {{.command = CommandId::make(), .detail = "Done.", .result = "{\"n\":1}"}};
    auto call = kCall;
    call.known_decisions = "abc";
    const auto made = make_batch(call, std::move(news));
    const auto planned =
        test::plan_body(reflect::encode(made.batch), {meter, charge}, kNow).value();
    EXPECT_EQ(planned.request.known_decisions, "abc");
    EXPECT_EQ(planned.request.engine_epoch, test::kAgentEpoch);
    EXPECT_THAT(planned.plan.blocks, SizeIs(2));
    EXPECT_THAT(planned.plan.readings, SizeIs(1));
    ASSERT_THAT(planned.plan.live, SizeIs(1));
    EXPECT_EQ(planned.plan.live[0].second, live);
    ASSERT_THAT(planned.plan.results, SizeIs(1));
    EXPECT_EQ(planned.plan.results[0].second.result, "{\"n\":1}");
    for (const auto& result : planned.answer.items) {
        EXPECT_EQ(result.status, IngestStatus::stored) << result.detail.value_or("");
    }
    const auto verdict = judge(made.sent, planned.answer).value();
    EXPECT_THAT(verdict.settled.blocks, SizeIs(2));
    EXPECT_THAT(verdict.settled.chunks, SizeIs(1));
    EXPECT_THAT(verdict.settled.results, SizeIs(1));
}

TEST_F(AgentBatchTest, KnowsNoDecisionsUntilItHasSome) {
    EXPECT_FALSE(make_batch(kCall, {}).batch.known_decisions);
}

TEST_F(AgentBatchTest, HoldsNoMoreItemsThanAServerTakes) {
    AgentNews news;
    for (int i = 0; i < 1'200; ++i) {
        news.unsent.blocks.push_back(block(i));
    }
    const auto made = make_batch(kCall, std::move(news));
    EXPECT_THAT(made.sent, SizeIs(kMostIngestItems));
    EXPECT_TRUE(made.more);
}

TEST_F(AgentBatchTest, HoldsNoMoreReadingsThanAServerTakes) {
    AgentNews news;
    for (int i = 0; i < 7; ++i) {
        news.unsent.chunks.push_back(chunk(36'000));
    }
    const auto made = make_batch(kCall, std::move(news));
    EXPECT_THAT(made.sent, SizeIs(5));
    EXPECT_TRUE(made.more);
    for (const auto& result : answer_to(made).items) {
        EXPECT_EQ(result.status, IngestStatus::stored);
    }
}

TEST_F(AgentBatchTest, HoldsAsManyLargeResultsAsFit) {
    AgentNews news;
    for (int i = 0; i < 5; ++i) {
        news.results.push_back(
            {.command = CommandId::make(), .result = std::string(200 * 1024, '7')});
    }
    EXPECT_THAT(make_batch(kCall, news).sent, SizeIs(2));
    news.results = {{.command = CommandId::make(), .result = std::string(600 * 1024, '7')}};
    EXPECT_THAT(make_batch(kCall, news).sent, SizeIs(1));
}

TEST_F(AgentBatchTest, LeavesPackedDataOutOfWhatItRemembers) {
    AgentNews news;
    news.unsent.blocks = {block()};
    const auto made = make_batch(kCall, std::move(news));
    EXPECT_THAT(std::get<UnsentBlock>(made.sent.at(0)).data, IsEmpty());
}

TEST_F(AgentBatchTest, WhatIsStaleOrRejectedIsNotSentAgainAndWhatIsEarlyIs) {
    AgentNews news;
    news.unsent.blocks = {block(2), block(1, 7), block()};
    news.unsent.chunks = {chunk()};
    const auto made = make_batch(kCall, std::move(news));
    auto answer = answer_to(made);
    answer.items[0].status = IngestStatus::stale;
    answer.items[1] = rejected("1", "absurd_amount");
    answer.items[2] = rejected("2", "future");
    answer.items[3] = rejected("3", "batch_full");
    const auto verdict = judge(made.sent, answer).value();
    EXPECT_EQ(verdict.again, 2U);
    ASSERT_THAT(verdict.settled.blocks, SizeIs(2));
    EXPECT_EQ(verdict.settled.blocks[1].change, 7);
    EXPECT_THAT(verdict.settled.chunks, IsEmpty());
    ASSERT_THAT(verdict.rejected, SizeIs(1));
    EXPECT_EQ(verdict.rejected[0].code, "absurd_amount");
    EXPECT_THAT(verdict.rejected[0].what, HasSubstr("2025-11-24"));
}

TEST_F(AgentBatchTest, AnAnswerToAnotherBatchSettlesNothing) {
    AgentNews news;
    news.unsent.blocks = {block(1), block()};
    const auto made = make_batch(kCall, std::move(news));
    auto answer = answer_to(made);
    std::swap(answer.items[0], answer.items[1]);
    EXPECT_FALSE(judge(made.sent, answer));
    answer.items.pop_back();
    EXPECT_FALSE(judge(made.sent, answer));
}

TEST_F(AgentBatchTest, BytesThatAreNoBlockGoAlongForTheServerToSay) {
    AgentNews news;
    news.unsent.blocks = {block()};
    news.unsent.blocks[0].data = "nonsense";
    news.unsent.chunks = {chunk()};
    news.unsent.chunks[0].data.pop_back();
    const auto made = make_batch(kCall, std::move(news));
    const auto verdict = judge(made.sent, answer_to(made)).value();
    EXPECT_THAT(verdict.rejected, SizeIs(2));
    EXPECT_EQ(verdict.again, 0U);
}

TEST_F(AgentBatchTest, TakesOutTheDaysBeforeTheFirst) {
    Unsent unsent;
    unsent.blocks = {block(3), block(2), block(1), block()};
    const auto taken = take_blocks_before(kToday - days{1}, unsent);
    EXPECT_THAT(taken, SizeIs(2));
    ASSERT_THAT(unsent.blocks, SizeIs(2));
    EXPECT_EQ(unsent.blocks[0].day, kToday - days{1});
}

// What is unsent, acknowledged in parts and any order, with answers that are lost: in the end
// nothing is left, and nothing that changed on its way was forgotten.
TEST_F(AgentBatchTest, WhateverAnswersAreLostEverythingIsSettledOnce) {
    for (unsigned seed = 0; seed < 50; ++seed) {
        std::mt19937 random(seed);
        const auto one_in = [&](unsigned n) { return random() % n == 0; };
        std::map<sys_days, std::int64_t> unsent;  // the change of each day's block
        std::map<sys_days, std::int64_t> at_server;
        for (int i = 0; i < 40; ++i) {
            unsent[kToday - days{i}] = 1;
        }
        auto newest = unsent;
        for (int turn = 0; turn < 400 && !unsent.empty(); ++turn) {
            AgentNews news;
            for (const auto& [day, change] : unsent) {
                if (news.unsent.blocks.size() < 7) {
                    news.unsent.blocks.push_back(
                        block(static_cast<int>((kToday - day).count()), change));
                }
            }
            const auto made = make_batch(kCall, std::move(news));
            const auto sent = made.sent;
            auto answer = answer_to(made);
            for (std::size_t i = 0; i < sent.size(); ++i) {
                const auto& one = std::get<UnsentBlock>(sent[i]);
                if (one_in(4)) {
                    answer.items[i] = rejected(std::to_string(i), "batch_full");
                } else {
                    at_server[one.day] = std::max(at_server[one.day], one.change);
                }
            }
            if (turn < 100 && one_in(3)) {
                const auto day = kToday - days{random() % 40};
                newest[day] += 1;
                unsent[day] = newest[day];
            }
            if (one_in(3)) {
                continue;  // the answer is lost
            }
            for (const auto& settled : judge(sent, answer).value().settled.blocks) {
                const auto found = unsent.find(settled.day);
                if (found != unsent.end() && found->second == settled.change) {
                    unsent.erase(found);
                }
            }
        }
        EXPECT_THAT(unsent, IsEmpty()) << "seed " << seed;
        EXPECT_EQ(at_server, newest) << "seed " << seed;
    }
}

TEST(ReadAnswer, TellsWhatAPersonMustMendFromWhatPasses) {
    EXPECT_EQ(read_answer(200, R"({"protocol":1,"items":[],"next_interval_ms":2000,"commands":[],
                                   "remarks":[],"new_member":7})",
                          "")
                  .outcome,
              CallOutcome::answered);
    EXPECT_EQ(read_answer(200, "<html>", "").outcome, CallOutcome::not_understood);
    EXPECT_EQ(read_answer(401, "", "").outcome, CallOutcome::refused);
    EXPECT_EQ(read_answer(403, "", "").outcome, CallOutcome::refused);
    EXPECT_EQ(read_answer(413, "", "").outcome, CallOutcome::too_large);
    EXPECT_THAT(read_answer(422, "", "").detail, HasSubstr("version 1 of the protocol"));
    for (const int status : {302, 429, 500, 502, 503}) {
        EXPECT_EQ(read_answer(status, "", "").outcome, CallOutcome::unreachable) << status;
    }
    EXPECT_EQ(read_answer(503, "", "7").retry_after, Milliseconds{7'000});
    EXPECT_EQ(read_answer(503, "", "999999999").retry_after, Milliseconds{3'600'000});
    for (const auto* text : {"", "-1", "1.5", "soon", "99999999999999999999"}) {
        EXPECT_FALSE(read_answer(503, "", text).retry_after) << text;
    }
}

TEST(SyncPace, CatchesUpWithoutFloodingAndOtherwiseWaitsAsAsked) {
    SyncPace pace;
    EXPECT_EQ(pace.after_answer(true, Milliseconds{60'000}, 0.5), SyncPace::kBetweenBatches);
    EXPECT_EQ(pace.after_answer(false, Milliseconds{60'000}, 0.0), Milliseconds{57'000});
    EXPECT_GE(pace.after_answer(false, Milliseconds{0}, 0.0), Milliseconds{900});
    EXPECT_LE(pace.after_answer(false, Milliseconds{2'000'000'000}, 0.99), SyncPace::kLongest);
}

TEST(SyncPace, BacksOffAndHonoursWhatTheServerAsksFor) {
    SyncPace pace;
    Milliseconds last{0};
    for (int i = 0; i < 20; ++i) {
        const auto wait = pace.after_failure(CallOutcome::unreachable, std::nullopt, 0.99);
        EXPECT_GE(wait, last);
        last = wait;
    }
    EXPECT_LE(last, Milliseconds{60'000});
    EXPECT_EQ(pace.after_failure(CallOutcome::unreachable, Milliseconds{600'000}, 0.0),
              Milliseconds{600'000});
    pace.after_answer(false, Milliseconds{60'000}, 0.0);
    EXPECT_LE(pace.after_failure(CallOutcome::unreachable, std::nullopt, 0.99),
              Milliseconds{1'000});
}

TEST(SyncPace, ARefusedKeyIsTriedSeldom) {
    SyncPace pace;
    EXPECT_GE(pace.after_failure(CallOutcome::refused, std::nullopt, 0.0), Milliseconds{60'000});
    for (int i = 0; i < 10; ++i) {
        pace.after_failure(CallOutcome::not_understood, std::nullopt, 0.0);
    }
    EXPECT_GE(pace.after_failure(CallOutcome::refused, std::nullopt, 0.0), Milliseconds{1'800'000});
}

}  // namespace
}  // namespace ohmstead::ingest
