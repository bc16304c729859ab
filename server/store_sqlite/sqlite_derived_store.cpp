#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "store/day_codec.hpp"
#include "store/seen_through.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/derived_rows.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

using std::chrono::sys_days;

Status require_deriver(const AccessScope& scope) {
    return scope.is_system() ? Status{} : Status{no_such_home()};
}

std::int64_t date_column(LocalDate date) {
    return sys_days{date}.time_since_epoch().count();
}

LocalDate date_in(const Statement& row, int column) {
    return LocalDate{sys_days{std::chrono::days{row.integer(column)}}};
}

void put_day(Connection& connection, std::int64_t home_no, const DaySums& sums) {
    const Packed data = encode_day(sums);
    connection.prepare("INSERT OR REPLACE INTO day (home_no, date, data) VALUES (?, ?, ?)")
        .bind(home_no, date_column(sums.day.date), Blob{data})
        .run();
}

DaysPut put_under_lease(Connection& connection, std::int64_t home_no, const DerivingLease& lease,
                        const std::vector<DaySums>& days, const DerivedState& after) {
    const auto row = read_derived(connection, home_no);
    if (row.lease.holder != lease.holder) {
        return DaysPut::lease_lost;
    }
    if (row.state.revision != after.revision) {
        return DaysPut::marked;
    }
    for (const auto& day : days) {
        put_day(connection, home_no, day);
    }
    write_derived(connection, home_no, {.state = after, .lease = lease});
    return DaysPut::stored;
}

// Decodes days on the readers' threads. A damaged one is as good as absent, for it can be made
// again; the log names it once.
class DayDecoder {
public:
    explicit DayDecoder(Log log) : log_(log) {}

    std::optional<DaySums> decode(std::int64_t home_no, LocalDate date, std::string_view data) {
        auto day = decode_day(date, data);
        if (day) {
            return std::move(*day);
        }
        const std::lock_guard lock(mutex_);
        if (named_.emplace(home_no, date).second) {
            log_.error("the sums of home {} and {} are damaged and left out: {}", home_no,
                       format_local_date(date), day.error().detail);
        }
        return std::nullopt;
    }

private:
    Log log_;
    std::mutex mutex_;
    std::set<std::pair<std::int64_t, LocalDate>> named_;
};

std::vector<DaySums> read_days(Connection& connection, std::int64_t home_no, LocalDate first,
                               LocalDate last, DayDecoder& decoder) {
    auto rows = connection.prepare(
        "SELECT date, data FROM day WHERE home_no = ? AND date BETWEEN ? AND ? ORDER BY date");
    rows.bind(home_no, date_column(first), date_column(last));
    std::vector<DaySums> days;
    while (rows.step()) {
        if (auto day = decoder.decode(home_no, date_in(rows, 0), rows.blob(1))) {
            days.push_back(std::move(*day));
        }
    }
    return days;
}

class SqliteDerivedStore final : public DerivedStore {
public:
    explicit SqliteDerivedStore(SqliteDatabase& database)
        : writer_(database.writer()),
          readers_(database.readers()),
          clock_(database.clock()),
          decoder_(std::make_shared<DayDecoder>(database.log())) {}

    Task<Status> mark(AccessScope scope, HomeId home, SlotRange changed) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        auto job = [changed](Connection& connection, std::int64_t home_no) {
            mark_changed(connection, home_no, changed);
            return true;
        };
        OHMSTEAD_CO_TRY_VOID(co_await change(std::move(home), job));
        co_return Status{};
    }

    Task<Result<DerivedState>> state(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_energy, clock_.now()));
        auto query = [view](Connection& connection, std::int64_t home_no) {
            return seen_through(view, read_derived(connection, home_no).state);
        };
        auto state = co_await look_up(readers_, std::move(home), query);
        co_return state;
    }

    Task<Result<std::optional<DerivedState>>> take_lease(AccessScope scope, HomeId home,
                                                         DerivingLease lease,
                                                         Instant now) override {
        OHMSTEAD_CO_TRY_VOID(require_deriver(scope));
        auto job = [lease = std::move(lease), now](
                       Connection& connection,
                       std::int64_t home_no) -> std::optional<DerivedState> {
            auto row = read_derived(connection, home_no);
            const bool free = row.lease.holder.empty() || row.lease.until <= now;
            if (!free && row.lease.holder != lease.holder) {
                return std::nullopt;
            }
            row.lease = lease;
            write_derived(connection, home_no, row);
            return row.state;
        };
        auto taken = co_await change(std::move(home), std::move(job));
        co_return taken;
    }

    Task<Status> release_lease(AccessScope scope, HomeId home, std::string holder) override {
        OHMSTEAD_CO_TRY_VOID(require_deriver(scope));
        auto job = [holder = std::move(holder)](Connection& connection, std::int64_t home_no) {
            auto row = read_derived(connection, home_no);
            if (row.lease.holder == holder) {
                row.lease = {};
                write_derived(connection, home_no, row);
            }
            return true;
        };
        OHMSTEAD_CO_TRY_VOID(co_await change(std::move(home), std::move(job)));
        co_return Status{};
    }

    Task<Result<DaysPut>> put_days(AccessScope scope, HomeId home, DerivingLease lease,
                                   std::vector<DaySums> days, DerivedState after) override {
        OHMSTEAD_CO_TRY_VOID(require_deriver(scope));
        if (days.size() > kMostDaysPerPut) {
            co_return make_error(ErrorCode::invalid,
                                 fmt::format("At most {} days are put at once.", kMostDaysPerPut));
        }
        auto job = [lease = std::move(lease), days = std::move(days), after = std::move(after)](
                       Connection& connection, std::int64_t home_no) {
            return put_under_lease(connection, home_no, lease, days, after);
        };
        auto put = co_await change(std::move(home), std::move(job));
        co_return put;
    }

    Task<Result<std::vector<DaySums>>> days(AccessScope scope, HomeId home, LocalDate first,
                                            LocalDate last) override {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_energy, clock_.now()));
        auto query = [view, range = days_to_read(view, first, last), decoder = decoder_](
                         Connection& connection, std::int64_t home_no) {
            auto days = read_days(connection, home_no, range.first, range.last, *decoder);
            return view.limited
                       ? seen_through(view, std::move(days), read_channels(connection, home_no))
                       : days;
        };
        auto days = co_await look_up(readers_, std::move(home), std::move(query));
        co_return days;
    }

private:
    // Runs `work(connection, home number)` on the writer, if the home exists.
    template <class Work>
    Task<Result<std::invoke_result_t<Work&, Connection&, std::int64_t>>> change(HomeId home,
                                                                                Work work) {
        using Answer = Result<std::invoke_result_t<Work&, Connection&, std::int64_t>>;
        auto job = [home = std::move(home),
                    work = std::move(work)](Connection& connection) mutable -> Answer {
            const auto home_no = home_number(connection, home);
            if (!home_no) {
                return no_such_home();
            }
            return work(connection, *home_no);
        };
        auto answer = co_await writer_.write(Lane::bulk, std::move(job));
        co_return answer;
    }

    Writer& writer_;
    Readers& readers_;
    const Clock& clock_;
    std::shared_ptr<DayDecoder> decoder_;
};

}  // namespace

std::unique_ptr<DerivedStore> make_sqlite_derived_store(SqliteDatabase& database) {
    return std::make_unique<SqliteDerivedStore>(database);
}

}  // namespace ohmstead
