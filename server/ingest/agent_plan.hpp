#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "domain/home/channel.hpp"
#include "ingest/agent_protocol.hpp"
#include "ingest/ingest_request.hpp"
#include "store/command_store.hpp"
#include "store/live_store.hpp"
#include "store/reading_store.hpp"
#include "store/slot_store.hpp"

namespace ohmstead::ingest {

// No home has more than this in a quarter of an hour: 10 MWh, or 10,000 m³.
inline constexpr std::int64_t kMostPerSlot = 10'000'000'000;
// The same as power.
inline constexpr std::int64_t kMostLivePower = kMostPerSlot * 4;
// No state is more than this, in what it is shown in: %, °C, g/kWh, currency per kWh.
inline constexpr std::int64_t kMostLiveState = 1'000'000;
// How far ahead an item's own times may be: a clock that is off by hours still sends what it has.
inline constexpr Milliseconds kFarthestAhead = std::chrono::days{1};
// A sender's clock that is off by as much is remarked on.
inline constexpr Milliseconds kClockTolerance = std::chrono::minutes{10};
// Ten a second. A few bytes can say that a chunk holds millions.
inline constexpr std::size_t kMostReadingsPerChunk = 36'000;
inline constexpr std::size_t kMostReadingsPerBatch = 200'000;
inline constexpr std::size_t kLargestResult = 256 * 1024;  // bytes

// What an agent's items add to a home, each beside the place of its item in the batch. Of blocks of
// one channel and day, and of snapshots, only the newest is left.
struct AgentPlan {
    template <class T>
    using Placed = std::vector<std::pair<std::size_t, T>>;
    Placed<Block> blocks;
    std::vector<SeriesReadings> readings;
    std::vector<std::size_t> chunks;  // the items that `readings` came from
    Placed<LiveSnapshot> live;        // at most one
    Placed<CommandResult> results;
};

// A batch on its way: what was sent, what of it is to be kept, and the answer if that succeeds.
struct PlannedBatch {
    IngestRequest request;
    AgentPlan plan;
    IngestAnswer answer;
};

// Holds each item of an agent to the home's channels and to what can be; what is wrong with one is
// in the answer and does not touch the others. Items of kind readings are `unsupported` unless
// someone takes them. Channels count for nothing in a batch without items. Pure.
PlannedBatch plan_batch(IngestRequest request, const std::vector<Channel>& channels, Instant now);

// Makes `result` that of an item with a fault.
void reject(IngestResult& result, IngestFault fault);

}  // namespace ohmstead::ingest
