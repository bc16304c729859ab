#include <utility>

#include "store/visit_store.hpp"
#include "store_sqlite/audit_rows.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/revocations.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

bool lasts(Connection& connection, std::int64_t home_no, const UserId& user, Instant now) {
    return connection.prepare("SELECT 1 FROM visit WHERE home_no = ? AND user = ? AND ends_at > ?")
        .bind(home_no, user.value, ms_of(now))
        .step();
}

class SqliteVisitStore final : public VisitStore {
public:
    explicit SqliteVisitStore(SqliteDatabase& database)
        : clock_(database.clock()), writer_(database.writer()), readers_(database.readers()) {}

    Task<Status> begin(AccessScope scope, HomeId home, Visit visit, AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(ServerRight::visit_home));
        auto job = [home = std::move(home), visit = std::move(visit), entry = std::move(entry),
                    &clock = clock_](Connection& connection) -> Status {
            const auto home_no = home_number(connection, home);
            if (!home_no) {
                return no_such_home();
            }
            if (lasts(connection, *home_no, visit.by, visit.began_at)) {
                return make_error(ErrorCode::conflict, "Your visit to this home is not over yet.");
            }
            connection
                .prepare(
                    "INSERT INTO visit (home_no, id, user, user_name, reason, began_at, ends_at) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)")
                .bind(*home_no, visit.id.value, visit.by.value, visit.by_name, visit.reason,
                      ms_of(visit.began_at), ms_of(visit.ends_at))
                .run();
            insert_audit_entry(connection, *home_no, entry);
            note_revocation(connection, clock, RevokedKind::user, visit.by.value);
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<UserId>> end(AccessScope scope, HomeId home, VisitId visit, Instant now,
                             AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::end_visits));
        const bool own = scope.standing_in(home) == Standing::visitor;
        auto job = [home = std::move(home), visit = std::move(visit), now, entry = std::move(entry),
                    only = own ? scope.user() : UserId{},
                    &clock = clock_](Connection& connection) -> Result<UserId> {
            const auto home_no = home_number(connection, home);
            if (!home_no) {
                return no_such_home();
            }
            auto row = connection.prepare(
                "SELECT user FROM visit WHERE home_no = ? AND id = ? AND ends_at > ?");
            const bool found = row.bind(*home_no, visit.value, ms_of(now)).step();
            const std::string user = found ? row.text(0) : std::string();
            if (!found || (!only.empty() && only.value != user)) {
                return make_error(ErrorCode::not_found, "There is no such visit any more.");
            }
            connection.prepare("UPDATE visit SET ends_at = ? WHERE home_no = ? AND id = ?")
                .bind(ms_of(now), *home_no, visit.value)
                .run();
            insert_audit_entry(connection, *home_no, entry);
            note_revocation(connection, clock, RevokedKind::user, user);
            return UserId{user};
        };
        auto visitor = co_await writer_.write(Lane::live, std::move(job));
        co_return visitor;
    }

    Task<Result<std::vector<Visit>>> newest(AccessScope scope, HomeId home,
                                            std::size_t most) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_people));
        auto query = [most](Connection& connection, std::int64_t home_no) {
            auto rows = connection.prepare(
                "SELECT id, user, user_name, reason, began_at, ends_at FROM visit "
                "WHERE home_no = ? ORDER BY began_at DESC, id DESC LIMIT ?");
            rows.bind(home_no, static_cast<std::int64_t>(most));
            std::vector<Visit> visits;
            while (rows.step()) {
                visits.push_back({.id = VisitId{rows.text(0)},
                                  .by = UserId{rows.text(1)},
                                  .by_name = rows.text(2),
                                  .reason = rows.text(3),
                                  .began_at = instant_in(rows, 4),
                                  .ends_at = instant_in(rows, 5)});
            }
            return visits;
        };
        auto visits = co_await look_up(readers_, std::move(home), query);
        co_return visits;
    }

    Task<Result<std::vector<VisitedHome>>> visited_by(UserId user, Instant now) override {
        auto query = [user = std::move(user), now](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT home.id, visit.id, visit.ends_at FROM visit JOIN home ON home.no = "
                "visit.home_no "
                "WHERE visit.user = ? AND visit.ends_at > ? ORDER BY home.id");
            rows.bind(user.value, ms_of(now));
            std::vector<VisitedHome> homes;
            while (rows.step()) {
                homes.push_back({.home = HomeId{rows.text(0)},
                                 .visit = VisitId{rows.text(1)},
                                 .ends_at = instant_in(rows, 2)});
            }
            return homes;
        };
        auto homes = co_await readers_.read(std::move(query));
        co_return homes;
    }

private:
    const Clock& clock_;
    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<VisitStore> make_sqlite_visit_store(SqliteDatabase& database) {
    return std::make_unique<SqliteVisitStore>(database);
}

}  // namespace ohmstead
