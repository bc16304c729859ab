#include "simulator/peer/messages.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

double seconds(Millis t) {
    return static_cast<double>(t) / 1000.0;
}

json::object context_of(const EntityState& state) {
    return {{"id", state.context}, {"parent_id", nullptr}, {"user_id", nullptr}};
}

json::object event_frame(const std::string& type, json::object data, Millis fired,
                         json::object context) {
    return {{"event_type", type},
            {"data", std::move(data)},
            {"origin", "LOCAL"},
            {"time_fired", format_time(fired)},
            {"context", std::move(context)}};
}

/// The differences between two states, as the "+" and "-" of a change.
json::object difference(const StateChange& change) {
    const EntityState& before = *change.before;
    const EntityState& after = *change.after;
    json::object plus;
    json::object out;
    if (before.state != after.state || change.repeated) {
        plus["s"] = after.state;
    }
    if (before.changed != after.changed || change.repeated) {
        plus["lc"] = seconds(after.changed);
    } else if (before.updated != after.updated) {
        plus["lu"] = seconds(after.updated);
    }
    json::object added;
    json::array removed;
    for (const auto& [key, value] : after.attributes) {
        const json::value* old = before.attributes.if_contains(key);
        if (old == nullptr || *old != value) {
            added[key] = value;
        }
    }
    for (const auto& [key, value] : before.attributes) {
        if (!after.attributes.contains(key)) {
            removed.emplace_back(key);
        }
    }
    if (!added.empty()) {
        plus["a"] = std::move(added);
    }
    plus["c"] = after.context;
    out["+"] = std::move(plus);
    if (!removed.empty()) {
        out["-"] = json::object{{"a", std::move(removed)}};
    }
    return out;
}

}  // namespace

std::string result_message(std::int64_t id, const json::value& result) {
    return json::serialize(
        json::object{{"id", id}, {"type", "result"}, {"success", true}, {"result", result}});
}

std::string error_message(std::int64_t id, const std::string& code, const std::string& message) {
    return json::serialize(
        json::object{{"id", id},
                     {"type", "result"},
                     {"success", false},
                     {"error", json::object{{"code", code}, {"message", message}}}});
}

std::string event_message(std::int64_t id, const json::value& event) {
    return json::serialize(json::object{{"id", id}, {"type", "event"}, {"event", event}});
}

json::object full_state(const std::string& entity_id, const EntityState& state) {
    const std::string updated = format_time(state.updated);
    return {{"entity_id", entity_id},         {"state", state.state},
            {"attributes", state.attributes}, {"last_changed", format_time(state.changed)},
            {"last_reported", updated},       {"last_updated", updated},
            {"context", context_of(state)}};
}

json::object compressed_state(const EntityState& state) {
    json::object out{{"s", state.state},
                     {"a", state.attributes},
                     {"c", state.context},
                     {"lc", seconds(state.changed)}};
    if (state.updated != state.changed) {
        out["lu"] = seconds(state.updated);
    }
    return out;
}

json::object compressed_change(const StateChange& change) {
    if (change.after == nullptr) {
        return {{"r", json::array{change.entity_id}}};
    }
    if (change.before == nullptr) {
        return {{"a", json::object{{change.entity_id, compressed_state(*change.after)}}}};
    }
    return {{"c", json::object{{change.entity_id, difference(change)}}}};
}

json::object state_changed_event(const StateChange& change, Millis fired) {
    const auto state_or_null = [&](const EntityState* state) {
        return state == nullptr ? json::value(nullptr)
                                : json::value(full_state(change.entity_id, *state));
    };
    const EntityState& known = change.after != nullptr ? *change.after : *change.before;
    return event_frame("state_changed",
                       {{"entity_id", change.entity_id},
                        {"old_state", state_or_null(change.before)},
                        {"new_state", state_or_null(change.after)}},
                       change.after != nullptr ? change.after->updated : fired, context_of(known));
}

json::object plain_event(const std::string& type, json::object data, Millis fired) {
    return event_frame(
        type, std::move(data), fired,
        {{"id", "01K00000000000000000000000"}, {"parent_id", nullptr}, {"user_id", nullptr}});
}

json::object config_of(const Directory& directory, const std::string& state) {
    return {
        {"allowlist_external_dirs", json::array{}},
        {"allowlist_external_urls", json::array{}},
        {"components", json::array{"api", "energy", "history", "homeassistant", "http", "recorder",
                                   "sensor", "sensor.recorder", "switch", "websocket_api"}},
        {"config_dir", "/config"},
        {"config_source", "storage"},
        {"country", directory.country},
        {"currency", directory.currency},
        {"debug", false},
        {"elevation", directory.elevation},
        {"external_url", nullptr},
        {"internal_url", nullptr},
        {"language", directory.language},
        {"latitude", directory.latitude},
        {"location_name", directory.location_name},
        {"longitude", directory.longitude},
        {"radius", 100},
        {"recovery_mode", false},
        {"safe_mode", false},
        {"state", state},
        {"time_zone", directory.time_zone},
        {"unit_system", json::object{{"length", "km"},
                                     {"accumulated_precipitation", "mm"},
                                     {"area", "m²"},
                                     {"mass", "g"},
                                     {"pressure", "Pa"},
                                     {"temperature", "°C"},
                                     {"volume", "L"},
                                     {"wind_speed", "m/s"}}},
        {"version", kVersion},
        {"whitelist_external_dirs", json::array{}}};
}

}  // namespace ohmstead::simulator
