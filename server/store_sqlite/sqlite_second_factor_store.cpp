#include <utility>

#include "store/second_factor_store.hpp"
#include "store_sqlite/connection.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

std::optional<SecondFactor> factor_of(Connection& connection, const UserId& user) {
    auto rows = connection.prepare(
        "SELECT sealed_secret, confirmed, last_step FROM second_factor WHERE user = ?");
    if (!rows.bind(user.value).step()) {
        return std::nullopt;
    }
    SecondFactor factor{.sealed_secret = rows.text(0),
                        .confirmed = rows.integer(1) != 0,
                        .last_step = rows.integer(2),
                        .recovery_hashes = {}};
    auto codes = connection.prepare("SELECT code_hash FROM recovery_code WHERE user = ?");
    codes.bind(user.value);
    while (codes.step()) {
        factor.recovery_hashes.push_back(codes.text(0));
    }
    return factor;
}

void remove(Connection& connection, const UserId& user) {
    connection.prepare("DELETE FROM second_factor WHERE user = ?").bind(user.value).run();
}

class SqliteSecondFactorStore final : public SecondFactorStore {
public:
    explicit SqliteSecondFactorStore(SqliteDatabase& database)
        : writer_(database.writer()), readers_(database.readers()) {}

    Task<Status> put(UserId user, SecondFactor factor) override {
        auto job = [user = std::move(user),
                    factor = std::move(factor)](Connection& connection) -> Status {
            auto owner = connection.prepare("SELECT 1 FROM user WHERE id = ?");
            if (!owner.bind(user.value).step()) {
                return make_error(ErrorCode::not_found, "There is no such user.");
            }
            remove(connection, user);
            connection
                .prepare(
                    "INSERT INTO second_factor (user, sealed_secret, confirmed, last_step) "
                    "VALUES (?, ?, ?, ?)")
                .bind(user.value, factor.sealed_secret, factor.confirmed ? 1 : 0, factor.last_step)
                .run();
            for (const std::string& hash : factor.recovery_hashes) {
                connection.prepare("INSERT INTO recovery_code (user, code_hash) VALUES (?, ?)")
                    .bind(user.value, hash)
                    .run();
            }
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::optional<SecondFactor>>> find(UserId user) override {
        auto query = [user = std::move(user)](Connection& connection) {
            return factor_of(connection, user);
        };
        auto factor = co_await readers_.read(std::move(query));
        co_return factor;
    }

    Task<Status> erase(UserId user) override {
        auto job = [user = std::move(user)](Connection& connection) -> Status {
            remove(connection, user);
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<bool>> use_step(UserId user, std::int64_t step) override {
        auto job = [user = std::move(user), step](Connection& connection) -> Result<bool> {
            connection
                .prepare("UPDATE second_factor SET last_step = ? WHERE user = ? AND last_step < ?")
                .bind(step, user.value, step)
                .run();
            return connection.changes() > 0;
        };
        auto used = co_await writer_.write(Lane::live, std::move(job));
        co_return used;
    }

    Task<Result<bool>> use_recovery_code(UserId user, std::string code_hash) override {
        auto job = [user = std::move(user),
                    code_hash = std::move(code_hash)](Connection& connection) -> Result<bool> {
            connection.prepare("DELETE FROM recovery_code WHERE user = ? AND code_hash = ?")
                .bind(user.value, code_hash)
                .run();
            return connection.changes() > 0;
        };
        auto used = co_await writer_.write(Lane::live, std::move(job));
        co_return used;
    }

private:
    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<SecondFactorStore> make_sqlite_second_factor_store(SqliteDatabase& database) {
    return std::make_unique<SqliteSecondFactorStore>(database);
}

}  // namespace ohmstead
