#include <algorithm>
#include <random>

#include "contract/store_contract.hpp"
#include "ingest/agent_intake.hpp"
#include "support/agent_items.hpp"
#include "support/plan_body.hpp"

namespace ohmstead::test {
namespace {

using ingest::BatchItem;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;

OHMSTEAD_STORE_CONTRACT(AgentDeliveryContract);

constexpr int kHistories = 6;
constexpr int kItems = 60;
const std::vector<sys_days> kDeliveredDays{kToday - days{1}, kToday};
constexpr std::uint32_t kNewestEpoch = 3;

// What an engine sends over its life, in order: revisions only grow, a command has one result, and
// readings of one instant may contradict each other.
class History {
public:
    explicit History(unsigned seed) : random_(seed) {
        for (int i = 0; i < 3; ++i) {
            channels.push_back(some_channel(ChannelRole::device));
        }
        for (int i = 0; i < 5; ++i) {
            commands.push_back({.id = CommandId::make(),
                                .kind = CommandKind::backfill,
                                .created_at = kNow + Seconds{i},
                                .expires_at = kNow + hours{1}});
        }
        for (int i = 0; i < kItems; ++i) {
            items.push_back(next_item());
        }
    }

    std::size_t below(std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
    }
    // The items in batches, in their order.
    std::vector<std::vector<BatchItem>> split() {
        std::vector<std::vector<BatchItem>> batches(1);
        for (const auto& item : items) {
            if (below(4) == 0) {
                batches.emplace_back();
            }
            batches.back().push_back(item);
        }
        return batches;
    }
    // Each batch one to five times, in any order, and its items in any order, too.
    std::vector<std::vector<BatchItem>> scramble(std::vector<std::vector<BatchItem>> batches) {
        std::vector<std::vector<BatchItem>> deliveries;
        for (auto& batch : batches) {
            for (std::size_t times = 1 + below(5); times > 0; --times) {
                std::ranges::shuffle(batch, random_);
                deliveries.push_back(batch);
            }
        }
        std::ranges::shuffle(deliveries, random_);
        return deliveries;
    }

    std::vector<Channel> channels;
    std::vector<Command> commands;
    std::vector<BatchItem> items;

private:
    const ChannelId& some_id() { return channels[below(channels.size())].id; }

    Revision next_revision() {
        if (epoch_ < kNewestEpoch && below(25) == 0) {
            ++epoch_;
            sequence_ = 0;
        }
        return {epoch_, ++sequence_};
    }

    BatchItem next_item() {
        switch (below(4)) {
            case 0:
                return item_of(
                    "b", block_at(some_id(), Instant{kDeliveredDays[below(kDeliveredDays.size())]},
                                  next_revision(), static_cast<std::int64_t>(below(1'000'000))));
            case 1:
                return next_chunk();
            case 2:
                return next_live();
            default:
                return next_result();
        }
    }

    BatchItem next_live() {
        auto item = live_item("l", next_revision(), kNow,
                              {{some_id(), kNow, static_cast<std::int64_t>(below(5'000'000))}});
        const auto condition = below(2) == 0 ? EntityCondition::on : EntityCondition::off;
        item.devices = {{some_id(), condition, kNow}};
        return item;
    }

    BatchItem next_chunk() {
        std::vector<HourReading> readings;
        for (std::uint32_t second = 0; second < 3'600; second += 60) {
            if (below(3) == 0) {
                readings.push_back({.offset_ms = second * 1'000,
                                    .rank = static_cast<std::uint32_t>(below(3)),
                                    .value = static_cast<std::int64_t>(below(4))});
            }
        }
        readings.push_back({.offset_ms = 3'599'999, .rank = 0, .value = 0});
        const auto measure = below(2) == 0 ? Measure::power : Measure::counter;
        return item_of("c", some_id(), measure, kNow - hours{1 + below(3)}, readings);
    }

    BatchItem next_result() {
        const auto which = below(commands.size());
        auto item = result_item("r", commands[which].id,
                                which % 2 == 0 ? CommandOutcome::done : CommandOutcome::failed);
        item.detail = "It was the " + std::to_string(which) + "th.";
        item.result = RawJson{"{\"n\":" + std::to_string(which) + "}"};
        return item;
    }

    std::mt19937 random_;
    std::uint32_t epoch_ = 1;
    std::uint64_t sequence_ = 0;
};

// Everything that the stores hold of a home.
struct Contents {
    std::vector<std::optional<Block>> blocks;
    std::vector<std::vector<Reading>> readings;
    std::optional<LiveSnapshot> live;
    std::vector<Command> commands;
};

Task<HomeId> make_home(Engine& engine, const History& history) {
    const Home home = some_home();
    const auto created = co_await engine.homes().create(system_scope(), home, UserId::make());
    EXPECT_TRUE(created);
    const auto put =
        co_await engine.homes().put_channels(system_scope(), home.id, history.channels);
    EXPECT_TRUE(put);
    for (const Command& command : history.commands) {
        const auto kept = co_await engine.commands().create(system_scope(), home.id, command);
        EXPECT_TRUE(kept);
    }
    co_return home.id;
}

Task<void> deliver(Engine& engine, HomeId home, const History& history,
                   std::vector<BatchItem> items) {
    auto batch = batch_of(std::move(items));
    batch.engine_epoch = kNewestEpoch;
    auto planned = plan_body(reflect::encode(batch), history.channels, kNow);
    ingest::AgentIntake intake({.slots = engine.slots(),
                                .readings = engine.readings(),
                                .live = engine.live(),
                                .commands = engine.commands(),
                                .homes = engine.homes()});
    const auto answer =
        co_await intake.take(scope_for_ingest(home), home, std::move(planned).value(), kNow);
    EXPECT_TRUE(answer);
    for (const auto& result : answer.value().items) {
        EXPECT_NE(result.status, ingest::IngestStatus::rejected) << result.detail.value_or("");
    }
}

Task<Contents> contents_of(Engine& engine, HomeId home, const History& history) {
    Contents contents;
    const Span always{.from = kNow - days{30}, .to = kNow + days{30}};
    for (const Channel& channel : history.channels) {
        for (const auto day : kDeliveredDays) {
            auto block = co_await engine.slots().block_of(system_scope(), home, channel.id, day);
            contents.blocks.push_back(std::move(block).value());
        }
        for (const auto measure : {Measure::counter, Measure::power, Measure::state}) {
            auto readings = co_await engine.readings().read(system_scope(), home, channel.id,
                                                            measure, always, false);
            contents.readings.push_back(std::move(readings).value());
        }
    }
    auto live = co_await engine.live().snapshot(system_scope(), home);
    contents.live = std::move(live).value();
    for (const Command& command : history.commands) {
        auto found = co_await engine.commands().find(system_scope(), home, command.id, kNow);
        contents.commands.push_back(std::move(found).value());
    }
    co_return contents;
}

TEST_P(AgentDeliveryContract, AnyNumberOfDeliveriesInAnyOrderEndsAsOneInOrder) {
    with_engine([](Engine& engine) -> Task<void> {
        for (unsigned seed = 1; seed <= kHistories; ++seed) {
            History history(seed);
            const HomeId orderly = co_await make_home(engine, history);
            for (auto& batch : history.split()) {
                co_await deliver(engine, orderly, history, std::move(batch));
            }
            const HomeId disorderly = co_await make_home(engine, history);
            auto deliveries = history.scramble(history.split());
            for (auto& batch : deliveries) {
                co_await deliver(engine, disorderly, history, std::move(batch));
                if (history.below(10) == 0) {
                    co_await engine.let_time_pass(std::chrono::minutes{10});
                }
            }
            const Contents expected = co_await contents_of(engine, orderly, history);
            const Contents actual = co_await contents_of(engine, disorderly, history);
            EXPECT_EQ(actual.blocks, expected.blocks) << "seed " << seed;
            EXPECT_EQ(actual.readings, expected.readings) << "seed " << seed;
            EXPECT_EQ(actual.live, expected.live) << "seed " << seed;
            EXPECT_EQ(actual.commands, expected.commands) << "seed " << seed;
            EXPECT_TRUE(expected.live);
        }
    });
}

}  // namespace
}  // namespace ohmstead::test
