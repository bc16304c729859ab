#include "simulator/peer/commands.hpp"

#include <functional>
#include <map>
#include <string_view>

#include "simulator/base/json_file.hpp"
#include "simulator/peer/messages.hpp"
#include "simulator/peer/recorder.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

json::array all_states(Home& home) {
    json::array out;
    out.reserve(home.states().all().size());
    for (const auto& [id, state] : home.states().all()) {
        out.push_back(full_state(id, state));
    }
    return out;
}

json::object entities_for_display(const Home& home) {
    json::array entities;
    for (const json::value& each : home.directory().entities) {
        const json::object& entity = each.get_object();
        json::object item{{"ei", entity.at("entity_id")},
                          {"pl", entity.at("platform")},
                          {"lb", json::array{}},
                          {"en", entity.at("original_name")}};
        if (!entity.at("device_id").is_null()) {
            item["di"] = entity.at("device_id");
        }
        entities.push_back(std::move(item));
    }
    return {{"entity_categories", json::object{{"0", "config"}, {"1", "diagnostic"}}},
            {"entities", std::move(entities)}};
}

json::object energy_preferences(const Home& home) {
    if (!home.directory().energy) {
        throw CommandError("not_found", "No prefs");
    }
    return *home.directory().energy;
}

json::object solar_forecast(Home& home) {
    json::object hours;
    for (const auto& [start, wh] : home.solar_forecast()) {
        hours[format_time(start)] = wh;
    }
    if (hours.empty()) {
        return {};
    }
    return {{"simulated", json::object{{"wh_hours", std::move(hours)}}}};
}

json::object service_result(Home& home, const json::object& command) {
    const std::string domain = text_or(command, "domain", "");
    const std::string service = text_or(command, "service", "");
    if (domain.empty() || service.empty()) {
        throw CommandError("invalid_format", "required key not provided @ data['domain']");
    }
    call_service(home, domain, service, section(command, "service_data"),
                 section(command, "target"));
    return {{"context", json::object{{"id", "01K00000000000000000000001"},
                                     {"parent_id", nullptr},
                                     {"user_id", "simulated"}}},
            {"response", nullptr}};
}

using Handler = std::function<json::value(Home&, const json::object&)>;

const std::map<std::string, Handler, std::less<>>& handlers() {
    static const std::map<std::string, Handler, std::less<>> kHandlers = {
        {"get_states", [](Home& home, const json::object&) { return all_states(home); }},
        {"config/area_registry/list",
         [](Home& home, const json::object&) { return home.directory().areas; }},
        {"config/device_registry/list",
         [](Home& home, const json::object&) { return home.directory().devices; }},
        {"config/entity_registry/list",
         [](Home& home, const json::object&) { return home.directory().entities; }},
        {"config/entity_registry/list_for_display",
         [](Home& home, const json::object&) { return entities_for_display(home); }},
        {"energy/get_prefs",
         [](Home& home, const json::object&) { return energy_preferences(home); }},
        {"energy/info",
         [](Home& home, const json::object&) {
             return json::object{{"cost_sensors", home.directory().cost_sensors},
                                 {"solar_forecast_domains", home.directory().forecast_domains}};
         }},
        {"energy/solar_forecast",
         [](Home& home, const json::object&) { return solar_forecast(home); }},
        {"recorder/list_statistic_ids", statistic_ids},
        {"recorder/get_statistics_metadata", statistics_metadata},
        {"recorder/statistics_during_period", statistics_during_period},
        {"recorder/info",
         [](Home&, const json::object&) {
             return json::object{{"backlog", 0},
                                 {"db_in_default_location", true},
                                 {"max_backlog", 65000},
                                 {"migration_in_progress", false},
                                 {"migration_is_live", false},
                                 {"recording", true},
                                 {"thread_running", true}};
         }},
        {"history/history_during_period", history_during_period},
        {"call_service", service_result},
    };
    return kHandlers;
}

std::vector<std::string> entity_ids(const json::object& data, const json::object& target) {
    std::vector<std::string> ids;
    for (const json::object* from : {&data, &target}) {
        const json::value* value = from->if_contains("entity_id");
        if (value == nullptr) {
            continue;
        }
        if (value->is_string()) {
            ids.emplace_back(value->get_string());
        } else if (value->is_array()) {
            for (const json::value& each : value->get_array()) {
                if (each.is_string()) {
                    ids.emplace_back(each.get_string());
                }
            }
        }
    }
    return ids;
}

}  // namespace

json::value answer_command(Home& home, const std::string& type, const json::object& command,
                           const std::string& running_state) {
    if (type == "get_config") {
        return config_of(home.directory(), running_state);
    }
    const auto found = handlers().find(type);
    if (found == handlers().end()) {
        throw CommandError("unknown_command", "Unknown command.");
    }
    try {
        return found->second(home, command);
    } catch (const CommandError&) {
        throw;
    } catch (const std::runtime_error& error) {
        // A member of the wrong kind.
        throw CommandError("invalid_format", error.what());
    }
}

json::array call_service(Home& home, const std::string& domain, const std::string& service,
                         const json::object& data, const json::object& target) {
    const bool known_domain = domain == "switch" || domain == "homeassistant";
    if (!known_domain || (service != "turn_on" && service != "turn_off" && service != "toggle")) {
        throw CommandError("not_found", "Service " + domain + "." + service + " not found.");
    }
    const auto ids = entity_ids(data, target);
    if (ids.empty()) {
        throw CommandError("invalid_format",
                           "must contain at least one of entity_id, device_id, "
                           "area_id, floor_id, label_id.");
    }
    json::array changed;
    for (const std::string& id : ids) {
        // Home Assistant passes over entities that it does not know.
        home.switch_entity(id, service);
        if (const EntityState* state = home.states().find(id)) {
            changed.push_back(full_state(id, *state));
        }
    }
    return changed;
}

}  // namespace ohmstead::simulator
