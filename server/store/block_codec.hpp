#pragma once

#include <chrono>
#include <string_view>

#include "base/result.hpp"
#include "domain/metering/slot.hpp"
#include "store/byte_stream.hpp"

namespace ohmstead {

// A block is the slots of one channel and UTC day, packed. The same bytes in every store; channel
// and day are its key there and not repeated inside. The layout is in docs/storage.md.

// Packs `block`, whose slots ascend and lie, as its events do, within its day.
Packed encode_block(const Block& block);

// malformed for anything encode_block() could not have written.
Result<Block> decode_block(ChannelId channel, std::chrono::sys_days day, std::string_view bytes);

// The revision alone, for a conditional write.
Result<Revision> revision_of_block(std::string_view bytes);

// The first slot of a UTC day.
constexpr SlotIndex first_slot_of(std::chrono::sys_days day) {
    return day.time_since_epoch().count() * SlotIndex{kSlotsPerDay};
}

}  // namespace ohmstead
