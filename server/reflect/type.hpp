#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "reflect/field_rule.hpp"

namespace ohmstead::reflect {

// A type as data: decoding, encoding and the schema are ordinary loops over these tables. The
// tables are built at compile time from Boost.Describe (described.hpp).
enum class Kind {
    boolean,      // bool
    integer,      // any integer type, within int64
    number,       // double
    text,         // std::string, Id<Tag>
    enumeration,  // a described enum, by the names of its enumerators
    instant,      // Instant, as RFC 3339
    object,       // a described struct
    array,        // std::vector
    map,          // std::map<std::string, T>, Entries<T>
    optional,     // std::optional: may be left out or null
    patch,        // Patch: left out, null and a value are three things
    raw,          // RawJson
    choice,       // std::variant of described structs, told apart by their texts `kind`
};

struct Type;

// One member of a described struct.
struct Field {
    std::string_view name;
    const Type* type = nullptr;
    void* (*address)(void* object) = nullptr;
    FieldRule rule = {};

    const void* view(const void* object) const { return address(const_cast<void*>(object)); }
    bool required() const;
};

// Receives the entries of a map.
class EntryVisitor {
public:
    virtual void entry(std::string_view key, const void* value) = 0;

protected:
    ~EntryVisitor() = default;
};

// What can be done to a value through its address; only what its kind needs is set.
struct Operations {
    std::int64_t (*load_integer)(const void*) = nullptr;
    void (*store_integer)(void*, std::int64_t) = nullptr;
    std::size_t (*enumerator)(const void*) = nullptr;  // index into Type::names
    void (*set_enumerator)(void*, std::size_t) = nullptr;
    std::string& (*text)(void*) = nullptr;
    std::size_t (*size)(const void*) = nullptr;
    const void* (*at)(const void*, std::size_t) = nullptr;
    void* (*append)(void*) = nullptr;
    void* (*insert)(void*, std::string key) = nullptr;
    void (*visit)(const void*, EntryVisitor&) = nullptr;
    const void* (*held)(const void*) = nullptr;  // null when an optional or patch holds nothing
    bool (*sent)(const void*) = nullptr;         // whether a patch was sent
    void* (*emplace)(void*) = nullptr;
    void (*set_null)(void*) = nullptr;
    std::size_t (*chosen)(const void*) = nullptr;        // index into Type::choices
    const void* (*chosen_value)(const void*) = nullptr;  // the struct that is held
    void* (*choose)(void*, std::size_t) = nullptr;       // makes and holds that struct
};

struct Type {
    Kind kind{};
    Operations operations = {};
    const Type* element = nullptr;                 // of array, map, optional, patch
    std::span<const Field> fields = {};            // of an object
    std::span<const std::string_view> names = {};  // of an enumeration
    std::string_view schema_name = {};             // of an object; empty: described in place
    std::int64_t minimum = 0;                      // of an integer
    std::int64_t maximum = 0;
    const TextFormat* format = nullptr;         // of a text
    std::span<const Type* const> choices = {};  // of a choice
};

// The field that tells the structs of a choice apart.
inline constexpr std::string_view kChoiceField = "kind";

// The word that a struct of a choice has there.
std::string_view kind_of_choice(const Type& type);

inline bool Field::required() const {
    return type->kind != Kind::optional && type->kind != Kind::patch && !rule.has_default;
}

}  // namespace ohmstead::reflect
