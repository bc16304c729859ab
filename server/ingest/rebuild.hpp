#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <vector>

#include "ingest/block_writer.hpp"
#include "store/reading_store.hpp"

namespace ohmstead::ingest {

// What has to be worked out again, and what may stand.
struct RebuildSpan {
    Instant from;  // the first reading that came late
    Instant to;    // the last one
    // The first day that the channel's running meter still holds: it and what follows never stand.
    std::chrono::sys_days open_day;
    std::chrono::sys_days today;
};

struct Rebuilt {
    // Metering goes on from here. None: the days after the late readings stand, and so does the
    // meter that was running.
    std::optional<DayMeter> meter;
    SlotIndex first_slot = 0;
    std::map<SlotIndex, Slot> slots;  // of the last days, those that were worked out
};

// Works the slots of one channel out again from the kept readings, and writes them. It goes a day
// at a time, so that others get their turn, and reads ahead where a day has few readings. When a
// day begins exactly as the stored one did and nothing late came in after that, all that follows
// stands.
class Rebuild {
public:
    struct Services {
        ReadingStore& readings;
        SlotStore& slots;
        BlockWriter& writer;
        AccessScope scope;
    };

    Rebuild(Services services, HomeId home, ChannelId channel, MeterRules rules);

    Task<Result<Rebuilt>> run(RebuildSpan span);

private:
    struct Start {
        std::chrono::sys_days day;
        Anchor anchor;
    };
    Task<Result<Start>> find_start(std::chrono::sys_days day, std::chrono::sys_days today);
    Task<Result<bool>> has_readings_of(const std::optional<Block>& block);
    Task<Result<bool>> any_reading_before(std::chrono::sys_days day);
    Task<Result<std::chrono::sys_days>> first_day_with_readings(std::chrono::sys_days today);
    Task<Result<std::optional<Block>>> block_at_or_before(std::chrono::sys_days day);
    Task<Result<std::vector<Reading>>> readings_of(std::chrono::sys_days day,
                                                   std::chrono::sys_days today);
    Task<Result<bool>> begins_as_stored(std::chrono::sys_days day, const DayMeter& meter);
    Task<Status> write(std::vector<MeteredDay> days);

    Services services_;
    HomeId home_;
    ChannelId channel_;
    MeterRules rules_;
    std::vector<Reading> ahead_;  // read already, up to ahead_to_
    std::chrono::sys_days ahead_to_{};
    std::chrono::days stride_{1};
};

}  // namespace ohmstead::ingest
