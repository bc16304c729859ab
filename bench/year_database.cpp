// Puts a year of a home into a database that no server has open: a reading every 10 s for each
// channel named, and their slots.
//
//     bench_year_database DATABASE HOME LAST_DAY CHANNEL...
//
// LAST_DAY, as days since 1970, is the last of the 365 local days in UTC.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "store/reading_store.hpp"
#include "store/slot_store.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"

namespace {

using namespace ohmstead;

constexpr std::int64_t kDays = 365;
constexpr std::int64_t kStep = 10;  // s
constexpr std::int64_t kSlotsPerDay = 86'400 / kSlotSeconds;

// Repeatable, evenly from -1 to 1.
double noise(std::uint64_t seed) {
    seed += 0x9e3779b97f4a7c15;
    seed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9;
    seed = (seed ^ seed >> 27) * 0x94d049bb133111eb;
    return static_cast<double>((seed ^ seed >> 31) >> 11) / static_cast<double>(1LL << 52) - 1;
}

// mW of a channel, in steps of a tenth of a watt: mains, sun, fridges, plugs that idle.
std::int64_t milliwatts(std::size_t channel, std::int64_t second) {
    const double day = static_cast<double>(second % 86'400) / 86'400;
    const double random = noise(static_cast<std::uint64_t>(second) * 64 + channel);
    double watts = channel % 2 == 0 ? 0 : 1.2;
    if (channel % 5 == 0) {
        watts = 400 + 200 * std::sin(day * 40) + 25 * random;
    } else if (channel % 5 == 1) {
        watts = std::max(0.0, -std::cos(day * 2 * 3.14159265)) * 3000 * (0.9 + 0.1 * random);
    } else if (channel % 5 == 2) {
        watts = (second / 1200 + static_cast<std::int64_t>(channel)) % 3 == 0 ? 92 + random : 0;
    }
    return std::llround(watts * 10) * 100;
}

class Year {
public:
    Year(const std::string& file, HomeId home, std::vector<ChannelId> channels)
        : database_(SqliteDatabase::open(runner_.executor(), file, clock_, Log{}).value()),
          readings_(make_sqlite_reading_store(*database_)),
          slots_(make_sqlite_slot_store(*database_)),
          home_(std::move(home)),
          channels_(std::move(channels)) {}

    void put_day(std::chrono::sys_days day) {
        std::vector<SeriesReadings> batch;
        std::vector<Block> blocks;
        for (std::size_t i = 0; i < channels_.size(); ++i) {
            blocks.push_back({.channel = channels_[i],
                              .day = day,
                              .revision = {.epoch = 1, .sequence = 1},
                              .anchor = {},
                              .slots = std::vector<Slot>(kSlotsPerDay)});
            batch.push_back(make_readings(i, day, blocks.back()));
        }
        clock_.set(day + std::chrono::days{1});
        runner_.run(readings_->append(scope(), home_, std::move(batch), Durability::soon)).value();
        runner_.run(slots_->put(scope(), home_, std::move(blocks))).value();
        database_->tick();
        runner_.run(database_->writer().drain());
    }

    void close() {
        clock_.advance(std::chrono::hours{3});
        database_->tick();
        runner_.run(database_->close()).value();
    }

private:
    static AccessScope scope() { return SystemAuthorityForTests::system_scope(); }

    SeriesReadings make_readings(std::size_t channel, std::chrono::sys_days day,
                                 Block& block) const {
        SeriesReadings series;
        series.channel = channels_[channel];
        series.measure = Measure::power;
        const auto first = day.time_since_epoch() / Seconds{1};
        std::vector<std::int64_t> sums(kSlotsPerDay);
        for (std::int64_t second = 0; second < 86'400; second += kStep) {
            const auto value = milliwatts(channel, first + second);
            sums[static_cast<std::size_t>(second / kSlotSeconds)] += value;
            series.readings.push_back({Instant{day} + Seconds{second}, value});
        }
        for (std::int64_t n = 0; n < kSlotsPerDay; ++n) {
            block.slots[static_cast<std::size_t>(n)] = {
                .index = slot_of(Instant{day}) + n,
                .amount = sums[static_cast<std::size_t>(n)] * kStep / 3600,
                .quality = Quality::measured,
                .seconds_covered = kSlotSeconds};
        }
        block.anchor.power = series.readings.back();
        return series;
    }

    test::ManualClock clock_{Instant{}};
    test::TaskRunner runner_;
    std::unique_ptr<SqliteDatabase> database_;
    std::unique_ptr<ReadingStore> readings_;
    std::unique_ptr<SlotStore> slots_;
    HomeId home_;
    std::vector<ChannelId> channels_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        fmt::print(stderr, "usage: bench_year_database DATABASE HOME LAST_DAY CHANNEL...\n");
        return 2;
    }
    std::vector<ChannelId> channels;
    for (int i = 4; i < argc; ++i) {
        channels.push_back(ChannelId{argv[i]});
    }
    Year year(argv[1], HomeId{argv[2]}, channels);
    const std::chrono::sys_days last{std::chrono::days{std::atoi(argv[3])}};
    for (std::int64_t n = kDays - 1; n >= 0; --n) {
        year.put_day(last - std::chrono::days{n});
    }
    year.close();
    return 0;
}
