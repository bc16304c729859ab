#pragma once

#include <vector>

#include "home_assistant/discovery.hpp"
#include "home_assistant/registry_index.hpp"

namespace ohmstead::home_assistant {

// Every entity whose class and unit would suit some role, in the order of the input.
std::vector<Candidate> find_candidates(const DiscoveryInput& input, const RegistryIndex& index);

}  // namespace ohmstead::home_assistant
