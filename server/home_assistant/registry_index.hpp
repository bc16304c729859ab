#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/units.hpp"
#include "home_assistant/registry.hpp"

namespace ohmstead::home_assistant {

// Finds one's way in a DiscoveryInput, which must outlive it.
class RegistryIndex {
public:
    explicit RegistryIndex(const DiscoveryInput& input);

    // Null when there is none.
    const EntityState* state(const std::string& entity) const;
    const DeviceEntry* device_of(const std::string& entity) const;

    // The unit of an entity or statistic: empty when neither is known.
    std::string unit_of(const std::string& id) const;
    bool exists(const std::string& id) const;

    // The name a person would know it by; the id when there is none.
    std::string name_of(const std::string& id) const;
    // Of the entity, else of its device, else of that device's parent; empty when none has one.
    std::string area_of(const std::string& entity) const;

    // The entities of the same device, in the registry's order, itself left out.
    std::vector<std::string> beside(const std::string& entity) const;
    // The switch of the device that this entity belongs to, or empty.
    std::string switch_beside(const std::string& entity) const;

    // Id and names of entity and device together: what guesses are made from.
    std::vector<std::string> words_about(const std::string& id) const;
    // The same without the device's names.
    std::vector<std::string> own_words(const std::string& id) const;

private:
    const DeviceEntry* device(const std::string& id) const;

    std::unordered_map<std::string, const EntityState*> states_;
    std::unordered_map<std::string, const EntityEntry*> entities_;
    std::unordered_map<std::string, const DeviceEntry*> devices_;
    std::unordered_map<std::string, const StatisticEntry*> statistics_;
    std::unordered_map<std::string, std::string> areas_;
    std::unordered_map<std::string, std::vector<const EntityEntry*>> of_device_;
};

}  // namespace ohmstead::home_assistant
