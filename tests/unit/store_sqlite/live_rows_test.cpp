#include <gmock/gmock.h>

#include "base/log.hpp"
#include "store/home_store.hpp"
#include "store/live_store.hpp"
#include "store_sqlite/connection.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"
#include "unit/api/samples.hpp"

namespace ohmstead {
namespace {

TEST(LiveRows, OneThatWasWrittenWithPowerAloneIsRead) {
    test::TaskRunner runner;
    const test::TemporaryFolder folder;
    const test::ManualClock clock{instant_from_ms(1'764'072'000'000)};
    const auto file = folder.path() / "a.db";
    const auto scope = SystemAuthorityForTests::system_scope();
    const auto home = HomeId::make();
    const auto meter = ChannelId::make();
    const auto open = [&] {
        return SqliteDatabase::open(runner.executor(), file, clock, Log{}).value();
    };
    auto database = open();
    runner
        .run(make_sqlite_home_store(*database)->create(scope, test::sample_home(home),
                                                       UserId::make()))
        .value();
    runner.run(database->close()).value();
    database.reset();
    Connection(file, Connection::Mode::read_write)
        .execute(
            "INSERT INTO live_snapshot (home_no, epoch, sequence, data) SELECT no, 1, 2, "
            R"('{"at":5000,"power":[{"channel":")" +
            meter.value + R"(","at":4000,"value":-7}]}' FROM home)");
    database = open();
    const auto live = make_sqlite_live_store(*database);
    const auto snapshot = runner.run(live->snapshot(scope, home)).value();
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->revision, (Revision{1, 2}));
    EXPECT_THAT(snapshot->power,
                testing::ElementsAre(LiveReading{meter, {instant_from_ms(4'000), -7}}));
    EXPECT_THAT(snapshot->state, testing::IsEmpty());
    EXPECT_THAT(snapshot->conditions, testing::IsEmpty());
    runner.run(database->close()).value();
}

}  // namespace
}  // namespace ohmstead
