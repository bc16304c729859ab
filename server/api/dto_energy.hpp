#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/time/comparison.hpp"
#include "domain/time/period.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

struct EnergyQuery {
    HomeId home;
    std::string from;
    std::string to;
    Period period = Period::day;
    std::optional<Compare> compare;
};
BOOST_DESCRIBE_STRUCT(EnergyQuery, (), (home, from, to, period, compare))
inline constexpr FieldRule kEnergyQueryRules[]{
    {.field = "from", .max_length = 40, .doc = "RFC 3339, or a local date of the home"},
    {.field = "to", .max_length = 40, .doc = "RFC 3339, or a local date; not included"},
    {.field = "period",
     .doc = "What the span is cut into, in the home's time zone; weeks start on Monday"},
    {.field = "compare", .doc = "Adds the span before, or the same one of the year before"}};
constexpr std::span<const FieldRule> rules_for(const EnergyQuery*) {
    return kEnergyQueryRules;
}

// One value per period; null where nothing is known.
using EnergyValues = std::vector<std::optional<double>>;

struct ChannelEnergy {
    static constexpr std::string_view kSchemaName = "ChannelEnergy";
    std::optional<EnergyValues> kwh;
    std::optional<EnergyValues> m3;  // gas and water
};
BOOST_DESCRIBE_STRUCT(ChannelEnergy, (), (kwh, m3))

struct EnergyFlows {
    static constexpr std::string_view kSchemaName = "EnergyFlows";
    EnergyValues grid_to_home;
    EnergyValues grid_to_battery;
    EnergyValues grid_to_grid;
    EnergyValues solar_to_home;
    EnergyValues solar_to_battery;
    EnergyValues solar_to_grid;
    EnergyValues battery_to_home;
    EnergyValues battery_to_grid;
    EnergyValues battery_to_battery;
};
BOOST_DESCRIBE_STRUCT(EnergyFlows, (),
                      (grid_to_home, grid_to_battery, grid_to_grid, solar_to_home, solar_to_battery,
                       solar_to_grid, battery_to_home, battery_to_grid, battery_to_battery))

struct EnergyQuality {
    static constexpr std::string_view kSchemaName = "EnergyQuality";
    EnergyValues covered;
    EnergyValues estimated;
};
BOOST_DESCRIBE_STRUCT(EnergyQuality, (), (covered, estimated))
inline constexpr FieldRule kEnergyQualityRules[]{
    {.field = "covered", .doc = "Share of the period so far that is known, 0..1"},
    {.field = "estimated", .doc = "Share of what is known whose timing is assumed, 0..1"}};
constexpr std::span<const FieldRule> rules_for(const EnergyQuality*) {
    return kEnergyQualityRules;
}

struct EnergyCompared {
    static constexpr std::string_view kSchemaName = "EnergyCompared";
    Compare compare = Compare::previous;
    Instant from{};
    Instant to{};
    Instant until{};
    double days = 0;
    double compared_days = 0;
    std::vector<std::optional<std::int64_t>> aligned;
    std::vector<Instant> t;
    std::vector<Instant> t_end;
    std::optional<EnergyValues> grid_import;
    std::optional<EnergyValues> grid_export;
    std::optional<EnergyValues> solar;
    std::optional<EnergyValues> generator;
    std::optional<EnergyValues> battery_charge;
    std::optional<EnergyValues> battery_discharge;
    std::optional<EnergyValues> home;
    std::map<std::string, ChannelEnergy> channels;
    std::optional<EnergyFlows> flows;
    EnergyQuality quality;
};
BOOST_DESCRIBE_STRUCT(EnergyCompared, (),
                      (compare, from, to, until, days, compared_days, aligned, t, t_end,
                       grid_import, grid_export, solar, generator, battery_charge,
                       battery_discharge, home, channels, flows, quality))
inline constexpr FieldRule kEnergyComparedRules[]{
    {.field = "to", .doc = "Ends where `until` stands in this span"},
    {.field = "until",
     .doc = "Up to where the span that was asked for counts: its end, or where what is known ends"},
    {.field = "days", .doc = "Local days of the span that was asked for, up to `until`"},
    {.field = "compared_days", .doc = "Local days of this span"},
    {.field = "aligned",
     .doc = "For each of these periods, which of the periods asked for has its place in the calendar"}};
constexpr std::span<const FieldRule> rules_for(const EnergyCompared*) {
    return kEnergyComparedRules;
}

struct EnergySeries {
    static constexpr std::string_view kSchemaName = "EnergySeries";
    HomeId home_id;
    std::string time_zone;
    Period period = Period::day;
    std::vector<Instant> t;
    std::vector<Instant> t_end;
    std::optional<EnergyValues> grid_import;
    std::optional<EnergyValues> grid_export;
    std::optional<EnergyValues> solar;
    std::optional<EnergyValues> generator;
    std::optional<EnergyValues> battery_charge;
    std::optional<EnergyValues> battery_discharge;
    std::optional<EnergyValues> home;
    std::map<std::string, ChannelEnergy> channels;
    std::optional<EnergyFlows> flows;
    EnergyQuality quality;
    Instant complete_until{};
    std::optional<EnergyCompared> compare;
};
BOOST_DESCRIBE_STRUCT(EnergySeries, (),
                      (home_id, time_zone, period, t, t_end, grid_import, grid_export, solar,
                       generator, battery_charge, battery_discharge, home, channels, flows, quality,
                       complete_until, compare))
inline constexpr FieldRule kEnergySeriesRules[]{
    {.field = "t", .doc = "Where each period starts"},
    {.field = "t_end", .doc = "Where it ends"},
    {.field = "home", .doc = "kWh that the home itself used"},
    {.field = "channels", .doc = "By channel"},
    {.field = "flows", .doc = "kWh from one to another"},
    {.field = "complete_until", .doc = "Up to here everything that should be known is"},
    {.field = "compare", .doc = "What it is compared with, in the same columns"}};
constexpr std::span<const FieldRule> rules_for(const EnergySeries*) {
    return kEnergySeriesRules;
}

}  // namespace ohmstead::api
