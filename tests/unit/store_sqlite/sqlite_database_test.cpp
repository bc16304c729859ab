#include "store_sqlite/sqlite_database.hpp"

#include <csignal>
#include <fstream>
#include <random>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>

#include <gtest/gtest.h>

#include "store/home_store.hpp"
#include "store/reading_store.hpp"
#include "store/slot_store.hpp"
#include "store/user_store.hpp"
#include "store_sqlite/connection.hpp"
#include "store_sqlite/schema.hpp"
#include "store_sqlite/writer.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"
#include "unit/store_sqlite/now.hpp"

namespace ohmstead {
namespace {

namespace fs = std::filesystem;
using test::kNow;
using test::ManualClock;
using test::system_scope;
using test::TaskRunner;
using test::TemporaryFolder;

class SqliteDatabaseTest : public testing::Test {
protected:
    Result<std::unique_ptr<SqliteDatabase>> open() {
        return SqliteDatabase::open(runner_.executor(), file_, clock_, Log{});
    }
    // Why opening is refused; empty when it is not.
    std::string refusal() {
        auto database = open();
        return database ? std::string{} : database.error().detail;
    }
    void make_database() {
        auto database = open();
        ASSERT_TRUE(database) << database.error().detail;
        auto users = make_sqlite_user_store(**database);
        User user;
        user.id = UserId{"ada"};
        user.email = "ada@example.org";
        const auto created = runner_.run(users->create_user(std::move(user)));
        ASSERT_TRUE(created);
        ASSERT_TRUE(runner_.run((*database)->close()));
    }
    bool has_ada() {
        auto database = open().value();
        auto users = make_sqlite_user_store(*database);
        const auto found = runner_.run(users->find_user(UserId{"ada"})).value();
        return found.has_value();
    }
    std::string content() const {
        std::ifstream in(file_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void replace_content(const std::string& bytes) {
        std::ofstream out(file_, std::ios::binary | std::ios::trunc);
        out << bytes;
    }
    // Expects that opening is refused with a sentence that contains `words`, and that the file
    // stays as it is.
    void expect_refused(const std::string& words) {
        const std::string before = content();
        EXPECT_NE(refusal().find(words), std::string::npos) << refusal();
        EXPECT_EQ(content(), before) << "the file was changed";
    }

    TemporaryFolder folder_;
    fs::path file_ = folder_ / "ohmstead.db";
    ManualClock clock_{kNow};
    TaskRunner runner_;
};

using Opening = SqliteDatabaseTest;

TEST_F(Opening, MakesFilesForTheOwnerAlone) {
    make_database();
    auto database = open().value();
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
        EXPECT_EQ(entry.status().permissions() & fs::perms::all,
                  fs::perms::owner_read | fs::perms::owner_write)
            << entry.path();
    }
}

TEST_F(Opening, RefusesASecondProcess) {
    auto database = open().value();
    EXPECT_NE(refusal().find("another Ohmstead is running"), std::string::npos);
    database.reset();
    EXPECT_EQ(refusal(), "");
}

TEST_F(Opening, RefusesAFolderThatIsNotThere) {
    file_ = folder_ / "nowhere" / "ohmstead.db";
    EXPECT_NE(refusal().find("does not exist or cannot be written"), std::string::npos);
    EXPECT_FALSE(fs::exists(file_));
}

TEST_F(Opening, RefusesAnEmptyFile) {
    replace_content("");
    expect_refused("is empty");
}

TEST_F(Opening, RefusesWhatIsNotADatabase) {
    replace_content(std::string(5000, 'x'));
    expect_refused("not a database");
    replace_content("SQLite format 3");
    expect_refused("not a database");
}

TEST_F(Opening, RefusesAZeroedHeader) {
    make_database();
    replace_content(std::string(100, '\0') + content().substr(100));
    expect_refused("not a database");
}

TEST_F(Opening, RefusesAnotherProgramsDatabase) {
    {
        Connection other(file_, Connection::Mode::create);
        other.execute("CREATE TABLE mine (id INTEGER)");
    }
    expect_refused("another program");
}

TEST_F(Opening, RefusesANewerVersion) {
    make_database();
    {
        Connection newer(file_, Connection::Mode::read_write);
        newer.execute("PRAGMA user_version = " + std::to_string(newest_schema_version() + 1));
    }
    expect_refused("newer version");
}

TEST_F(Opening, RefusesACutFile) {
    make_database();
    const std::string whole = content();
    for (const std::size_t part : {2U, 3U, 4U}) {
        replace_content(whole.substr(0, whole.size() / part));
        expect_refused("damaged");
    }
}

TEST_F(Opening, RefusesAWriteAheadLogWithoutItsDatabase) {
    std::ofstream(file_.string() + "-wal") << "something";
    EXPECT_NE(refusal().find("is gone"), std::string::npos);
    EXPECT_FALSE(fs::exists(file_));
}

TEST_F(Opening, SurvivesRandomDamageInEveryPage) {
    make_database();
    const std::string whole = content();
    std::mt19937 random(5);
    for (std::size_t page = 0; page < whole.size() / 4096; ++page) {
        std::string damaged = whole;
        for (int i = 0; i < 64; ++i) {
            damaged[page * 4096 + random() % 4096] = static_cast<char>(random());
        }
        replace_content(damaged);
        for (const char* suffix : {"-wal", "-shm"}) {
            fs::remove(file_.string() + suffix);
        }
        // Damage in unused bytes may pass; what is used is refused or reads without a crash.
        auto database = open();
        if (!database) {
            EXPECT_EQ(content(), damaged) << "the file was changed";
            continue;
        }
        auto users = make_sqlite_user_store(**database);
        try {
            (void)runner_.run(users->find_user(UserId{"ada"}));
        } catch (const std::exception&) {
        }
    }
}

TEST_F(Opening, AHalfMadeDatabaseIsMadeAnew) {
    std::ofstream(file_.string() + ".new") << "half";
    make_database();
    EXPECT_TRUE(has_ada());
    EXPECT_FALSE(fs::exists(file_.string() + ".new"));
}

TEST_F(Opening, GoesOnWithWhatWasThere) {
    make_database();
    EXPECT_TRUE(has_ada());
}

TEST_F(Opening, ACommandGoesBesideAServer) {
    auto server = open().value();
    auto beside = SqliteDatabase::open_beside(runner_.executor(), file_, clock_, Log{}).value();
    auto users = make_sqlite_user_store(*beside);
    User user;
    user.id = UserId{"bob"};
    ASSERT_TRUE(runner_.run(users->create_user(std::move(user))));
    auto servers_users = make_sqlite_user_store(*server);
    EXPECT_TRUE(runner_.run(servers_users->find_user(UserId{"bob"})).value().has_value());
    // The command's end leaves the server its lock and its database.
    users.reset();
    beside.reset();
    EXPECT_NE(refusal().find("another Ohmstead is running"), std::string::npos);
    EXPECT_TRUE(runner_.run(servers_users->find_user(UserId{"bob"})).value().has_value());
}

using Faults = SqliteDatabaseTest;

// While this lives, no file of the process grows beyond `bytes`, as on a full disk.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit before_{};
};

// A home with one channel, and appends to it.
struct Metered {
    HomeId home = HomeId::make();
    ChannelId channel = ChannelId::make();

    Task<void> make(HomeStore& homes) {
        Home made;
        made.id = home;
        (void)co_await homes.create(system_scope(), made, UserId{"ada"});
        std::vector<Channel> channels(1);
        channels[0].id = channel;
        (void)co_await homes.put_channels(system_scope(), home, std::move(channels));
    }
    std::vector<SeriesReadings> batch(std::int64_t first, std::size_t count) const {
        std::vector<SeriesReadings> batch(1);
        batch[0].channel = channel;
        batch[0].measure = Measure::power;
        for (std::size_t i = 0; i < count; ++i) {
            const std::int64_t n = first + static_cast<std::int64_t>(i);
            batch[0].readings.push_back(
                {.at = kNow + Seconds{n}, .value = n * n * 7919 % 1'000'003});
        }
        return batch;
    }
    Span all() const { return {.from = kNow, .to = kNow + std::chrono::hours{10'000}}; }
};

Task<void> fill_the_disk(SqliteDatabase& database, HomeStore& homes, ReadingStore& readings) {
    Metered metered;
    co_await metered.make(homes);
    std::int64_t acknowledged = 0;
    {
        const FullDisk full(300'000);
        for (;;) {
            const auto added = co_await readings.append(
                system_scope(), metered.home, metered.batch(acknowledged, 500), Durability::now);
            if (!added) {
                EXPECT_EQ(added.error().code, ErrorCode::unavailable);
                EXPECT_FALSE(added.error().detail.empty());
                break;
            }
            acknowledged += 500;
        }
        EXPECT_GT(acknowledged, 0);
        const auto stored = co_await readings.read(system_scope(), metered.home, metered.channel,
                                                   Measure::power, metered.all(), false);
        EXPECT_GE(stored.value().size(), static_cast<std::size_t>(acknowledged))
            << "reads go on while the disk is full";
    }
    const auto added = co_await readings.append(system_scope(), metered.home,
                                                metered.batch(acknowledged, 500), Durability::now);
    EXPECT_TRUE(added) << "it goes on by itself when there is space again";
    const auto stored = co_await readings.read(system_scope(), metered.home, metered.channel,
                                               Measure::power, metered.all(), false);
    EXPECT_EQ(stored.value().size(), static_cast<std::size_t>(acknowledged + 500));
    (void)co_await database.close();
}

TEST_F(Faults, AFullDiskRefusesWritesAndGoesOnByItself) {
    auto database = open().value();
    auto homes = make_sqlite_home_store(*database);
    auto readings = make_sqlite_reading_store(*database);
    runner_.run(fill_the_disk(*database, *homes, *readings));
}

TEST_F(Faults, AShortLockByAnotherProgramOnlyDelays) {
    auto database = open().value();
    auto users = make_sqlite_user_store(*database);
    Connection other(file_, Connection::Mode::read_write);
    other.execute("BEGIN IMMEDIATE");
    std::thread unlocker([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
        other.execute("COMMIT");
    });
    User user;
    user.id = UserId{"bob"};
    const auto created = runner_.run(users->create_user(std::move(user)));
    unlocker.join();
    EXPECT_TRUE(created);
}

Task<void> pack_and_read(SqliteDatabase& database, ManualClock& clock, ReadingStore& readings,
                         const Metered& metered, std::size_t expected) {
    clock.advance(std::chrono::hours{3});
    database.tick();
    co_await database.writer().drain();
    const auto stored = co_await readings.read(system_scope(), metered.home, metered.channel,
                                               Measure::power, metered.all(), false);
    EXPECT_EQ(stored.value().size(), expected);
}

TEST_F(Faults, ADamagedChunkIsSetAsideAndTheRestStays) {
    Metered metered;
    {
        auto database = open().value();
        auto homes = make_sqlite_home_store(*database);
        auto readings = make_sqlite_reading_store(*database);
        runner_.run(metered.make(*homes));
        (void)runner_.run(readings->append(system_scope(), metered.home, metered.batch(0, 7200),
                                           Durability::now));
        runner_.run(pack_and_read(*database, clock_, *readings, metered, 7200));
    }
    {
        Connection other(file_, Connection::Mode::read_write);
        other.execute(
            "UPDATE chunk SET data = x'0102030405' WHERE key = (SELECT min(key) FROM chunk);"
            // Otherwise the journal, which still holds these readings, repairs the chunk.
            "DELETE FROM journal");
    }
    {
        auto database = open().value();
        auto readings = make_sqlite_reading_store(*database);
        runner_.run(pack_and_read(*database, clock_, *readings, metered, 3600));
        (void)runner_.run(
            readings->append(system_scope(), metered.home, metered.batch(0, 100), Durability::now));
        runner_.run(pack_and_read(*database, clock_, *readings, metered, 3700));
    }
    Connection other(file_, Connection::Mode::read_only);
    auto row = other.prepare("SELECT hex(data) FROM damaged WHERE what = 'chunk'");
    ASSERT_TRUE(row.step());
    EXPECT_EQ(row.text(0), "0102030405");
}

TEST_F(Faults, ADamagedJournalRowCostsNoOther) {
    Metered metered;
    {
        auto database = open().value();
        auto homes = make_sqlite_home_store(*database);
        auto readings = make_sqlite_reading_store(*database);
        runner_.run(metered.make(*homes));
        for (int i = 0; i < 3; ++i) {
            (void)runner_.run(readings->append(system_scope(), metered.home,
                                               metered.batch(i * 100, 100), Durability::now));
        }
    }
    {
        Connection other(file_, Connection::Mode::read_write);
        other.execute("UPDATE journal SET data = x'00' WHERE seq = 2");
    }
    auto database = open().value();
    auto readings = make_sqlite_reading_store(*database);
    runner_.run(pack_and_read(*database, clock_, *readings, metered, 200));
    Connection other(file_, Connection::Mode::read_only);
    EXPECT_TRUE(other.prepare("SELECT 1 FROM damaged WHERE what = 'journal' AND key = 2").step());
}

class CollectedErrors final : public LogSink {
public:
    bool wants(LogLevel level) const override { return level == LogLevel::error; }
    void write(LogLevel, std::string_view, std::string_view message) override {
        const std::lock_guard lock(mutex_);
        lines_.emplace_back(message);
    }
    std::vector<std::string> lines() const {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

TEST_F(Faults, ADamagedBlockIsAsGoodAsAbsentUntilItIsPutAgain) {
    Metered metered;
    CollectedErrors log;
    auto database =
        SqliteDatabase::open(runner_.executor(), file_, clock_, Log{log, "store"}).value();
    auto homes = make_sqlite_home_store(*database);
    auto slots = make_sqlite_slot_store(*database);
    runner_.run(metered.make(*homes));
    const auto first = std::chrono::floor<std::chrono::days>(kNow);
    const auto second = first + std::chrono::days{1};
    const auto put = [&](std::chrono::sys_days day) {
        Block block{.channel = metered.channel,
                    .day = day,
                    .revision = {1, 1},
                    .anchor = {},
                    .slots = {{.index = slot_of(Instant{day}),
                               .amount = 5,
                               .quality = Quality::measured,
                               .seconds_covered = 900}}};
        return runner_.run(slots->put(system_scope(), metered.home, {block})).value();
    };
    const auto day_of_newest = [&] {
        const auto block = runner_.run(
            slots->block_at_or_before(system_scope(), metered.home, metered.channel, second));
        return block.value()->day;
    };
    const auto has_second = [&] {
        const auto block =
            runner_.run(slots->block_of(system_scope(), metered.home, metered.channel, second));
        return block.value().has_value();
    };
    const auto count = [&] {
        const auto columns = runner_.run(
            slots->slots(system_scope(), metered.home, {metered.channel}, metered.all()));
        return columns.value().channels.at(0).slots.size();
    };
    put(first);
    put(second);
    {
        Connection other(file_, Connection::Mode::read_write);
        std::string data;
        {
            auto row = other.prepare("SELECT data FROM block ORDER BY day DESC LIMIT 1");
            ASSERT_TRUE(row.step());
            data = row.blob(0);
        }
        data.back() = static_cast<char>(data.back() ^ 1);
        other.prepare("UPDATE block SET data = ? WHERE day = (SELECT max(day) FROM block)")
            .bind(Blob{data})
            .run();
    }
    EXPECT_EQ(day_of_newest(), first);
    EXPECT_FALSE(has_second());
    EXPECT_EQ(count(), 1U);
    ASSERT_EQ(log.lines().size(), 1U);
    EXPECT_NE(log.lines()[0].find(metered.channel.value), std::string::npos);
    EXPECT_EQ(put(second), std::vector{PutOutcome::stored});
    EXPECT_EQ(day_of_newest(), second);
    EXPECT_TRUE(has_second());
    EXPECT_EQ(count(), 2U);
}

TEST_F(Faults, TheJournalIsTrimmedOnceItsReadingsArePacked) {
    Metered metered;
    auto database = open().value();
    auto homes = make_sqlite_home_store(*database);
    auto readings = make_sqlite_reading_store(*database);
    runner_.run(metered.make(*homes));
    (void)runner_.run(
        readings->append(system_scope(), metered.home, metered.batch(0, 40'000), Durability::now));
    Connection other(file_, Connection::Mode::read_only);
    EXPECT_TRUE(other.prepare("SELECT 1 FROM journal").step());
    clock_.advance(std::chrono::hours{12});
    runner_.run(pack_and_read(*database, clock_, *readings, metered, 40'000));
    EXPECT_FALSE(other.prepare("SELECT 1 FROM journal").step());
}

TEST_F(Faults, ATrimThatWasRefusedIsMadeUpFor) {
    Metered metered;
    auto database = open().value();
    auto homes = make_sqlite_home_store(*database);
    auto readings = make_sqlite_reading_store(*database);
    runner_.run(metered.make(*homes));
    (void)runner_.run(
        readings->append(system_scope(), metered.home, metered.batch(0, 40'000), Durability::now));
    // The queue is full again by the time the packed readings are durable.
    Writer& writer = database->writer();
    const auto nothing = [](Connection&) { return Status{}; };
    bool refused = false;
    ASSERT_TRUE(writer.submit(
        Lane::bulk,
        [](Connection&) {
            std::this_thread::sleep_for(std::chrono::milliseconds{60});
            return Status{};
        },
        [](const Writer::Outcome&) {}));
    ASSERT_TRUE(writer.submit(Lane::bulk, nothing, [&](const Writer::Outcome&) {
        while (writer.submit(Lane::bulk, nothing, [](const Writer::Outcome&) {})) {
        }
        refused = true;
    }));
    clock_.advance(std::chrono::hours{12});
    runner_.run(pack_and_read(*database, clock_, *readings, metered, 40'000));
    ASSERT_TRUE(refused);
    Connection other(file_, Connection::Mode::read_only);
    ASSERT_TRUE(other.prepare("SELECT 1 FROM journal").step());
    runner_.run(pack_and_read(*database, clock_, *readings, metered, 40'000));
    EXPECT_FALSE(other.prepare("SELECT 1 FROM journal").step());
}

}  // namespace
}  // namespace ohmstead
