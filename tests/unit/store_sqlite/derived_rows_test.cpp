#include "store_sqlite/derived_rows.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "store/home_store.hpp"
#include "store/slot_store.hpp"
#include "store_sqlite/schema.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using test::system_scope;
using test::TaskRunner;

constexpr sys_days kDay{days{20'513}};
constexpr SlotIndex kFirst = kDay.time_since_epoch().count() * 96;

Block block(sys_days day, std::uint64_t sequence, std::vector<std::int64_t> amounts) {
    Block made{.channel = ChannelId{"channel"},
               .day = day,
               .revision = {1, sequence},
               .anchor = {},
               .slots = {}};
    for (const auto amount : amounts) {
        made.slots.push_back({.index = slot_of(day) + static_cast<SlotIndex>(made.slots.size()),
                              .amount = amount,
                              .quality = Quality::measured,
                              .seconds_covered = 900});
    }
    return made;
}

// What a put of slots does to what is derived, in its own transaction.
class SlotPut : public testing::Test {
protected:
    void SetUp() override {
        open();
        const Home home{.id = home_,
                        .name = "Home",
                        .time_zone = "Etc/UTC",
                        .currency = "EUR",
                        .country = "NL",
                        .main_fuse = {},
                        .created_at = {}};
        runner_.run(homes_->create(system_scope(), home, UserId{"user"})).value();
        Channel channel;
        channel.id = ChannelId{"channel"};
        runner_.run(homes_->put_channels(system_scope(), home_, {channel})).value();
    }
    void TearDown() override { close(); }

    void open() {
        database_ = SqliteDatabase::open(runner_.executor(), folder_.path() / "a.db", clock_, Log{})
                        .value();
        homes_ = make_sqlite_home_store(*database_);
        slots_ = make_sqlite_slot_store(*database_);
        derived_ = make_sqlite_derived_store(*database_);
    }
    void close() {
        runner_.run(database_->close()).value();
        derived_.reset();
        slots_.reset();
        homes_.reset();
        database_.reset();
    }
    DerivedState put(std::vector<Block> blocks) {
        runner_.run(slots_->put(system_scope(), home_, std::move(blocks))).value();
        return state();
    }
    DerivedState state() { return runner_.run(derived_->state(system_scope(), home_)).value(); }
    // Everything up to the end of the day after kDay is derived.
    void derive() {
        const DerivingLease lease{.holder = "a", .until = Instant{kDay}};
        auto after = *runner_.run(derived_->take_lease(system_scope(), home_, lease, {})).value();
        after.derived_to = kFirst + 192;
        after.dirty = {};
        runner_.run(derived_->put_days(system_scope(), home_, lease, {}, after)).value();
    }

    TaskRunner runner_;
    test::TemporaryFolder folder_;
    test::ManualClock clock_{Instant{kDay}};
    HomeId home_{"home"};
    std::unique_ptr<SqliteDatabase> database_;
    std::unique_ptr<HomeStore> homes_;
    std::unique_ptr<SlotStore> slots_;
    std::unique_ptr<DerivedStore> derived_;
};

TEST_F(SlotPut, MarksTheSlotsThatHaveChanged) {
    auto marked = put({block(kDay, 1, {1, 2, 3, 4})});
    EXPECT_EQ(marked.first, kFirst);
    EXPECT_TRUE(marked.dirty.empty());
    derive();
    marked = put({block(kDay, 2, {1, 2, 7, 4, 5})});
    EXPECT_EQ(marked.dirty, (SlotRange{kFirst + 2, kFirst + 5}));
    marked = put({block(kDay + days{1}, 3, {1})});
    EXPECT_EQ(marked.dirty, (SlotRange{kFirst + 2, kFirst + 97}));
    marked = put({block(kDay - days{1}, 4, {1, 2})});
    EXPECT_EQ(marked.first, kFirst - 96);
    EXPECT_EQ(marked.dirty, (SlotRange{kFirst - 96, kFirst + 97}));
}

TEST_F(SlotPut, MarksNothingWhenNothingHasChanged) {
    const auto before = put({block(kDay, 5, {1, 2, 3, 4})});
    EXPECT_EQ(put({block(kDay, 6, {1, 2, 3, 4})}), before) << "only its anchor is another";
    EXPECT_EQ(put({block(kDay, 4, {9, 9, 9})}), before) << "stale";
}

TEST_F(SlotPut, MarksTheWholeDayOfADamagedBlock) {
    put({block(kDay, 1, {1, 2})});
    derive();
    close();
    {
        Connection connection(folder_.path() / "a.db", Connection::Mode::read_write);
        connection.execute("UPDATE block SET data = x'00'");
    }
    open();
    EXPECT_EQ(put({block(kDay, 1, {1, 2})}).dirty, (SlotRange{kFirst, kFirst + 96}));
}

TEST_F(SlotPut, ADamagedDayIsAsGoodAsAbsent) {
    put({block(kDay, 1, {1, 2})});
    const DerivingLease lease{.holder = "a", .until = Instant{kDay}};
    const auto after = *runner_.run(derived_->take_lease(system_scope(), home_, lease, {})).value();
    std::vector<DaySums> sums(2);
    sums[0].day = local_day(Zone::utc(), LocalDate{kDay});
    sums[1].day = local_day(Zone::utc(), LocalDate{kDay + days{1}});
    runner_.run(derived_->put_days(system_scope(), home_, lease, sums, after)).value();
    close();
    {
        Connection connection(folder_.path() / "a.db", Connection::Mode::read_write);
        connection.execute("UPDATE day SET data = x'00' WHERE date = (SELECT min(date) FROM day)");
    }
    open();
    const auto read =
        runner_.run(derived_->days(system_scope(), home_, sums[0].day.date, sums[1].day.date));
    EXPECT_EQ(read.value(), std::vector{sums[1]});
}

// A database that was made before days were derived knows from its blocks where to begin.
TEST_F(SlotPut, ADatabaseOfTheFirstVersionIsDerivedFromItsFirstBlock) {
    put({block(kDay, 1, {1, 2}), block(kDay + days{9}, 2, {1})});
    close();
    const auto old = folder_.path() / "old.db";
    std::filesystem::rename(folder_.path() / "a.db", old);
    {
        Connection connection(folder_.path() / "a.db", Connection::Mode::create);
        initialise(connection);
        migrate(connection, 1);
        connection.execute("ATTACH '" + old.string() + "' AS old;");
        for (const std::string table : {"home", "channel", "block"}) {
            auto columns = connection.prepare(
                "SELECT group_concat('\"' || name || '\"') FROM "
                "pragma_table_info(?, 'main')");
            columns.bind(table).step();
            connection.execute("INSERT INTO main." + table + " SELECT " + columns.text(0) +
                               " FROM old." + table + ";");
        }
    }
    open();
    EXPECT_EQ(state().first, kFirst);
    EXPECT_FALSE(state().derived_to);
}

}  // namespace
}  // namespace ohmstead
