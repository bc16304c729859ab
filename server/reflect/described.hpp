#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "reflect/entries.hpp"
#include "reflect/type.hpp"
#include "reflect/values.hpp"

namespace ohmstead::reflect {

// The table of T. One exists for every type named at `Kind`; any other does not compile.
template <class T>
constexpr const Type* type_of();

namespace detail {

template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
template <class T>
concept HasRules = requires(const T* null) {
    { rules_for(null) } -> std::convertible_to<std::span<const FieldRule>>;
};
template <class T>
concept HasSchemaName = requires {
    { T::kSchemaName } -> std::convertible_to<std::string_view>;
};

// `register_` is the field "register": C++ keeps some words for itself.
constexpr std::string_view wire_name(std::string_view name) {
    if (name.ends_with('_')) {
        name.remove_suffix(1);
    }
    return name;
}

template <class T>
T& as(void* value) {
    return *static_cast<T*>(value);
}
template <class T>
const T& as(const void* value) {
    return *static_cast<const T*>(value);
}

template <class T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_public>;
template <class T>
using EnumeratorsOf = boost::describe::describe_enumerators<T>;

template <class T>
constexpr std::span<const FieldRule> rules_of() {
    if constexpr (HasRules<T>) {
        return rules_for(static_cast<const T*>(nullptr));
    } else {
        return {};
    }
}

template <class T>
constexpr FieldRule rule_of(std::string_view field) {
    for (const FieldRule& rule : rules_of<T>()) {
        if (rule.field == field) {
            return rule;
        }
    }
    return {};
}

template <class T>
constexpr auto make_fields() {
    using Members = MembersOf<T>;
    std::array<Field, boost::mp11::mp_size<Members>::value> fields{};
    std::size_t next = 0;
    boost::mp11::mp_for_each<boost::mp11::mp_rename<Members, boost::mp11::mp_list>>(
        [&]<class Member>(Member) {
            using Value = std::remove_cvref_t<decltype(std::declval<T&>().*Member::pointer)>;
            constexpr auto name = wire_name(Member::name);
            fields[next++] = Field{
                .name = name,
                .type = type_of<Value>(),
                .address = [](void* object) -> void* { return &(as<T>(object).*Member::pointer); },
                .rule = rule_of<T>(name)};
        });
    return fields;
}

template <class T>
inline constexpr auto kFields = make_fields<T>();

template <class T>
constexpr bool every_rule_has_its_field() {
    const auto has_field = [](const FieldRule& rule) {
        return std::ranges::any_of(kFields<T>,
                                   [&](const Field& field) { return field.name == rule.field; });
    };
    return std::ranges::all_of(rules_of<T>(), has_field);
}

template <class T>
constexpr auto make_enumerator_names() {
    using Enumerators = EnumeratorsOf<T>;
    std::array<std::string_view, boost::mp11::mp_size<Enumerators>::value> names{};
    std::size_t next = 0;
    boost::mp11::mp_for_each<boost::mp11::mp_rename<Enumerators, boost::mp11::mp_list>>(
        [&](auto enumerator) { names[next++] = wire_name(enumerator.name); });
    return names;
}

template <class T>
inline constexpr auto kEnumeratorNames = make_enumerator_names<T>();

template <class T>
constexpr auto make_enumerator_values() {
    using Enumerators = EnumeratorsOf<T>;
    std::array<T, boost::mp11::mp_size<Enumerators>::value> values{};
    std::size_t next = 0;
    boost::mp11::mp_for_each<boost::mp11::mp_rename<Enumerators, boost::mp11::mp_list>>(
        [&](auto enumerator) { values[next++] = enumerator.value; });
    return values;
}

template <class T>
inline constexpr auto kEnumeratorValues = make_enumerator_values<T>();

template <class T>
struct Maker {
    static constexpr Type make()
        requires std::same_as<T, bool>
    {
        return {.kind = Kind::boolean};
    }
    static constexpr Type make()
        requires std::same_as<T, double>
    {
        return {.kind = Kind::number};
    }
    static constexpr Type make()
        requires std::same_as<T, Instant>
    {
        return {.kind = Kind::instant};
    }
    static constexpr Type make()
        requires std::same_as<T, RawJson>
    {
        return {.kind = Kind::raw};
    }
    static constexpr Type make()
        requires std::same_as<T, std::string>
    {
        return {.kind = Kind::text, .operations = {.text = [](void* value) -> std::string& {
                                        return as<std::string>(value);
                                    }}};
    }
    static constexpr Type make()
        requires(std::integral<T> && !std::same_as<T, bool>)
    {
        constexpr auto most = std::numeric_limits<std::int64_t>::max();
        return {.kind = Kind::integer,
                .operations = {
                    .load_integer =
                        [](const void* value) { return static_cast<std::int64_t>(as<T>(value)); },
                    .store_integer =
                        [](void* value, std::int64_t number) {
                            as<T>(value) = static_cast<T>(number);
                        }},
                .minimum = static_cast<std::int64_t>(std::numeric_limits<T>::min()),
                .maximum = std::cmp_greater(std::numeric_limits<T>::max(), most)
                               ? most
                               : static_cast<std::int64_t>(std::numeric_limits<T>::max())};
    }
    static constexpr Type make()
        requires DescribedEnum<T>
    {
        return {.kind = Kind::enumeration,
                .operations = {.enumerator =
                                   [](const void* value) {
                                       const auto found =
                                           std::ranges::find(kEnumeratorValues<T>, as<T>(value));
                                       return static_cast<std::size_t>(
                                           found - kEnumeratorValues<T>.begin());
                                   },
                               .set_enumerator =
                                   [](void* value, std::size_t index) {
                                       as<T>(value) = kEnumeratorValues<T>.at(index);
                                   }},
                .names = kEnumeratorNames<T>};
    }
    static constexpr Type make()
        requires DescribedStruct<T>
    {
        static_assert(every_rule_has_its_field<T>(), "a rule names a field that does not exist");
        Type type{.kind = Kind::object, .fields = kFields<T>};
        if constexpr (HasSchemaName<T>) {
            type.schema_name = T::kSchemaName;
        }
        return type;
    }
};

template <class Tag>
struct Maker<Id<Tag>> {
    static constexpr Type make() {
        return {.kind = Kind::text,
                .operations = {.text = [](void* value) -> std::string& {
                    return as<Id<Tag>>(value).value;
                }},
                .format = &formats::id};
    }
};

template <class T>
struct Maker<std::vector<T>> {
    static_assert(!std::same_as<T, bool>, "a vector of bool has no addressable elements");
    using Vector = std::vector<T>;
    static constexpr Type make() {
        return {.kind = Kind::array,
                .operations = {.size = [](const void* value) { return as<Vector>(value).size(); },
                               .at = [](const void* value, std::size_t index) -> const void* {
                                   return &as<Vector>(value)[index];
                               },
                               .append = [](void* value) -> void* {
                                   return &as<Vector>(value).emplace_back();
                               }},
                .element = type_of<T>()};
    }
};

template <class T>
struct Maker<std::map<std::string, T>> {
    using Map = std::map<std::string, T>;
    static constexpr Type make() {
        return {.kind = Kind::map,
                .operations = {.size = [](const void* value) { return as<Map>(value).size(); },
                               .insert = [](void* value, std::string key) -> void* {
                                   return &as<Map>(value)[std::move(key)];
                               },
                               .visit =
                                   [](const void* value, EntryVisitor& visitor) {
                                       for (const auto& [key, held] : as<Map>(value)) {
                                           visitor.entry(key, &held);
                                       }
                                   }},
                .element = type_of<T>()};
    }
};

template <class T>
struct Maker<Entries<T>> {
    static constexpr Type make() {
        return {
            .kind = Kind::map,
            .operations = {.size = [](const void* value) { return as<Entries<T>>(value).size(); },
                           .insert = [](void* value, std::string key) -> void* {
                               return &as<Entries<T>>(value)[key];
                           },
                           .visit =
                               [](const void* value, EntryVisitor& visitor) {
                                   as<Entries<T>>(value).for_each(
                                       [&](std::string_view key, const T& held) {
                                           visitor.entry(key, &held);
                                       });
                               }},
            .element = type_of<T>()};
    }
};

template <class T>
struct Maker<std::optional<T>> {
    using Optional = std::optional<T>;
    static constexpr Type make() {
        return {.kind = Kind::optional,
                .operations = {
                    .held = [](const void* value) -> const void* {
                        const auto& optional = as<Optional>(value);
                        return optional ? &*optional : nullptr;
                    },
                    .emplace = [](void* value) -> void* { return &as<Optional>(value).emplace(); },
                    .set_null = [](void* value) { as<Optional>(value).reset(); }},
                .element = type_of<T>()};
    }
};

template <class T>
struct Maker<Patch<T>> {
    static constexpr Type make() {
        return {.kind = Kind::patch,
                .operations = {
                    .held = [](const void* value) -> const void* {
                        const auto& patch = as<Patch<T>>(value);
                        return patch.has_value() ? &*patch : nullptr;
                    },
                    .sent = [](const void* value) { return !as<Patch<T>>(value).is_absent(); },
                    .emplace = [](void* value) -> void* { return &as<Patch<T>>(value).emplace(); },
                    .set_null = [](void* value) { as<Patch<T>>(value) = Patch<T>::null(); }},
                .element = type_of<T>()};
    }
};

// The one word that the field `kind` of a choice's struct may have.
template <class T>
constexpr bool has_a_kind() {
    return rule_of<T>(kChoiceField).one_of.size() == 1;
}

template <class... Ts>
struct Maker<std::variant<Ts...>> {
    static_assert((has_a_kind<Ts>() && ...), "a choice needs structs whose `kind` is one word");
    using Variant = std::variant<Ts...>;
    static constexpr std::array<const Type*, sizeof...(Ts)> kChoices{type_of<Ts>()...};
    static constexpr Type make() {
        return {
            .kind = Kind::choice,
            .operations = {
                .chosen = [](const void* value) { return as<Variant>(value).index(); },
                .chosen_value =
                    [](const void* value) {
                        return std::visit([](const auto& held) -> const void* { return &held; },
                                          as<Variant>(value));
                    },
                .choose = [](void* value, std::size_t index) -> void* {
                    using Make = void* (*)(Variant&);
                    constexpr std::array<Make, sizeof...(Ts)> makers{[](Variant& variant) -> void* {
                        return &variant.template emplace<Ts>();
                    }...};
                    return makers.at(index)(as<Variant>(value));
                }},
            .choices = kChoices};
    }
};

template <class T>
struct TypeHolder {
    static const Type kType;
};
template <class T>
constexpr Type TypeHolder<T>::kType = Maker<T>::make();

}  // namespace detail

template <class T>
constexpr const Type* type_of() {
    return &detail::TypeHolder<T>::kType;
}

// The wire name of an enumerator of a described enum.
template <detail::DescribedEnum T>
std::string_view name_of_enumerator(T value) {
    return detail::kEnumeratorNames<T>.at(type_of<T>()->operations.enumerator(&value));
}

// The enumerator with that wire name.
template <detail::DescribedEnum T>
std::optional<T> enumerator_named(std::string_view name) {
    const auto found = std::ranges::find(detail::kEnumeratorNames<T>, name);
    if (found == detail::kEnumeratorNames<T>.end()) {
        return std::nullopt;
    }
    return detail::kEnumeratorValues<T>.at(
        static_cast<std::size_t>(found - detail::kEnumeratorNames<T>.begin()));
}

}  // namespace ohmstead::reflect
