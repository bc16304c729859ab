#include <utility>

#include "store/one_time_store.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

// A row of secret_hash, kind, subject, detail, created_at, expires_at.
OneTimeSecret secret_in(const Statement& row) {
    return {.secret_hash = row.text(0),
            .kind = enumerator_in<OneTimeKind>(row, 1),
            .subject = row.text(2),
            .detail = row.text(3),
            .created_at = instant_in(row, 4),
            .expires_at = instant_in(row, 5)};
}

std::optional<OneTimeSecret> good_secret(Connection& connection, OneTimeKind kind,
                                         const std::string& secret_hash, Instant now) {
    auto rows = connection.prepare(
        "SELECT secret_hash, kind, subject, detail, created_at, expires_at FROM one_time_secret "
        "WHERE secret_hash = ? AND kind = ? AND expires_at > ?");
    rows.bind(secret_hash, to_column(kind), ms_of(now));
    return rows.step() ? std::optional(secret_in(rows)) : std::nullopt;
}

class SqliteOneTimeStore final : public OneTimeStore {
public:
    explicit SqliteOneTimeStore(SqliteDatabase& database)
        : writer_(database.writer()), readers_(database.readers()) {}

    Task<Status> put(OneTimeSecret secret) override {
        auto job = [secret = std::move(secret)](Connection& connection) -> Status {
            connection
                .prepare(
                    "INSERT OR REPLACE INTO one_time_secret (secret_hash, kind, subject, detail, "
                    "created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)")
                .bind(secret.secret_hash, to_column(secret.kind), secret.subject, secret.detail,
                      ms_of(secret.created_at), ms_of(secret.expires_at))
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::optional<OneTimeSecret>>> find(OneTimeKind kind, std::string secret_hash,
                                                    Instant now) override {
        auto query = [kind, secret_hash = std::move(secret_hash), now](Connection& connection) {
            return good_secret(connection, kind, secret_hash, now);
        };
        auto secret = co_await readers_.read(std::move(query));
        co_return secret;
    }

    Task<Result<std::optional<OneTimeSecret>>> take(OneTimeKind kind, std::string secret_hash,
                                                    Instant now) override {
        using Taken = Result<std::optional<OneTimeSecret>>;
        auto job = [kind, secret_hash = std::move(secret_hash),
                    now](Connection& connection) -> Taken {
            auto secret = good_secret(connection, kind, secret_hash, now);
            if (secret) {
                connection.prepare("DELETE FROM one_time_secret WHERE secret_hash = ?")
                    .bind(secret_hash)
                    .run();
            }
            return secret;
        };
        auto taken = co_await writer_.write(Lane::live, std::move(job));
        co_return taken;
    }

    Task<Status> erase_all(OneTimeKind kind, std::string subject) override {
        auto job = [kind, subject = std::move(subject)](Connection& connection) -> Status {
            connection.prepare("DELETE FROM one_time_secret WHERE kind = ? AND subject = ?")
                .bind(to_column(kind), subject)
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Status> erase_expired_before(Instant instant) override {
        auto job = [instant](Connection& connection) -> Status {
            connection.prepare("DELETE FROM one_time_secret WHERE expires_at < ?")
                .bind(ms_of(instant))
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, job);
        co_return status;
    }

private:
    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<OneTimeStore> make_sqlite_one_time_store(SqliteDatabase& database) {
    return std::make_unique<SqliteOneTimeStore>(database);
}

}  // namespace ohmstead
