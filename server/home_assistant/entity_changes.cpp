#include "home_assistant/entity_changes.hpp"

#include <cmath>

#include "home_assistant/json_walk.hpp"

namespace ohmstead::home_assistant {
namespace {

namespace ondemand = simdjson::ondemand;

std::optional<Instant> instant_of(double seconds) {
    // Beyond the year 9999 (or broken): not a time.
    if (!std::isfinite(seconds) || seconds < 0 || seconds > 253'402'300'799.0) {
        return std::nullopt;
    }
    return instant_from_ms(std::llround(seconds * 1000.0));
}

bool read_attributes(ondemand::value attributes, EntityChange& change) {
    return each_member(attributes, [&](std::string_view key, ondemand::value value) {
        if (key == "unit_of_measurement") {
            change.unit = std::string(string_in(value).value_or(""));
        } else if (key == "last_reset") {
            change.last_reset = parse_rfc3339(string_in(value).value_or(""));
        }
        return true;
    });
}

// The compressed state: {"s": state, "a": attributes, "lc": …, "lu": …}; `lu` is left out when it
// equals `lc`.
bool read_state(ondemand::value state, EntityChange& change) {
    std::optional<double> last_changed;
    std::optional<double> last_updated;
    const bool read = each_member(state, [&](std::string_view key, ondemand::value value) {
        if (key == "s") {
            const auto text = string_in(value);
            change.state = std::string(text.value_or(""));
            return text.has_value();
        }
        if (key == "a") {
            return read_attributes(value, change);
        }
        if (key == "lc") {
            last_changed = number_in(value);
        } else if (key == "lu") {
            last_updated = number_in(value);
        }
        return true;
    });
    const auto newest = last_updated ? last_updated : last_changed;
    change.updated = newest ? instant_of(*newest) : std::nullopt;
    return read;
}

// {"a": [names of attributes that are gone]}
bool read_gone(ondemand::value value, EntityChange& change) {
    return each_member(value, [&](std::string_view key, ondemand::value names) {
        ondemand::array array;
        if (key != "a" || names.get_array().get(array)) {
            return true;
        }
        for (auto name : array) {
            std::string_view text;
            if (name.get_string().get(text)) {
                return false;
            }
            if (text == "unit_of_measurement") {
                change.unit = std::string();
            }
        }
        return true;
    });
}

bool read_difference(ondemand::value difference, EntityChange& change) {
    return each_member(difference, [&](std::string_view key, ondemand::value value) {
        if (key == "+") {
            return read_state(value, change);
        }
        return key != "-" || read_gone(value, change);
    });
}

bool read_removed(ondemand::value value, EntityChanges& result) {
    ondemand::array ids;
    if (value.get_array().get(ids)) {
        return false;
    }
    for (auto id : ids) {
        std::string_view text;
        if (id.get_string().get(text)) {
            return false;
        }
        result.changes.push_back(
            EntityChange{.kind = EntityChange::Kind::removed, .id = std::string(text)});
    }
    return true;
}

bool read_entities(ondemand::value entities, EntityChange::Kind kind, EntityChanges& result) {
    return each_member(entities, [&](std::string_view id, ondemand::value value) {
        const bool added = kind == EntityChange::Kind::added;
        EntityChange change{.kind = kind, .id = std::string(id)};
        if (!(added ? read_state(value, change) : read_difference(value, change))) {
            return false;
        }
        if (added && !change.unit) {
            change.unit = std::string();
        }
        result.changes.push_back(std::move(change));
        return true;
    });
}

}  // namespace

EntityChanges decode_entity_changes(const JsonText& event) {
    EntityChanges result;
    ondemand::parser parser;
    ondemand::document document;
    ondemand::object object;
    if (parser.iterate(padded(event)).get(document) || document.get_object().get(object)) {
        result.complete = false;
        return result;
    }
    result.complete = each_member(object, [&](std::string_view key, ondemand::value value) {
        if (key == "c") {
            return read_entities(value, EntityChange::Kind::changed, result);
        }
        if (key == "a") {
            return read_entities(value, EntityChange::Kind::added, result);
        }
        return key != "r" || read_removed(value, result);
    });
    return result;
}

}  // namespace ohmstead::home_assistant
