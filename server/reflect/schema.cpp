#include "reflect/schema.hpp"

#include <cmath>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <fmt/format.h>

namespace ohmstead::reflect {
namespace json = boost::json;
namespace {

json::value json_number(double value) {
    if (value == std::floor(value)) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

template <class Names>
json::array json_names(const Names& names) {
    json::array array;
    for (const std::string_view name : names) {
        array.emplace_back(name);
    }
    return array;
}

void add_length(json::object& schema, const FieldRule& rule, std::string_view least,
                std::string_view most) {
    if (rule.min_length > 0) {
        schema[least] = rule.min_length;
    }
    if (rule.max_length != FieldRule::kUnlimited) {
        schema[most] = rule.max_length;
    }
}

void add_range(json::object& schema, const FieldRule& rule) {
    if (rule.minimum) {
        schema["minimum"] = json_number(*rule.minimum);
    }
    if (rule.maximum) {
        schema["maximum"] = json_number(*rule.maximum);
    }
}

void add_format(json::object& schema, const TextFormat* format) {
    if (format != nullptr) {
        schema["format"] = format->name;
        if (!format->pattern.empty()) {
            schema["pattern"] = format->pattern;
        }
    }
}

// The same schema that also allows null.
json::object nullable(json::object schema) {
    if (schema.empty()) {
        return schema;  // allows anything as it is
    }
    if (auto* type = schema.if_contains("type"); type != nullptr && !schema.contains("enum")) {
        *type = json::array{*type, "null"};
        return schema;
    }
    return {{"anyOf", json::array{std::move(schema), json::object{{"type", "null"}}}}};
}

}  // namespace

void SchemaBuilder::expect_output(const Type& type) {
    if (!outputs_.insert(&type).second) {
        return;
    }
    if (type.element != nullptr) {
        expect_output(*type.element);
    }
    for (const Field& field : type.fields) {
        expect_output(*field.type);
    }
    for (const Type* choice : type.choices) {
        expect_output(*choice);
    }
}

json::object SchemaBuilder::with_rule(const Type& type, const FieldRule& rule,
                                      Direction direction) {
    json::object schema;
    switch (type.kind) {
        case Kind::boolean:
            schema["type"] = "boolean";
            break;
        case Kind::integer:
            schema["type"] = "integer";
            add_range(schema, rule);
            break;
        case Kind::number:
            schema["type"] = "number";
            add_range(schema, rule);
            break;
        case Kind::text:
            schema["type"] = "string";
            add_length(schema, rule, "minLength", "maxLength");
            add_format(schema, type.format);
            add_format(schema, rule.format);
            if (!rule.one_of.empty()) {
                schema["enum"] = json_names(rule.one_of);
            }
            break;
        case Kind::enumeration:
            schema["type"] = "string";
            schema["enum"] = json_names(type.names);
            break;
        case Kind::instant:
            schema["type"] = "string";
            schema["format"] = "date-time";
            break;
        case Kind::object:
            return schema_of(type, direction);
        case Kind::array: {
            FieldRule element_rule = rule;
            element_rule.min_length = 0;
            element_rule.max_length = FieldRule::kUnlimited;
            schema["type"] = "array";
            schema["items"] = with_rule(*type.element, element_rule, direction);
            add_length(schema, rule, "minItems", "maxItems");
            break;
        }
        case Kind::map:
            schema["type"] = "object";
            schema["additionalProperties"] = with_rule(*type.element, FieldRule{}, direction);
            add_length(schema, rule, "minProperties", "maxProperties");
            break;
        case Kind::optional:
            schema = with_rule(*type.element, rule, direction);
            // Reading, null says the same as leaving out. Writing, it is one or the other.
            return direction == Direction::in || rule.null_when_absent ? nullable(std::move(schema))
                                                                       : schema;
        case Kind::patch:
            return nullable(with_rule(*type.element, rule, direction));
        case Kind::choice: {
            json::array choices;
            for (const Type* choice : type.choices) {
                choices.emplace_back(schema_of(*choice, direction));
            }
            schema["oneOf"] = std::move(choices);
            break;
        }
        case Kind::raw:
            break;
    }
    return schema;
}

json::object SchemaBuilder::schema_of_field(const Field& field, Direction direction) {
    auto schema = with_rule(*field.type, field.rule, direction);
    // An array's elements that are absent are null: a series with a gap.
    if (field.type->kind == Kind::array && field.type->element->kind == Kind::optional) {
        schema["items"] = nullable(with_rule(*field.type->element->element, field.rule, direction));
    }
    if (!field.rule.doc.empty()) {
        schema["description"] = field.rule.doc;
    }
    return schema;
}

json::object SchemaBuilder::object(const Type& type, Direction direction,
                                   std::uint64_t closed_fields) {
    json::object properties;
    json::array required;
    for (std::size_t index = 0; index < type.fields.size(); ++index) {
        const Field& field = type.fields[index];
        if ((closed_fields >> index & 1U) != 0) {
            continue;
        }
        properties[field.name] = schema_of_field(field, direction);
        const bool optional = field.type->kind == Kind::optional || field.type->kind == Kind::patch;
        const bool always_written = !optional || field.rule.null_when_absent;
        if (direction == Direction::in ? field.required() : always_written) {
            required.emplace_back(field.name);
        }
    }
    json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) {
        schema["required"] = std::move(required);
    }
    if (direction == Direction::in) {
        schema["additionalProperties"] = false;
    }
    return schema;
}

json::object SchemaBuilder::schema_of(const Type& type, Direction direction,
                                      std::uint64_t closed_fields) {
    if (type.kind != Kind::object) {
        return with_rule(type, FieldRule{}, direction);
    }
    if (type.schema_name.empty()) {
        return object(type, direction, closed_fields);
    }
    std::string name{type.schema_name};
    if (direction == Direction::in && outputs_.contains(&type)) {
        name += "Input";
    }
    const auto [entry, is_new] =
        named_.try_emplace(name, Named{.type = &type, .closed_fields = closed_fields});
    if (is_new) {
        // Named before it is built, so that a struct that contains itself ends.
        auto schema = object(type, direction, closed_fields);
        entry->second.schema = std::move(schema);
    } else if (entry->second.type != &type || entry->second.closed_fields != closed_fields) {
        throw std::logic_error(fmt::format("two schemas are called {}", name));
    }
    return {{"$ref", "#/components/schemas/" + name}};
}

json::object SchemaBuilder::components() const {
    json::object all;
    for (const auto& [name, named] : named_) {
        all[name] = named.schema;
    }
    return all;
}

}  // namespace ohmstead::reflect
