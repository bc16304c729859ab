#include "store_sqlite/sqlite_sign_in_store.hpp"

#include <utility>

#include "store_sqlite/columns.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

class SqliteSignInStore final : public SignInStore {
public:
    explicit SqliteSignInStore(SqliteDatabase& database) : writer_(database.writer()) {}

    Task<Status> put(PendingSignIn sign_in) override {
        auto job = [sign_in = std::move(sign_in)](Connection& connection) -> Status {
            connection
                .prepare(
                    "INSERT OR REPLACE INTO pending_sign_in (browser_hash, state_hash, provider, "
                    "return_to, expires_at) VALUES (?, ?, ?, ?, ?)")
                .bind(sign_in.browser_hash, sign_in.state_hash, sign_in.provider, sign_in.return_to,
                      ms_of(sign_in.expires_at))
                .run();
            connection
                .prepare(
                    "DELETE FROM pending_sign_in WHERE browser_hash = ? AND state_hash NOT IN "
                    "(SELECT state_hash FROM pending_sign_in WHERE browser_hash = ? "
                    "ORDER BY expires_at DESC, state_hash LIMIT ?)")
                .bind(sign_in.browser_hash, sign_in.browser_hash,
                      static_cast<std::int64_t>(kMostOfOneBrowser))
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::optional<PendingSignIn>>> take(std::string browser_hash,
                                                    std::string state_hash, Instant now) override {
        // The writer does one job at a time, so nobody else gets it.
        std::optional<PendingSignIn> taken;
        auto job = [&taken, browser_hash = std::move(browser_hash),
                    state_hash = std::move(state_hash), now](Connection& connection) -> Status {
            auto rows = connection.prepare(
                "SELECT provider, return_to, expires_at FROM pending_sign_in "
                "WHERE browser_hash = ? AND state_hash = ?");
            if (rows.bind(browser_hash, state_hash).step() && instant_in(rows, 2) > now) {
                taken = PendingSignIn{.browser_hash = browser_hash,
                                      .state_hash = state_hash,
                                      .provider = rows.text(0),
                                      .return_to = rows.text(1),
                                      .expires_at = instant_in(rows, 2)};
            }
            connection
                .prepare("DELETE FROM pending_sign_in WHERE browser_hash = ? AND state_hash = ?")
                .bind(browser_hash, state_hash)
                .run();
            return {};
        };
        OHMSTEAD_CO_TRY_VOID(co_await writer_.write(Lane::live, std::move(job)));
        co_return std::move(taken);
    }

    Task<Status> erase_expired_before(Instant instant) override {
        auto job = [instant](Connection& connection) -> Status {
            connection.prepare("DELETE FROM pending_sign_in WHERE expires_at < ?")
                .bind(ms_of(instant))
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, job);
        co_return status;
    }

private:
    Writer& writer_;
};

}  // namespace

std::unique_ptr<SignInStore> make_sqlite_sign_in_store(SqliteDatabase& database) {
    return std::make_unique<SqliteSignInStore>(database);
}

}  // namespace ohmstead
