#include "home_assistant/candidates.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "base/units.hpp"
#include "home_assistant/guess.hpp"
#include "home_assistant/name_text.hpp"

namespace ohmstead::home_assistant {
namespace {

bool is_counter_class(const EntityState& state) {
    return state.state_class == "total" || state.state_class == "total_increasing" ||
           state.state_class.empty();
}

// Phones and door sensors have a battery too: one that belongs to a home's energy sits beside
// power or energy on the same device.
bool has_energy_beside(const RegistryIndex& index, const std::string& entity) {
    const auto beside = index.beside(entity);
    return std::any_of(beside.begin(), beside.end(), [&](const std::string& other) {
        const auto unit = parse_unit(index.unit_of(other));
        return unit && unit->quantity == Quantity::energy;
    });
}

// What the entity could be read as; nothing when no role could use it.
std::optional<SourceUnit> suitable_unit(const EntityState& state, const RegistryIndex& index) {
    const auto unit = parse_unit(state.unit);
    if (!unit || !state.id.starts_with("sensor.")) {
        return std::nullopt;
    }
    const auto& device_class = state.device_class;
    bool suits = false;
    switch (unit->quantity) {
        case Quantity::energy:
            suits =
                unit->measure == Measure::power
                    ? device_class.empty() || device_class == "power"
                    : (device_class.empty() || device_class == "energy") && is_counter_class(state);
            break;
        case Quantity::volume:
            suits =
                unit->measure == Measure::counter
                    ? (device_class == "gas" || device_class == "water") && is_counter_class(state)
                    : device_class == "volume_flow_rate";
            break;
        case Quantity::percent:
            suits = device_class == "battery" && has_energy_beside(index, state.id);
            break;
        case Quantity::temperature:
            suits = device_class == "temperature";
            break;
        case Quantity::price:
        case Quantity::carbon:
            suits = true;
            break;
    }
    return suits ? unit : std::nullopt;
}

}  // namespace

std::vector<Candidate> find_candidates(const DiscoveryInput& input, const RegistryIndex& index) {
    std::vector<Candidate> candidates;
    for (const auto& state : input.states) {
        const auto unit = suitable_unit(state, index);
        if (!unit) {
            continue;
        }
        candidates.push_back({.entity_id = state.id,
                              .name = fit_name(index.name_of(state.id)),
                              .area = fit_name(index.area_of(state.id)),
                              .device_class = state.device_class,
                              .state_class = state.state_class,
                              .unit = state.unit,
                              .state = state.state,
                              .measure = unit->measure,
                              .suggested_role = role_in(index.words_about(state.id), unit->quantity,
                                                        state.device_class)});
    }
    return candidates;
}

}  // namespace ohmstead::home_assistant
