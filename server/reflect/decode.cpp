#include "reflect/decode.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/time.hpp"
#include "reflect/number_text.hpp"
#include "reflect/place.hpp"
#include "reflect/utf8.hpp"

namespace ohmstead::reflect {
namespace json = boost::json;
namespace {

constexpr std::size_t kMostErrors = 100;

std::string listed(std::span<const std::string_view> names) {
    return fmt::format("must be one of {}", fmt::join(names, ", "));
}

class Decoder {
public:
    explicit Decoder(DecodeOptions options) : options_(options) {}

    void value(void* target, const Type& type, const FieldRule& rule, const json::value& input,
               const Place& place);
    void object(void* target, const Type& type, const json::value& input, const Place& place,
                std::uint64_t closed);
    void parameter(void* target, const Type& type, const FieldRule& rule, std::string_view text,
                   const Place& place);
    void fail(const Place& place, std::string_view code, std::string detail);

    Status outcome(ErrorCode code, std::string detail) {
        if (errors_.empty()) {
            return {};
        }
        return Error{.code = code, .detail = std::move(detail), .fields = std::move(errors_)};
    }

private:
    void integer(void* target, const Type& type, const FieldRule& rule, const json::value& input,
                 const Place& place);
    void number(void* target, const FieldRule& rule, const json::value& input, const Place& place);
    void text(void* target, const Type& type, const FieldRule& rule, std::string_view input,
              const Place& place);
    void enumeration(void* target, const Type& type, std::string_view input, const Place& place);
    void instant(void* target, std::string_view input, const Place& place);
    void array(void* target, const Type& type, const FieldRule& rule, const json::value& input,
               const Place& place);
    void map(void* target, const Type& type, const FieldRule& rule, const json::value& input,
             const Place& place);
    void choice(void* target, const Type& type, const json::value& input, const Place& place);
    void check_range(double value, const FieldRule& rule, const Place& place);
    void check_length(std::size_t length, const FieldRule& rule, std::string_view what,
                      const Place& place);

    DecodeOptions options_;
    std::vector<FieldError> errors_;
};

void Decoder::fail(const Place& place, std::string_view code, std::string detail) {
    if (errors_.size() < kMostErrors) {
        errors_.push_back({pointer_of(place), std::string(code), std::move(detail)});
    }
}

void Decoder::check_range(double value, const FieldRule& rule, const Place& place) {
    if (rule.minimum && value < *rule.minimum) {
        fail(place, "minimum", fmt::format("must be at least {}", number_text(*rule.minimum)));
    } else if (rule.maximum && value > *rule.maximum) {
        fail(place, "maximum", fmt::format("must be at most {}", number_text(*rule.maximum)));
    }
}

void Decoder::check_length(std::size_t length, const FieldRule& rule, std::string_view what,
                           const Place& place) {
    if (length < rule.min_length) {
        fail(place, "min_length", fmt::format("needs at least {} {}", rule.min_length, what));
    } else if (length > rule.max_length) {
        fail(place, "max_length", fmt::format("may have at most {} {}", rule.max_length, what));
    }
}

void Decoder::integer(void* target, const Type& type, const FieldRule& rule,
                      const json::value& input, const Place& place) {
    std::int64_t number = 0;
    if (const auto* small = input.if_int64()) {
        number = *small;
    } else if (input.is_uint64()) {
        number = std::numeric_limits<std::int64_t>::max();
    } else if (const auto* real = input.if_double();
               real != nullptr && *real == std::floor(*real) && std::abs(*real) < 1e15) {
        number = static_cast<std::int64_t>(*real);  // 1e3 is an integer too
    } else {
        fail(place, "type", "must be an integer");
        return;
    }
    if (input.is_uint64() || number > type.maximum) {
        fail(place, "maximum", fmt::format("must be at most {}", type.maximum));
    } else if (number < type.minimum) {
        fail(place, "minimum", fmt::format("must be at least {}", type.minimum));
    } else {
        check_range(static_cast<double>(number), rule, place);
        type.operations.store_integer(target, number);
    }
}

void Decoder::number(void* target, const FieldRule& rule, const json::value& input,
                     const Place& place) {
    if (!input.is_number()) {
        fail(place, "type", "must be a number");
        return;
    }
    const auto value = input.to_number<double>();
    check_range(value, rule, place);
    *static_cast<double*>(target) = value;
}

void Decoder::text(void* target, const Type& type, const FieldRule& rule, std::string_view input,
                   const Place& place) {
    check_length(count_code_points(input), rule, "characters", place);
    if (!rule.one_of.empty() && std::ranges::find(rule.one_of, input) == rule.one_of.end()) {
        fail(place, "enum", listed(rule.one_of));
    }
    for (const auto* format : {type.format, rule.format}) {
        if (format != nullptr && !format->matches(input)) {
            fail(place, "format", std::string(format->detail));
        }
    }
    type.operations.text(target).assign(input);
}

void Decoder::enumeration(void* target, const Type& type, std::string_view input,
                          const Place& place) {
    const auto found = std::ranges::find(type.names, input);
    if (found == type.names.end()) {
        fail(place, "enum", listed(type.names));
        return;
    }
    type.operations.set_enumerator(target, static_cast<std::size_t>(found - type.names.begin()));
}

void Decoder::instant(void* target, std::string_view input, const Place& place) {
    const auto parsed = parse_rfc3339(input);
    if (!parsed) {
        fail(place, "format", "must be an RFC 3339 time such as 2026-03-01T10:00:00Z");
        return;
    }
    *static_cast<Instant*>(target) = *parsed;
}

void Decoder::array(void* target, const Type& type, const FieldRule& rule, const json::value& input,
                    const Place& place) {
    const auto* array = input.if_array();
    if (array == nullptr) {
        fail(place, "type", "must be an array");
        return;
    }
    check_length(array->size(), rule, "elements", place);
    if (array->size() > rule.max_length) {
        return;
    }
    FieldRule element_rule = rule;
    element_rule.min_length = 0;
    element_rule.max_length = FieldRule::kUnlimited;
    for (std::size_t index = 0; index < array->size(); ++index) {
        const Place here{.parent = &place, .index = index};
        value(type.operations.append(target), *type.element, element_rule, (*array)[index], here);
    }
}

void Decoder::map(void* target, const Type& type, const FieldRule& rule, const json::value& input,
                  const Place& place) {
    const auto* object = input.if_object();
    if (object == nullptr) {
        fail(place, "type", "must be an object");
        return;
    }
    check_length(object->size(), rule, "entries", place);
    if (object->size() > rule.max_length) {
        return;
    }
    for (const auto& [key, held] : *object) {
        const Place here{.parent = &place, .name = key};
        value(type.operations.insert(target, std::string(key)), *type.element, FieldRule{}, held,
              here);
    }
}

void Decoder::object(void* target, const Type& type, const json::value& input, const Place& place,
                     std::uint64_t closed) {
    const auto* object = input.if_object();
    if (object == nullptr) {
        fail(place, "type", "must be an object");
        return;
    }
    std::size_t known = 0;
    for (std::size_t index = 0; index < type.fields.size(); ++index) {
        if ((closed >> index & 1U) != 0) {
            continue;
        }
        const Field& field = type.fields[index];
        const Place here{.parent = &place, .name = field.name};
        if (const auto* held = object->if_contains(field.name)) {
            ++known;
            value(field.address(target), *field.type, field.rule, *held, here);
        } else if (field.required()) {
            fail(here, "required", "is missing");
        }
    }
    if (known == object->size() || options_.ignore_unknown) {
        return;
    }
    for (const auto& [key, held] : *object) {
        const std::string_view name = key;
        const auto found = std::ranges::find(type.fields, name, &Field::name);
        if (found == type.fields.end() || (closed >> (found - type.fields.begin()) & 1U) != 0) {
            fail(Place{.parent = &place, .name = name}, "unknown", "is not a field here");
        }
    }
}

void Decoder::choice(void* target, const Type& type, const json::value& input, const Place& place) {
    const auto* object = input.if_object();
    if (object == nullptr) {
        fail(place, "type", "must be an object");
        return;
    }
    const Place here{.parent = &place, .name = kChoiceField};
    const auto* kind = object->if_contains(kChoiceField);
    if (kind == nullptr) {
        fail(here, "required", "is missing");
        return;
    }
    std::vector<std::string_view> kinds;
    for (const Type* each : type.choices) {
        kinds.push_back(kind_of_choice(*each));
    }
    const auto* name = kind->if_string();
    const auto found =
        name == nullptr ? kinds.end() : std::ranges::find(kinds, std::string_view(*name));
    if (found == kinds.end()) {
        fail(here, "enum", listed(kinds));
        return;
    }
    const auto index = static_cast<std::size_t>(found - kinds.begin());
    this->object(type.operations.choose(target, index), *type.choices[index], input, place, 0);
}

void Decoder::value(void* target, const Type& type, const FieldRule& rule, const json::value& input,
                    const Place& place) {
    switch (type.kind) {
        case Kind::optional:
        case Kind::patch:
            if (input.is_null()) {
                type.operations.set_null(target);
            } else {
                value(type.operations.emplace(target), *type.element, rule, input, place);
            }
            return;
        case Kind::boolean:
            if (const auto* boolean = input.if_bool()) {
                *static_cast<bool*>(target) = *boolean;
            } else {
                fail(place, "type", "must be true or false");
            }
            return;
        case Kind::integer:
            integer(target, type, rule, input, place);
            return;
        case Kind::number:
            number(target, rule, input, place);
            return;
        case Kind::object:
            object(target, type, input, place, 0);
            return;
        case Kind::array:
            array(target, type, rule, input, place);
            return;
        case Kind::map:
            map(target, type, rule, input, place);
            return;
        case Kind::choice:
            choice(target, type, input, place);
            return;
        case Kind::raw:
            static_cast<RawJson*>(target)->text = json::serialize(input);
            return;
        case Kind::text:
        case Kind::enumeration:
        case Kind::instant:
            break;
    }
    const auto* string = input.if_string();
    if (string == nullptr) {
        fail(place, "type", "must be a text");
    } else {
        parameter(target, type, rule, *string, place);
    }
}

void Decoder::parameter(void* target, const Type& type, const FieldRule& rule,
                        std::string_view input, const Place& place) {
    switch (type.kind) {
        case Kind::text:
            text(target, type, rule, input, place);
            return;
        case Kind::enumeration:
            enumeration(target, type, input, place);
            return;
        case Kind::instant:
            instant(target, input, place);
            return;
        case Kind::optional:
        case Kind::patch:
            parameter(type.operations.emplace(target), *type.element, rule, input, place);
            return;
        case Kind::array:
            break;
        default: {
            const auto parsed = parse_json(input);
            value(target, type, rule, parsed ? *parsed : json::value(input), place);
            return;
        }
    }
    std::size_t count = 0;
    FieldRule element_rule = rule;
    element_rule.min_length = 1;
    element_rule.max_length = FieldRule::kUnlimited;
    for (std::size_t start = 0; start <= input.size(); ++count) {
        const auto end = std::min(input.find(',', start), input.size());
        parameter(type.operations.append(target), *type.element, element_rule,
                  input.substr(start, end - start), place);
        start = end + 1;
    }
    check_length(count, rule, "elements", place);
}

}  // namespace

std::string_view kind_of_choice(const Type& type) {
    return std::ranges::find(type.fields, kChoiceField, &Field::name)->rule.one_of.front();
}

Status decode_into(void* target, const Type& type, const json::value& input,
                   DecodeOptions options) {
    Decoder decoder(options);
    const Place root;
    if (type.kind == Kind::object) {
        decoder.object(target, type, input, root, options.closed_fields);
    } else {
        decoder.value(target, type, FieldRule{}, input, root);
    }
    return decoder.outcome(ErrorCode::invalid, "Some fields are not acceptable.");
}

std::uint64_t fields_named(const Type& type, std::span<const std::string_view> names) {
    std::uint64_t bits = 0;
    for (std::size_t index = 0; index < type.fields.size(); ++index) {
        if (std::ranges::find(names, type.fields[index].name) != names.end()) {
            bits |= std::uint64_t{1} << index;
        }
    }
    return bits;
}

Status decode_parameters(void* target, const Type& type, std::span<const Parameter> parameters,
                         std::uint64_t open_fields) {
    Decoder decoder({});
    const Place root;
    std::uint64_t seen = 0;
    std::uint64_t given = 0;
    for (const Parameter& parameter : parameters) {
        const Place here{.parent = &root, .name = parameter.name, .is_parameter = true};
        const auto found = std::ranges::find(type.fields, parameter.name, &Field::name);
        const auto index = static_cast<std::size_t>(found - type.fields.begin());
        if (found == type.fields.end() || (open_fields >> index & 1U) == 0) {
            decoder.fail(here, "unknown", "is not a parameter here");
            continue;
        }
        const auto bit = std::uint64_t{1} << index;
        if ((seen & bit) != 0) {
            decoder.fail(here, "duplicate", "is given twice");
            continue;
        }
        seen |= bit;
        if (!is_valid_utf8(parameter.value)) {
            decoder.fail(here, "encoding", "is not valid UTF-8");
        } else if (!parameter.value.empty()) {
            given |= bit;
            decoder.parameter(found->address(target), *found->type, found->rule, parameter.value,
                              here);
        }
    }
    for (std::size_t index = 0; index < type.fields.size(); ++index) {
        const auto bit = std::uint64_t{1} << index;
        if ((open_fields & bit) != 0 && (given & bit) == 0 && type.fields[index].required()) {
            decoder.fail(
                Place{.parent = &root, .name = type.fields[index].name, .is_parameter = true},
                "required", "is missing");
        }
    }
    return decoder.outcome(ErrorCode::malformed, "Some parameters are not acceptable.");
}

}  // namespace ohmstead::reflect
