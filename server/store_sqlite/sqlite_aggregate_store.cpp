#include <stdexcept>
#include <utility>

#include "store/aggregate_codec.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_aggregate_stores.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

using std::chrono::year_month;

// "2026-03"
std::string text_of(year_month month) {
    return format_local_date(month / 1).substr(0, 7);
}

std::optional<std::string> settled_zone(Connection& connection, const ProviderId& provider) {
    auto row = connection.prepare("SELECT time_zone FROM aggregate_zone WHERE provider = ?");
    if (!row.bind(provider.value).step()) {
        return std::nullopt;
    }
    return row.text(0);
}

Status freeze_month(Connection& connection, const ProviderId& provider, const std::string& month,
                    const std::vector<PlacedHome>& members) {
    connection.prepare("INSERT OR IGNORE INTO aggregate_month (provider, month) VALUES (?, ?)")
        .bind(provider.value, month)
        .run();
    if (connection.changes() == 0) {
        return {};
    }
    for (const auto& member : members) {
        // The index leaves out who is a member of that month already.
        if (const auto home_no = home_number(connection, member.home)) {
            connection
                .prepare(
                    "INSERT OR IGNORE INTO aggregate_member (provider, month, home_no, area, "
                    "tariff) VALUES (?, ?, ?, ?, ?)")
                .bind(provider.value, month, *home_no, member.cell.area, member.cell.tariff)
                .run();
        }
    }
    return {};
}

std::optional<std::vector<PlacedHome>> members_in(Connection& connection,
                                                  const ProviderId& provider,
                                                  const std::string& month) {
    auto settled =
        connection.prepare("SELECT 1 FROM aggregate_month WHERE provider = ? AND month = ?");
    if (!settled.bind(provider.value, month).step()) {
        return std::nullopt;
    }
    auto rows = connection.prepare(
        "SELECT home.id, area, tariff FROM aggregate_member LEFT JOIN home ON home.no = home_no "
        "WHERE provider = ? AND month = ?");
    rows.bind(provider.value, month);
    std::vector<PlacedHome> members;
    while (rows.step()) {
        members.push_back(
            {.home = HomeId{rows.is_null(0) ? std::string() : rows.text(0)},
             .cell = {.provider = provider, .area = rows.text(1), .tariff = rows.text(2)}});
    }
    return members;
}

std::vector<PublishedDay> published_in(Connection& connection, const ProviderId& provider,
                                       LocalDate first, LocalDate last) {
    auto rows = connection.prepare(
        "SELECT day, area, tariff, data FROM aggregate_day WHERE provider = ? AND day BETWEEN ? "
        "AND ?");
    const auto from = format_local_date(first);
    const auto to = format_local_date(last);
    rows.bind(provider.value, from, to);
    std::vector<PublishedDay> days;
    while (rows.step()) {
        PublishedDay day{
            .cell = {.provider = provider, .area = rows.text(1), .tariff = rows.text(2)},
            .day = local_date_in(rows, 0),
            .first = 0,
            .figures = {}};
        // What no version could have written is a damaged database, hence an exception.
        if (!decode_figures(rows.text(3), day)) {
            throw std::runtime_error("the database holds a damaged aggregate");
        }
        days.push_back(std::move(day));
    }
    sort_published(days);
    return days;
}

class SqliteAggregateStore final : public AggregateStore {
public:
    explicit SqliteAggregateStore(SqliteDatabase& database)
        : writer_(database.writer()), readers_(database.readers()) {}

    Task<Result<std::string>> settle_zone(AccessScope scope, ProviderId provider,
                                          std::string zone) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        auto job = [provider = std::move(provider),
                    zone = std::move(zone)](Connection& connection) -> Result<std::string> {
            connection
                .prepare("INSERT OR IGNORE INTO aggregate_zone (provider, time_zone) VALUES (?, ?)")
                .bind(provider.value, zone)
                .run();
            return settled_zone(connection, provider).value_or(zone);
        };
        auto settled = co_await writer_.write(Lane::live, std::move(job));
        co_return settled;
    }

    Task<Result<std::optional<std::string>>> zone(AccessScope scope, ProviderId provider) override {
        OHMSTEAD_CO_TRY_VOID(require_staff_of(scope, provider));
        auto query = [provider = std::move(provider)](Connection& connection) {
            return settled_zone(connection, provider);
        };
        auto zone = co_await readers_.read(std::move(query));
        co_return zone;
    }

    Task<Status> freeze(AccessScope scope, ProviderId provider, year_month month,
                        std::vector<PlacedHome> members) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        auto job = [provider = std::move(provider), month = text_of(month),
                    members = std::move(members)](Connection& connection) {
            return freeze_month(connection, provider, month, members);
        };
        auto status = co_await writer_.write(Lane::bulk, std::move(job));
        co_return status;
    }

    Task<Result<std::optional<std::vector<PlacedHome>>>> members(AccessScope scope,
                                                                 ProviderId provider,
                                                                 year_month month) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        auto query = [provider = std::move(provider),
                      month = text_of(month)](Connection& connection) {
            return members_in(connection, provider, month);
        };
        auto members = co_await readers_.read(std::move(query));
        co_return members;
    }

    Task<Status> publish(AccessScope scope, PublishedDay day) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        auto job = [day = std::move(day)](Connection& connection) -> Status {
            connection
                .prepare(
                    "INSERT OR IGNORE INTO aggregate_day (provider, day, area, tariff, data) "
                    "VALUES (?, ?, ?, ?, ?)")
                .bind(day.cell.provider.value, format_local_date(day.day), day.cell.area,
                      day.cell.tariff, encode_figures(day))
                .run();
            return {};
        };
        auto status = co_await writer_.write(Lane::bulk, std::move(job));
        co_return status;
    }

    Task<Result<std::vector<PublishedDay>>> published(AccessScope scope, ProviderId provider,
                                                      LocalDate first, LocalDate last) override {
        OHMSTEAD_CO_TRY_VOID(require_staff_of(scope, provider));
        auto query = [provider = std::move(provider), first, last](Connection& connection) {
            return published_in(connection, provider, first, last);
        };
        auto days = co_await readers_.read(std::move(query));
        co_return days;
    }

private:
    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<AggregateStore> make_sqlite_aggregate_store(SqliteDatabase& database) {
    return std::make_unique<SqliteAggregateStore>(database);
}

}  // namespace ohmstead
