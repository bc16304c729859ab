#pragma once

#include <string_view>

#include "base/result.hpp"
#include "store/byte_stream.hpp"
#include "store/live_store.hpp"

namespace ohmstead::dynamodb {

// The values of a snapshot, packed: an agent writes them with every call, and what is written is
// paid for by the kB. Its `revision` and `at` stand beside them. Layout: docs/storage.md. Of two
// values of one sort and channel the last is kept. Errors: malformed for a channel's id that is
// none.
Result<Packed> encode_values(const LiveSnapshot& snapshot);
// Puts what `bytes` hold into `snapshot`, whose `at` is that of the one they were made of: in the
// order of the channels' first values there. Errors: malformed.
Status decode_values(std::string_view bytes, LiveSnapshot& snapshot);

}  // namespace ohmstead::dynamodb
