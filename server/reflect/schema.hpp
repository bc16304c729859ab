#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include <boost/json/object.hpp>

#include "reflect/type.hpp"

namespace ohmstead::reflect {

// Which way values of a schema go. What is written has every field but the empty ones; what is read
// may lack those with defaults, and has no others.
enum class Direction { in, out };

// Builds JSON Schema 2020-12. Structs with a schema name are collected and referred to as
// "#/components/schemas/<name>". One that is read and written has two schemas; the one for reading
// is then called "<name>Input".
class SchemaBuilder {
public:
    // Says that values of `type` are written somewhere. To be called for all such types first.
    void expect_output(const Type& type);

    // The schema of `type`, or a reference to it. The fields in `closed_fields`, by index, are left
    boost::json::object schema_of(const Type& type, Direction direction,
                                  std::uint64_t closed_fields = 0);

    // The schema of one field with its rule.
    boost::json::object schema_of_field(const Field& field, Direction direction);

    // Everything collected so far, by name.
    boost::json::object components() const;

private:
    boost::json::object with_rule(const Type& type, const FieldRule& rule, Direction direction);
    boost::json::object object(const Type& type, Direction direction, std::uint64_t closed_fields);

    struct Named {
        const Type* type = nullptr;
        std::uint64_t closed_fields = 0;
        boost::json::object schema = {};
    };
    std::map<std::string, Named> named_;
    std::set<const Type*> outputs_;
};

}  // namespace ohmstead::reflect
