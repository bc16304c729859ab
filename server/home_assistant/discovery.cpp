#include "home_assistant/discovery.hpp"

#include <utility>

#include "home_assistant/candidates.hpp"
#include "home_assistant/proposer.hpp"
#include "home_assistant/registry_index.hpp"

namespace ohmstead::home_assistant {

Discovery discover(const DiscoveryInput& input) {
    const RegistryIndex index(input);
    Discovery discovery;
    discovery.home = input.config;
    discovery.has_energy_preferences = input.preferences && !(input.preferences->sources.empty() &&
                                                              input.preferences->devices.empty());
    Proposer proposer(index);
    if (input.preferences) {
        for (const auto& source : input.preferences->sources) {
            proposer.add_source(source);
        }
        proposer.add_registers_and_phases();
        for (const auto& device : input.preferences->devices) {
            proposer.add_device(device);
        }
    }
    discovery.candidates = find_candidates(input, index);
    proposer.add_surroundings(discovery.candidates, input.config.currency);
    discovery.proposals = proposer.take_proposals();
    discovery.warnings = proposer.take_warnings();
    if (input.states_cut) {
        discovery.warnings.push_back(
            {.code = DiscoveryWarningCode::too_many_candidates,
             .message = "Home Assistant has more suitable entities than are shown here.",
             .sources = {}});
    }
    return discovery;
}

}  // namespace ohmstead::home_assistant
