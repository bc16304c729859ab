#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <simdjson.h>

#include "home_assistant/json_text.hpp"

namespace ohmstead::home_assistant {

// Walking a JSON text in place, without exceptions. What is not looked at is not checked either.

inline simdjson::padded_string_view padded(const JsonText& text) {
    return simdjson::padded_string_view(text.view().data(), text.size(),
                                        text.size() + simdjson::SIMDJSON_PADDING);
}

// Calls take(key, value) for each member, until it says false. False when it did, or the text is
// broken: where a broken value ends is then not known, so its siblings are lost too.
template <class Take>
bool each_member(simdjson::ondemand::object object, Take take) {
    for (auto entry : object) {
        simdjson::ondemand::field field;
        std::string_view key;
        if (std::move(entry).get(field) || field.unescaped_key().get(key) ||
            !take(key, field.value())) {
            return false;
        }
    }
    return true;
}

// The same for a value that should be an object.
template <class Take>
bool each_member(simdjson::ondemand::value value, Take take) {
    simdjson::ondemand::object object;
    return value.get_object().get(object) == simdjson::SUCCESS && each_member(object, take);
}

// The text of a string value; nothing for other types.
inline std::optional<std::string_view> string_in(simdjson::ondemand::value value) {
    std::string_view text;
    return value.get_string().get(text) == simdjson::SUCCESS ? std::optional(text) : std::nullopt;
}

inline std::optional<double> number_in(simdjson::ondemand::value value) {
    double number = 0;
    return value.get_double().get(number) == simdjson::SUCCESS ? std::optional(number)
                                                               : std::nullopt;
}

// The text under `key`; empty when there is none. Of an object that was parsed as a whole.
inline std::string text_at(const simdjson::dom::object& object, std::string_view key) {
    std::string_view text;
    return object[key].get_string().get(text) == simdjson::SUCCESS ? std::string(text)
                                                                   : std::string();
}

}  // namespace ohmstead::home_assistant
