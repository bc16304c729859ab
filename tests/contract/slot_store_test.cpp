#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

OHMSTEAD_STORE_CONTRACT(SlotStoreContract);

// A block whose slots all have the given amount.
Block block_of(const ChannelId& channel, sys_days day, Revision revision, std::int64_t amount) {
    Block block{.channel = channel, .day = day, .revision = revision, .anchor = {}, .slots = {}};
    block.anchor.power = Reading{.at = Instant{day} - Seconds{3}, .value = 7};
    for (std::int64_t i = 0; i < kSlotsPerDay; ++i) {
        block.slots.push_back({.index = slot_of(day) + i,
                               .amount = amount,
                               .quality = Quality::measured,
                               .seconds_covered = 900});
    }
    return block;
}

using Outcomes = std::vector<PutOutcome>;

TEST_P(SlotStoreContract, KeepsBlocksOverARestart) {
    Dwelling dwelling;
    with_engine([&](Engine& engine) -> Task<void> {
        dwelling = co_await make_dwelling(engine, 1);
        const std::vector<Block> blocks{block_of(dwelling.channels[0], kToday, {1, 1}, 5)};
        const auto put = co_await engine.slots().put(system_scope(), dwelling.home, blocks);
        EXPECT_EQ(put.value(), Outcomes{PutOutcome::stored});
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto block = co_await engine.slots().block_of(system_scope(), dwelling.home,
                                                            dwelling.channels[0], kToday);
        EXPECT_EQ(block.value(), block_of(dwelling.channels[0], kToday, {1, 1}, 5));
    });
}

TEST_P(SlotStoreContract, TellsWhatHappenedToCountersWithinTheSpan) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 2);
        const auto& channel = dwelling.channels[0];
        Block block = block_of(channel, kToday, {1, 1}, 5);
        const MeterEvent jump{.kind = MeterEvent::Kind::quarantined,
                              .at = Instant{kToday} + Seconds{3'600},
                              .amount = 9,
                              .since = Instant{kToday} - Seconds{60},
                              .in_question = 9};
        block.events = {jump};
        const std::vector<Block> blocks{block, block_of(dwelling.channels[1], kToday, {1, 2}, 5)};
        (void)co_await engine.slots().put(system_scope(), dwelling.home, blocks);
        const auto kept =
            co_await engine.slots().block_of(system_scope(), dwelling.home, channel, kToday);
        EXPECT_EQ(kept.value(), block);
        const Span until{Instant{kToday}, jump.at};
        const auto before =
            co_await engine.slots().slots(system_scope(), dwelling.home, dwelling.channels, until);
        EXPECT_TRUE(before.value().events.empty());
        const Span with{jump.at, jump.at + Milliseconds{1}};
        const auto then =
            co_await engine.slots().slots(system_scope(), dwelling.home, dwelling.channels, with);
        EXPECT_EQ(then.value().events, (std::vector{ChannelEvent{channel, jump}}));
        const std::vector<ChannelId> other{dwelling.channels[1]};
        const auto others =
            co_await engine.slots().slots(system_scope(), dwelling.home, other, with);
        EXPECT_TRUE(others.value().events.empty());
    });
}

TEST_P(SlotStoreContract, OnlyANewerRevisionReplacesABlock) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 2);
        const auto& channel = dwelling.channels[0];
        const auto put = [&](Revision revision, std::int64_t amount) {
            std::vector<Block> blocks{block_of(channel, kToday, revision, amount)};
            return engine.slots().put(system_scope(), dwelling.home, std::move(blocks));
        };
        const auto first = co_await put({2, 10}, 1);
        EXPECT_EQ(first.value(), Outcomes{PutOutcome::stored});
        const auto same = co_await put({2, 10}, 2);
        EXPECT_EQ(same.value(), Outcomes{PutOutcome::stale});
        const auto older = co_await put({1, 99}, 3);
        EXPECT_EQ(older.value(), Outcomes{PutOutcome::stale});
        auto block =
            co_await engine.slots().block_of(system_scope(), dwelling.home, channel, kToday);
        EXPECT_EQ(block.value()->slots[0].amount, 1);
        const auto newer = co_await put({3, 1}, 4);
        EXPECT_EQ(newer.value(), Outcomes{PutOutcome::stored});
        block = co_await engine.slots().block_of(system_scope(), dwelling.home, channel, kToday);
        EXPECT_EQ(block.value()->slots[0].amount, 4);
    });
}

TEST_P(SlotStoreContract, AStaleBlockDoesNotHoldUpTheOthers) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 2);
        const std::vector<Block> first{block_of(dwelling.channels[0], kToday, {5, 0}, 1)};
        (void)co_await engine.slots().put(system_scope(), dwelling.home, first);
        const std::vector<Block> both{block_of(dwelling.channels[0], kToday, {4, 0}, 2),
                                      block_of(dwelling.channels[1], kToday, {4, 0}, 2)};
        const auto put = co_await engine.slots().put(system_scope(), dwelling.home, both);
        EXPECT_EQ(put.value(), (Outcomes{PutOutcome::stale, PutOutcome::stored}));
        const auto other = co_await engine.slots().block_of(system_scope(), dwelling.home,
                                                            dwelling.channels[1], kToday);
        EXPECT_EQ(other.value()->slots[0].amount, 2);
    });
}

TEST_P(SlotStoreContract, AnUnknownChannelRefusesTheWholePut) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const Dwelling other = co_await make_dwelling(engine, 1);
        const std::vector<Block> blocks{block_of(dwelling.channels[0], kToday, {1, 1}, 1),
                                        block_of(other.channels[0], kToday, {1, 1}, 1)};
        const auto put = co_await engine.slots().put(system_scope(), dwelling.home, blocks);
        EXPECT_EQ(refusal(put), ErrorCode::not_found);
        const auto block = co_await engine.slots().block_of(system_scope(), dwelling.home,
                                                            dwelling.channels[0], kToday);
        EXPECT_EQ(block.value(), std::nullopt);
    });
}

TEST_P(SlotStoreContract, ADayOutsideAllReasonRefusesTheWholePut) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const auto& channel = dwelling.channels[0];
        for (const sys_days day : {sys_days{-days{1}}, sys_days{days{47'482}}, sys_days::max()}) {
            Block outside{
                .channel = channel, .day = day, .revision = {1, 1}, .anchor = {}, .slots = {}};
            const std::vector<Block> blocks{block_of(channel, kToday, {1, 1}, 1), outside};
            const auto put = co_await engine.slots().put(system_scope(), dwelling.home, blocks);
            EXPECT_EQ(refusal(put), ErrorCode::invalid);
        }
        const Span always{.from = Instant::min(), .to = Instant::max()};
        const auto columns =
            co_await engine.slots().slots(system_scope(), dwelling.home, dwelling.channels, always);
        EXPECT_TRUE(columns.value().channels[0].slots.empty());
    });
}

TEST_P(SlotStoreContract, CutsSlotsToTheSpanAndKeepsTheOrderAsked) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 3);
        const std::vector<Block> blocks{
            block_of(dwelling.channels[0], kToday, {1, 1}, 10),
            block_of(dwelling.channels[0], kToday + days{1}, {1, 2}, 11),
            block_of(dwelling.channels[1], kToday + days{1}, {1, 3}, 21)};
        (void)co_await engine.slots().put(system_scope(), dwelling.home, blocks);
        const Span span{.from = kToday + std::chrono::hours{23},
                        .to = kToday + days{1} + std::chrono::minutes{31}};
        const std::vector<ChannelId> asked{dwelling.channels[1], dwelling.channels[2],
                                           dwelling.channels[0], ChannelId::make()};
        const auto columns = co_await engine.slots().slots(member(dwelling.home, HomeRole::viewer),
                                                           dwelling.home, asked, span);
        EXPECT_EQ(columns.value().channels.size(), 4U);
        for (std::size_t i = 0; i < asked.size(); ++i) {
            EXPECT_EQ(columns.value().channels[i].channel, asked[i]);
        }
        EXPECT_EQ(columns.value().channels[0].slots.size(), 3U);
        EXPECT_TRUE(columns.value().channels[1].slots.empty());
        EXPECT_EQ(columns.value().channels[2].slots.size(), 7U);
        EXPECT_TRUE(columns.value().channels[3].slots.empty());
        EXPECT_EQ(columns.value().channels[2].slots.front().index, slot_of(span.from));
        EXPECT_EQ(columns.value().channels[2].slots.back().amount, 11);
    });
}

TEST_P(SlotStoreContract, FindsTheNewestBlockOnOrBeforeADay) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 2);
        const auto& channel = dwelling.channels[0];
        const std::vector<Block> blocks{
            block_of(channel, kToday, {1, 1}, 1), block_of(channel, kToday + days{3}, {1, 1}, 2),
            block_of(dwelling.channels[1], kToday + days{2}, {1, 1}, 3)};
        (void)co_await engine.slots().put(system_scope(), dwelling.home, blocks);
        const auto at = [&](sys_days day) {
            return engine.slots().block_at_or_before(system_scope(), dwelling.home, channel, day);
        };
        const auto long_after = co_await at(kToday + days{400});
        EXPECT_EQ(long_after.value()->day, kToday + days{3});
        const auto before = co_await at(kToday - days{1});
        EXPECT_EQ(before.value(), std::nullopt);
        const auto between = co_await at(kToday + days{2});
        EXPECT_EQ(between.value()->day, kToday);
        const auto exactly = co_await at(kToday + days{3});
        EXPECT_EQ(exactly.value()->day, kToday + days{3});
    });
}

TEST_P(SlotStoreContract, KeepsToTheScope) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const std::vector<Block> blocks{block_of(dwelling.channels[0], kToday, {1, 1}, 1)};
        auto& slots = engine.slots();
        const AccessScope admin = member(dwelling.home, HomeRole::admin);
        const auto by_person = co_await slots.put(admin, dwelling.home, blocks);
        EXPECT_EQ(refusal(by_person), ErrorCode::not_found) << "people do not write slots";
        const auto by_other_key =
            co_await slots.put(scope_for_ingest(HomeId::make()), dwelling.home, blocks);
        EXPECT_EQ(refusal(by_other_key), ErrorCode::not_found);
        const auto by_key =
            co_await slots.put(scope_for_ingest(dwelling.home), dwelling.home, blocks);
        EXPECT_TRUE(by_key);
        const Span span{.from = kToday, .to = kToday + days{1}};
        for (const AccessScope& scope :
             {AccessScope{}, person(UserId::make()), scope_for_ingest(dwelling.home)}) {
            const auto read = co_await slots.slots(scope, dwelling.home, dwelling.channels, span);
            EXPECT_EQ(refusal(read), ErrorCode::not_found);
            const auto block =
                co_await slots.block_of(scope, dwelling.home, dwelling.channels[0], kToday);
            EXPECT_EQ(refusal(block), ErrorCode::not_found);
            const auto newest = co_await slots.block_at_or_before(scope, dwelling.home,
                                                                  dwelling.channels[0], kToday);
            EXPECT_EQ(refusal(newest), ErrorCode::not_found);
        }
    });
}

TEST_P(SlotStoreContract, EpochsGrowOverRestarts) {
    std::uint32_t newest = 0;
    HomeId home;
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        home = dwelling.home;
    });
    for (int start = 0; start < 3; ++start) {
        with_engine([&](Engine& engine) -> Task<void> {
            const auto epoch = co_await engine.slots().next_epoch(scope_for_ingest(home), home);
            EXPECT_GT(epoch.value(), newest);
            newest = epoch.value();
        });
    }
}

TEST_P(SlotStoreContract, OnlyAHomeThatThereIsHasEpochs) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        const AccessScope other = scope_for_ingest(HomeId::make());
        const auto foreign = co_await engine.slots().next_epoch(other, dwelling.home);
        EXPECT_EQ(refusal(foreign), ErrorCode::not_found);
        const auto unknown = co_await engine.slots().next_epoch(system_scope(), HomeId::make());
        EXPECT_EQ(refusal(unknown), ErrorCode::not_found);
    });
}

}  // namespace
}  // namespace ohmstead::test
