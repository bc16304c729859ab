#include "store/past_store.hpp"

#include <gtest/gtest.h>

#include "store/home_store.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"
#include "unit/store_sqlite/now.hpp"

namespace ohmstead {
namespace {

class PastStoreTest : public testing::Test {
protected:
    PastStoreTest() {
        Home made;
        made.id = home;
        made.time_zone = "UTC";
        runner.run(homes->create(scope, made, UserId::make())).value();
        std::vector<Channel> channels(2);
        channels[0].id = first;
        channels[1].id = second;
        runner.run(homes->put_channels(scope, home, channels)).value();
    }
    ~PastStoreTest() override { EXPECT_TRUE(runner.run(database->close())); }

    std::vector<PastRecord> load() { return runner.run(past->load(scope, home)).value(); }

    const AccessScope scope = SystemAuthorityForTests::system_scope();
    const HomeId home = HomeId::make();
    const ChannelId first{"aaaaaaaaaaaaaaaaaaaa"};
    const ChannelId second{"bbbbbbbbbbbbbbbbbbbb"};
    test::TemporaryFolder folder;
    test::TaskRunner runner;
    test::ManualClock clock{test::kNow};
    std::unique_ptr<SqliteDatabase> database =
        SqliteDatabase::open(runner.executor(), folder.path() / "home.db", clock, Log{}).value();
    std::unique_ptr<HomeStore> homes = make_sqlite_home_store(*database);
    std::unique_ptr<PastStore> past = make_sqlite_past_store(*database);
};

TEST_F(PastStoreTest, KeepsTheNewestOfEachChannelAndSource) {
    EXPECT_TRUE(load().empty());
    const PastRecord one{first, "sensor.a", false, "1"};
    const PastRecord other{second, "sensor.a", true, "2"};
    EXPECT_TRUE(runner.run(past->put(scope, home, {one, other})));
    EXPECT_EQ(load(), (std::vector{one, other}));
    const PastRecord newer{first, "sensor.a", true, "3"};
    EXPECT_TRUE(runner.run(past->put(scope, home, {newer})));
    EXPECT_EQ(load(), (std::vector{newer, other}));
}

TEST_F(PastStoreTest, AChannelThatTheHomeLacksRefusesAll) {
    const auto refused = runner.run(
        past->put(scope, home,
                  {{first, "sensor.a", false, "1"}, {ChannelId::make(), "sensor.a", false, "2"}}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::not_found);
    EXPECT_TRUE(load().empty());
}

TEST_F(PastStoreTest, GoesWithItsHome) {
    EXPECT_TRUE(runner.run(past->put(scope, home, {{first, "sensor.a", false, "1"}})));
    EXPECT_TRUE(runner.run(homes->erase(scope, home)));
    EXPECT_FALSE(runner.run(past->load(scope, home)));
}

}  // namespace
}  // namespace ohmstead
