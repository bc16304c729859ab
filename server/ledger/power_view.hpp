#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "store/reading_store.hpp"
#include "store/slot_store.hpp"

namespace ohmstead {

// Power of several channels on one even grid, in their rate unit (mW).
struct PowerView {
    struct Column {
        BucketColumns buckets;
        // The source says no power: these are means between the steps of its counter, slot by slot.
        bool is_mean = false;
    };
    BucketGrid grid;
    std::vector<Column> columns;
};

// An even grid over the span with a step that reads well, divides a slot or is made of whole ones,
// and is aligned to it. It has at most `points` steps and a partial one at either end.
BucketGrid power_grid(Span span, std::size_t points);

// The mean power that the slots of a counter amount to, on a grid made by power_grid.
BucketColumns mean_power(const ChannelSlots& slots, const BucketGrid& grid);

}  // namespace ohmstead
