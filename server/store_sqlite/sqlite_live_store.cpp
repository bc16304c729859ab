#include <span>
#include <utility>

#include <boost/describe/class.hpp>

#include "reflect/decode.hpp"
#include "reflect/encode.hpp"
#include "reflect/field_rule.hpp"
#include "store/decisions.hpp"
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
struct StoredReading {
    ChannelId channel;
    std::int64_t at = 0;
    std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(StoredReading, (), (channel, at, value))
struct StoredCondition {
    ChannelId channel;
    EntityCondition condition = EntityCondition::unavailable;
    std::int64_t since = 0;
};
BOOST_DESCRIBE_STRUCT(StoredCondition, (), (channel, condition, since))
struct StoredSnapshot {
    std::int64_t at = 0;
    std::vector<StoredReading> power;
    std::vector<StoredReading> state;
    std::vector<StoredCondition> conditions;
};
BOOST_DESCRIBE_STRUCT(StoredSnapshot, (), (at, power, state, conditions))
// Rows were once written with power alone.
constexpr FieldRule kStoredSnapshotRules[]{{.field = "state", .has_default = true},
                                           {.field = "conditions", .has_default = true}};
constexpr std::span<const FieldRule> rules_for(const StoredSnapshot*) {
    return kStoredSnapshotRules;
}

std::vector<StoredReading> to_stored(const std::vector<LiveReading>& readings) {
    std::vector<StoredReading> stored;
    for (const auto& [channel, reading] : readings) {
        stored.push_back({channel, ms_of(reading.at), reading.value});
    }
    return stored;
}

std::vector<LiveReading> from_stored(const std::vector<StoredReading>& stored) {
    std::vector<LiveReading> readings;
    for (const auto& [channel, at, value] : stored) {
        readings.push_back({channel, {instant_from_ms(at), value}});
    }
    return readings;
}

std::string snapshot_column(const LiveSnapshot& snapshot) {
    StoredSnapshot stored{.at = ms_of(snapshot.at),
                          .power = to_stored(snapshot.power),
                          .state = to_stored(snapshot.state),
                          .conditions = {}};
    for (const auto& [channel, condition, since] : snapshot.conditions) {
        stored.conditions.push_back({channel, condition, ms_of(since)});
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
                          .power = from_stored(stored.power),
                          .state = from_stored(stored.state),
                          .conditions = {}};
    for (const auto& [channel, condition, since] : stored.conditions) {
        snapshot.conditions.push_back({channel, condition, instant_from_ms(since)});
    }
    return snapshot;
}

std::optional<Instant> time_of(Connection& connection, std::int64_t home_no, const char* query) {
    auto row = connection.prepare(query);
    return row.bind(home_no).step() ? optional_instant_in(row, 0) : std::nullopt;
}

LiveOrders orders_of(Connection& connection, std::int64_t home_no) {
    return {.watched_until =
                time_of(connection, home_no, "SELECT until FROM live_watch WHERE home_no = ?"),
            .commands_until = time_of(connection, home_no,
                                      "SELECT max(expires_at) FROM command "
                                      "WHERE home_no = ? AND state IN ('open', 'sent')"),
            .decisions = decisions_revision(read_channels(connection, home_no))};
}

class SqliteLiveStore final : public LiveStore {
public:
    explicit SqliteLiveStore(SqliteDatabase& database)
        : writer_(database.writer()), readers_(database.readers()) {}

    Task<Result<LivePut>> put(AccessScope scope, HomeId home, LiveSnapshot snapshot) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        auto job = [home = std::move(home),
                    snapshot = std::move(snapshot)](Connection& connection) -> Result<LivePut> {
            const auto home_no = home_number(connection, home);
            if (!home_no) {
                return no_such_home();
            }
            const auto data = snapshot_column(snapshot);
            const auto sequence = static_cast<std::int64_t>(snapshot.revision.sequence);
            connection
                .prepare(
                    "INSERT INTO live_snapshot (home_no, epoch, sequence, data) "
                    "VALUES (?, ?, ?, ?) ON CONFLICT (home_no) DO UPDATE SET "
                    "epoch = excluded.epoch, sequence = excluded.sequence, data = excluded.data "
                    "WHERE (excluded.epoch, excluded.sequence) > (epoch, sequence)")
                .bind(*home_no, snapshot.revision.epoch, sequence, data)
                .run();
            const auto outcome = connection.changes() > 0 ? PutOutcome::stored : PutOutcome::stale;
            return LivePut{.outcome = outcome, .orders = orders_of(connection, *home_no)};
        };
        auto put = co_await writer_.write(Lane::live, std::move(job));
        co_return put;
    }

    Task<Result<std::optional<LiveSnapshot>>> snapshot(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_live));
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
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
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
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_live));
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

    Task<Result<LiveOrders>> orders(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        auto orders = co_await look_up(readers_, std::move(home), orders_of);
        co_return orders;
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
