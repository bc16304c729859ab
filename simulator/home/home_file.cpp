#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "simulator/base/json_file.hpp"
#include "simulator/home/home_spec.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

/// What an entity is when the file names only its kind.
struct Preset {
    const char* name;
    EntityKind kind;
    const char* unit;
    const char* device_class;
    const char* state_class;
    int decimals;
    Millis every;
};

constexpr std::array<Preset, 10> kPresets = {{
    {"power", EntityKind::power, "W", "power", "measurement", 0, 2 * kSecond},
    {"energy", EntityKind::energy, "kWh", "energy", "total_increasing", 3, 10 * kSecond},
    {"gas", EntityKind::volume, "m³", "gas", "total_increasing", 3, kHour},
    {"water", EntityKind::volume, "m³", "water", "total_increasing", 3, 30 * kSecond},
    {"battery", EntityKind::measurement, "%", "battery", "measurement", 1, 10 * kSecond},
    {"price", EntityKind::measurement, "/kWh", "", "measurement", 5, kMinute},
    {"carbon", EntityKind::measurement, "gCO2eq/kWh", "", "measurement", 0, kMinute},
    {"temperature", EntityKind::measurement, "°C", "temperature", "measurement", 1, kMinute},
    {"forecast", EntityKind::measurement, "kWh", "energy", "", 1, 15 * kMinute},
    {"switch", EntityKind::toggle, "", "", "", 0, 2 * kSecond},
}};

constexpr std::array<std::pair<const char*, IncidentKind>, 7> kIncidents = {{
    {"outage", IncidentKind::outage},
    {"unavailable", IncidentKind::unavailable},
    {"silent", IncidentKind::silent},
    {"stuck", IncidentKind::stuck},
    {"reset", IncidentKind::reset},
    {"replaced", IncidentKind::replaced},
    {"spike", IncidentKind::spike},
}};

int whole(const json::object& object, std::string_view key, int otherwise) {
    const double number = number_or(object, key, otherwise);
    if (std::abs(number) > 1e9) {
        throw std::runtime_error("'" + std::string(key) + "' must be at most 1e9");
    }
    return static_cast<int>(number);
}

/// Of a text that shows a number. More than 9 say nothing and would make it any length.
int decimals_of(const json::object& object, int otherwise) {
    const int decimals = whole(object, "decimals", otherwise);
    if (decimals < 0 || decimals > 9) {
        throw std::runtime_error("'decimals' must be 0 to 9");
    }
    return decimals;
}

Millis time_of(const json::object& object, std::string_view key, Millis otherwise) {
    const std::string text = text_or(object, key, "");
    if (text.empty()) {
        return otherwise;
    }
    const auto time = parse_time(text);
    if (!time) {
        throw std::runtime_error("'" + std::string(key) + "': '" + text + "' is not a time");
    }
    return *time;
}

std::string required(const json::object& object, std::string_view key) {
    std::string text = text_or(object, key, "");
    if (text.empty()) {
        throw std::runtime_error("'" + std::string(key) + "' is missing");
    }
    return text;
}

std::int64_t milli(const json::object& object, std::string_view key, double otherwise) {
    return static_cast<std::int64_t>(number_or(object, key, otherwise) * 1000.0);
}

Pattern read_pattern(const json::object& in) {
    Pattern pattern;
    pattern.kind = pattern_kind(required(in, "pattern"));
    pattern.rate = number_or(in, "rate", 0);
    pattern.standby = number_or(in, "standby", 0);
    pattern.period_minutes = number_or(in, "period_minutes", pattern.period_minutes);
    pattern.duty = number_or(in, "duty", pattern.duty);
    pattern.per_day = number_or(in, "per_day", pattern.per_day);
    pattern.vary = number_or(in, "vary", 0);
    pattern.per_degree = number_or(in, "per_degree", 0);
    pattern.balance_c = number_or(in, "balance_c", pattern.balance_c);
    pattern.stops_when_away = flag_or(in, "stops_when_away", true);
    const json::array& hours = items(in, "hours");
    if (hours.size() == 2) {
        pattern.first_hour = hours[0].to_number<int>();
        pattern.last_hour = hours[1].to_number<int>();
    }
    for (const json::value& step : items(in, "program")) {
        const json::array& pair = step.as_array();
        pattern.program.push_back(
            {.minutes = pair.at(0).to_number<double>(), .rate = pair.at(1).to_number<double>()});
    }
    return pattern;
}

void read_price(const json::object& in, PriceSpec& price) {
    price.dynamic = flag_or(in, "dynamic", false);
    price.market_mean = number_or(in, "market_mean", price.market_mean);
    for (const json::value& each : items(in, "steps")) {
        const json::object& step = each.as_object();
        price.steps.push_back(
            {.from = time_of(step, "from", 0), .per_kwh = number_or(step, "per_kwh", 0)});
    }
}

ModelSpec read_model(const json::object& in) {
    ModelSpec model;
    model.time_zone = required(in, "time_zone");
    model.latitude = number_or(in, "latitude", 0);
    model.longitude = number_or(in, "longitude", 0);
    model.seed = static_cast<std::uint64_t>(whole(in, "seed", 1));
    model.begins = time_of(in, "begins", 0);
    const json::object& climate = section(in, "climate");
    model.climate = {.mean_c = number_or(climate, "mean_c", 10.5),
                     .yearly_swing_c = number_or(climate, "yearly_swing_c", 7.5),
                     .daily_swing_c = number_or(climate, "daily_swing_c", 3.5),
                     .clear_share = number_or(climate, "clear_share", 0.4),
                     .southern = flag_or(climate, "southern", false)};
    read_price(section(in, "price"), model.price);
    model.carbon_mean_g = number_or(in, "carbon_mean_g", model.carbon_mean_g);
    if (const json::value* low = in.if_contains("low_tariff")) {
        model.low_tariff = {.from_hour = whole(low->as_object(), "from_hour", 23),
                            .to_hour = whole(low->as_object(), "to_hour", 7)};
    }
    for (const json::value& each : items(in, "loads")) {
        const json::object& load = each.as_object();
        model.loads.push_back({.id = required(load, "id"),
                               .pattern = read_pattern(load),
                               .parent = text_or(load, "parent", ""),
                               .phase = whole(load, "phase", 0)});
    }
    for (const json::value& each : items(in, "flows")) {
        const json::object& flow = each.as_object();
        model.flows.push_back({.id = required(flow, "id"), .pattern = read_pattern(flow)});
    }
    for (const json::value& each : items(in, "solar")) {
        const json::object& string = each.as_object();
        model.solar.push_back({.id = required(string, "id"),
                               .peak_w = number_or(string, "peak_w", 1000),
                               .surface = {.tilt = number_or(string, "tilt", 35),
                                           .azimuth = number_or(string, "azimuth", 180)},
                               .phase = whole(string, "phase", 0)});
    }
    if (const json::value* found = in.if_contains("battery")) {
        const json::object& battery = found->as_object();
        model.battery = BatterySpec{.capacity_mwh = milli(battery, "capacity_wh", 10'000),
                                    .charge_mw = milli(battery, "charge_w", 5'000),
                                    .discharge_mw = milli(battery, "discharge_w", 5'000),
                                    .efficiency_percent = whole(battery, "efficiency_percent", 95),
                                    .reserve_percent = whole(battery, "reserve_percent", 5),
                                    .phase = std::clamp(whole(battery, "phase", 1), 1, 3)};
    }
    for (const json::value& each : items(in, "away")) {
        const json::object& span = each.as_object();
        model.away.push_back({.from = time_of(span, "from", 0), .to = time_of(span, "to", 0)});
    }
    return model;
}

}  // namespace

Incident read_incident(const json::object& in) {
    const std::string name = required(in, "kind");
    const auto kind =
        std::ranges::find_if(kIncidents, [&](const auto& each) { return each.first == name; });
    if (kind == kIncidents.end()) {
        throw std::runtime_error("unknown incident '" + name + "'");
    }
    Incident incident{.kind = kind->second,
                      .entity = text_or(in, "entity_id", ""),
                      .from = time_of(in, "from", time_of(in, "at", 0)),
                      .amount = number_or(in, "amount", 0),
                      .note = text_or(in, "note", "")};
    incident.to = time_of(in, "to", incident.from);
    return incident;
}

EntitySpec read_entity(const json::object& in, const std::string& currency) {
    const std::string kind = required(in, "kind");
    const auto preset =
        std::ranges::find_if(kPresets, [&](const Preset& each) { return each.name == kind; });
    if (preset == kPresets.end()) {
        throw std::runtime_error("unknown kind '" + kind + "'");
    }
    EntitySpec entity;
    entity.id = required(in, "entity_id");
    entity.name = text_or(in, "name", entity.id);
    entity.device = text_or(in, "device", "");
    entity.kind = preset->kind;
    entity.signal = required(in, "signal");
    entity.factor = number_or(in, "factor", 1);
    entity.unit = text_or(in, "unit", kind == "price" ? currency + "/kWh" : preset->unit);
    entity.device_class = text_or(in, "device_class", preset->device_class);
    entity.state_class = text_or(in, "state_class", preset->state_class);
    entity.decimals = decimals_of(in, preset->decimals);
    entity.every = static_cast<Millis>(
        number_or(in, "every_s", static_cast<double>(preset->every) / 1000.0) * 1000.0);
    entity.initial = number_or(in, "initial", 0);
    entity.from = time_of(in, "from", 0);
    entity.until = time_of(in, "until", 0);
    entity.boils = flag_or(in, "boils", false);
    return entity;
}

HomeSpec read_home(const json::object& in) {
    HomeSpec home;
    home.id = required(in, "id");
    home.name = text_or(in, "name", home.id);
    home.currency = text_or(in, "currency", "EUR");
    home.country = text_or(in, "country", "NL");
    home.language = text_or(in, "language", "en");
    home.elevation = whole(in, "elevation", 0);
    home.model = read_model(in);
    for (const json::value& each : items(in, "areas")) {
        home.areas.push_back(
            {.id = required(each.as_object(), "id"), .name = required(each.as_object(), "name")});
    }
    for (const json::value& each : items(in, "devices")) {
        const json::object& device = each.as_object();
        home.devices.push_back({.id = required(device, "id"),
                                .name = required(device, "name"),
                                .area = text_or(device, "area", ""),
                                .manufacturer = text_or(device, "manufacturer", ""),
                                .model = text_or(device, "model", "")});
    }
    for (const json::value& each : items(in, "entities")) {
        home.entities.push_back(read_entity(each.as_object(), home.currency));
    }
    for (const json::value& each : items(in, "incidents")) {
        home.incidents.push_back(read_incident(each.as_object()));
    }
    std::ranges::sort(home.incidents, {}, &Incident::from);
    if (const json::value* energy = in.if_contains("energy")) {
        home.energy = energy->as_object();
    }
    return home;
}

HomeSpec read_home_file(const std::string& path) {
    const json::object file = read_json_file(path);
    try {
        return read_home(file);
    } catch (const std::exception& error) {
        throw std::runtime_error(path + ": " + error.what());
    }
}

const char* to_string(IncidentKind kind) {
    return std::ranges::find(kIncidents, kind, &std::pair<const char*, IncidentKind>::second)
        ->first;
}

}  // namespace ohmstead::simulator
