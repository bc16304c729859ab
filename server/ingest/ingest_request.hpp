#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "ingest/agent_protocol.hpp"

namespace ohmstead::ingest {

// Why an item of a batch was not taken. `code` is stable for programs.
struct IngestFault {
    std::string code;
    std::string detail;
};

// An item of a batch. Of kind `readings`: one series, as sent, values in the channel's display
// unit. Of another: what an agent sent.
struct IngestItem {
    std::string id;  // the sender's, to find the answer by
    ChannelId channel;
    Measure measure = Measure::counter;
    std::vector<Instant> times;
    std::vector<double> values;
    std::optional<AgentItem> agent;
    std::optional<IngestFault> fault;  // the first thing that is wrong; then the rest is incomplete
};

struct IngestRequest {
    std::optional<Instant> sent_at;
    std::optional<std::uint32_t> engine_epoch;
    std::optional<std::string> known_decisions;
    std::vector<IngestItem> items;
};

// Before this, nothing is measured; a clock that was never set says so.
inline constexpr Instant kEarliestTime{
    std::chrono::sys_days{std::chrono::year{2000} / std::chrono::January / 1}};

// Reads the body of a batch. malformed when it is not JSON, invalid for another protocol, for no
// list of items or too many; what is wrong within an item is noted there and does not touch the
// others. Unknown members are ignored, so that newer senders are understood. Pure.
Result<IngestRequest> parse_ingest_request(std::string body);

}  // namespace ohmstead::ingest
