#pragma once

#include <cstddef>
#include <vector>

#include "domain/home/channel.hpp"
#include "ingest/agent_plan.hpp"
#include "store/reading_store.hpp"

namespace ohmstead::api {

// What the items of kind readings add to a home.
struct ReadingsPlan {
    std::vector<SeriesReadings> batch;
    std::vector<std::size_t> places;  // of the items that `batch` came from
};

// Holds each item of kind readings to the home's channels: an item is taken whole or rejected
// whole, and the answer says which. Only channels with an open push binding for the measure take
// readings. Pure.
ReadingsPlan plan_readings(ingest::PlannedBatch& planned, const std::vector<Channel>& channels,
                           Instant now);

// Rejects each item of kind readings: where there is no engine, nobody would meter them. Pure.
void refuse_readings(ingest::PlannedBatch& planned);

}  // namespace ohmstead::api
