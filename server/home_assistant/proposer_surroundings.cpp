#include <algorithm>
#include <array>
#include <map>
#include <string>

#include <fmt/format.h>

#include "base/units.hpp"
#include "home_assistant/guess.hpp"
#include "home_assistant/proposer.hpp"

// What the energy preferences do not say: which counters are registers of one meter, which power
// entities are its phases, and what else there is that explains a home's energy.
namespace ohmstead::home_assistant {
namespace {

constexpr std::array<std::string_view, 3> kPhases{"L1", "L2", "L3"};

}  // namespace

void Proposer::add_registers_and_phases() {
    for (const auto role : {ChannelRole::grid_import, ChannelRole::grid_export}) {
        name_registers(role);
    }
    for (const auto role : {ChannelRole::grid_import, ChannelRole::grid_export}) {
        add_phases(role);
    }
}

void Proposer::name_registers(ChannelRole role) {
    std::vector<Proposal*> meters;
    for (auto& proposal : proposals_) {
        if (proposal.role == role) {
            meters.push_back(&proposal);
        }
    }
    if (meters.size() < 2) {
        return;
    }
    std::map<std::string, int> on_device;
    for (std::size_t i = 0; i < meters.size(); ++i) {
        auto& meter = *meters[i];
        meter.register_name = register_in(index_.own_words(meter.source.id));
        if (meter.register_name.empty() && !meter.device_id.empty()) {
            // Several counters of one device that count the same thing are its registers.
            const auto same_device = std::count_if(
                meters.begin(), meters.end(),
                [&](const Proposal* other) { return other->device_id == meter.device_id; });
            if (same_device > 1) {
                meter.register_name = fmt::format("T{}", ++on_device[meter.device_id]);
            }
        }
        meter.name = meter.register_name.empty()
                         ? index_.name_of(meter.source.id)
                         : fmt::format("{} {}", meter.name, meter.register_name);
    }
}

void Proposer::add_phases(ChannelRole role) {
    const auto whole =
        std::find_if(proposals_.begin(), proposals_.end(),
                     [&](const Proposal& proposal) { return proposal.role == role; });
    if (whole == proposals_.end()) {
        return;
    }
    const auto wanted = role == ChannelRole::grid_import ? Direction::import_or_discharge
                                                         : Direction::export_or_charge;
    std::map<std::string, ProposedSource> phases;
    for (const auto& id : index_.beside(whole->source.id)) {
        const auto* state = index_.state(id);
        const auto words = index_.own_words(id);
        const auto unit = parse_unit(index_.unit_of(id));
        const auto phase = phase_in(words);
        const auto says = grid_direction_in(words);
        if (state == nullptr || state->device_class != "power" || !unit ||
            unit->measure != Measure::power || unit->quantity != Quantity::energy ||
            phase.empty() || (says != Direction::none && says != wanted)) {
            continue;
        }
        // A sensor that names no direction counts both, import above zero.
        const bool both_ways = says == Direction::none && role == ChannelRole::grid_export;
        const ProposedSource source{.type = SourceType::entity,
                                    .id = id,
                                    .sign = both_ways ? SignPart::negative : SignPart::positive};
        // One that names its direction is the better one.
        if (says == wanted || !phases.contains(phase)) {
            phases[phase] = source;
        }
    }
    const auto whole_key = whole->key;
    const auto whole_area = whole->area;
    const auto whole_device = whole->device_id;
    for (const auto phase : kPhases) {
        const auto found = phases.find(std::string(phase));
        if (found == phases.end() || !is_free(role, found->second)) {
            continue;
        }
        use(role, found->second);
        proposals_.push_back(
            {.key = fmt::format("{}-{}", role_name(role), proposals_.size() + 1),
             .name = fmt::format(
                 "{} {}", role == ChannelRole::grid_import ? "Grid import" : "Grid export", phase),
             .role = role,
             .source = found->second,
             .measure = Measure::power,
             .unit = index_.unit_of(found->second.id),
             .included_in = whole_key,
             .register_name = {},
             .phase = std::string(phase),
             .area = whole_area,
             .device_id = whole_device,
             .device_entity = {},
             .reason = ProposalReason::same_meter});
    }
}

void Proposer::add_surroundings(const std::vector<Candidate>& candidates,
                                const std::string& currency) {
    std::map<ChannelRole, bool> has;
    for (const auto& proposal : proposals_) {
        has[proposal.role] = true;
    }
    const auto add_first = [&](ChannelRole role, const char* name, ProposalReason reason) {
        for (const auto& candidate : candidates) {
            const bool price = role == ChannelRole::price_import;
            if (!has[role] && candidate.suggested_role == role &&
                (!price || candidate.unit.starts_with(currency + "/"))) {
                add_state(role, candidate.entity_id, name, reason);
                has[role] = true;
            }
        }
    };
    add_first(ChannelRole::price_import, "Import price", ProposalReason::price_unit);
    add_first(ChannelRole::grid_carbon, "Grid carbon", ProposalReason::carbon_unit);
    add_first(ChannelRole::outdoor_temperature, "Outdoor temperature",
              ProposalReason::outdoor_name);
}

}  // namespace ohmstead::home_assistant
