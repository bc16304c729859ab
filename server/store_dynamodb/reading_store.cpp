#include "store/reading_store.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "store/bucket_integral.hpp"
#include "store/hours_of_readings.hpp"
#include "store_dynamodb/chunks.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

// So many hours are in memory at once while a chart is cut.
constexpr HourIndex kHoursAtOnce = 500;

// The batch by chunk.
std::map<ChunkPlace, Pieces> by_hour(const std::vector<SeriesReadings>& batch) {
    std::map<ChunkPlace, Pieces> hours;
    for (const SeriesReadings& part : batch) {
        const Series series{.channel = part.channel, .measure = part.measure};
        for_each_hour(part.readings, [&](HourIndex hour, std::span<const Reading> run) {
            auto& piece = hours[{series, hour}].emplace_back();
            put_in_hour(hour, run, part.source_rank, piece);
        });
    }
    return hours;
}

class DynamoReadingStore final : public ReadingStore {
public:
    DynamoReadingStore(Client& client, Worker& cpu, Log log)
        : client_(client), cpu_(cpu), log_(log) {}

    // What it answers is durable, whatever was asked for.
    Task<Result<std::size_t>> append(AccessScope scope, HomeId home,
                                     std::vector<SeriesReadings> batch, Durability) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        OHMSTEAD_CO_TRY_VOID(check_times(batch));
        OHMSTEAD_CO_TRY(const auto contents, co_await read_contents(client_, home));
        for (const SeriesReadings& part : batch) {
            if (!contents || !contents->has(part.channel)) {
                co_return no_such_channel();
            }
        }
        auto hours = by_hour(batch);
        if (hours.empty()) {
            co_return 0U;
        }
        std::set<std::string> months;
        for (const auto& [place, pieces] : hours) {
            months.insert(month_name(Kept::readings, month_of(place.second)));
        }
        OHMSTEAD_CO_TRY_VOID(co_await note_months(client_, home, *contents, std::move(months)));
        Chunks chunks(client_, cpu_, home, log_);
        OHMSTEAD_CO_TRY(const auto changed, co_await chunks.merge(std::move(hours)));
        OHMSTEAD_CO_TRY_VOID(
            co_await take_back_if_erased(client_, home, std::move(chunks).written()));
        co_return changed;
    }

    Task<Result<std::vector<Reading>>> read(AccessScope scope, HomeId home, ChannelId channel,
                                            Measure measure, Span span,
                                            bool with_previous) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        OHMSTEAD_CO_TRY(const auto contents, co_await read_contents(client_, home));
        if (!contents || !contents->has(channel) || span.empty()) {
            co_return std::vector<Reading>{};
        }
        const Series series{.channel = std::move(channel), .measure = measure};
        const auto [first, last] = hours_of(span.from, span.to);
        Chunks chunks(client_, cpu_, home, log_);
        OHMSTEAD_CO_TRY(
            const auto held,
            co_await chunks.read(series, months_of(*contents, first, last), first, last));
        SpanCut cut(span);
        for (const auto& [hour, readings] : held) {
            cut.add_hour(hour, readings);
        }
        if (with_previous && !cut.has_previous()) {
            OHMSTEAD_CO_TRY(const auto previous,
                            co_await newest_before(chunks, series, *contents, first));
            cut.set_previous(previous);
        }
        co_return cut.finish(with_previous);
    }

    Task<Result<std::vector<BucketColumns>>> buckets(AccessScope scope, HomeId home,
                                                     std::vector<ChannelId> channels,
                                                     BucketGrid grid, Milliseconds hold) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        OHMSTEAD_CO_TRY_VOID(check_grid(grid));
        hold = possible_hold(hold);
        OHMSTEAD_CO_TRY(const auto contents, co_await read_contents(client_, home));
        const Instant end = grid.from + grid.step * static_cast<std::int64_t>(grid.count);
        const auto [first, last] = hours_of(grid.from - hold, end);
        Chunks chunks(client_, cpu_, home, log_);
        std::vector<BucketColumns> columns;
        for (ChannelId& channel : channels) {
            BucketIntegral integral(grid, hold);
            if (contents && contents->has(channel)) {
                const Series series{.channel = channel, .measure = Measure::power};
                for (HourIndex hour = first; hour <= last; hour += kHoursAtOnce) {
                    const HourIndex until = std::min(last, hour + kHoursAtOnce - 1);
                    OHMSTEAD_CO_TRY(const auto held,
                                    co_await chunks.read(series, months_of(*contents, hour, until),
                                                         hour, until));
                    co_await integrate(held, integral);
                }
            }
            columns.push_back(integral.finish(std::move(channel)));
        }
        co_return columns;
    }

    // Nothing is ever queued.
    Task<Status> flush() override { co_return Status{}; }

private:
    static std::vector<Month> months_of(const Contents& contents, HourIndex first, HourIndex last) {
        return contents.months_of(Kept::readings, month_of(first), month_of(last));
    }

    // The newest reading of an hour before `hour`.
    Task<Result<std::optional<Reading>>> newest_before(Chunks& chunks, Series series,
                                                       const Contents& contents, HourIndex hour) {
        auto months = months_of(contents, 0, hour - 1);
        for (; !months.empty(); months.pop_back()) {
            OHMSTEAD_CO_TRY(const auto held,
                            co_await chunks.newest(series, months.back(), hour - 1));
            if (!held.empty()) {
                const auto& [newest, readings] = *held.rbegin();
                co_return Reading{
                    .at = hour_start(newest) + Milliseconds{readings.back().offset_ms},
                    .value = readings.back().value};
            }
        }
        co_return std::optional<Reading>{};
    }

    Task<void> integrate(const Chunks::Held& held, BucketIntegral& integral) {
        auto add = [&integral, &held] {
            for (const auto& [hour, readings] : held) {
                integral.add_hour(hour, readings);
            }
        };
        co_await cpu_.run(add);
    }

    Client& client_;
    Worker& cpu_;
    Log log_;
};

}  // namespace

std::unique_ptr<ReadingStore> make_reading_store(Client& client, Worker& cpu, Log log) {
    return std::make_unique<DynamoReadingStore>(client, cpu, log);
}

}  // namespace ohmstead::dynamodb
