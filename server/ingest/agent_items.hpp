#pragma once

#include <span>
#include <string>

#include "domain/metering/slot.hpp"
#include "ingest/agent_protocol.hpp"
#include "store/hour_readings.hpp"

namespace ohmstead::ingest {

// The agent's half of the protocol: items as plan_batch() reads them. `id` is the agent's own.
BlocksItem item_of(std::string id, const Block& block);
// `hour` is the start of one; `readings` ascend within it, and there is at least one.
ChunksItem item_of(std::string id, const ChannelId& channel, Measure measure, Instant hour,
                   std::span<const HourReading> readings);

}  // namespace ohmstead::ingest
