#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ingest/agent_plan.hpp"

namespace ohmstead::test {

// Reads and plans the body of a batch, as a server does.
inline Result<ingest::PlannedBatch> plan_body(std::string body,
                                              const std::vector<Channel>& channels, Instant now) {
    OHMSTEAD_TRY(auto request, ingest::parse_ingest_request(std::move(body)));
    return ingest::plan_batch(std::move(request), channels, now);
}

}  // namespace ohmstead::test
