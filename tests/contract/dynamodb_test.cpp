#include <array>

#include <boost/asio/this_coro.hpp>

#include "async/task_group.hpp"
#include "contract/derived_days.hpp"
#include "contract/dynamo_client.hpp"
#include "contract/store_contract.hpp"
#include "store/derived_store.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/contents.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/stores.hpp"
#include "support/manual_clock.hpp"

namespace ohmstead::test {
namespace {

using namespace dynamodb;  // NOLINT: what this file is about
using std::chrono::days;

// What only a store has that several processes share: it runs where there is a DynamoDB.
class DynamoStores : public StoreContract {
protected:
    // A second process's client, or one to look into the tables with.
    Task<std::unique_ptr<DynamoClient>> another_client() {
        const auto executor = co_await boost::asio::this_coro::executor;
        co_return std::make_unique<DynamoClient>(executor, folder());
    }
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DynamoStores);
INSTANTIATE_TEST_SUITE_P(Engines, DynamoStores, testing::ValuesIn(shared_kinds()),
                         [](const auto& info) { return info.param.name; });

std::vector<SeriesReadings> power(const ChannelId& channel, std::vector<Reading> readings) {
    std::vector<SeriesReadings> batch(1);
    batch[0].channel = channel;
    batch[0].measure = Measure::power;
    batch[0].readings = std::move(readings);
    return batch;
}

Block empty_block(const ChannelId& channel, Revision revision) {
    return {.channel = channel, .day = kToday, .revision = revision, .anchor = {}, .slots = {}};
}

Task<std::size_t> items_in(Client& client, std::string table, std::string partition) {
    const std::string name = table == kHomes ? "home_id" : "data_type";
    Query query{.table = std::move(table),
                .key_condition = "#partition = :partition",
                .placeholders = {.names = {{"#partition", name}},
                                 .values = {{":partition", string_value(partition)}}},
                .consistent = true};
    const auto items = co_await client.query_all(std::move(query), 1000);
    co_return items.value().size();
}

Task<void> damage(Client& client, Item key) {
    Update update{.table = kEnergyData,
                  .key = std::move(key),
                  .update = "SET #data = :data",
                  .placeholders = {.names = {{"#data", "data"}},
                                   .values = {{":data", bytes_value(bytes_of("damaged"))}}}};
    const auto damaged = co_await client.update_item(std::move(update));
    EXPECT_TRUE(damaged);
}

LiveSnapshot snapshot_of(const ChannelId& channel, Revision revision) {
    return {.revision = revision, .at = kNow, .power = {{channel, {kNow, 1}}}};
}

Command some_command() {
    return {.id = CommandId::make(), .created_at = kNow, .expires_at = kNow + Seconds{60}};
}

Task<std::size_t> waiting_items(Client& client, HomeId home) {
    const auto items = co_await client.query_all(items_of_home(home, kWaitingPrefix), 1000);
    co_return items.value().size();
}

// As an erasure leaves a home that has just begun.
Task<void> begin_erasing(Client& client, const HomeId& home) {
    for (const Item& key : {home_key(home), contents_key(home), derived_key(home)}) {
        Update mark{.table = kHomes,
                    .key = key,
                    .update = "SET #erased = :yes",
                    .placeholders = {.names = {{"#erased", "erased"}},
                                     .values = {{":yes", bool_value(true)}}}};
        const auto marked = co_await client.update_item(std::move(mark));
        EXPECT_TRUE(marked);
    }
}

constexpr int kDerivedDays = 6;

// What the slots of each day say at this moment.
using Truth = std::array<std::int64_t, kDerivedDays>;

DaySums bare_sums_of(LocalDate date, std::int64_t home) {
    DaySums sums;
    sums.day = local_day(Zone::utc(), date);
    sums.home = home;
    return sums;
}

// Whoever delivers slots: first they change, then they are marked.
Task<void> change_days(DerivedStore& derived, HomeId home, Truth& truth, int first, int step) {
    for (int n = 0; n < 12; ++n) {
        const int day = (first + n * step) % kDerivedDays;
        ++truth.at(static_cast<std::size_t>(day));
        const auto marked = co_await derived.mark(system_scope(), home, slots_of_day(day));
        EXPECT_TRUE(marked);
    }
}

// A deriver that sums what is dirty and nothing else. Its lease is always over, so that others take
// it from it.
Task<void> derive_days(DerivedStore& derived, HomeId home, std::string holder, const Truth& truth,
                       int rounds) {
    const DerivingLease lease{.holder = std::move(holder), .until = kNow};
    for (int round = 0; round < rounds; ++round) {
        const auto taken = co_await derived.take_lease(system_scope(), home, lease, kNow);
        DerivedState after = taken.value().value();
        const SlotRange dirty =
            after.derived_to ? after.dirty : hull(slots_of_day(0), slots_of_day(kDerivedDays - 1));
        std::vector<DaySums> sums;
        for (int day = 0; day < kDerivedDays; ++day) {
            const SlotRange slots = slots_of_day(day);
            if (slots.from < dirty.to && dirty.from < slots.to) {
                sums.push_back(bare_sums_of(plus_days(kFirstDate, day),
                                            truth.at(static_cast<std::size_t>(day))));
            }
        }
        after.derived_to = slots_of_day(kDerivedDays - 1).to;
        after.dirty = {};
        const auto put = co_await derived.put_days(system_scope(), home, lease, sums, after);
        EXPECT_TRUE(put);
    }
}

Task<void> append_one(ReadingStore& readings, Dwelling dwelling, std::int64_t n) {
    const auto batch = power(dwelling.channels[0], {{.at = kNow + Seconds{n}, .value = n}});
    const auto added =
        co_await readings.append(system_scope(), dwelling.home, batch, Durability::now);
    EXPECT_EQ(added.value(), 1U);
}

TEST_P(DynamoStores, ProcessesThatWriteOneHourTogetherLoseNothing) {
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const auto other = co_await another_client();
        Worker cpu;
        const auto readings = make_reading_store(**other, cpu, Log{});
        const auto executor = co_await boost::asio::this_coro::executor;
        TaskGroup tasks(executor, Log{});
        for (std::int64_t n = 0; n < 6; ++n) {
            tasks.spawn("append",
                        append_one(n % 2 == 0 ? engine.readings() : *readings, dwelling, n));
        }
        co_await tasks.join();
        const auto stored = co_await engine.readings().read(
            system_scope(), dwelling.home, dwelling.channels[0], Measure::power, kWeek, false);
        EXPECT_EQ(stored.value().size(), 6U);
    });
}

TEST_P(DynamoStores, ADamagedChunkIsSetAsideAndBegunAnew) {
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const auto& channel = dwelling.channels[0];
        auto& readings = engine.readings();
        const auto client = co_await another_client();
        const auto append = [&](std::int64_t value) {
            return readings.append(system_scope(), dwelling.home,
                                   power(channel, {{.at = kNow, .value = value}}), Durability::now);
        };
        const auto read = [&] {
            return readings.read(system_scope(), dwelling.home, channel, Measure::power, kWeek,
                                 true);
        };
        (void)co_await append(9);
        const Series series{.channel = channel, .measure = Measure::power};
        co_await damage(**client, chunk_key(dwelling.home, series, hour_of(kNow)));
        const auto left_out = co_await read();
        EXPECT_TRUE(left_out.value().empty());
        const auto added = co_await append(5);
        EXPECT_EQ(added.value(), 1U);
        const auto anew = co_await read();
        EXPECT_EQ(anew.value(), (std::vector<Reading>{{.at = kNow, .value = 5}}));
        Get aside{.table = kEnergyData,
                  .key = damaged_chunk_key(dwelling.home, series, hour_of(kNow))};
        const auto found = co_await (**client).get_item(std::move(aside));
        EXPECT_TRUE(found.value().has_value());
    });
}

TEST_P(DynamoStores, ADamagedBlockDoesNotStandInTheWay) {
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const auto& channel = dwelling.channels[0];
        auto& slots = engine.slots();
        const auto put = [&](Revision revision) {
            return slots.put(system_scope(), dwelling.home, {empty_block(channel, revision)});
        };
        const auto read = [&] {
            return slots.block_at_or_before(system_scope(), dwelling.home, channel, kToday);
        };
        (void)co_await put({2, 5});
        const auto client = co_await another_client();
        co_await damage(**client, block_key(dwelling.home, kToday, channel));
        const auto left_out = co_await read();
        EXPECT_EQ(left_out.value(), std::nullopt);
        const auto stored = co_await put({1, 1});
        EXPECT_EQ(stored.value(), std::vector{PutOutcome::stored});
        const auto block = co_await read();
        EXPECT_EQ(block.value(), empty_block(channel, {1, 1}));
    });
}

TEST_P(DynamoStores, ARevisionMayHaveAnySequence) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const auto put = [&](std::uint64_t sequence) {
            return engine.slots().put(system_scope(), dwelling.home,
                                      {empty_block(dwelling.channels[0], {1, sequence})});
        };
        constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
        const auto below = co_await put(kMost - 1);
        EXPECT_EQ(below.value(), std::vector{PutOutcome::stored});
        const auto most = co_await put(kMost);
        EXPECT_EQ(most.value(), std::vector{PutOutcome::stored});
        const auto again = co_await put(kMost - 1);
        EXPECT_EQ(again.value(), std::vector{PutOutcome::stale});
    });
}

TEST_P(DynamoStores, MoreThanAPageHoldsIsReadAndErasedWhole) {
    with_engine([&](Engine& engine) -> Task<void> {
        constexpr int kChannels = 50;
        constexpr int kDays = 31;
        const Dwelling dwelling = co_await make_dwelling(engine, kChannels);
        std::vector<Block> blocks;
        for (const ChannelId& channel : dwelling.channels) {
            for (int day = 0; day < kDays; ++day) {
                Block& block = blocks.emplace_back(empty_block(channel, {1, 1}));
                block.day += days{day};
                for (std::int64_t i = 0; i < kSlotsPerDay; ++i) {
                    block.slots.push_back(
                        {.index = slot_of(block.day) + i,
                         .amount = i % 2 == 0 ? std::numeric_limits<std::int64_t>::max() : -i,
                         .quality = Quality::measured,
                         .seconds_covered = 900});
                }
            }
        }
        const auto put = co_await engine.slots().put(system_scope(), dwelling.home, blocks);
        EXPECT_EQ(put.value().size(), blocks.size());
        const Span month{.from = kToday, .to = kToday + days{kDays}};
        const auto columns =
            co_await engine.slots().slots(system_scope(), dwelling.home, dwelling.channels, month);
        for (const ChannelSlots& column : columns.value().channels) {
            EXPECT_EQ(column.slots.size(), static_cast<std::size_t>(kDays * kSlotsPerDay));
        }
        const auto erased = co_await engine.homes().erase(system_scope(), dwelling.home);
        EXPECT_TRUE(erased);
        const auto other = co_await another_client();
        const auto left = co_await items_in(**other, kEnergyData,
                                            partition_named(dwelling.home, "slots#2026-03"));
        EXPECT_EQ(left, 0U);
    });
}

TEST_P(DynamoStores, TwoAdminsCannotBothTakeTheOthersPlaceAway) {
    with_engine([](Engine& engine) -> Task<void> {
        const UserId ann = UserId::make();
        const UserId bob = UserId::make();
        const Home home = some_home();
        auto& homes = engine.homes();
        (void)co_await homes.create(system_scope(), home, ann);
        (void)co_await homes.put_member(system_scope(), home.id, bob, HomeRole::admin);
        int refused = 0;
        const auto demote = [&](UserId user) -> Task<void> {
            const auto put =
                co_await homes.put_member(system_scope(), home.id, user, HomeRole::viewer);
            refused += refusal(put) == ErrorCode::conflict ? 1 : 0;
        };
        const auto executor = co_await boost::asio::this_coro::executor;
        TaskGroup tasks(executor, Log{});
        tasks.spawn("demote", demote(ann));
        tasks.spawn("demote", demote(bob));
        co_await tasks.join();
        EXPECT_EQ(refused, 1);
    });
}

TEST_P(DynamoStores, AnErasureThatWasInterruptedIsFinishedByRepeatingIt) {
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const auto& home = dwelling.home;
        const auto& channel = dwelling.channels[0];
        const auto batch = power(channel, {{.at = kNow, .value = 1}});
        (void)co_await engine.readings().append(system_scope(), home, batch, Durability::now);
        (void)co_await engine.slots().put(system_scope(), home, {empty_block(channel, {1, 1})});
        const StoredApiKey key{.id = ApiKeyId::make(),
                               .secret_hash = "00",
                               .home = home,
                               .name = "Key",
                               .created_at = kNow,
                               .last_used_at = {}};
        (void)co_await engine.users().put_api_key(key);
        const auto other = co_await another_client();
        Client& client = **other;
        co_await begin_erasing(client, home);

        const auto found = co_await engine.homes().get(system_scope(), home);
        EXPECT_EQ(refusal(found), ErrorCode::not_found);
        const auto listed = co_await engine.homes().list(system_scope());
        EXPECT_TRUE(listed.value().empty());
        Home same = some_home();
        same.id = home;
        const auto again = co_await engine.homes().create(system_scope(), same, UserId::make());
        EXPECT_EQ(refusal(again), ErrorCode::conflict) << "not before everything is erased";
        const auto late =
            co_await engine.readings().append(system_scope(), home, batch, Durability::now);
        EXPECT_EQ(refusal(late), ErrorCode::not_found);
        const auto late_key = co_await engine.users().put_api_key(key);
        EXPECT_EQ(refusal(late_key), ErrorCode::not_found);

        const auto erased = co_await engine.homes().erase(system_scope(), home);
        EXPECT_TRUE(erased);
        for (const auto* month : {"slots#2026-03", "readings#2026-03"}) {
            const auto left = co_await items_in(client, kEnergyData, partition_named(home, month));
            EXPECT_EQ(left, 0U) << month;
        }
        const auto left = co_await items_in(client, kHomes, home.value);
        EXPECT_EQ(left, 0U);
        const auto left_key = co_await engine.users().find_api_key(key.id);
        EXPECT_EQ(left_key.value().has_value(), false);
        const auto nothing = co_await engine.homes().erase(system_scope(), home);
        EXPECT_EQ(refusal(nothing), ErrorCode::not_found);
    });
}

TEST_P(DynamoStores, WhatIsWrittenBehindAnErasureIsTakenBack) {
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        (void)co_await engine.slots().put(system_scope(), dwelling.home,
                                          {empty_block(dwelling.channels[0], {1, 1})});
        const auto other = co_await another_client();
        const std::vector<Item> keys{block_key(dwelling.home, kToday, dwelling.channels[0])};
        const auto kept = co_await take_back_if_erased(**other, dwelling.home, keys);
        EXPECT_TRUE(kept);
        co_await begin_erasing(**other, dwelling.home);
        const auto taken_back = co_await take_back_if_erased(**other, dwelling.home, keys);
        EXPECT_EQ(refusal(taken_back), ErrorCode::not_found);
        const auto left = co_await items_in(**other, kEnergyData,
                                            partition_named(dwelling.home, "slots#2026-03"));
        EXPECT_EQ(left, 0U);
    });
}

TEST_P(DynamoStores, AnErasedHomeLeavesNoLiveValueWatchOrCommand) {
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const auto& home = dwelling.home;
        const Command waiting = some_command();
        const Command done = some_command();
        (void)co_await engine.live().put(system_scope(), home,
                                         snapshot_of(dwelling.channels[0], {1, 1}));
        (void)co_await engine.live().renew_watch(system_scope(), home, kNow);
        (void)co_await engine.commands().create(system_scope(), home, waiting);
        (void)co_await engine.commands().create(system_scope(), home, done);
        (void)co_await engine.commands().take_result(system_scope(), home, {.command = done.id});
        const auto erased = co_await engine.homes().erase(system_scope(), home);
        EXPECT_TRUE(erased);

        // What comes late makes none of it again.
        const auto watched = co_await engine.live().renew_watch(system_scope(), home, kNow);
        EXPECT_EQ(refusal(watched), ErrorCode::not_found);
        const auto created =
            co_await engine.commands().create(system_scope(), home, some_command());
        EXPECT_EQ(refusal(created), ErrorCode::not_found);
        const auto taken =
            co_await engine.commands().take_result(system_scope(), home, {.command = waiting.id});
        EXPECT_EQ(refusal(taken), ErrorCode::not_found);

        const auto other = co_await another_client();
        const auto left = co_await items_in(**other, kHomes, home.value);
        EXPECT_EQ(left, 0U);
        const auto left_live =
            co_await items_in(**other, kEnergyData, partition_named(home, "live"));
        EXPECT_EQ(left_live, 0U);
    });
}

TEST_P(DynamoStores, ASnapshotMayHaveAnySequence) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
        const auto most = snapshot_of(dwelling.channels[0], {1, kMost});
        const auto stored = co_await engine.live().put(system_scope(), dwelling.home, most);
        EXPECT_EQ(stored.value().outcome, PutOutcome::stored);
        const auto below = co_await engine.live().put(
            system_scope(), dwelling.home, snapshot_of(dwelling.channels[0], {1, kMost - 1}));
        EXPECT_EQ(below.value().outcome, PutOutcome::stale);
        const auto snapshot = co_await engine.live().snapshot(system_scope(), dwelling.home);
        EXPECT_EQ(snapshot.value(), most);
    });
}

TEST_P(DynamoStores, FetchingLooksNoMoreAtCommandsThatAreOver) {
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        const auto& home = dwelling.home;
        auto& commands = engine.commands();
        const auto other = co_await another_client();
        Client& client = **other;
        const Command done = some_command();
        Command expired = some_command();
        expired.expires_at = kNow;
        (void)co_await commands.create(system_scope(), home, done);
        (void)co_await commands.take_result(system_scope(), home, {.command = done.id});
        const auto after_result = co_await waiting_items(client, home);
        EXPECT_EQ(after_result, 0U);

        // As a process leaves it that ends between the two writes of take_result.
        Put left{.table = kHomes,
                 .item = with(waiting_command_key(home, done.created_at, done.id),
                              {{"command", string_value(done.id.value)},
                               {"expires_at", instant_value(done.expires_at)}})};
        (void)co_await client.put_item(std::move(left));
        (void)co_await commands.create(system_scope(), home, expired);
        const Command last = {.id = CommandId::make(),
                              .created_at = kNow + Seconds{1},
                              .expires_at = kNow + Seconds{60}};
        (void)co_await commands.create(system_scope(), home, last);
        const auto fetched = co_await commands.fetch(system_scope(), home, kNow, 1);
        EXPECT_EQ(fetched.value().size(), 1U);
        EXPECT_EQ(fetched.value().at(0).id, last.id) << "what is over takes nobody's place";
        const auto after_fetch = co_await waiting_items(client, home);
        EXPECT_EQ(after_fetch, 1U);
    });
}

TEST_P(DynamoStores, ProcessesThatMarkAndDeriveTogetherNeverClearAMark) {
    with_engine([&](Engine& engine) -> Task<void> {
        const HomeId home = (co_await make_dwelling(engine, 1)).home;
        const auto other = co_await another_client();
        const ManualClock clock{kNow};
        const auto elsewhere = make_derived_store(**other, clock, Log{});
        auto& here = engine.derived();
        Truth truth{};
        co_await derive_days(here, home, "first", truth, 1);
        const auto executor = co_await boost::asio::this_coro::executor;
        TaskGroup tasks(executor, Log{});
        tasks.spawn("change", change_days(here, home, truth, 0, 1));
        tasks.spawn("change", change_days(*elsewhere, home, truth, 5, 5));
        tasks.spawn("derive", derive_days(here, home, "a", truth, 20));
        tasks.spawn("derive", derive_days(*elsewhere, home, "b", truth, 20));
        co_await tasks.join();
        co_await derive_days(here, home, "last", truth, 1);
        const auto state = co_await here.state(system_scope(), home);
        EXPECT_TRUE(is_derived(state.value(), slots_of_day(kDerivedDays - 1)));
        const auto days = co_await here.days(system_scope(), home, kFirstDate,
                                             plus_days(kFirstDate, kDerivedDays - 1));
        Truth derived{};
        for (std::size_t i = 0; i < days.value().size(); ++i) {
            derived.at(i) = days.value()[i].home;
        }
        EXPECT_EQ(derived, truth);
    });
}

TEST_P(DynamoStores, MarksThatMeetAreAllKept) {
    with_engine([&](Engine& engine) -> Task<void> {
        const HomeId home = (co_await make_dwelling(engine, 1)).home;
        auto& here = engine.derived();
        const auto other = co_await another_client();
        const ManualClock clock{kNow};
        const auto elsewhere = make_derived_store(**other, clock, Log{});
        const Truth truth{};
        co_await derive_days(here, home, "a", truth, 1);
        const auto mark = [&](int day) -> Task<void> {
            const auto marked = co_await (day % 2 == 0 ? here : *elsewhere)
                                    .mark(system_scope(), home, slots_of_day(day));
            EXPECT_TRUE(marked);
        };
        const auto executor = co_await boost::asio::this_coro::executor;
        TaskGroup tasks(executor, Log{});
        for (int day = 0; day < kDerivedDays; ++day) {
            tasks.spawn("mark", mark(day));
        }
        co_await tasks.join();
        const auto state = co_await here.state(system_scope(), home);
        EXPECT_EQ(state.value().dirty, hull(slots_of_day(0), slots_of_day(kDerivedDays - 1)));
        EXPECT_EQ(state.value().revision, static_cast<std::uint64_t>(kDerivedDays));
    });
}

TEST_P(DynamoStores, AStaleBlockIsMarkedLikeTheOthers) {
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        auto& derived = engine.derived();
        Truth truth{};
        for (const PutOutcome expected : {PutOutcome::stored, PutOutcome::stale}) {
            co_await derive_days(derived, dwelling.home, "a", truth, 1);
            const auto clean = co_await derived.state(system_scope(), dwelling.home);
            EXPECT_TRUE(clean.value().dirty.empty());
            const auto put =
                co_await engine.slots().put(scope_for_ingest(dwelling.home), dwelling.home,
                                            {empty_block(dwelling.channels[0], {1, 1})});
            EXPECT_EQ(put.value(), std::vector{expected});
            const auto state = co_await derived.state(system_scope(), dwelling.home);
            EXPECT_EQ(state.value().dirty, slots_of_day(0));
            EXPECT_GT(state.value().revision, clean.value().revision);
        }
    });
}

TEST_P(DynamoStores, DaysGoWithTheirHome) {
    with_engine([&](Engine& engine) -> Task<void> {
        const HomeId home = (co_await make_dwelling(engine, 1)).home;
        auto& derived = engine.derived();
        const DerivingLease lease{.holder = "a", .until = kNow};
        const LocalDate last_of_year{std::chrono::year{2025} / 12 / 31};
        const std::vector<DaySums> sums{bare_sums_of(last_of_year, 1),
                                        bare_sums_of(plus_days(last_of_year, 1), 2)};
        const auto taken = co_await derived.take_lease(system_scope(), home, lease, kNow);
        const auto put_days = [&] {
            return derived.put_days(system_scope(), home, lease, sums, **taken);
        };
        const auto put = co_await put_days();
        EXPECT_EQ(put.value(), DaysPut::stored);
        const auto other = co_await another_client();
        co_await begin_erasing(**other, home);
        const auto late = co_await put_days();
        EXPECT_EQ(refusal(late), ErrorCode::not_found);
        const auto marked = co_await derived.mark(system_scope(), home, slots_of_day(0));
        EXPECT_EQ(refusal(marked), ErrorCode::not_found);
        const auto erased = co_await engine.homes().erase(system_scope(), home);
        EXPECT_TRUE(erased);
        for (const auto* year : {"day#2025", "day#2026"}) {
            const auto left = co_await items_in(**other, kEnergyData, partition_named(home, year));
            EXPECT_EQ(left, 0U) << year;
        }
        const auto left = co_await items_in(**other, kHomes, home.value);
        EXPECT_EQ(left, 0U);
    });
}

TEST_P(DynamoStores, ADamagedDayIsLeftOut) {
    with_engine([&](Engine& engine) -> Task<void> {
        const HomeId home = (co_await make_dwelling(engine, 1)).home;
        auto& derived = engine.derived();
        const Truth truth{};
        co_await derive_days(derived, home, "a", truth, 1);
        const auto other = co_await another_client();
        co_await damage(**other, day_key(home, kFirstDate));
        const auto days =
            co_await derived.days(system_scope(), home, kFirstDate, plus_days(kFirstDate, 1));
        EXPECT_EQ(days.value(), std::vector{bare_sums_of(plus_days(kFirstDate, 1), 0)});
    });
}

}  // namespace
}  // namespace ohmstead::test
