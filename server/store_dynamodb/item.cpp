#include "store_dynamodb/item.hpp"

#include <charconv>

#include <fmt/format.h>

#include "crypto/encoding.hpp"

namespace ohmstead::dynamodb {
namespace {

namespace json = boost::json;

json::string_view key_of(std::string_view text) {
    return {text.data(), text.size()};
}

json::value typed(std::string_view type, json::value value) {
    json::object attribute;
    attribute.emplace(key_of(type), std::move(value));
    return attribute;
}

// What the attribute holds under `type`; null when it is absent or of another type.
const json::value* content(const Item& item, std::string_view name, std::string_view type) {
    const auto* attribute = item.if_contains(key_of(name));
    const auto* typed = attribute != nullptr ? attribute->if_object() : nullptr;
    return typed != nullptr && typed->size() == 1 ? typed->if_contains(key_of(type)) : nullptr;
}

// The same where it must be text.
const json::string* text_content(const Item& item, std::string_view name, std::string_view type) {
    const auto* value = content(item, name, type);
    return value != nullptr ? value->if_string() : nullptr;
}

std::string_view view_of(const json::string& text) {
    return {text.data(), text.size()};
}

}  // namespace

json::value string_value(std::string_view text) {
    return typed("S", json::string(key_of(text)));
}

json::value number_value(std::int64_t number) {
    return typed("N", json::string(std::to_string(number)));
}

json::value bytes_value(ByteView bytes) {
    return typed("B", json::string(base64_encode(bytes)));
}

json::value bool_value(bool flag) {
    return typed("BOOL", flag);
}

json::value string_set_value(const std::vector<std::string>& texts) {
    json::array values;
    for (const auto& text : texts) {
        values.emplace_back(json::string(text));
    }
    return typed("SS", std::move(values));
}

json::value list_value(json::array values) {
    return typed("L", std::move(values));
}

json::value map_value(Item attributes) {
    return typed("M", std::move(attributes));
}

bool has(const Item& item, std::string_view name) {
    return item.contains(key_of(name));
}

Result<std::string> read_string(const Item& item, std::string_view name) {
    const auto* text = text_content(item, name, "S");
    if (text == nullptr) {
        return damaged_item(name);
    }
    return std::string(view_of(*text));
}

Result<std::int64_t> read_number(const Item& item, std::string_view name) {
    const auto* text = text_content(item, name, "N");
    if (text == nullptr) {
        return damaged_item(name);
    }
    std::int64_t number = 0;
    const char* const end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, number);
    if (error != std::errc{} || stop != end) {
        return damaged_item(name);
    }
    return number;
}

Result<Bytes> read_bytes(const Item& item, std::string_view name) {
    const auto* text = text_content(item, name, "B");
    auto bytes = text != nullptr ? base64_decode(view_of(*text)) : std::nullopt;
    if (!bytes) {
        return damaged_item(name);
    }
    return *std::move(bytes);
}

Result<bool> read_bool(const Item& item, std::string_view name) {
    const auto* value = content(item, name, "BOOL");
    const auto* flag = value != nullptr ? value->if_bool() : nullptr;
    if (flag == nullptr) {
        return damaged_item(name);
    }
    return *flag;
}

Result<std::vector<std::string>> read_string_set(const Item& item, std::string_view name) {
    const auto* value = content(item, name, "SS");
    const auto* values = value != nullptr ? value->if_array() : nullptr;
    if (values == nullptr) {
        return damaged_item(name);
    }
    std::vector<std::string> texts;
    for (const auto& entry : *values) {
        const auto* text = entry.if_string();
        if (text == nullptr) {
            return damaged_item(name);
        }
        texts.emplace_back(view_of(*text));
    }
    return texts;
}

Result<const json::array*> read_list(const Item& item, std::string_view name) {
    const auto* value = content(item, name, "L");
    const auto* values = value != nullptr ? value->if_array() : nullptr;
    if (values == nullptr) {
        return damaged_item(name);
    }
    return values;
}

Result<const Item*> read_map(const Item& item, std::string_view name) {
    const auto* value = content(item, name, "M");
    const auto* attributes = value != nullptr ? value->if_object() : nullptr;
    if (attributes == nullptr) {
        return damaged_item(name);
    }
    return attributes;
}

Result<const Item*> map_at(const json::value& element) {
    const auto* typed = element.if_object();
    const auto* map = typed != nullptr ? typed->if_contains("M") : nullptr;
    const auto* attributes = map != nullptr ? map->if_object() : nullptr;
    return attributes != nullptr ? Result<const Item*>(attributes) : damaged_item("list");
}

Error damaged_item(std::string_view name) {
    return make_error(ErrorCode::internal,
                      fmt::format("A stored item is damaged at its attribute {}.", name));
}

boost::json::object take_object(boost::json::object& answer, std::string_view name) {
    auto* value = answer.if_contains(name);
    auto* object = value != nullptr ? value->if_object() : nullptr;
    return object != nullptr ? std::move(*object) : boost::json::object();
}

}  // namespace ohmstead::dynamodb
