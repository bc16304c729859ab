#include <utility>

#include "store/access_log.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

Status insert(Connection& connection, const HomeId& home, const AccessEntry& entry) {
    const auto home_no = home_number(connection, home);
    if (!home_no) {
        return no_such_home();
    }
    connection
        .prepare(
            "INSERT INTO access (home_no, at, user, kind, last_at, user_name, organisation, count) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE "
            "SET count = count + 1, last_at = max(last_at, excluded.last_at)")
        .bind(*home_no, ms_of(entry.at), entry.by.value, to_column(entry.kind),
              ms_of(entry.last_at), entry.by_name, entry.organisation)
        .run();
    return {};
}

std::vector<AccessEntry> newest_of(Connection& connection, std::int64_t home_no, std::size_t most,
                                   const std::optional<AccessPlace>& before) {
    const auto limit = static_cast<std::int64_t>(most);
    auto rows = connection.prepare(
        before ? "SELECT at, last_at, user, user_name, organisation, kind, count FROM access "
                 "WHERE home_no = ? AND (at, user, kind) < (?, ?, ?) "
                 "ORDER BY at DESC, user DESC, kind DESC LIMIT ?"
               : "SELECT at, last_at, user, user_name, organisation, kind, count FROM access "
                 "WHERE home_no = ? ORDER BY at DESC, user DESC, kind DESC LIMIT ?");
    if (before) {
        rows.bind(home_no, ms_of(before->at), before->by.value, to_column(before->kind), limit);
    } else {
        rows.bind(home_no, limit);
    }
    std::vector<AccessEntry> entries;
    while (rows.step()) {
        entries.push_back({.at = instant_in(rows, 0),
                           .last_at = instant_in(rows, 1),
                           .by = UserId{rows.text(2)},
                           .by_name = rows.text(3),
                           .organisation = rows.text(4),
                           .kind = enumerator_in<AccessKind>(rows, 5),
                           .count = rows.integer(6)});
    }
    return entries;
}

class SqliteAccessLog final : public AccessLog {
public:
    explicit SqliteAccessLog(SqliteDatabase& database)
        : writer_(database.writer()), readers_(database.readers()) {}

    Task<Status> note(AccessScope scope, HomeId home, AccessKind kind, Instant at) override {
        OHMSTEAD_CO_TRY_VOID(scope.view(home, Right::see_home, at));
        auto job = [entry = access_entry(scope, home, kind, at), home](Connection& connection) {
            return insert(connection, home, entry);
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::vector<AccessEntry>>> newest(AccessScope scope, HomeId home, std::size_t most,
                                                  std::optional<AccessPlace> before) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_consent));
        auto query = [most, before = std::move(before)](Connection& connection,
                                                        std::int64_t home_no) {
            return newest_of(connection, home_no, most, before);
        };
        auto entries = co_await look_up(readers_, std::move(home), query);
        co_return entries;
    }

private:
    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<AccessLog> make_sqlite_access_log(SqliteDatabase& database) {
    return std::make_unique<SqliteAccessLog>(database);
}

}  // namespace ohmstead
