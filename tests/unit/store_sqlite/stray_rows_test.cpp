#include <array>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "store/access_log.hpp"
#include "store/audit_log.hpp"
#include "store/command_store.hpp"
#include "store/home_store.hpp"
#include "store/note_store.hpp"
#include "store/overlay_store.hpp"
#include "store/permission_store.hpp"
#include "store/slot_store.hpp"
#include "store/user_store.hpp"
#include "store/visit_store.hpp"
#include "store_sqlite/connection.hpp"
#include "store_sqlite/database_failure.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"
#include "unit/store_sqlite/now.hpp"

namespace ohmstead {
namespace {

using test::kNow;

// What may be there without its home: it is erased little by little after the home has gone, and
// its numbers are never used again.
const std::set<std::string> kOutliveTheirHome{"block", "day", "erasure", "unsent_block"};

// Rows of homes that do not exist, put into the file by hand, in every table that has homes.
class StrayRowsTest : public testing::Test {
protected:
    StrayRowsTest() {
        auto database = open();
        auto homes = make_sqlite_home_store(*database);
        Home made;
        made.id = home;
        made.name = "The only home";
        made.time_zone = "UTC";
        EXPECT_TRUE(runner.run(homes->create(system, made, UserId{"owner"})));
        EXPECT_TRUE(runner.run(database->close()));
    }
    std::unique_ptr<SqliteDatabase> open() {
        return SqliteDatabase::open(runner.executor(), file, clock, Log{}).value();
    }
    static std::vector<std::string> texts(Connection& connection, const std::string& query) {
        std::vector<std::string> found;
        auto rows = connection.prepare(query);
        while (rows.step()) {
            found.push_back(rows.text(0));
        }
        return found;
    }
    static std::vector<std::string> tables_of_homes(Connection& connection) {
        return texts(connection,
                     "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c "
                     "WHERE m.type = 'table' AND c.name = 'home_no' ORDER BY m.name");
    }
    // Tables that have one row per home have no other number for it than the home's.
    static bool is_its_number(Connection& connection, const std::string& table) {
        return !texts(connection,
                      fmt::format("SELECT name FROM pragma_table_info('{0}') "
                                  "WHERE name = 'home_no' AND pk = 1 AND "
                                  "(SELECT SUM(pk > 0) FROM pragma_table_info('{0}')) = 1",
                                  table))
                    .empty();
    }
    // A row whose home is `home_no`, in SQL. Everything else in it is of the right type, people and
    // providers are "x", and nothing else is as in a row with another `mark`.
    static std::string stray_row(Connection& connection, const std::string& table,
                                 const std::string& home_no, int mark = 1) {
        std::string columns;
        std::string values;
        auto rows = connection.prepare(
            fmt::format("SELECT name, type FROM pragma_table_info('{}')", table));
        while (rows.step()) {
            const auto name = rows.text(0);
            const auto type = rows.text(1);
            const bool is_somebody = name == "user" || name == "provider";
            const auto value = type == "INTEGER" ? std::to_string(1000 + mark)
                               : type == "BLOB"  ? std::string("x'00'")
                               : is_somebody     ? std::string("'x'")
                                                 : fmt::format("'x{}'", mark);
            columns += fmt::format("{}\"{}\"", columns.empty() ? "" : ", ", name);
            values += fmt::format("{}{}", values.empty() ? "" : ", ",
                                  name == "home_no" ? home_no : value);
        }
        return fmt::format("INSERT INTO \"{}\" ({}) VALUES ({})", table, columns, values);
    }

    test::TemporaryFolder folder;
    std::filesystem::path file = folder / "ohmstead.db";
    test::ManualClock clock{kNow};
    test::TaskRunner runner;
    AccessScope system = SystemAuthorityForTests::system_scope();
    HomeId home = HomeId::make();
};

TEST_F(StrayRowsTest, RB_11_TheSchemaForbidsRowsWithoutAHome) {
    Connection connection(file, Connection::Mode::read_write);
    connection.execute("PRAGMA foreign_keys = ON");
    const auto tables = tables_of_homes(connection);
    EXPECT_GE(tables.size(), 15U);
    for (const auto& table : tables) {
        for (const std::string wrong : {"NULL", "''", "'x'", "1.5", "0", "4711"}) {
            const bool is_number = wrong == "0" || wrong == "4711";
            // Where the number of the home is that of the row, SQLite gives one to a row without.
            // Of a group's members one whose home was erased names nobody.
            if ((is_number && kOutliveTheirHome.contains(table)) ||
                (wrong == "NULL" &&
                 (is_its_number(connection, table) || table == "aggregate_member"))) {
                continue;
            }
            EXPECT_THROW(connection.execute(stray_row(connection, table, wrong)), DatabaseFailure)
                << table << " takes " << wrong;
        }
    }
}

TEST_F(StrayRowsTest, RB_11_WhatIsPutThereAllTheSameIsSeenByNobody) {
    {
        Connection connection(file, Connection::Mode::read_write);
        connection.execute("PRAGMA foreign_keys = OFF");
        for (const auto& table : tables_of_homes(connection)) {
            for (const int wrong : {0, 4711}) {
                connection.execute(stray_row(connection, table, std::to_string(wrong), wrong));
            }
        }
        for (const std::string wrong : {"", "0", "nowhere"}) {
            connection.execute(
                fmt::format("INSERT INTO api_key (id, secret_hash, home, name, created_at) "
                            "VALUES ('key {0}', 'x', '{0}', 'x', 1)",
                            wrong));
        }
    }
    auto database = open();
    const auto homes = make_sqlite_home_store(*database);
    const auto all = runner.run(homes->list(system)).value();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().id, home);

    // Whoever stands in the rows has nothing by them.
    const UserId stranger{"x"};
    EXPECT_TRUE(runner.run(homes->memberships_of(stranger)).value().empty());
    const auto visits = make_sqlite_visit_store(*database);
    EXPECT_TRUE(runner.run(visits->visited_by(stranger, Instant{})).value().empty());
    const auto permissions = make_sqlite_permission_store(*database);
    EXPECT_TRUE(runner.run(permissions->given_to(ProviderId{"x"})).value().empty());

    // And the home there is has nothing of them.
    EXPECT_EQ(runner.run(homes->list_members(system, home)).value().size(), 1U);
    EXPECT_TRUE(runner.run(homes->channels(system, home)).value().empty());
    EXPECT_FALSE(runner.run(homes->connection(system, home)).value());
    EXPECT_TRUE(runner.run(permissions->of_home(system, home)).value().empty());
    EXPECT_TRUE(runner.run(make_sqlite_note_store(*database)->notes(system, home)).value().empty());
    EXPECT_TRUE(
        runner.run(make_sqlite_overlay_store(*database)->list(system, home)).value().empty());
    EXPECT_TRUE(
        runner.run(make_sqlite_audit_log(*database)->newest(system, home, 100)).value().empty());
    EXPECT_TRUE(runner.run(make_sqlite_access_log(*database)->newest(system, home, 100, {}))
                    .value()
                    .empty());
    EXPECT_TRUE(runner.run(visits->newest(system, home, 100)).value().empty());
    EXPECT_TRUE(runner.run(make_sqlite_user_store(*database)->list_api_keys(home)).value().empty());

    // Not even the system can name a home that there is not.
    for (const auto* const name : {"", "0", "4711", "x", "nowhere"}) {
        const HomeId nowhere{name};
        EXPECT_EQ(runner.run(homes->get(system, nowhere)).error().code, ErrorCode::not_found);
        EXPECT_EQ(
            runner.run(make_sqlite_note_store(*database)->notes(system, nowhere)).error().code,
            ErrorCode::not_found);
        EXPECT_EQ(scope_for_ingest(nowhere).require(home, Right::add_readings).error().code,
                  ErrorCode::not_found);
    }
    EXPECT_TRUE(runner.run(database->close()));
}

}  // namespace
}  // namespace ohmstead
