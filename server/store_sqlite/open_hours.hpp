#pragma once

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "store_sqlite/journal.hpp"
#include "store_sqlite/series_key.hpp"

namespace ohmstead {

// The readings of one series and hour that are not all in its chunk yet.
struct OpenHour {
    std::vector<HourReading> readings;
    // Whether what the chunk held when it was last looked at is among the readings.
    bool holds_chunk = false;
    // The oldest journal row without which a crash would lose something of this; 0: none.
    Journal::Sequence needs = 0;
    // The same for what came while the hour is being packed.
    bool packing = false;
    Journal::Sequence needs_after_packing = 0;
    Instant first_change{};
    Instant last_change{};
};

// A copy of what is held of one series and hour.
struct HeldHour {
    HourIndex hour = 0;
    std::vector<HourReading> readings;
};

// All open hours, in memory, on the I/O thread. An hour enters with its first reading and leaves
// when its chunk is durable, so at every moment a reading is here, in its chunk, or in both.
class OpenHours {
public:
    // The hour, or null.
    const OpenHour* find(ChunkKey key) const;

    // Merges what the chunk holds: nothing that has to be written.
    void include_chunk(ChunkKey key, std::span<const HourReading> readings, Instant now);
    // Merges new readings, which ascend without doubles. Those that changed something are appended
    // to `changed`; the caller puts them into journal row `row`.
    void merge(ChunkKey key, std::span<const HourReading> readings, Journal::Sequence row,
               Instant now, std::vector<HourReading>& changed);

    // Hours to pack now: closed ones that rested a minute (and up to another one, by series, so
    // that not all of a home comes at once), and what has waited too long in any case.
    std::vector<ChunkKey> due(Instant now) const;
    // Every hour that is not being packed.
    std::vector<ChunkKey> all() const;

    // A copy to pack; later readings count as not yet packed. Nothing to pack: the hour leaves.
    std::vector<HourReading> begin_packing(ChunkKey key);
    void end_packing(ChunkKey key, bool durable);

    // The oldest journal row that is still needed; `none` when no row is.
    Journal::Sequence oldest_needed(Journal::Sequence none) const;

    // What is held of a series within [first, last]; with `before`, also its newest hour before.
    std::vector<HeldHour> held(SeriesNumber series, HourIndex first, HourIndex last,
                               bool before) const;

    void forget_channel(std::int64_t channel_no);

    std::size_t bytes() const { return readings_ * sizeof(HourReading); }

private:
    void leave(std::map<ChunkKey, OpenHour>::iterator hour);
    void set_needs(OpenHour& hour, Journal::Sequence row);

    std::map<ChunkKey, OpenHour> hours_;
    // How many hours need a row: there may be many thousands of hours.
    std::map<Journal::Sequence, std::size_t> needed_;
    std::size_t readings_ = 0;
};

}  // namespace ohmstead
