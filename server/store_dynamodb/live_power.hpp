#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/byte_stream.hpp"
#include "store/live_store.hpp"

namespace ohmstead::dynamodb {

// The power of a snapshot, packed: an agent writes it with every call, and what is written is paid
// for by the kB. `at` is the snapshot's. Layout: docs/storage.md.
Packed encode_power(const std::vector<LivePower>& power, Instant at);
// Errors: malformed.
Result<std::vector<LivePower>> decode_power(std::string_view bytes, Instant at);

}  // namespace ohmstead::dynamodb
