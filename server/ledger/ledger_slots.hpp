#pragma once

#include <vector>

#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/corrections/overlay.hpp"
#include "store/overlay_store.hpp"
#include "store/slot_store.hpp"

namespace ohmstead {

// Slots as the sources gave them, with the overlays over them.
struct TracedSlots {
    SlotRange range;
    std::vector<ChannelSlots> given;     // in the order asked for
    std::vector<Overlay> overlays;       // in force within the range, oldest first
    std::vector<ChannelEvent> events{};  // what may be, or was, decided of their counters
};

// The slots as they stand: what everything is summed from.
std::vector<ChannelSlots> standing(TracedSlots slots);

// Where all that is shown or derived of a home's slots reads them, so that a correction is in every
// sum or in none. Errors are those of the stores.
class LedgerSlots {
public:
    // All of these outlive it. Overlays are applied on `cpu`.
    LedgerSlots(SlotStore& slots, OverlayStore& overlays, Worker& cpu);

    // The slots of a range as they stand, per channel, in the given order.
    Task<Result<std::vector<ChannelSlots>>> read(AccessScope scope, HomeId home,
                                                 std::vector<ChannelId> channels, SlotRange range);
    // The same with what they come from.
    Task<Result<TracedSlots>> read_traced(AccessScope scope, HomeId home,
                                          std::vector<ChannelId> channels, SlotRange range);

private:
    SlotStore& slots_;
    OverlayStore& overlays_;
    Worker& cpu_;
};

}  // namespace ohmstead
