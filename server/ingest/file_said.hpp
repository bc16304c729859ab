#pragma once

#include <span>
#include <vector>

#include "domain/corrections/said_amounts.hpp"
#include "exchange/file.hpp"

namespace ohmstead::ingest {

// What the intervals of a series say of slots that are over at `now`: each interval by itself, or
// neighbours together where only together they fill slots. `values` ascend and do not overlap. What
// fills none is a fault, and says nothing.
std::vector<SaidAmount> said_of(std::span<const exchange::FileValue> values, Instant now,
                                exchange::FileFaults& faults);

}  // namespace ohmstead::ingest
