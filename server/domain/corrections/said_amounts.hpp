#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "domain/metering/slot.hpp"

namespace ohmstead {

// What slots amounted to together, by a source that is taken to be right.
struct SaidAmount {
    SlotRange range;  // not empty
    std::int64_t amount = 0;

    friend bool operator==(const SaidAmount&, const SaidAmount&) = default;
};

// An amount for each slot of a range.
struct ShapedRange {
    SlotRange range;
    std::vector<std::int64_t> shape;

    friend bool operator==(const ShapedRange&, const ShapedRange&) = default;
};

// Where slots amount to something else than is said.
struct SaidOtherwise {
    std::vector<ShapedRange> ranges;  // ascending, of neighbours together; at most 92 days each
    std::size_t amounts = 0;          // how many of what is said they hold
    std::size_t implausible = 0;      // how many are left out, as no slot can have so much
};

// Compares what is `said`, ascending and without overlap, with the slots that stand there, of which
// none can have more than `most_in_slot`. An amount is spread over its slots as they stand. Where
// that is laid over the slots, they amount to what is said, and the next comparison finds nothing.
SaidOtherwise said_otherwise(std::span<const SaidAmount> said, std::span<const Slot> standing,
                             std::int64_t most_in_slot);

}  // namespace ohmstead
