#include <memory>
#include <utility>

#include "store/past_store.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

class SqlitePastStore final : public PastStore {
public:
    explicit SqlitePastStore(SqliteDatabase& database)
        : writer_(database.writer()), readers_(database.readers()) {}

    Task<Result<std::vector<PastRecord>>> load(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_home));
        auto query = [](Connection& connection, std::int64_t home_no) {
            std::vector<PastRecord> records;
            auto rows = connection.prepare(
                "SELECT channel.id, past.source, past.done, past.data FROM past "
                "JOIN channel ON channel.no = past.channel_no WHERE past.home_no = ? "
                "ORDER BY channel.id, past.source");
            rows.bind(home_no);
            while (rows.step()) {
                records.push_back({.channel = ChannelId{rows.text(0)},
                                   .source = rows.text(1),
                                   .done = rows.integer(2) != 0,
                                   .data = rows.text(3)});
            }
            return records;
        };
        auto records = co_await look_up(readers_, std::move(home), std::move(query));
        co_return records;
    }

    Task<Status> put(AccessScope scope, HomeId home, std::vector<PastRecord> records) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        auto job = [home = std::move(home),
                    records = std::move(records)](Connection& connection) -> Status {
            const auto home_no = home_number(connection, home);
            if (!home_no) {
                return no_such_home();
            }
            for (const auto& record : records) {
                connection
                    .prepare(
                        "INSERT OR REPLACE INTO past (home_no, channel_no, source, done, data) "
                        "SELECT home_no, no, ?3, ?4, ?5 FROM channel WHERE id = ?2 AND home_no = "
                        "?1")
                    .bind(*home_no, record.channel.value, record.source, record.done, record.data)
                    .run();
                if (connection.changes() == 0) {
                    return make_error(ErrorCode::not_found, "The home has no such channel.");
                }
            }
            return {};
        };
        auto status = co_await writer_.write(Lane::bulk, std::move(job));
        co_return status;
    }

private:
    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<PastStore> make_sqlite_past_store(SqliteDatabase& database) {
    return std::make_unique<SqlitePastStore>(database);
}

}  // namespace ohmstead
