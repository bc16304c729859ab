#include "simulator/home/directory.hpp"

#include <fmt/format.h>

#include "simulator/base/noise.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

constexpr double kCreated = 1727733600.0;  // when everything in the registries was made

json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

/// 32 hexadecimal digits, as Home Assistant's registry ids.
std::string registry_id(const std::string& home_id, const std::string& key) {
    std::uint64_t a = 17;
    for (const char c : home_id + "/" + key) {
        a = hash(a, static_cast<unsigned char>(c));
    }
    return fmt::format("{:016x}{:016x}", a, hash(a, 1));
}

}  // namespace

json::object make_area(const AreaSpec& area) {
    return {{"aliases", json::array{}},
            {"area_id", area.id},
            {"floor_id", nullptr},
            {"humidity_entity_id", nullptr},
            {"icon", nullptr},
            {"labels", json::array{}},
            {"name", area.name},
            {"picture", nullptr},
            {"temperature_entity_id", nullptr},
            {"created_at", kCreated},
            {"modified_at", kCreated}};
}

json::object make_device(const std::string& home_id, const DeviceSpec& device) {
    const std::string entry = registry_id(home_id, "entry");
    return {{"area_id", text_or_null(device.area)},
            {"configuration_url", nullptr},
            {"config_entries", json::array{entry}},
            {"config_entries_subentries", json::object{{entry, json::array{nullptr}}}},
            {"connections", json::array{}},
            {"created_at", kCreated},
            {"disabled_by", nullptr},
            {"entry_type", nullptr},
            {"hw_version", nullptr},
            {"id", registry_id(home_id, device.id)},
            // Not json::array{json::array{…}}: that is a copy of the inner one.
            {"identifiers", json::array(1, json::array{"simulated", home_id + "-" + device.id})},
            {"labels", json::array{}},
            {"manufacturer", text_or_null(device.manufacturer)},
            {"model", text_or_null(device.model)},
            {"model_id", nullptr},
            {"modified_at", kCreated},
            {"name_by_user", nullptr},
            {"name", device.name},
            {"primary_config_entry", entry},
            {"serial_number", nullptr},
            {"sw_version", "1.4.2"},
            {"via_device_id", nullptr}};
}

json::object make_registry_entity(const std::string& home_id, const std::string& entity_id,
                                  const std::string& name, const std::string& device) {
    return {{"area_id", nullptr},
            {"categories", json::object{}},
            {"config_entry_id", registry_id(home_id, "entry")},
            {"config_subentry_id", nullptr},
            {"created_at", kCreated},
            {"device_id",
             device.empty() ? json::value(nullptr) : json::value(registry_id(home_id, device))},
            {"disabled_by", nullptr},
            {"entity_category", nullptr},
            {"entity_id", entity_id},
            {"has_entity_name", false},
            {"hidden_by", nullptr},
            {"icon", nullptr},
            {"id", registry_id(home_id, entity_id)},
            {"labels", json::array{}},
            {"modified_at", kCreated},
            {"name", nullptr},
            {"options", json::object{{"conversation", json::object{{"should_expose", false}}}}},
            {"original_name", name},
            {"platform", "simulated"},
            {"translation_key", nullptr},
            {"unique_id", home_id + "-" + entity_id.substr(entity_id.find('.') + 1)}};
}

json::object make_attributes(const EntitySpec& entity) {
    json::object attributes;
    if (!entity.state_class.empty()) {
        attributes["state_class"] = entity.state_class;
    }
    if (!entity.unit.empty()) {
        attributes["unit_of_measurement"] = entity.unit;
    }
    if (!entity.device_class.empty()) {
        attributes["device_class"] = entity.device_class;
    }
    attributes["friendly_name"] = entity.name;
    return attributes;
}

std::optional<StatisticInfo> make_statistic_info(const std::string& entity_id,
                                                 const std::string& state_class,
                                                 const std::string& device_class,
                                                 const std::string& unit) {
    if (state_class.empty()) {
        return std::nullopt;
    }
    StatisticInfo info{.id = entity_id, .unit = unit};
    info.has_sum = state_class == "total" || state_class == "total_increasing";
    info.has_mean = !info.has_sum;
    if (device_class == "energy" || device_class == "power" || device_class == "temperature") {
        info.unit_class = device_class;
    } else if (device_class == "gas" || device_class == "water") {
        info.unit_class = "volume";
    } else if (unit == "%") {
        info.unit_class = "unitless";
    }
    return info;
}

Directory make_directory(const HomeSpec& spec) {
    Directory out;
    out.id = spec.id;
    out.location_name = spec.name;
    out.time_zone = spec.model.time_zone;
    out.currency = spec.currency;
    out.country = spec.country;
    out.language = spec.language;
    out.latitude = spec.model.latitude;
    out.longitude = spec.model.longitude;
    out.elevation = spec.elevation;
    for (const AreaSpec& area : spec.areas) {
        out.areas.push_back(make_area(area));
    }
    for (const DeviceSpec& device : spec.devices) {
        out.devices.push_back(make_device(spec.id, device));
    }
    for (const EntitySpec& entity : spec.entities) {
        if (entity.until == 0) {
            out.entities.push_back(
                make_registry_entity(spec.id, entity.id, entity.name, entity.device));
        }
    }
    out.energy = spec.energy;
    if (!spec.model.solar.empty()) {
        out.forecast_domains = {"simulated"};
    }
    return out;
}

}  // namespace ohmstead::simulator
