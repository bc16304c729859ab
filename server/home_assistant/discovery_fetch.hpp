#pragma once

#include <memory>

#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/result.hpp"
#include "home_assistant/registry.hpp"
#include "home_assistant/session.hpp"

namespace ohmstead::home_assistant {

// Reads from Home Assistant what discovery works on. Decodes on `cpu`. What only some versions or
// users may read (registries, preferences, statistics) is left empty when it is refused.
Task<Result<DiscoveryInput>> fetch_discovery_input(std::shared_ptr<Session> session, Worker& cpu);

}  // namespace ohmstead::home_assistant
