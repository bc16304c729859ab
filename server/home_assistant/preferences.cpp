#include <string>
#include <utility>

#include <simdjson.h>

#include "home_assistant/records.hpp"

// Energy preferences have their own file because of their two shapes: since 2026.3 every grid item
// has one import and one export; before, one item held lists of each.

#include "home_assistant/json_walk.hpp"

namespace ohmstead::home_assistant {
namespace {

namespace dom = simdjson::dom;

void read_power_config(const dom::object& item, EnergySource& source) {
    dom::object config;
    if (item["power_config"].get_object().get(config)) {
        return;
    }
    source.rate_from = text_at(config, "stat_rate_from");
    source.rate_to = text_at(config, "stat_rate_to");
    if (source.rate.empty()) {
        source.rate = text_at(config, "stat_rate");
    }
    if (source.rate.empty()) {
        source.rate = text_at(config, "stat_rate_inverted");
        source.rate_inverted = !source.rate.empty();
    }
}

EnergySource read_source(const dom::object& item) {
    EnergySource source{.type = text_at(item, "type"),
                        .name = text_at(item, "name"),
                        .from = text_at(item, "stat_energy_from"),
                        .to = text_at(item, "stat_energy_to"),
                        .rate = text_at(item, "stat_rate"),
                        .rate_from = {},
                        .rate_to = {},
                        .rate_inverted = false,
                        .state_of_charge = text_at(item, "stat_soc"),
                        .price = text_at(item, "entity_energy_price"),
                        .price_export = text_at(item, "entity_energy_price_export")};
    read_power_config(item, source);
    return source;
}

std::vector<dom::object> objects_at(const dom::object& object, std::string_view key) {
    std::vector<dom::object> objects;
    dom::array array;
    if (object[key].get_array().get(array) == simdjson::SUCCESS) {
        for (const auto element : array) {
            dom::object item;
            if (element.get_object().get(item) == simdjson::SUCCESS) {
                objects.push_back(item);
            }
        }
    }
    return objects;
}

// The older grid item: flow i of each list belongs together, as in Home Assistant's own migration.
std::vector<EnergySource> read_older_grid(const dom::object& item) {
    const auto imports = objects_at(item, "flow_from");
    const auto exports = objects_at(item, "flow_to");
    const auto powers = objects_at(item, "power");
    std::vector<EnergySource> sources(std::max({imports.size(), exports.size(), powers.size()}));
    for (std::size_t i = 0; i < sources.size(); ++i) {
        auto& source = sources[i];
        source.type = "grid";
        if (i < imports.size()) {
            source.from = text_at(imports[i], "stat_energy_from");
            source.price = text_at(imports[i], "entity_energy_price");
        }
        if (i < exports.size()) {
            source.to = text_at(exports[i], "stat_energy_to");
            source.price_export = text_at(exports[i], "entity_energy_price");
        }
        if (i < powers.size()) {
            source.rate = text_at(powers[i], "stat_rate");
            read_power_config(powers[i], source);
        }
    }
    return sources;
}

void read_devices(const dom::object& root, std::string_view key, bool water,
                  std::vector<DeviceConsumption>& devices) {
    for (const auto& item : objects_at(root, key)) {
        devices.push_back(DeviceConsumption{.consumption = text_at(item, "stat_consumption"),
                                            .rate = text_at(item, "stat_rate"),
                                            .name = text_at(item, "name"),
                                            .included_in = text_at(item, "included_in_stat"),
                                            .water = water});
    }
}

}  // namespace

Result<EnergyPreferences> decode_preferences(const JsonText& result) {
    dom::parser parser;
    dom::object root;
    if (parser.parse(result.view().data(), result.size(), false).get_object().get(root)) {
        return make_error(ErrorCode::malformed, "Home Assistant gave an unexpected answer.");
    }
    EnergyPreferences preferences;
    for (const auto& item : objects_at(root, "energy_sources")) {
        dom::array flows;
        if (item["flow_from"].get_array().get(flows) == simdjson::SUCCESS) {
            auto sources = read_older_grid(item);
            std::move(sources.begin(), sources.end(), std::back_inserter(preferences.sources));
        } else {
            preferences.sources.push_back(read_source(item));
        }
    }
    read_devices(root, "device_consumption", false, preferences.devices);
    read_devices(root, "device_consumption_water", true, preferences.devices);
    return preferences;
}

}  // namespace ohmstead::home_assistant
