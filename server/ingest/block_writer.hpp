#pragma once

#include <cstdint>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/metering/day_meter.hpp"
#include "store/slot_store.hpp"

namespace ohmstead::ingest {

// Writes the blocks of one home, each with a revision that is newer than all before it. I/O thread
// only.
class BlockWriter {
public:
    // `epoch` is greater than those of all processes before.
    BlockWriter(SlotStore& slots, AccessScope scope, HomeId home, std::uint32_t epoch)
        : slots_(slots), scope_(std::move(scope)), home_(std::move(home)), epoch_(epoch) {}

    // Appends the days to `blocks`.
    void add(std::vector<Block>& blocks, const ChannelId& channel,
             std::vector<MeteredDay> metered) {
        for (auto& day : metered) {
            blocks.push_back({.channel = channel,
                              .day = day.day,
                              .revision = {epoch_, ++sequence_},
                              .anchor = std::move(day.anchor),
                              .slots = std::move(day.slots),
                              .events = std::move(day.events)});
        }
    }

    Task<Status> write(std::vector<Block> blocks) {
        if (!blocks.empty()) {
            OHMSTEAD_CO_TRY_VOID(co_await slots_.put(scope_, home_, std::move(blocks)));
        }
        co_return Status{};
    }

private:
    SlotStore& slots_;
    AccessScope scope_;
    HomeId home_;
    std::uint32_t epoch_;
    std::uint64_t sequence_ = 0;
};

}  // namespace ohmstead::ingest
