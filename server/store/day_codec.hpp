#pragma once

#include <string_view>

#include "base/result.hpp"
#include "domain/balance/day_sums.hpp"
#include "store/byte_stream.hpp"

namespace ohmstead {

// The sums of one local day, packed. The same bytes in every store; the date is their key there and
// not repeated inside. The layout is in docs/storage.md.

// Packs `sums`, whose slots begin within three days of the date in UTC and last two at most.
Packed encode_day(const DaySums& sums);

// malformed for anything encode_day() could not have written. What an earlier version of it wrote
// is sound but of no use: it comes back with nothing but its date, and the empty stamp of no home.
Result<DaySums> decode_day(LocalDate date, std::string_view bytes);

}  // namespace ohmstead
