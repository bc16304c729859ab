#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/log.hpp"
#include "domain/metering/reading.hpp"
#include "store_sqlite/connection.hpp"
#include "store_sqlite/open_hours.hpp"
#include "store_sqlite/series_key.hpp"

namespace ohmstead {

// Readings on their way into a chunk.
struct HourToPack {
    ChunkKey key = 0;
    std::vector<HourReading> readings;
};

// Merges `hour` into its chunk. Nothing happens when its channel is erased. A chunk that fails its
// checksum is moved to the table `damaged` and begun anew. Within a transaction.
void pack_hour(Connection& connection, const HourToPack& hour, const Log& log);

// The same for many, of the same few series. Answers how many readings were new or changed.
std::size_t pack_hours(Connection& connection, std::span<const HourToPack> hours, const Log& log);

// What the chunk of `key` holds; nothing when there is none, or when it is damaged.
std::vector<HourReading> read_chunk(Connection& connection, ChunkKey key, const Log& log);

// The newest hour of a series that has a chunk; -1 when none has.
HourIndex newest_packed_hour(Connection& connection, SeriesNumber series);

// A series as a reader sees it: chunks and a copy of the open hours, merged.
class SeriesReader {
public:
    // Gets readings that ascend without doubles, never none.
    using Visit = std::function<void(HourIndex, std::span<const HourReading>)>;

    // `held` ascends and may begin before `first`.
    SeriesReader(Connection& connection, SeriesNumber series, std::span<const HeldHour> held,
                 const Log& log);

    // Every hour within [first, last], ascending.
    void visit(HourIndex first, HourIndex last, const Visit& visit);

    // The newest reading of an hour before `hour`. Looks at one open hour only: the newest.
    std::optional<Reading> newest_before(HourIndex hour);

private:
    Connection& connection_;
    SeriesNumber series_;
    std::span<const HeldHour> held_;
    const Log& log_;
};

}  // namespace ohmstead
