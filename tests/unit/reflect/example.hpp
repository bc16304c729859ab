#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reflect/described.hpp"

namespace ohmstead::test {

// One struct with a field of every kind.

enum class Colour { red, light_green, default_ };
BOOST_DESCRIBE_ENUM(Colour, red, light_green, default_)

struct Limits {
    static constexpr std::string_view kSchemaName = "Limits";
    int max_watts = 0;
    double max_amps = 0;
};
BOOST_DESCRIBE_STRUCT(Limits, (), (max_watts, max_amps))
inline constexpr FieldRule kLimitsRules[]{
    {.field = "max_watts", .minimum = 1, .maximum = 20'000},
    {.field = "max_amps", .has_default = true, .decimals = 1}};
constexpr std::span<const FieldRule> rules_for(const Limits*) {
    return kLimitsRules;
}

struct Thing {
    static constexpr std::string_view kSchemaName = "Thing";
    HomeId id;
    std::string name;
    Colour colour = Colour::red;
    Limits limits;
    std::optional<std::string> note;
    std::optional<Instant> seen;
    std::vector<std::string> tags;
    std::map<std::string, double> power;
    std::vector<std::optional<double>> series;
    Patch<double> scale;
    bool register_ = false;
    std::uint64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(Thing, (),
                      (id, name, colour, limits, note, seen, tags, power, series, scale, register_,
                       total))
inline constexpr FieldRule kThingRules[]{
    {.field = "name", .min_length = 1, .max_length = 8, .doc = "Shown on the page"},
    {.field = "seen", .null_when_absent = true},
    {.field = "tags", .max_length = 2, .has_default = true},
    {.field = "power", .has_default = true},
    {.field = "series", .has_default = true},
    {.field = "register", .has_default = true},
    {.field = "total", .has_default = true}};
constexpr std::span<const FieldRule> rules_for(const Thing*) {
    return kThingRules;
}

// Structs told apart by their kind.
struct Circle {
    static constexpr std::string_view kSchemaName = "Circle";
    std::string kind = "circle";
    double radius = 0;
};
BOOST_DESCRIBE_STRUCT(Circle, (), (kind, radius))
inline constexpr std::string_view kCircleKind[]{"circle"};
inline constexpr FieldRule kCircleRules[]{{.field = "kind", .one_of = kCircleKind}};
constexpr std::span<const FieldRule> rules_for(const Circle*) {
    return kCircleRules;
}
struct Square {
    static constexpr std::string_view kSchemaName = "Square";
    std::string kind = "square";
    std::int32_t side = 0;
};
BOOST_DESCRIBE_STRUCT(Square, (), (kind, side))
inline constexpr std::string_view kSquareKind[]{"square"};
inline constexpr FieldRule kSquareRules[]{{.field = "kind", .one_of = kSquareKind},
                                          {.field = "side", .minimum = 1}};
constexpr std::span<const FieldRule> rules_for(const Square*) {
    return kSquareRules;
}

struct Drawing {
    std::vector<std::variant<Circle, Square>> shapes;
};
BOOST_DESCRIBE_STRUCT(Drawing, (), (shapes))

}  // namespace ohmstead::test
