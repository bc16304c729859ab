#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/byte_stream.hpp"
#include "store/hour_readings.hpp"

namespace ohmstead {

// A chunk is the readings of one series and UTC hour, packed. The same bytes in every store; their
// layout is in docs/storage.md.

// Packs `readings`: at least one, ascending by time without doubles, all within the hour.
Packed encode_chunk(std::span<const HourReading> readings);

// Unpacks into `readings`, whose memory is used again. malformed for anything encode_chunk() could
// not have written, and then `readings` holds nothing of use.
Status decode_chunk(std::string_view bytes, std::vector<HourReading>& readings);

// How many readings decode_chunk() would give, before it takes the memory for them: a few bytes can
// say that they are millions. malformed when even the head is wrong.
Result<std::size_t> readings_in_chunk(std::string_view bytes);

}  // namespace ohmstead
