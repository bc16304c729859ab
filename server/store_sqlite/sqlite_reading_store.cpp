#include <utility>

#include "store/bucket_integral.hpp"
#include "store/hours_of_readings.hpp"
#include "store/reading_store.hpp"
#include "store_sqlite/chunk_rows.hpp"
#include "store_sqlite/reading_intake.hpp"
#include "store_sqlite/sqlite_database.hpp"

namespace ohmstead {
namespace {

// The readings of a series within `span`, whose hours are [first, last].
std::vector<Reading> collect(SeriesReader& reader, HourIndex first, HourIndex last, Span span,
                             bool with_previous) {
    SpanCut cut(span);
    reader.visit(first, last, [&](HourIndex hour, std::span<const HourReading> packed) {
        cut.add_hour(hour, packed);
    });
    if (with_previous && !cut.has_previous()) {
        cut.set_previous(reader.newest_before(first));
    }
    return cut.finish(with_previous);
}

// One channel of a chart; no series when the home has no such channel.
struct Charted {
    ChannelId channel;
    std::optional<SeriesNumber> series;
    std::vector<HeldHour> held;
};

class SqliteReadingStore final : public ReadingStore {
public:
    explicit SqliteReadingStore(SqliteDatabase& database)
        : readers_(database.readers()), log_(database.log()), intake_(database) {}

    Task<Result<std::size_t>> append(AccessScope scope, HomeId home,
                                     std::vector<SeriesReadings> batch,
                                     Durability durability) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        auto changed = co_await intake_.append(std::move(home), std::move(batch), durability);
        co_return changed;
    }

    Task<Result<std::vector<Reading>>> read(AccessScope scope, HomeId home, ChannelId channel,
                                            Measure measure, Span span,
                                            bool with_previous) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        std::vector<ChannelId> wanted{channel};
        OHMSTEAD_CO_TRY_VOID(co_await intake_.numbers().learn(home, std::move(wanted)));
        const auto number = intake_.numbers().find(home, channel);
        if (!number || span.empty()) {
            co_return std::vector<Reading>{};
        }
        const SeriesNumber series = series_number(*number, measure);
        const auto [first, last] = hours_of(span.from, span.to);
        // The open hours are copied before the chunks are looked at: what is packed in between is
        // in both, and merging it twice changes nothing.
        auto held = intake_.hours().held(series, first, last, with_previous);
        auto query = [series, first, last, span, with_previous, log = log_,
                      held = std::move(held)](Connection& connection) {
            SeriesReader reader(connection, series, held, log);
            return collect(reader, first, last, span, with_previous);
        };
        auto readings = co_await readers_.read(std::move(query));
        co_return readings;
    }

    Task<Result<std::vector<BucketColumns>>> buckets(AccessScope scope, HomeId home,
                                                     std::vector<ChannelId> channels,
                                                     BucketGrid grid, Milliseconds hold) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        OHMSTEAD_CO_TRY_VOID(check_grid(grid));
        hold = possible_hold(hold);
        OHMSTEAD_CO_TRY_VOID(co_await intake_.numbers().learn(home, channels));
        const Instant end = grid.from + grid.step * static_cast<std::int64_t>(grid.count);
        const auto [first, last] = hours_of(grid.from - hold, end);
        std::vector<Charted> charted;
        for (ChannelId& channel : channels) {
            Charted& chart = charted.emplace_back();
            if (const auto number = intake_.numbers().find(home, channel)) {
                chart.series = series_number(*number, Measure::power);
                chart.held = intake_.hours().held(*chart.series, first, last, false);
            }
            chart.channel = std::move(channel);
        }
        auto query = [charted = std::move(charted), first, last, grid, hold,
                      log = log_](Connection& connection) {
            std::vector<BucketColumns> columns;
            for (const Charted& chart : charted) {
                BucketIntegral integral(grid, hold);
                if (chart.series) {
                    SeriesReader reader(connection, *chart.series, chart.held, log);
                    reader.visit(first, last,
                                 [&](HourIndex hour, std::span<const HourReading> readings) {
                                     integral.add_hour(hour, readings);
                                 });
                }
                columns.push_back(integral.finish(chart.channel));
            }
            return columns;
        };
        auto columns = co_await readers_.read(std::move(query));
        co_return columns;
    }

    Task<Status> flush() override {
        auto status = co_await intake_.flush();
        co_return status;
    }

private:
    Readers& readers_;
    Log log_;
    ReadingIntake intake_;
};

}  // namespace

std::unique_ptr<ReadingStore> make_sqlite_reading_store(SqliteDatabase& database) {
    return std::make_unique<SqliteReadingStore>(database);
}

}  // namespace ohmstead
