#include "store_sqlite/revocations.hpp"

#include <memory>

#include "store_sqlite/columns.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_database.hpp"

namespace ohmstead {
namespace {

constexpr Milliseconds kKept = std::chrono::minutes{10};

class SqliteRevocationFeed final : public RevocationFeed {
public:
    explicit SqliteRevocationFeed(SqliteDatabase& database) : readers_(database.readers()) {}

    Task<Result<std::vector<RevocationNote>>> since(Instant from) override {
        auto query = [from](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT at, kind, subject FROM revocation WHERE at >= ? ORDER BY at");
            rows.bind(ms_of(from));
            std::vector<RevocationNote> notes;
            while (rows.step()) {
                notes.push_back({.at = instant_in(rows, 0),
                                 .kind = enumerator_in<RevokedKind>(rows, 1),
                                 .subject = rows.text(2)});
            }
            return notes;
        };
        auto notes = co_await readers_.read(query);
        co_return notes;
    }

private:
    Readers& readers_;
};

}  // namespace

void note_revocation(Connection& connection, const Clock& clock, RevokedKind kind,
                     std::string_view subject) {
    const Instant now = clock.now();
    connection.prepare("DELETE FROM revocation WHERE at < ?").bind(ms_of(now - kKept)).run();
    connection.prepare("INSERT OR IGNORE INTO revocation (at, kind, subject) VALUES (?, ?, ?)")
        .bind(ms_of(now), to_column(kind), subject)
        .run();
}

void note_revocation_of_home(Connection& connection, const Clock& clock, std::int64_t home_no) {
    auto members = connection.prepare("SELECT user FROM member WHERE home_no = ?");
    members.bind(home_no);
    while (members.step()) {
        note_revocation(connection, clock, RevokedKind::user, members.text(0));
    }
    auto keys = connection.prepare(
        "SELECT id FROM api_key WHERE home = (SELECT id FROM home WHERE no = ?)");
    keys.bind(home_no);
    while (keys.step()) {
        note_revocation(connection, clock, RevokedKind::api_key, keys.text(0));
    }
    auto providers = connection.prepare(
        "SELECT DISTINCT provider FROM permission WHERE home_no = ? AND state = 'accepted'");
    providers.bind(home_no);
    while (providers.step()) {
        note_revocation(connection, clock, RevokedKind::permission, providers.text(0));
    }
}

std::unique_ptr<RevocationFeed> make_sqlite_revocation_feed(SqliteDatabase& database) {
    return std::make_unique<SqliteRevocationFeed>(database);
}

}  // namespace ohmstead
