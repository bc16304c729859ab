#include "store_sqlite/writer.hpp"

#include <gtest/gtest.h>

#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead {
namespace {

class WriterTest : public testing::Test {
protected:
    static std::unique_ptr<Connection> make_connection(const std::filesystem::path& file) {
        auto connection = std::make_unique<Connection>(file, Connection::Mode::create);
        connection->execute("PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER UNIQUE)");
        return connection;
    }
    std::vector<std::int64_t> rows() {
        Connection reader(file_, Connection::Mode::read_only);
        auto query = reader.prepare("SELECT n FROM t ORDER BY rowid");
        std::vector<std::int64_t> numbers;
        while (query.step()) {
            numbers.push_back(query.integer(0));
        }
        return numbers;
    }
    static Writer::Work insert(std::int64_t number) {
        return [number](Connection& connection) -> Status {
            connection.prepare("INSERT INTO t VALUES (?)").bind(number).run();
            return {};
        };
    }

    test::TemporaryFolder folder_;
    std::filesystem::path file_ = folder_ / "writer.db";
    test::TaskRunner runner_;
    Writer writer_{runner_.executor(), make_connection(file_), Log{}};
};

TEST_F(WriterTest, AFailedWriteUndoesItselfAlone) {
    std::vector<std::string> outcomes;
    const auto note = [&](const Writer::Outcome& outcome) {
        outcomes.push_back(outcome.fault    ? "fault"
                           : outcome.status ? "ok"
                                            : outcome.status.error().detail);
    };
    ASSERT_TRUE(writer_.submit(Lane::live, insert(1), note));
    ASSERT_TRUE(writer_.submit(
        Lane::live,
        [](Connection& connection) -> Status {
            connection.execute("INSERT INTO t VALUES (2)");
            return make_error(ErrorCode::conflict, "no");
        },
        note));
    ASSERT_TRUE(writer_.submit(Lane::live, insert(1), note));
    ASSERT_TRUE(writer_.submit(Lane::live, insert(3), note));
    runner_.run(writer_.drain());
    EXPECT_EQ(outcomes, (std::vector<std::string>{"ok", "no", "fault", "ok"}));
    EXPECT_EQ(rows(), (std::vector<std::int64_t>{1, 3}));
}

TEST_F(WriterTest, LiveWritesOvertakeBulkOnes) {
    const auto ignore = [](const Writer::Outcome&) {};
    // The first one occupies the writer; the rest waits.
    for (std::int64_t number = 0; number < 200; ++number) {
        ASSERT_TRUE(writer_.submit(Lane::bulk, insert(number), ignore));
    }
    ASSERT_TRUE(writer_.submit(Lane::live, insert(-1), ignore));
    runner_.run(writer_.drain());
    const auto written = rows();
    EXPECT_EQ(written.size(), 201U);
    EXPECT_LT(std::ranges::find(written, -1) - written.begin(), 150);
}

TEST_F(WriterTest, AFullQueuePushesBack) {
    std::size_t done = 0;
    const auto count = [&](const Writer::Outcome&) { ++done; };
    std::size_t taken = 0;
    while (writer_.submit(Lane::live, insert(static_cast<std::int64_t>(taken)), count)) {
        ++taken;
        ASSERT_LT(taken, 1'000'000U);
    }
    runner_.run(writer_.drain());
    EXPECT_EQ(done, taken);
    EXPECT_EQ(rows().size(), taken);
    EXPECT_TRUE(writer_.submit(Lane::live, insert(-1), count)) << "there is room again";
    runner_.run(writer_.drain());
}

TEST_F(WriterTest, AnswersAfterTheCommit) {
    const auto answer = [](Connection& connection) -> Result<std::int64_t> {
        connection.execute("INSERT INTO t VALUES (7)");
        return connection.changes();
    };
    EXPECT_EQ(runner_.run(writer_.write(Lane::live, answer)).value(), 1);
    EXPECT_EQ(rows(), (std::vector<std::int64_t>{7}));
}

}  // namespace
}  // namespace ohmstead
