#include "home_assistant/records.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/units.hpp"
#include "home_assistant/json_walk.hpp"

namespace ohmstead::home_assistant {
namespace {

namespace dom = simdjson::dom;
namespace ondemand = simdjson::ondemand;

Error malformed() {
    return make_error(ErrorCode::malformed, "Home Assistant gave an unexpected answer.");
}

// A parsed text. The parser owns what `root` refers to.
struct Document {
    dom::parser parser;
    dom::element root;

    bool parse(const JsonText& text) {
        // The text is followed by padding, so it need not be copied.
        return parser.parse(text.view().data(), text.size(), false).get(root) == simdjson::SUCCESS;
    }
};

std::string first_text_at(const dom::object& object, std::string_view key, std::string_view other) {
    auto text = text_at(object, key);
    return text.empty() ? text_at(object, other) : text;
}

std::optional<double> number_at(const dom::object& object, std::string_view key) {
    double value = 0;
    if (object[key].get_double().get(value) != simdjson::SUCCESS || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

std::optional<Instant> instant_at(const dom::object& object, std::string_view key,
                                  double per_second) {
    const auto value = number_at(object, key);
    if (!value || *value < 0 || *value / per_second > 253'402'300'799.0) {
        return std::nullopt;
    }
    return instant_from_ms(std::llround(*value * (1000.0 / per_second)));
}

// One decoded item per object of an array; others are passed over.
template <class T, class Decode>
Result<std::vector<T>> decode_list(const JsonText& text, Decode decode) {
    Document document;
    dom::array array;
    if (!document.parse(text) || document.root.get_array().get(array)) {
        return malformed();
    }
    std::vector<T> items;
    for (const auto element : array) {
        dom::object object;
        if (element.get_object().get(object) == simdjson::SUCCESS) {
            items.push_back(decode(object));
        }
    }
    return items;
}

// One decoded item per member of an object whose value is an array.
template <class T, class Decode>
Result<std::vector<T>> decode_map_of_lists(const JsonText& text, Decode decode) {
    Document document;
    dom::object object;
    if (!document.parse(text) || document.root.get_object().get(object)) {
        return malformed();
    }
    std::vector<T> items;
    for (const auto field : object) {
        dom::array rows;
        if (field.value.get_array().get(rows) == simdjson::SUCCESS) {
            items.push_back(decode(std::string(field.key), rows));
        }
    }
    return items;
}

bool is_interesting_class(std::string_view device_class) {
    return device_class == "energy" || device_class == "power" || device_class == "gas" ||
           device_class == "water" || device_class == "battery";
}

// Reads one entity in place; false when the text is broken.
bool read_entity(ondemand::object object, EntityState& entity) {
    const auto read_attribute = [&](std::string_view key, ondemand::value value) {
        std::string* into = key == "unit_of_measurement" ? &entity.unit
                            : key == "device_class"      ? &entity.device_class
                            : key == "state_class"       ? &entity.state_class
                            : key == "friendly_name"     ? &entity.name
                                                         : nullptr;
        if (into != nullptr) {
            *into = string_in(value).value_or("");
        }
        return true;
    };
    return each_member(object, [&](std::string_view key, ondemand::value value) {
        if (key == "entity_id") {
            entity.id = string_in(value).value_or("");
        } else if (key == "state") {
            entity.state = string_in(value).value_or("");
        } else if (key == "attributes") {
            return each_member(value, read_attribute);
        }
        return true;
    });
}

}  // namespace

Result<HomeConfig> decode_config(const JsonText& result) {
    Document document;
    dom::object object;
    if (!document.parse(result) || document.root.get_object().get(object)) {
        return malformed();
    }
    return HomeConfig{.version = text_at(object, "version"),
                      .state = text_at(object, "state"),
                      .location_name = text_at(object, "location_name"),
                      .time_zone = text_at(object, "time_zone"),
                      .currency = text_at(object, "currency"),
                      .country = text_at(object, "country")};
}

Result<SuitableStates> decode_states(const JsonText& result, const std::set<std::string>& wanted) {
    // Enough for any house; a Home Assistant with more is cut, and says so.
    constexpr std::size_t kMaxMeters = 5'000;
    constexpr std::size_t kMaxOthers = 1'000;
    ondemand::parser parser;
    ondemand::document document;
    ondemand::array array;
    if (parser.iterate(padded(result)).get(document) || document.get_array().get(array)) {
        return malformed();
    }
    SuitableStates suitable;
    std::size_t meters = 0;
    std::size_t others = 0;
    for (auto element : array) {
        ondemand::object object;
        EntityState entity;
        if (element.get_object().get(object) || !read_entity(object, entity)) {
            return malformed();
        }
        const auto unit = parse_unit(entity.unit);
        if (!wanted.contains(entity.id)) {
            if (!unit && !is_interesting_class(entity.device_class)) {
                continue;
            }
            const bool meter = unit && unit->measure != Measure::state;
            auto& count = meter ? meters : others;
            if (count >= (meter ? kMaxMeters : kMaxOthers)) {
                suitable.cut = true;
                continue;
            }
            ++count;
        }
        suitable.states.push_back(std::move(entity));
    }
    return suitable;
}

Result<std::vector<AreaEntry>> decode_areas(const JsonText& result) {
    return decode_list<AreaEntry>(result, [](const dom::object& area) {
        return AreaEntry{.id = text_at(area, "area_id"), .name = text_at(area, "name")};
    });
}

Result<std::vector<DeviceEntry>> decode_devices(const JsonText& result) {
    return decode_list<DeviceEntry>(result, [](const dom::object& device) {
        return DeviceEntry{.id = text_at(device, "id"),
                           .name = first_text_at(device, "name_by_user", "name"),
                           .area = text_at(device, "area_id"),
                           .parent = text_at(device, "parent_device_id"),
                           .manufacturer = text_at(device, "manufacturer"),
                           .model = text_at(device, "model")};
    });
}

Result<std::vector<EntityEntry>> decode_entities(const JsonText& result) {
    return decode_list<EntityEntry>(result, [](const dom::object& entity) {
        return EntityEntry{.id = text_at(entity, "entity_id"),
                           .name = first_text_at(entity, "name", "original_name"),
                           .device = text_at(entity, "device_id"),
                           .area = text_at(entity, "area_id"),
                           .platform = text_at(entity, "platform"),
                           .category = text_at(entity, "entity_category"),
                           .disabled = !text_at(entity, "disabled_by").empty()};
    });
}

Result<std::vector<StatisticEntry>> decode_statistic_list(const JsonText& result) {
    return decode_list<StatisticEntry>(result, [](const dom::object& entry) {
        bool has_sum = false;
        bool has_mean = false;
        std::int64_t mean_type = 0;
        (void)entry["has_sum"].get_bool().get(has_sum);
        (void)entry["has_mean"].get_bool().get(has_mean);
        (void)entry["mean_type"].get_int64().get(mean_type);
        return StatisticEntry{
            .id = text_at(entry, "statistic_id"),
            .source = text_at(entry, "source"),
            .name = text_at(entry, "name"),
            .unit = first_text_at(entry, "statistics_unit_of_measurement", "unit_of_measurement"),
            .has_sum = has_sum,
            .has_mean = has_mean || mean_type != 0};
    });
}

Result<std::vector<EntityHistory>> decode_history(const JsonText& result) {
    return decode_map_of_lists<EntityHistory>(result, [](std::string id, const dom::array& rows) {
        EntityHistory history{.entity = std::move(id), .rows = {}};
        for (const auto element : rows) {
            dom::object row;
            if (element.get_object().get(row)) {
                continue;
            }
            auto at = instant_at(row, "lu", 1);
            if (!at) {
                at = instant_at(row, "lc", 1);
            }
            if (at) {
                history.rows.push_back({.state = text_at(row, "s"), .at = *at});
            }
        }
        std::sort(history.rows.begin(), history.rows.end(),
                  [](const StateRow& a, const StateRow& b) { return a.at < b.at; });
        return history;
    });
}

std::optional<EntityRename> decode_rename(const JsonText& event) {
    Document document;
    dom::object data;
    if (!document.parse(event) || document.root["data"].get_object().get(data)) {
        return std::nullopt;
    }
    EntityRename rename{.old_id = text_at(data, "old_entity_id"),
                        .new_id = text_at(data, "entity_id")};
    if (rename.old_id.empty() || rename.new_id.empty() || rename.old_id == rename.new_id) {
        return std::nullopt;
    }
    return rename;
}

Result<std::vector<StatisticHistory>> decode_statistics(const JsonText& result) {
    return decode_map_of_lists<StatisticHistory>(
        result, [](std::string id, const dom::array& rows) {
            StatisticHistory history{.id = std::move(id), .rows = {}};
            for (const auto element : rows) {
                dom::object row;
                if (element.get_object().get(row)) {
                    continue;
                }
                const auto start = instant_at(row, "start", 1000);
                const auto end = instant_at(row, "end", 1000);
                if (start && end) {
                    history.rows.push_back({.start = *start,
                                            .end = *end,
                                            .state = number_at(row, "state"),
                                            .sum = number_at(row, "sum"),
                                            .mean = number_at(row, "mean"),
                                            .last_reset = instant_at(row, "last_reset", 1000)});
                }
            }
            return history;
        });
}

}  // namespace ohmstead::home_assistant
