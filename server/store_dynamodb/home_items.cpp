#include "store_dynamodb/home_items.hpp"

#include <algorithm>
#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/keys.hpp"

namespace ohmstead::dynamodb {
namespace {

namespace json = boost::json;

constexpr const char* kExists = "attribute_exists(#home_id) AND attribute_not_exists(#erased)";

void add_names(json::object& names) {
    names.emplace("#home_id", "home_id");
    names.emplace("#erased", "erased");
}

void put_optional(Item& item, json::string_view name, const std::optional<std::int64_t>& number) {
    if (number) {
        item.emplace(name, number_value(*number));
    }
}

Result<std::optional<std::int64_t>> read_optional(const Item& item, std::string_view name) {
    if (!has(item, name)) {
        return std::optional<std::int64_t>{};
    }
    OHMSTEAD_TRY(const auto number, read_number(item, name));
    return std::optional(number);
}

json::value binding_value(const Binding& binding) {
    Item map{{"id", string_value(binding.id.value)},
             {"source_type", enumerator_value(binding.source_type)},
             {"source_id", string_value(binding.source_id)},
             {"measure", number_value(static_cast<std::int64_t>(binding.measure))},
             {"sign", enumerator_value(binding.sign)},
             {"invert", bool_value(binding.invert)},
             {"valid_from", instant_value(binding.valid_from)}};
    if (binding.valid_to) {
        map.emplace("valid_to", instant_value(*binding.valid_to));
    }
    put_optional(map, "initial_value", binding.initial_value);
    put_optional(map, "final_value", binding.final_value);
    return map_value(std::move(map));
}

Result<Binding> binding_in(const Item& map) {
    Binding binding;
    OHMSTEAD_TRY(binding.id.value, read_string(map, "id"));
    OHMSTEAD_TRY(binding.source_type, read_enumerator<SourceType>(map, "source_type"));
    OHMSTEAD_TRY(binding.source_id, read_string(map, "source_id"));
    OHMSTEAD_TRY(const auto measure, read_number(map, "measure"));
    if (measure < 0 || measure > static_cast<std::int64_t>(Measure::state)) {
        return damaged_item("measure");
    }
    binding.measure = static_cast<Measure>(measure);
    OHMSTEAD_TRY(binding.sign, read_enumerator<SignPart>(map, "sign"));
    OHMSTEAD_TRY(binding.invert, read_bool(map, "invert"));
    OHMSTEAD_TRY(binding.valid_from, read_instant(map, "valid_from"));
    if (has(map, "valid_to")) {
        OHMSTEAD_TRY(binding.valid_to, read_instant(map, "valid_to"));
    }
    OHMSTEAD_TRY(binding.initial_value, read_optional(map, "initial_value"));
    OHMSTEAD_TRY(binding.final_value, read_optional(map, "final_value"));
    return binding;
}

json::value channel_value(const Channel& channel) {
    json::array bindings;
    for (const Binding& binding : channel.bindings) {
        bindings.push_back(binding_value(binding));
    }
    Item map{{"id", string_value(channel.id.value)},
             {"name", string_value(channel.name)},
             {"role", enumerator_value(channel.role)},
             {"kind", enumerator_value(channel.kind)},
             {"register", string_value(channel.register_name)},
             {"phase", string_value(channel.phase)},
             {"area", string_value(channel.area)},
             {"device_entity", string_value(channel.device_entity)},
             {"order", number_value(channel.order)},
             {"adds_to_ac_balance", bool_value(channel.adds_to_ac_balance)},
             {"adds_to_production", bool_value(channel.adds_to_production)},
             {"bindings", list_value(std::move(bindings))}};
    if (channel.included_in) {
        map.emplace("included_in", string_value(channel.included_in->value));
    }
    put_optional(map, "peak_power", channel.peak_power);
    if (!channel.decisions.empty()) {
        json::array decisions;
        for (const MeterDecision& decision : channel.decisions) {
            decisions.push_back(map_value({{"at", instant_value(decision.at)},
                                           {"verdict", enumerator_value(decision.verdict)}}));
        }
        map.emplace("decisions", list_value(std::move(decisions)));
    }
    return map_value(std::move(map));
}

Result<Channel> channel_in(const Item& map) {
    Channel channel;
    OHMSTEAD_TRY(channel.id.value, read_string(map, "id"));
    OHMSTEAD_TRY(channel.name, read_string(map, "name"));
    OHMSTEAD_TRY(channel.role, read_enumerator<ChannelRole>(map, "role"));
    OHMSTEAD_TRY(channel.kind, read_enumerator<DeviceKind>(map, "kind"));
    OHMSTEAD_TRY(channel.register_name, read_string(map, "register"));
    OHMSTEAD_TRY(channel.phase, read_string(map, "phase"));
    OHMSTEAD_TRY(channel.area, read_string(map, "area"));
    OHMSTEAD_TRY(channel.device_entity, read_string(map, "device_entity"));
    OHMSTEAD_TRY(const auto order, read_number(map, "order"));
    channel.order = static_cast<std::int32_t>(order);
    OHMSTEAD_TRY(channel.adds_to_ac_balance, read_bool(map, "adds_to_ac_balance"));
    OHMSTEAD_TRY(channel.adds_to_production, read_bool(map, "adds_to_production"));
    if (has(map, "included_in")) {
        OHMSTEAD_TRY(auto whole, read_string(map, "included_in"));
        channel.included_in = ChannelId{std::move(whole)};
    }
    OHMSTEAD_TRY(const auto* bindings, read_list(map, "bindings"));
    for (const json::value& element : *bindings) {
        OHMSTEAD_TRY(const auto* attributes, map_at(element));
        OHMSTEAD_TRY(auto binding, binding_in(*attributes));
        channel.bindings.push_back(std::move(binding));
    }
    OHMSTEAD_TRY(channel.peak_power, read_optional(map, "peak_power"));
    if (has(map, "decisions")) {
        OHMSTEAD_TRY(const auto* decisions, read_list(map, "decisions"));
        for (const json::value& element : *decisions) {
            OHMSTEAD_TRY(const auto* attributes, map_at(element));
            MeterDecision decision;
            OHMSTEAD_TRY(decision.at, read_instant(*attributes, "at"));
            OHMSTEAD_TRY(decision.verdict, read_enumerator<MeterVerdict>(*attributes, "verdict"));
            channel.decisions.push_back(decision);
        }
    }
    return channel;
}

// {date: mWh per m³}, small beside what the item is read for.
json::value calorific_value(const std::vector<CalorificValue>& values) {
    Item map;
    for (const auto& value : values) {
        map.emplace(format_local_date(value.from), number_value(value.mwh_per_m3));
    }
    return map_value(std::move(map));
}

Result<std::vector<CalorificValue>> calorific_in(const Item& map) {
    std::vector<CalorificValue> values;
    for (const auto& attribute : map) {
        const std::string_view name(attribute.key().data(), attribute.key().size());
        const auto from = parse_local_date(name);
        if (!from) {
            return damaged_item(name);
        }
        OHMSTEAD_TRY(const auto mwh_per_m3, read_number(map, name));
        values.push_back({*from, mwh_per_m3});
    }
    std::ranges::sort(values, {}, &CalorificValue::from);
    return values;
}

// What an owner may change of a home.
Item settings_of(const Home& home) {
    Item settings{{"name", string_value(home.name)},
                  {"time_zone", string_value(home.time_zone)},
                  {"currency", string_value(home.currency)},
                  {"country", string_value(home.country)},
                  {"calorific", calorific_value(home.calorific_values)},
                  {"setup", enumerator_value(home.setup)}};
    if (home.main_fuse) {
        settings.emplace("fuse_phases", number_value(home.main_fuse->phases));
        settings.emplace("fuse_amps", number_value(home.main_fuse->amps));
    }
    return settings;
}

}  // namespace

bool is_erased(const Item& item) {
    return has(item, "erased");
}

Item home_item(const Home& home, const UserId& first_admin) {
    Item item = with(home_key(home.id), settings_of(home));
    item.emplace("created_at", instant_value(home.created_at));
    item.emplace("admins", string_set_value({first_admin.value}));
    return item;
}

Result<Home> home_in(const Item& item) {
    Home home;
    OHMSTEAD_TRY(home.id.value, read_string(item, "home_id"));
    OHMSTEAD_TRY(home.name, read_string(item, "name"));
    OHMSTEAD_TRY(home.time_zone, read_string(item, "time_zone"));
    OHMSTEAD_TRY(home.currency, read_string(item, "currency"));
    OHMSTEAD_TRY(home.country, read_string(item, "country"));
    OHMSTEAD_TRY(home.setup, read_enumerator<SetupStep>(item, "setup"));
    OHMSTEAD_TRY(home.created_at, read_instant(item, "created_at"));
    if (has(item, "calorific")) {
        OHMSTEAD_TRY(const auto* values, read_map(item, "calorific"));
        OHMSTEAD_TRY(home.calorific_values, calorific_in(*values));
    }
    if (has(item, "fuse_phases")) {
        OHMSTEAD_TRY(const auto phases, read_number(item, "fuse_phases"));
        OHMSTEAD_TRY(const auto amps, read_number(item, "fuse_amps"));
        home.main_fuse = MainFuse{.phases = static_cast<std::int32_t>(phases),
                                  .amps = static_cast<std::int32_t>(amps)};
    }
    return home;
}

Update update_home(const HomeId& home, std::string update, Placeholders placeholders,
                   std::string condition) {
    add_names(placeholders.names);
    return {.table = kHomes,
            .key = home_key(home),
            .update = std::move(update),
            .condition =
                condition.empty() ? kExists : std::string(kExists) + " AND (" + condition + ")",
            .placeholders = std::move(placeholders)};
}

Update update_home(const Home& home) {
    std::string update = "SET ";
    Placeholders placeholders;
    for (const auto& [name, value] : settings_of(home)) {
        const std::string attribute(name.data(), name.size());
        update += (placeholders.values.empty() ? "#" : ", #") + attribute + " = :" + attribute;
        placeholders.names.emplace("#" + attribute, attribute);
        placeholders.values.emplace(":" + attribute, value);
    }
    if (!home.main_fuse) {
        update += " REMOVE #phases, #amps";
        placeholders.names.emplace("#phases", "fuse_phases");
        placeholders.names.emplace("#amps", "fuse_amps");
    }
    return update_home(home.id, std::move(update), std::move(placeholders));
}

Check home_exists(const HomeId& home) {
    Placeholders placeholders;
    add_names(placeholders.names);
    return {.table = kHomes,
            .key = home_key(home),
            .condition = kExists,
            .placeholders = std::move(placeholders)};
}

json::value connection_value(const ConnectionSettings& settings) {
    return map_value({{"url", string_value(settings.url)},
                      {"sealed_token", string_value(settings.sealed_token)},
                      {"tls_fingerprint", string_value(settings.tls_fingerprint)}});
}

Result<ConnectionSettings> connection_in(const Item& map) {
    ConnectionSettings settings;
    OHMSTEAD_TRY(settings.url, read_string(map, "url"));
    OHMSTEAD_TRY(settings.sealed_token, read_string(map, "sealed_token"));
    OHMSTEAD_TRY(settings.tls_fingerprint, read_string(map, "tls_fingerprint"));
    return settings;
}

json::value channels_value(const std::vector<Channel>& channels) {
    json::array list;
    for (const Channel& channel : channels) {
        list.push_back(channel_value(channel));
    }
    return list_value(std::move(list));
}

Result<std::vector<Channel>> channels_in(const Item& item) {
    OHMSTEAD_TRY(const auto* list, read_list(item, "channels"));
    std::vector<Channel> channels;
    for (const json::value& element : *list) {
        OHMSTEAD_TRY(const auto* map, map_at(element));
        OHMSTEAD_TRY(auto channel, channel_in(*map));
        const auto place = std::ranges::upper_bound(channels, channel.order, {}, &Channel::order);
        channels.insert(place, std::move(channel));
    }
    return channels;
}

Query items_of_home(const HomeId& home, std::string_view prefix) {
    return {.table = kHomes,
            .key_condition = "#home = :home AND begins_with(#item, :prefix)",
            .placeholders = {.names = {{"#home", "home_id"}, {"#item", "item"}},
                             .values = {{":home", string_value(home.value)},
                                        {":prefix", string_value(prefix)}}},
            .consistent = true};
}

}  // namespace ohmstead::dynamodb
