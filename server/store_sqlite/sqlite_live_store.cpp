#include <utility>

#include <boost/describe/class.hpp>

#include "reflect/decode.hpp"
#include "reflect/encode.hpp"
#include "store/live_store.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

// A snapshot as its row holds it; the revision stands beside.
struct StoredPower {
    ChannelId channel;
    std::int64_t at = 0;
    std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(StoredPower, (), (channel, at, value))
struct StoredSnapshot {
    std::int64_t at = 0;
    std::vector<StoredPower> power;
};
BOOST_DESCRIBE_STRUCT(StoredSnapshot, (), (at, power))

std::string to_column(const LiveSnapshot& snapshot) {
    StoredSnapshot stored{.at = ms_of(snapshot.at), .power = {}};
    for (const auto& [channel, power] : snapshot.power) {
        stored.power.push_back({channel, ms_of(power.at), power.value});
    }
    return reflect::encode(stored);
}

// A row of epoch, sequence, data.
LiveSnapshot snapshot_in(const Statement& row) {
    // Throws for what no version could have written: a damaged database.
    const auto stored = reflect::decode_text<StoredSnapshot>(row.blob(2)).value();
    LiveSnapshot snapshot{.revision = {static_cast<std::uint32_t>(row.integer(0)),
                                       static_cast<std::uint64_t>(row.integer(1))},
                          .at = instant_from_ms(stored.at),
                          .power = {}};
    for (const auto& [channel, at, value] : stored.power) {
        snapshot.power.push_back({channel, {instant_from_ms(at), value}});
    }
    return snapshot;
}

class SqliteLiveStore final : public LiveStore {
public:
    explicit SqliteLiveStore(SqliteDatabase& database)
        : writer_(database.writer()), readers_(database.readers()) {}

    Task<Result<PutOutcome>> put(AccessScope scope, HomeId home, LiveSnapshot snapshot) override {
        OHMSTEAD_CO_TRY_VOID(scope.require_ingest(home));
        auto job = [home = std::move(home),
                    snapshot = std::move(snapshot)](Connection& connection) -> Result<PutOutcome> {
            const auto home_no = home_number(connection, home);
            if (!home_no) {
                return no_such_home();
            }
            const auto data = to_column(snapshot);
            const auto sequence = static_cast<std::int64_t>(snapshot.revision.sequence);
            connection
                .prepare(
                    "INSERT INTO live_snapshot (home_no, epoch, sequence, data) "
                    "VALUES (?, ?, ?, ?) ON CONFLICT (home_no) DO UPDATE SET "
                    "epoch = excluded.epoch, sequence = excluded.sequence, data = excluded.data "
                    "WHERE (excluded.epoch, excluded.sequence) > (epoch, sequence)")
                .bind(*home_no, snapshot.revision.epoch, sequence, data)
                .run();
            return connection.changes() > 0 ? PutOutcome::stored : PutOutcome::stale;
        };
        auto outcome = co_await writer_.write(Lane::live, std::move(job));
        co_return outcome;
    }

    Task<Result<std::optional<LiveSnapshot>>> snapshot(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, HomeRole::viewer));
        auto query = [home = std::move(home)](Connection& connection) {
            auto row = connection.prepare(
                "SELECT epoch, sequence, data FROM live_snapshot "
                "WHERE home_no = (SELECT no FROM home WHERE id = ?)");
            return row.bind(home.value).step() ? std::optional(snapshot_in(row)) : std::nullopt;
        };
        auto snapshot = co_await readers_.read(std::move(query));
        co_return snapshot;
    }

    Task<Result<std::optional<Revision>>> revision(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require_ingest(home));
        auto query = [home = std::move(home)](Connection& connection) -> std::optional<Revision> {
            auto row = connection.prepare(
                "SELECT epoch, sequence FROM live_snapshot "
                "WHERE home_no = (SELECT no FROM home WHERE id = ?)");
            if (!row.bind(home.value).step()) {
                return std::nullopt;
            }
            return Revision{static_cast<std::uint32_t>(row.integer(0)),
                            static_cast<std::uint64_t>(row.integer(1))};
        };
        auto revision = co_await readers_.read(std::move(query));
        co_return revision;
    }

    Task<Status> renew_watch(AccessScope scope, HomeId home, Instant until) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, HomeRole::viewer));
        auto job = [home = std::move(home), until](Connection& connection) -> Status {
            const auto home_no = home_number(connection, home);
            if (!home_no) {
                return no_such_home();
            }
            connection
                .prepare(
                    "INSERT INTO live_watch (home_no, until) VALUES (?, ?) "
                    "ON CONFLICT (home_no) DO UPDATE SET until = max(until, excluded.until)")
                .bind(*home_no, ms_of(until))
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::live, std::move(job));
        co_return status;
    }

    Task<Result<std::optional<Instant>>> watched_until(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require_ingest(home));
        auto query = [home = std::move(home)](Connection& connection) {
            auto row = connection.prepare(
                "SELECT until FROM live_watch "
                "WHERE home_no = (SELECT no FROM home WHERE id = ?)");
            return row.bind(home.value).step() ? std::optional(instant_in(row, 0)) : std::nullopt;
        };
        auto until = co_await readers_.read(std::move(query));
        co_return until;
    }

private:
    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<LiveStore> make_sqlite_live_store(SqliteDatabase& database) {
    return std::make_unique<SqliteLiveStore>(database);
}

}  // namespace ohmstead
