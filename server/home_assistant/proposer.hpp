#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "home_assistant/discovery.hpp"
#include "home_assistant/guess.hpp"
#include "home_assistant/registry_index.hpp"

namespace ohmstead::home_assistant {

// "grid_import" and so on.
std::string role_name(ChannelRole role);

// Builds up the proposals of one discovery. `index` outlives it.
class Proposer {
public:
    explicit Proposer(const RegistryIndex& index) : index_(index) {}

    void add_source(const EnergySource& source);
    // After all sources: names tariff registers, and finds the power of the phases.
    void add_registers_and_phases();
    void add_device(const DeviceConsumption& device);
    // What the preferences do not name: prices, carbon, temperature.
    void add_surroundings(const std::vector<Candidate>& candidates, const std::string& currency);

    std::vector<Proposal> take_proposals();
    // Among them one for each meter that is used twice.
    std::vector<DiscoveryWarning> take_warnings();

private:
    struct Power {
        ProposedSource source;
        bool from_preference = false;
    };

    Proposal* add_flow(ChannelRole role, const std::string& id, const std::string& name,
                       ProposalReason reason);
    void add_state(ChannelRole role, const std::string& id, std::string name,
                   ProposalReason reason);
    void add_grid(const EnergySource& source);
    void add_battery(const EnergySource& source);
    void add_solar(const EnergySource& source);
    void name_registers(ChannelRole role);
    void add_phases(ChannelRole role);

    // Takes `preferred` when it is given and measures power, else a power entity of the counter's
    // device. Warns of one that does not.
    void find_power(Proposal& proposal, const std::string& preferred, SignPart sign, bool invert,
                    Direction direction);
    std::optional<ProposedSource> power_beside(const Proposal& proposal, SignPart sign,
                                               Direction direction) const;
    bool measures_power(ChannelRole role, const std::string& id) const;
    bool is_free(ChannelRole role, const ProposedSource& source) const;
    void use(ChannelRole role, const ProposedSource& source);

    std::string soc_beside(const std::string& entity) const;
    // Once for each fault, however many roles meet it.
    void warn(DiscoveryWarningCode code, std::string message, std::vector<std::string> sources);

    const RegistryIndex& index_;
    std::vector<Proposal> proposals_;
    std::vector<DiscoveryWarning> warnings_;
    std::set<std::pair<ChannelRole, std::string>> used_;      // sources per role
    std::map<std::string, std::vector<ChannelRole>> meters_;  // roles of each counter
};

}  // namespace ohmstead::home_assistant
