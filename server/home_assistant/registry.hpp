#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

namespace ohmstead::home_assistant {

// The parts of Home Assistant's own records that we use. Strings are empty when absent.

// get_config
struct HomeConfig {
    std::string version;
    std::string state;  // "RUNNING" when everything is loaded
    std::string location_name;
    std::string time_zone;
    std::string currency;
    std::string country;
};
BOOST_DESCRIBE_STRUCT(HomeConfig, (), (version, state, location_name, time_zone, currency, country))

// get_states, reduced to entities that could play a role
struct EntityState {
    std::string id;
    std::string state;
    std::string name;  // friendly_name
    std::string device_class;
    std::string state_class;
    std::string unit;
};

struct AreaEntry {
    std::string id;
    std::string name;
};

struct DeviceEntry {
    std::string id;
    std::string name;  // name_by_user, else name
    std::string area;
    std::string parent;  // of a child device
    std::string manufacturer;
    std::string model;
};

struct EntityEntry {
    std::string id;
    std::string name;  // name, else original_name
    std::string device;
    std::string area;
    std::string platform;
    std::string category;  // "config" or "diagnostic"; empty for what a device is for
    bool disabled = false;
};

// recorder/list_statistic_ids
struct StatisticEntry {
    std::string id;
    std::string source;  // "recorder" for statistics of entities
    std::string name;
    std::string unit;
    bool has_sum = false;
    bool has_mean = false;
};

// One direction or pair of the energy preferences, in today's shape: an older grid item with
// several flows becomes several of these.
struct EnergySource {
    std::string type;  // grid, solar, battery, gas, water
    std::string name;
    std::string from;       // stat_energy_from: import, production, discharge, use
    std::string to;         // stat_energy_to: export, charge
    std::string rate;       // stat_rate: power, + = from, - = to
    std::string rate_from;  // power_config with two sensors: power of each direction
    std::string rate_to;
    bool rate_inverted = false;  // power_config: `rate` counts the other way round
    std::string state_of_charge;
    std::string price;         // entity_energy_price
    std::string price_export;  // entity_energy_price_export
};

struct DeviceConsumption {
    std::string consumption;  // stat_consumption
    std::string rate;
    std::string name;
    std::string included_in;  // another device's `consumption`
    bool water = false;
};

struct EnergyPreferences {
    std::vector<EnergySource> sources;
    std::vector<DeviceConsumption> devices;
};

struct DiscoveryInput {
    HomeConfig config;
    std::vector<EntityState> states;
    std::vector<AreaEntry> areas;
    std::vector<DeviceEntry> devices;
    std::vector<EntityEntry> entities;
    std::optional<EnergyPreferences> preferences;  // absent: never set up
    std::vector<StatisticEntry> statistics;
    bool states_cut = false;  // there were more suitable entities than are kept
};

}  // namespace ohmstead::home_assistant
