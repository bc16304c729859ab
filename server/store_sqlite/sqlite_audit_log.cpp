#include <utility>

#include "store/audit_log.hpp"
#include "store_sqlite/audit_rows.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

Status insert(Connection& connection, const HomeId& home, const AuditEntry& entry) {
    const auto home_no = home_number(connection, home);
    if (!home_no) {
        return no_such_home();
    }
    insert_audit_entry(connection, *home_no, entry);
    return {};
}

std::vector<AuditEntry> newest_of(Connection& connection, std::int64_t home_no, std::size_t most) {
    auto rows = connection.prepare(
        "SELECT id, at, user, user_name, action, subject, subject_name FROM audit "
        "WHERE home_no = ? ORDER BY at DESC, id DESC LIMIT ?");
    rows.bind(home_no, static_cast<std::int64_t>(most));
    std::vector<AuditEntry> entries;
    while (rows.step()) {
        entries.push_back({.id = AuditId{rows.text(0)},
                           .at = instant_in(rows, 1),
                           .by = UserId{rows.text(2)},
                           .by_name = rows.text(3),
                           .action = enumerator_in<AuditAction>(rows, 4),
                           .subject = rows.text(5),
                           .subject_name = rows.text(6)});
    }
    return entries;
}

class SqliteAuditLog final : public AuditLog {
public:
    explicit SqliteAuditLog(SqliteDatabase& database)
        : writer_(database.writer()), readers_(database.readers()) {}

    Task<Status> append(AccessScope scope, HomeId home, AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(require_to_add(scope, home, entry.action));
        auto job = [home = std::move(home), entry = std::move(entry)](Connection& connection) {
            return insert(connection, home, entry);
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::vector<AuditEntry>>> newest(AccessScope scope, HomeId home,
                                                 std::size_t most) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_trail));
        auto query = [most](Connection& connection, std::int64_t home_no) {
            return newest_of(connection, home_no, most);
        };
        auto entries = co_await look_up(readers_, std::move(home), query);
        co_return entries;
    }

private:
    Writer& writer_;
    Readers& readers_;
};

}  // namespace

void insert_audit_entry(Connection& connection, std::int64_t home_no, const AuditEntry& entry) {
    connection
        .prepare(
            "INSERT OR IGNORE INTO audit (home_no, at, id, user, user_name, action, subject, "
            "subject_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(home_no, ms_of(entry.at), entry.id.value, entry.by.value, entry.by_name,
              to_column(entry.action), entry.subject, entry.subject_name)
        .run();
}

std::unique_ptr<AuditLog> make_sqlite_audit_log(SqliteDatabase& database) {
    return std::make_unique<SqliteAuditLog>(database);
}

}  // namespace ohmstead
