#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ingest/agent_items.hpp"
#include "ingest/agent_protocol.hpp"
#include "reflect/encode.hpp"

namespace ohmstead::test {

using ingest::item_of;

// The items of a batch, written as an agent writes them.

// A block of the day that contains `at`, whose first slot has the given amount.
inline Block block_at(const ChannelId& channel, Instant at, Revision revision,
                      std::int64_t amount) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    return {.channel = channel,
            .day = day,
            .revision = revision,
            .anchor = {},
            .slots = {{.index = slot_of(Instant{day}),
                       .amount = amount,
                       .quality = Quality::measured,
                       .seconds_covered = 900}}};
}

inline ingest::LiveItem live_item(std::string id, Revision revision, Instant at,
                                  std::vector<ingest::LiveReadingItem> power) {
    ingest::LiveItem item;
    item.id = std::move(id);
    item.revision = {revision.epoch, revision.sequence};
    item.at = at;
    item.power = std::move(power);
    return item;
}

inline ingest::ResultsItem result_item(std::string id, const CommandId& command,
                                       CommandOutcome outcome = CommandOutcome::done) {
    ingest::ResultsItem item;
    item.id = std::move(id);
    item.command = command;
    item.outcome = outcome;
    return item;
}

inline constexpr std::uint32_t kAgentEpoch = 7;

// A batch of an agent whose engine is in epoch 7.
inline ingest::IngestBatch batch_of(std::vector<ingest::BatchItem> items) {
    ingest::IngestBatch batch;
    batch.engine_epoch = kAgentEpoch;
    batch.items = std::move(items);
    return batch;
}

}  // namespace ohmstead::test
