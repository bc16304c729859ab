#pragma once

#include "simulator/home/home_spec.hpp"
#include "simulator/peer/home.hpp"

namespace ohmstead::simulator {

/// The registries and preferences of a home, in Home Assistant's shapes.
Directory make_directory(const HomeSpec& spec);

/// Attributes of an entity as they stand beside its state.
boost::json::object make_attributes(const EntitySpec& entity);

/// What statistics an entity has; nothing without a state class.
std::optional<StatisticInfo> make_statistic_info(const std::string& entity_id,
                                                 const std::string& state_class,
                                                 const std::string& device_class,
                                                 const std::string& unit);

/// Registry items. Empty texts become null. Ids are derived from the keys, so they never change.
boost::json::object make_area(const AreaSpec& area);
boost::json::object make_device(const std::string& home_id, const DeviceSpec& device);
boost::json::object make_registry_entity(const std::string& home_id, const std::string& entity_id,
                                         const std::string& name, const std::string& device);

}  // namespace ohmstead::simulator
