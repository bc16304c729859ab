#include "home_assistant/registry_index.hpp"

#include "home_assistant/guess.hpp"

namespace ohmstead::home_assistant {
namespace {

template <class Map>
typename Map::mapped_type pointer_in(const Map& map, const std::string& id) {
    const auto found = map.find(id);
    return found == map.end() ? nullptr : found->second;
}

}  // namespace

RegistryIndex::RegistryIndex(const DiscoveryInput& input) {
    for (const auto& state : input.states) {
        states_.emplace(state.id, &state);
    }
    for (const auto& device : input.devices) {
        devices_.emplace(device.id, &device);
    }
    for (const auto& statistic : input.statistics) {
        statistics_.emplace(statistic.id, &statistic);
    }
    for (const auto& area : input.areas) {
        areas_.emplace(area.id, area.name);
    }
    for (const auto& entity : input.entities) {
        if (!entity.disabled) {
            entities_.emplace(entity.id, &entity);
            if (!entity.device.empty()) {
                of_device_[entity.device].push_back(&entity);
            }
        }
    }
}

const EntityState* RegistryIndex::state(const std::string& entity) const {
    return pointer_in(states_, entity);
}

const DeviceEntry* RegistryIndex::device(const std::string& id) const {
    return pointer_in(devices_, id);
}

const DeviceEntry* RegistryIndex::device_of(const std::string& entity) const {
    const auto* entry = pointer_in(entities_, entity);
    return entry == nullptr ? nullptr : device(entry->device);
}

std::string RegistryIndex::unit_of(const std::string& id) const {
    if (const auto* known = state(id); known != nullptr && !known->unit.empty()) {
        return known->unit;
    }
    const auto* statistic = pointer_in(statistics_, id);
    return statistic == nullptr ? std::string() : statistic->unit;
}

bool RegistryIndex::exists(const std::string& id) const {
    return states_.contains(id) || statistics_.contains(id);
}

std::string RegistryIndex::name_of(const std::string& id) const {
    if (const auto* known = state(id); known != nullptr && !known->name.empty()) {
        return known->name;
    }
    if (const auto* entry = pointer_in(entities_, id); entry != nullptr && !entry->name.empty()) {
        return entry->name;
    }
    const auto* statistic = pointer_in(statistics_, id);
    return statistic == nullptr || statistic->name.empty() ? id : statistic->name;
}

std::string RegistryIndex::area_of(const std::string& entity) const {
    std::string area;
    if (const auto* entry = pointer_in(entities_, entity)) {
        area = entry->area;
    }
    const auto* at = device_of(entity);
    // A parent that is its own ancestor must not hold us up.
    for (int step = 0; area.empty() && at != nullptr && step < 8; ++step) {
        area = at->area;
        at = device(at->parent);
    }
    const auto found = areas_.find(area);
    return found == areas_.end() ? std::string() : found->second;
}

std::vector<std::string> RegistryIndex::beside(const std::string& entity) const {
    std::vector<std::string> ids;
    const auto* at = device_of(entity);
    if (at == nullptr) {
        return ids;
    }
    for (const auto* entry : of_device_.at(at->id)) {
        if (entry->id != entity) {
            ids.push_back(entry->id);
        }
    }
    return ids;
}

std::string RegistryIndex::switch_beside(const std::string& entity) const {
    const auto* at = device_of(entity);
    if (at == nullptr) {
        return {};
    }
    for (const auto* entry : of_device_.at(at->id)) {
        // Settings and diagnostics ("child lock") are switches too, but not the device's.
        if (entry->id.starts_with("switch.") && entry->category.empty()) {
            return entry->id;
        }
    }
    return {};
}

std::vector<std::string> RegistryIndex::own_words(const std::string& id) const {
    auto words = words_of(id);
    for (auto& word : words_of(name_of(id))) {
        words.push_back(std::move(word));
    }
    return words;
}

std::vector<std::string> RegistryIndex::words_about(const std::string& id) const {
    auto words = own_words(id);
    if (const auto* at = device_of(id)) {
        for (auto& word : words_of(at->name + ' ' + at->model)) {
            words.push_back(std::move(word));
        }
    }
    return words;
}

}  // namespace ohmstead::home_assistant
