#include "store_sqlite/chunk_rows.hpp"

#include <algorithm>
#include <string_view>

#include "store/chunk_codec.hpp"

namespace ohmstead {
namespace {

// Unpacks into `readings`; false, and a line in the log, when the chunk is damaged.
bool unpack(std::string_view data, ChunkKey key, std::vector<HourReading>& readings,
            const Log& log) {
    const Status status = decode_chunk(data, readings);
    if (!status) {
        log.error("chunk {} is damaged and left out: {}", key, status.error().detail);
        readings.clear();
    }
    return status.has_value();
}

bool channel_exists(Connection& connection, std::int64_t channel_no) {
    auto row = connection.prepare("SELECT 1 FROM channel WHERE no = ?");
    return row.bind(channel_no).step();
}

void move_to_damaged(Connection& connection, ChunkKey key) {
    connection
        .prepare(
            "INSERT INTO damaged (what, key, data) "
            "SELECT 'chunk', key, data FROM chunk WHERE key = ?")
        .bind(key)
        .run();
}

std::size_t merge_into_chunk(Connection& connection, const HourToPack& hour, const Log& log) {
    std::vector<HourReading> merged;
    bool damaged = false;
    {
        auto row = connection.prepare("SELECT data FROM chunk WHERE key = ?");
        if (row.bind(hour.key).step()) {
            damaged = !unpack(row.blob(0), hour.key, merged, log);
        }
    }
    if (damaged) {
        move_to_damaged(connection, hour.key);
    }
    std::vector<HourReading> changed;
    merge_hour(merged, hour.readings, &changed);
    if (!changed.empty()) {
        const Packed data = encode_chunk(merged);
        connection.prepare("INSERT OR REPLACE INTO chunk (key, data) VALUES (?, ?)")
            .bind(hour.key, Blob{data})
            .run();
    }
    return changed.size();
}

}  // namespace

void pack_hour(Connection& connection, const HourToPack& hour, const Log& log) {
    pack_hours(connection, {&hour, 1}, log);
}

std::size_t pack_hours(Connection& connection, std::span<const HourToPack> hours, const Log& log) {
    std::size_t count = 0;
    std::optional<SeriesNumber> known;
    for (const auto& hour : hours) {
        const auto series = series_of(hour.key);
        if (series != known && !channel_exists(connection, channel_of(series))) {
            continue;
        }
        known = series;
        count += merge_into_chunk(connection, hour, log);
    }
    return count;
}

std::vector<HourReading> read_chunk(Connection& connection, ChunkKey key, const Log& log) {
    std::vector<HourReading> readings;
    auto row = connection.prepare("SELECT data FROM chunk WHERE key = ?");
    if (row.bind(key).step()) {
        unpack(row.blob(0), key, readings, log);
    }
    return readings;
}

HourIndex newest_packed_hour(Connection& connection, SeriesNumber series) {
    auto row = connection.prepare(
        "SELECT key FROM chunk WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT 1");
    row.bind(chunk_key(series, 0), chunk_key(series + 1, 0));
    return row.step() ? hour_of_key(row.integer(0)) : -1;
}

SeriesReader::SeriesReader(Connection& connection, SeriesNumber series,
                           std::span<const HeldHour> held, const Log& log)
    : connection_(connection), series_(series), held_(held), log_(log) {}

void SeriesReader::visit(HourIndex first, HourIndex last, const Visit& visit) {
    auto open = std::ranges::lower_bound(held_, first, {}, &HeldHour::hour);
    const auto visit_open_before = [&](HourIndex hour) {
        for (; open != held_.end() && open->hour < hour; ++open) {
            visit(open->hour, open->readings);
        }
    };
    std::vector<HourReading> readings;
    auto rows =
        connection_.prepare("SELECT key, data FROM chunk WHERE key BETWEEN ? AND ? ORDER BY key");
    rows.bind(chunk_key(series_, first), chunk_key(series_, last));
    while (rows.step()) {
        const ChunkKey key = rows.integer(0);
        const HourIndex hour = hour_of_key(key);
        visit_open_before(hour);
        unpack(rows.blob(1), key, readings, log_);
        if (open != held_.end() && open->hour == hour) {
            merge_hour(readings, open->readings);
            ++open;
        }
        if (!readings.empty()) {
            visit(hour, readings);
        }
    }
    visit_open_before(last + 1);
}

std::optional<Reading> SeriesReader::newest_before(HourIndex hour) {
    std::optional<Reading> newest;
    const auto take = [&](HourIndex at, std::span<const HourReading> readings) {
        if (readings.empty()) {
            return false;
        }
        const Reading last{.at = hour_start(at) + Milliseconds{readings.back().offset_ms},
                           .value = readings.back().value};
        if (!newest || newest->at < last.at) {
            newest = last;
        }
        return true;
    };
    HourIndex newest_open = -1;
    if (const auto open = std::ranges::lower_bound(held_, hour, {}, &HeldHour::hour);
        open != held_.begin()) {
        newest_open = std::prev(open)->hour;
    }
    std::vector<HourReading> readings;
    auto rows = connection_.prepare(
        "SELECT key, data FROM chunk WHERE key >= ? AND key < ? ORDER BY key DESC");
    rows.bind(chunk_key(series_, 0), chunk_key(series_, hour));
    bool found = false;
    while (!found && rows.step()) {
        const ChunkKey key = rows.integer(0);
        unpack(rows.blob(1), key, readings, log_);
        if (hour_of_key(key) == newest_open) {
            break;  // both hold a part of this hour: merged below
        }
        found = take(hour_of_key(key), readings);
        readings.clear();
    }
    if (newest_open >= 0) {
        const auto open = std::ranges::lower_bound(held_, newest_open, {}, &HeldHour::hour);
        merge_hour(readings, open->readings);
        take(newest_open, readings);
    }
    return newest;
}

}  // namespace ohmstead
