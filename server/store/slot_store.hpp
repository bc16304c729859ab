#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/metering/slot.hpp"

namespace ohmstead {

// What became of a block that was put.
enum class PutOutcome : std::uint8_t {
    stored,
    stale,  // the stored one is of the same or a newer revision, and was left alone
};

// What the sources gave, as far as it is kept.
struct HomeSlots {
    std::vector<ChannelSlots> channels;  // in the order asked for
    // What happened to their counters within the span that a person may decide about, or has.
    std::vector<ChannelEvent> events{};
    // Whether the home has ever had an overlay. Without one nobody needs to look for any.
    bool has_overlays = false;
};

// Blocks of slots. Partition: one home; atomic unit: one block. A `put` that failed may have stored
// a part of its blocks; repeated, it ends the same.
class SlotStore {
public:
    virtual ~SlotStore() = default;

    // Needs the right to ingest. Answers what became of each block, in the given order. Durable
    // when answered. An unknown channel (not_found) or a day outside the years 1970 to 2099
    // (invalid) refuses the whole put, and nothing is stored.
    virtual Task<Result<std::vector<PutOutcome>>> put(AccessScope scope, HomeId home,
                                                      std::vector<Block> blocks) = 0;

    // Slots with slot_start within the span, per channel. For a limited standing only those of its
    // view: other channels have none. An overlay that was put before the call
    // is told of.
    virtual Task<Result<HomeSlots>> slots(AccessScope scope, HomeId home,
                                          std::vector<ChannelId> channels, Span span) = 0;

    // The block of a channel and UTC day, or the newest one on or before that day.
    virtual Task<Result<std::optional<Block>>> block_at_or_before(AccessScope scope, HomeId home,
                                                                  ChannelId channel,
                                                                  std::chrono::sys_days day) = 0;
    // The block of exactly that day.
    virtual Task<Result<std::optional<Block>>> block_of(AccessScope scope, HomeId home,
                                                        ChannelId channel,
                                                        std::chrono::sys_days day) = 0;

    // A number that is greater at each call for the home, as long as it exists: its engine's epoch.
    // Needs the right to ingest; not_found when there is no such home.
    virtual Task<Result<std::uint32_t>> next_epoch(AccessScope scope, HomeId home) = 0;
};

}  // namespace ohmstead
