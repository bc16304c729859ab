#include "store/agent_store.hpp"

#include <fstream>
#include <thread>

#include <gmock/gmock.h>

#include "store/home_store.hpp"
#include "store/reading_store.hpp"
#include "store/slot_store.hpp"
#include "store_sqlite/connection.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"
#include "unit/store_sqlite/now.hpp"

namespace ohmstead {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;
using test::kNow;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr sys_days kToday = std::chrono::floor<days>(kNow);
constexpr UnsentLimits kAll{.items = 1'000, .bytes = 1'000'000};

class AgentStoreTest : public testing::Test {
protected:
    // An agent's stores, from their start to their orderly end.
    struct Opened {
        std::unique_ptr<SqliteDatabase> database;
        std::unique_ptr<HomeStore> homes;
        std::unique_ptr<ReadingStore> readings;
        std::unique_ptr<SlotStore> slots;
        std::unique_ptr<AgentStore> agent;
        std::optional<AgentState> state;
    };

    AgentStoreTest() { open(); }
    ~AgentStoreTest() override { close(); }

    void open() {
        stores.database =
            SqliteDatabase::open_or_begin_anew(runner.executor(), file, clock, Log{}).value();
        stores.homes = make_sqlite_home_store(*stores.database);
        stores.readings = make_sqlite_reading_store(*stores.database);
        stores.slots = make_sqlite_slot_store(*stores.database);
        stores.agent = make_sqlite_agent_store(*stores.database);
        stores.state = runner.run(stores.agent->open()).value();
        if (runner.run(stores.homes->list(scope)).value().empty()) {
            Home made;
            made.id = home;
            made.time_zone = "UTC";
            runner.run(stores.homes->create(scope, made, UserId::make())).value();
            Channel channel;
            channel.id = meter;
            channel.role = ChannelRole::grid_import;
            runner.run(stores.homes->put_channels(scope, home, {channel})).value();
        }
    }
    void close() {
        EXPECT_TRUE(runner.run(stores.database->close()));
        stores.agent.reset();
        stores.slots.reset();
        stores.readings.reset();
        stores.homes.reset();
        stores.database.reset();
    }
    void reopen() {
        close();
        open();
    }
    void change(const std::string& sql) {
        Connection connection(file, Connection::Mode::read_write);
        connection.execute(sql);
    }

    void put_block(int days_ago, std::int64_t amount) {
        const auto day = kToday - days{days_ago};
        runner
            .run(stores.slots->put(
                scope, home,
                {{.channel = meter,
                  .day = day,
                  .revision = {1, ++sequence},
                  .anchor = {},
                  .slots = {{slot_of(Instant{day}), amount, Quality::measured, 900}}}}))
            .value();
    }
    // Readings that are packed into a chunk at once.
    void put_chunk(int hours_ago) {
        const Instant at = kNow - hours{hours_ago};
        runner
            .run(stores.readings->append(
                scope, home,
                {{.channel = meter, .measure = Measure::counter, .readings = {{at, 5}}}},
                Durability::now))
            .value();
        clock.advance(hours{3});
        stores.database->tick();
        for (int i = 0; i < 1'000 && unsent().chunks.empty(); ++i) {
            std::this_thread::sleep_for(Milliseconds{5});
        }
        clock.advance(-hours{3});
    }
    Unsent unsent(UnsentLimits limits = kAll) {
        return runner.run(stores.agent->unsent(limits)).value();
    }
    void settle(const Unsent& page) {
        runner.run(stores.agent->settle({.blocks = page.blocks, .chunks = page.chunks})).value();
    }

    const AccessScope scope = SystemAuthorityForTests::system_scope();
    const HomeId home = HomeId::make();
    const ChannelId meter = ChannelId::make();
    test::TemporaryFolder folder;
    const std::filesystem::path file = folder / "ohmstead.db";
    test::ManualClock clock{kNow};
    test::TaskRunner runner;
    Opened stores;
    std::uint64_t sequence = 0;
};

TEST_F(AgentStoreTest, WhatChangedIsUnsentUntilItIsSettled) {
    put_block(1, 5);
    put_block(0, 6);
    put_block(0, 7);
    put_chunk(2);
    const auto page = unsent();
    ASSERT_THAT(page.blocks, SizeIs(2)) << "versions of a block coalesce";
    EXPECT_EQ(page.blocks[0].day, kToday - days{1});
    EXPECT_EQ(page.blocks[0].channel, meter);
    ASSERT_THAT(page.chunks, SizeIs(1));
    EXPECT_EQ(page.chunks[0].hour, hour_of(kNow - hours{2}));
    EXPECT_EQ(page.chunks[0].measure, Measure::counter);
    settle(page);
    reopen();
    EXPECT_THAT(unsent().blocks, IsEmpty());
    EXPECT_THAT(unsent().chunks, IsEmpty());
}

TEST_F(AgentStoreTest, WhatChangesOnItsWayStaysUnsent) {
    put_block(0, 5);
    const auto page = unsent();
    put_block(0, 6);
    settle(page);
    const auto later = unsent();
    ASSERT_THAT(later.blocks, SizeIs(1));
    EXPECT_NE(later.blocks[0].data, page.blocks[0].data);
    settle(later);
    settle(page);
    EXPECT_THAT(unsent().blocks, IsEmpty());
}

TEST_F(AgentStoreTest, ABlockThatIsStaleIsNoChange) {
    put_block(0, 5);
    settle(unsent());
    sequence = 0;
    put_block(0, 9);
    EXPECT_THAT(unsent().blocks, IsEmpty());
}

TEST_F(AgentStoreTest, PagesKeepToTheirLimits) {
    for (int i = 0; i < 10; ++i) {
        put_block(i, i);
    }
    const auto few = unsent({.items = 3, .bytes = 1'000'000});
    EXPECT_THAT(few.blocks, SizeIs(3));
    EXPECT_TRUE(few.more);
    const auto one = unsent({.items = 1'000, .bytes = 1});
    EXPECT_THAT(one.blocks, SizeIs(1)) << "one item may be larger than a page";
    EXPECT_FALSE(unsent({.items = 10, .bytes = 1'000'000}).more);
}

TEST_F(AgentStoreTest, StartingOverMakesEverythingUnsent) {
    put_block(1, 5);
    put_block(0, 6);
    put_chunk(2);
    settle(unsent());
    const AgentState state{.server = "https://b", .home = home, .decisions = "", .first_day = 0};
    runner.run(stores.agent->start_over(state)).value();
    EXPECT_THAT(unsent().blocks, SizeIs(2));
    EXPECT_THAT(unsent().chunks, SizeIs(1));
    reopen();
    EXPECT_EQ(stores.state, state);
}

TEST_F(AgentStoreTest, ReadingsOfLongAgoStayAtTheHome) {
    SeriesReadings past{.channel = meter, .measure = Measure::counter, .readings = {}};
    for (int month = 30; month >= 10; --month) {
        past.readings.push_back({kNow - hours{730} * month, 100 - month});
    }
    runner.run(stores.readings->append(scope, home, {past}, Durability::bulk)).value();
    EXPECT_THAT(unsent().chunks, SizeIs(4)) << "of ten to thirteen months ago";
    runner.run(stores.agent->start_over({.server = "https://b", .home = home, .decisions = ""}))
        .value();
    EXPECT_THAT(unsent().chunks, SizeIs(4));
}

TEST_F(AgentStoreTest, AStateIsKeptBeforeTheServerHasSaidWhoseHomeItIs) {
    const AgentState state{.server = "https://b", .home = {}, .decisions = "", .first_day = 3};
    runner.run(stores.agent->start_over(state)).value();
    reopen();
    EXPECT_EQ(stores.state, state);
}

TEST_F(AgentStoreTest, ADamagedStateIsNone) {
    EXPECT_EQ(stores.state, std::nullopt);
    runner.run(stores.agent->put_state({.server = "s", .home = home, .decisions = "d"})).value();
    reopen();
    EXPECT_EQ(stores.state->decisions, "d");
    close();
    change("UPDATE agent_state SET data = x'00112233445566778899'");
    open();
    EXPECT_EQ(stores.state, std::nullopt);
}

TEST_F(AgentStoreTest, ADamagedDatabaseIsSetAside) {
    put_block(0, 5);
    close();
    std::ofstream(file, std::ios::binary | std::ios::trunc) << "this was a database";
    open();
    EXPECT_THAT(unsent().blocks, IsEmpty());
    EXPECT_TRUE(std::filesystem::exists(folder / "ohmstead.db.damaged"));
}

TEST_F(AgentStoreTest, TheNextEpochIsAtLeastWhatItWasRaisedTo) {
    const auto next = [&] { return runner.run(stores.slots->next_epoch(scope, home)).value(); };
    EXPECT_EQ(unsent().epoch, 0U);
    EXPECT_EQ(next(), 1U);
    runner.run(stores.agent->raise_epoch(40)).value();
    EXPECT_EQ(next(), 40U);
    runner.run(stores.agent->raise_epoch(7)).value();
    EXPECT_EQ(next(), 41U);
    EXPECT_EQ(unsent().epoch, 41U);
}

TEST_F(AgentStoreTest, ACommandIsBegunOnceAndItsResultStaysUntilItIsSettled) {
    const auto one = CommandId::make();
    const auto cut_off = CommandId::make();
    const auto begin = [&](const CommandId& id) {
        return runner.run(stores.agent->begin_command(id, kNow + hours{1})).value();
    };
    EXPECT_TRUE(begin(one));
    EXPECT_FALSE(begin(one));
    EXPECT_TRUE(begin(cut_off));
    runner.run(stores.agent->finish_command({.command = one, .detail = "Well.", .result = "{}"}))
        .value();
    EXPECT_THAT(runner.run(stores.agent->results(10)).value(), SizeIs(1));
    reopen();
    EXPECT_FALSE(begin(one)) << "a restart does not do it again";
    auto results = runner.run(stores.agent->results(10)).value();
    ASSERT_THAT(results, SizeIs(2));
    for (const auto& result : results) {
        EXPECT_EQ(result.outcome,
                  result.command == cut_off ? CommandOutcome::failed : CommandOutcome::done);
    }
    runner.run(stores.agent->settle({.results = {one, cut_off}})).value();
    EXPECT_THAT(runner.run(stores.agent->results(10)).value(), IsEmpty());
    EXPECT_FALSE(begin(one));
    runner.run(stores.agent->clean_up(kNow, kNow + hours{2})).value();
    EXPECT_TRUE(begin(one)) << "long after it expired";
}

TEST_F(AgentStoreTest, OldReadingsGoWhenTheServerHasThem) {
    put_chunk(50);
    const auto removed = [&] {
        return runner.run(stores.agent->clean_up(kNow - hours{48}, kNow)).value();
    };
    EXPECT_EQ(removed(), 0U);
    settle(unsent());
    EXPECT_EQ(removed(), 1U);
    EXPECT_EQ(removed(), 0U);
}

}  // namespace
}  // namespace ohmstead
