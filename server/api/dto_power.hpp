#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

struct PowerQuery {
    HomeId home;
    std::string from;
    std::string to;
    std::vector<std::string> channels;
    std::int32_t points = 1000;
};
BOOST_DESCRIBE_STRUCT(PowerQuery, (), (home, from, to, channels, points))
inline constexpr FieldRule kPowerQueryRules[]{
    {.field = "from", .max_length = 40, .doc = "RFC 3339, or a local date of the home"},
    {.field = "to", .max_length = 40, .doc = "RFC 3339, or a local date; not included"},
    {.field = "channels",
     .max_length = 50,
     .format = &formats::id,
     .has_default = true,
     .doc = "Ids with commas between; left out: all that have power"},
    {.field = "points",
     .minimum = 1,
     .maximum = 10'000,
     .has_default = true,
     .doc = "About how many steps at most"}};
constexpr std::span<const FieldRule> rules_for(const PowerQuery*) {
    return kPowerQueryRules;
}

// W per step; null where nothing is known.
struct PowerColumns {
    static constexpr std::string_view kSchemaName = "PowerColumns";
    std::vector<std::optional<double>> mean;
    std::vector<std::optional<double>> min;
    std::vector<std::optional<double>> max;
};
BOOST_DESCRIBE_STRUCT(PowerColumns, (), (mean, min, max))

struct PowerSeries {
    static constexpr std::string_view kSchemaName = "PowerSeries";
    Instant from{};
    Instant to{};
    std::int64_t step_s = 1;
    std::vector<Instant> t;
    std::map<std::string, PowerColumns> channels;
};
BOOST_DESCRIBE_STRUCT(PowerSeries, (), (from, to, step_s, t, channels))
inline constexpr FieldRule kPowerSeriesRules[]{
    {.field = "from", .doc = "Where the first step starts; at or before what was asked for"},
    {.field = "t", .doc = "When each step starts"},
    {.field = "channels", .doc = "By channel"}};
constexpr std::span<const FieldRule> rules_for(const PowerSeries*) {
    return kPowerSeriesRules;
}

}  // namespace ohmstead::api
