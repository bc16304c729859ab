#include <utility>

#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_aggregate_stores.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

// A row that begins with provider, area, tariff, placed_at.
Supply supply_in(const Statement& row) {
    return {
        .cell = {.provider = ProviderId{row.text(0)}, .area = row.text(1), .tariff = row.text(2)},
        .placed_at = instant_in(row, 3)};
}

std::optional<Supply> find_supply(Connection& connection, std::int64_t home_no) {
    auto row = connection.prepare(
        "SELECT provider, area, tariff, placed_at FROM supply WHERE home_no = ?");
    return row.bind(home_no).step() ? std::optional(supply_in(row)) : std::nullopt;
}

Status put_supply(Connection& connection, std::int64_t home_no, const Supply& supply) {
    connection
        .prepare(
            "INSERT OR REPLACE INTO supply (home_no, provider, area, tariff, placed_at) "
            "VALUES (?, ?, ?, ?, ?)")
        .bind(home_no, supply.cell.provider.value, supply.cell.area, supply.cell.tariff,
              ms_of(supply.placed_at))
        .run();
    return {};
}

Status remove_supply(Connection& connection, std::int64_t home_no) {
    connection.prepare("DELETE FROM supply WHERE home_no = ?").bind(home_no).run();
    return {};
}

class SqliteSupplyStore final : public SupplyStore {
public:
    explicit SqliteSupplyStore(SqliteDatabase& database)
        : writer_(database.writer()), readers_(database.readers()) {}

    Task<Result<std::optional<Supply>>> find(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_consent));
        auto supply = co_await look_up(readers_, std::move(home), find_supply);
        co_return supply;
    }

    Task<Status> put(AccessScope scope, HomeId home, Supply supply) override {
        auto work = [supply = std::move(supply)](Connection& connection, std::int64_t home_no) {
            return put_supply(connection, home_no, supply);
        };
        auto status = co_await change(std::move(scope), std::move(home), std::move(work));
        co_return status;
    }

    Task<Status> remove(AccessScope scope, HomeId home) override {
        auto status = co_await change(std::move(scope), std::move(home), remove_supply);
        co_return status;
    }

    Task<Result<std::vector<SuppliedHome>>> of_provider(AccessScope scope,
                                                        ProviderId provider) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        auto query = [provider = std::move(provider)](Connection& connection) {
            auto rows = connection.prepare(
                "SELECT provider, area, tariff, placed_at, home.id FROM supply "
                "JOIN home ON home.no = home_no WHERE provider = ? ORDER BY home.id");
            rows.bind(provider.value);
            std::vector<SuppliedHome> homes;
            while (rows.step()) {
                homes.push_back({.home = HomeId{rows.text(4)}, .supply = supply_in(rows)});
            }
            return homes;
        };
        auto homes = co_await readers_.read(std::move(query));
        co_return homes;
    }

private:
    // Runs `work(connection, home number)` on the writer, if the home exists.
    template <class Work>
    Task<Status> change(AccessScope scope, HomeId home, Work work) {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::give_consent));
        auto status = co_await change_home(writer_, std::move(home), std::move(work));
        co_return status;
    }

    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<SupplyStore> make_sqlite_supply_store(SqliteDatabase& database) {
    return std::make_unique<SqliteSupplyStore>(database);
}

}  // namespace ohmstead
