// What the embedded store costs, beside the table of rows that most programs would use: bytes per
// reading, bytes written, CPU per reading, time per chart. One JSON object per line:
// {"name", "value", "unit", "budget"?, "at_most"?}. Exit code 1 when a budget is missed.
//
//     bench_storage [folder on a real disk]

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <sys/resource.h>
#include <vector>

#include <fmt/format.h>

#include "async/task_group.hpp"
#include "store/home_store.hpp"
#include "store/reading_store.hpp"
#include "store/slot_store.hpp"
#include "store_sqlite/connection.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"

namespace {

using namespace ohmstead;
namespace fs = std::filesystem;
using test::ManualClock;
using test::TaskRunner;

constexpr std::size_t kSeries = 50;
constexpr Seconds kStep{10};
constexpr Instant kStart = instant_from_ms(1'772'323'200'000);  // 2026-03-01T00:00Z

bool missed = false;

void report(const std::string& name, double value, const std::string& unit) {
    fmt::print("{{\"name\":\"{}\",\"value\":{:.4g},\"unit\":\"{}\"}}\n", name, value, unit);
    std::fflush(stdout);
}

void report(const std::string& name, double value, const std::string& unit, double at_most) {
    fmt::print("{{\"name\":\"{}\",\"value\":{:.4g},\"unit\":\"{}\",\"at_most\":{:.4g}}}\n", name,
               value, unit, at_most);
    std::fflush(stdout);
    missed |= value > at_most;
}

// Bytes that this process has caused to be written to a disk.
double written_bytes() {
    std::ifstream io("/proc/self/io");
    std::string key;
    double value = 0;
    while (io >> key >> value) {
        if (key == "write_bytes:") {
            return value;
        }
    }
    return 0;
}

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

template <class Function>
double median_ms(int rounds, Function function) {
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        function();
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count());
    }
    std::ranges::nth_element(times, times.begin() + rounds / 2);
    return times[static_cast<std::size_t>(rounds / 2)];
}

// What the sensors of a home say, in tenths of a watt: noisy mains, sun, duty cycles, idle plugs.
class SyntheticHome {
public:
    std::int64_t milliwatts(std::size_t series, std::int64_t second) {
        const double day = static_cast<double>(second % 86'400) / 86'400;
        const double sun = std::max(0.0, -std::cos(day * 2 * 3.14159265));
        double watts = 0;
        switch (series % 10) {
            case 0:
                watts = 230 + 90 * std::sin(day * 40) + noise(25);
                break;
            case 1:
                watts = sun * 3200 * (0.8 + 0.1 * std::sin(day * 900)) + (sun > 0 ? noise(3) : 0);
                break;
            case 2:
                watts = 55 + noise(0.6);
                break;
            case 3:
                watts = (second / 1200 + static_cast<std::int64_t>(series)) % 3 == 0
                            ? 92 + noise(0.8)
                            : 0;
                break;
            case 4:
                watts = day > 0.75 ? 14.3 : 0.4;
                break;
            default:
                watts = series % 2 == 0 ? 0 : 1.2;
                break;
        }
        return std::llround(watts * 10) * 100;
    }

private:
    double noise(double size) { return std::normal_distribution<double>(0, size)(random_); }
    std::mt19937 random_{42};
};

AccessScope scope() {
    return SystemAuthorityForTests::system_scope();
}

// The store under test with one home of kSeries power channels.
struct Store {
    explicit Store(const fs::path& file)
        : database(SqliteDatabase::open(runner.executor(), file, clock, Log{}).value()),
          homes(make_sqlite_home_store(*database)),
          readings(make_sqlite_reading_store(*database)),
          slots(make_sqlite_slot_store(*database)) {}

    void make_home() {
        Home made;
        made.id = home;
        runner.run(homes->create(scope(), made, UserId::make())).value();
        std::vector<Channel> set(kSeries);
        for (Channel& channel : set) {
            channel.id = ChannelId::make();
            channels.push_back(channel.id);
        }
        runner.run(homes->put_channels(scope(), home, set)).value();
    }
    std::size_t append(std::vector<SeriesReadings> batch, Durability durability) {
        return runner.run(readings->append(scope(), home, std::move(batch), durability)).value();
    }
    void tick() {
        database->tick();
        runner.run(database->writer().drain());
    }

    ManualClock clock{kStart};
    TaskRunner runner;
    std::unique_ptr<SqliteDatabase> database;
    std::unique_ptr<HomeStore> homes;
    std::unique_ptr<ReadingStore> readings;
    std::unique_ptr<SlotStore> slots;
    HomeId home = HomeId::make();
    std::vector<ChannelId> channels;
};

SeriesReadings power_of(const ChannelId& channel, std::vector<Reading> readings) {
    SeriesReadings part;
    part.channel = channel;
    part.measure = Measure::power;
    part.source_rank = 1;
    part.readings = std::move(readings);
    return part;
}

// The slots that metering would make, one put per closed slot.
void put_slots(Store& store, Instant now, std::vector<std::int64_t>& sums,
               std::vector<Block>& blocks) {
    const auto slot = slot_of(now) - 1;
    const auto day = std::chrono::floor<std::chrono::days>(slot_start(slot));
    for (std::size_t i = 0; i < kSeries; ++i) {
        Block& block = blocks[i];
        if (block.day != day) {
            block = Block{.channel = store.channels[i],
                          .day = day,
                          .revision = {},
                          .anchor = {},
                          .slots = {}};
            block.anchor.power = Reading{.at = Instant{day} - kStep, .value = 1234};
        }
        block.revision = {.epoch = 1, .sequence = static_cast<std::uint64_t>(slot)};
        block.slots.push_back({.index = slot,
                               .amount = sums[i] / 360,
                               .quality = Quality::measured,
                               .seconds_covered = kSlotSeconds});
        sums[i] = 0;
    }
    (void)store.runner.run(store.slots->put(scope(), store.home, blocks)).value();
}

std::int64_t used_bytes(const fs::path& file) {
    Connection connection(file, Connection::Mode::read_only);
    return (connection.pragma("page_count") - connection.pragma("freelist_count")) *
           connection.pragma("page_size");
}

// Size and wear: `days` days of a home, everything committed every 10 s.
void measure_wear(const fs::path& folder, int days) {
    const fs::path file = folder / "store.db";
    const std::int64_t steps = std::int64_t{86'400} * days / kStep.count();
    const double seconds = 86'400.0 * days;
    const double count = static_cast<double>(steps) * kSeries;
    {
        Store store(file);
        store.make_home();
        SyntheticHome synthetic;
        std::vector<std::int64_t> sums(kSeries, 0);
        std::vector<Block> blocks(kSeries);
        const double before = written_bytes();
        for (std::int64_t step = 0; step < steps; ++step) {
            const Instant now = kStart + kStep * step;
            store.clock.set(now);
            std::vector<SeriesReadings> batch;
            for (std::size_t i = 0; i < kSeries; ++i) {
                const auto value = synthetic.milliwatts(i, step * kStep.count());
                sums[i] += value;
                batch.push_back(power_of(store.channels[i], {{.at = now, .value = value}}));
            }
            store.append(std::move(batch), Durability::soon);
            store.tick();
            if (step > 0 && step % 90 == 0) {
                put_slots(store, now, sums, blocks);
            }
        }
        report("written by the store, 50 series every 10 s",
               (written_bytes() - before) / seconds / 1000, "kB/s", 1.5);
        store.clock.advance(std::chrono::hours{3});
        store.tick();
        store.runner.run(store.database->close()).value();
    }
    report("size of the store, all tables", static_cast<double>(used_bytes(file)) / count,
           "B/reading", 1.0);
    report("file of the store after the run", static_cast<double>(fs::file_size(file)) / count,
           "B/reading");
}

// The peer: one row per reading, the same commits and the same durability.
void measure_rows(const fs::path& folder) {
    constexpr std::int64_t kSteps = 2160;  // six hours are enough: the rate is steady
    const fs::path file = folder / "rows.db";
    Connection rows(file, Connection::Mode::create);
    rows.execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE reading (series INTEGER, ts INTEGER, value REAL, PRIMARY KEY (series, ts))"
        " STRICT, WITHOUT ROWID");
    SyntheticHome synthetic;
    const double before = written_bytes();
    for (std::int64_t step = 0; step < kSteps; ++step) {
        Transaction commit(rows, Transaction::Kind::write);
        for (std::size_t i = 0; i < kSeries; ++i) {
            const std::int64_t second = step * kStep.count();
            rows.prepare("INSERT INTO reading VALUES (?, ?, ? / 1000.0)")
                .bind(static_cast<std::int64_t>(i), ms_of(kStart) + second * 1000,
                      synthetic.milliwatts(i, second))
                .run();
        }
        commit.commit();
    }
    const double seconds = static_cast<double>(kSteps * kStep.count());
    report("peer: written by rows(series, ts)", (written_bytes() - before) / seconds / 1000,
           "kB/s");
    rows.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    report("peer: size of rows(series, ts)",
           static_cast<double>(used_bytes(file)) / static_cast<double>(kSteps * kSeries),
           "B/reading");
}

// Takes batch after batch until none is left.
Task<void> append_rest(Store& store, std::vector<std::vector<SeriesReadings>>& batches,
                       std::size_t& next, Durability durability) {
    while (next < batches.size()) {
        auto batch = std::move(batches[next++]);
        const auto added =
            co_await store.readings->append(scope(), store.home, std::move(batch), durability);
        (void)added.value();
    }
}

// As eight connections do: their appends share commits.
Task<void> append_all(Store& store, std::vector<std::vector<SeriesReadings>>& batches,
                      Durability durability) {
    std::size_t next = 0;
    TaskGroup connections(store.runner.executor(), Log{});
    for (int i = 0; i < 8; ++i) {
        connections.spawn("appender", append_rest(store, batches, next, durability));
    }
    co_await connections.join();
    const auto flushed = co_await store.readings->flush();
    flushed.value();
}

// CPU of appends of 1,000 readings of ten series, from the call to the packed chunk.
void measure_append(const fs::path& folder, Durability durability, const std::string& name) {
    constexpr std::int64_t kBatches = 2000;
    Store store(folder / (name + ".db"));
    store.make_home();
    SyntheticHome synthetic;
    std::vector<std::vector<SeriesReadings>> batches;
    for (std::int64_t n = 0; n < kBatches; ++n) {
        std::vector<SeriesReadings> batch;
        for (std::size_t i = 0; i < 10; ++i) {
            std::vector<Reading> readings;
            for (std::int64_t j = 0; j < 100; ++j) {
                const std::int64_t second = (n * 100 + j) * kStep.count();
                readings.push_back(
                    {.at = kStart + Seconds{second}, .value = synthetic.milliwatts(i, second)});
            }
            batch.push_back(power_of(store.channels[i], std::move(readings)));
        }
        batches.push_back(std::move(batch));
    }
    const double cpu = cpu_seconds();
    const auto start = std::chrono::steady_clock::now();
    store.runner.run(append_all(store, batches, durability));
    const double elapsed =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    store.clock.advance(std::chrono::hours{24 * 365});
    store.tick();
    report("CPU of an append of 1,000 readings, " + name,
           (cpu_seconds() - cpu) / static_cast<double>(kBatches) * 1000, "ms", 0.3);
    report("appended over eight connections, " + name,
           static_cast<double>(kBatches) * 1000 / elapsed / 1e6, "million/s");
    store.runner.run(store.database->close()).value();
}

// A chart of a day, and opening, on what measure_wear() left.
void measure_reads(const fs::path& folder) {
    const fs::path file = folder / "store.db";
    report("open, with every page checked", median_ms(5, [&] { Store store(file); }), "ms", 250);

    Store store(file);
    Connection names(file, Connection::Mode::read_only);
    auto home = names.prepare("SELECT id FROM home");
    home.step();
    store.home = HomeId{home.text(0)};
    auto channel = names.prepare("SELECT id FROM channel ORDER BY no LIMIT 1");
    channel.step();
    const std::vector<ChannelId> noisy{ChannelId{channel.text(0)}};
    const BucketGrid grid{.from = kStart, .step = Milliseconds{86'400}, .count = 1000};
    const auto chart = [&] {
        const auto columns = store.runner.run(
            store.readings->buckets(scope(), store.home, noisy, grid, std::chrono::minutes{5}));
        if (!columns.value()[0].present[500]) {
            fmt::print(stderr, "the chart is empty\n");
            missed = true;
        }
    };
    report("a day of one series to 1,000 points", median_ms(200, chart), "ms", 0.4);
}

}  // namespace

int main(int argc, char** argv) {
    const fs::path folder = argc > 1 ? fs::path(argv[1]) : fs::path("bench-data");
    fs::remove_all(folder);
    fs::create_directories(folder);
    measure_wear(folder, 2);
    measure_rows(folder);
    measure_append(folder, Durability::now, "durable");
    measure_append(folder, Durability::soon, "soon");
    measure_reads(folder);
    fs::remove_all(folder);
    return missed ? 1 : 0;
}
