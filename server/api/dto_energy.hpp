#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/balance/ratios.hpp"
#include "domain/time/comparison.hpp"
#include "domain/time/period.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

struct EnergyQuery {
    HomeId home;
    std::string from;
    std::string to;
    Period period = Period::day;
    bool only_complete = false;
    std::optional<Compare> compare;
};
BOOST_DESCRIBE_STRUCT(EnergyQuery, (), (home, from, to, period, only_complete, compare))
inline constexpr FieldRule kEnergyQueryRules[]{
    {.field = "from", .max_length = 40, .doc = "RFC 3339, or a local date of the home"},
    {.field = "to", .max_length = 40, .doc = "RFC 3339, or a local date; not included"},
    {.field = "period",
     .doc = "What the span is cut into, in the home's time zone; weeks start on Monday"},
    {.field = "only_complete",
     .has_default = true,
     .doc = "Counts nothing after `complete_until`, so that sums of a span that is not over belong "
            "together"},
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
    std::optional<EnergyValues> own;
    std::optional<EnergyValues> own_deficit;
    std::optional<EnergyValues> covered;
};
BOOST_DESCRIBE_STRUCT(ChannelEnergy, (), (kwh, m3, own, own_deficit, covered))
inline constexpr FieldRule kChannelEnergyRules[]{
    {.field = "kwh",
     .doc = "Of gas: by the home's calorific value of each date, to the millionth of a Wh; null, "
            "too, where a part of the gas is older than the first one. Not there without any"},
    {.field = "covered",
     .doc = "Of gas, water and heat: share of the period so far that is known, 0..1"},
    {.field = "own",
     .doc = "Of a channel that others are included in: what it has beyond them, at least 0"},
    {.field = "own_deficit", .doc = "What they add up to beyond it"}};
constexpr std::span<const FieldRule> rules_for(const ChannelEnergy*) {
    return kChannelEnergyRules;
}

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

struct EnergyRatios {
    static constexpr std::string_view kSchemaName = "EnergyRatios";
    EnergyValues self_sufficiency;
    EnergyValues direct_self_sufficiency;
    EnergyValues grid_independence;
    EnergyValues self_consumption;
};
BOOST_DESCRIBE_STRUCT(EnergyRatios, (),
                      (self_sufficiency, direct_self_sufficiency, grid_independence,
                       self_consumption))
inline constexpr FieldRule kEnergyRatiosRules[]{
    {.field = "self_sufficiency",
     .doc =
         "1 - (grid_to_home + what of battery_to_home had come from the grid) / home; null, too, "
         "while it is not known what the battery held at first"},
    {.field = "direct_self_sufficiency",
     .doc = "1 - grid_to_home / home: all that a battery gives counts as own"},
    {.field = "grid_independence",
     .doc = "1 - import / home, at least 0: charging a battery from the grid lowers it"},
    {.field = "self_consumption",
     .doc = "Solar that the home used, directly or out of a battery, of all that it used or "
            "exported"}};
constexpr std::span<const FieldRule> rules_for(const EnergyRatios*) {
    return kEnergyRatiosRules;
}

struct EnergyOrigins {
    static constexpr std::string_view kSchemaName = "EnergyOrigins";
    EnergyValues home_solar;
    EnergyValues home_grid;
    EnergyValues home_unknown;
    EnergyValues grid_solar;
    EnergyValues grid_grid;
    EnergyValues grid_unknown;
};
BOOST_DESCRIBE_STRUCT(EnergyOrigins, (),
                      (home_solar, home_grid, home_unknown, grid_solar, grid_grid, grid_unknown))
inline constexpr FieldRule kEnergyOriginsRules[]{
    {.field = "home_solar", .doc = "Of battery_to_home: what had come from solar, kWh"},
    {.field = "home_grid", .doc = "What had come from the grid"},
    {.field = "home_unknown", .doc = "What was in a battery before its first known charge"},
    {.field = "grid_solar", .doc = "Of battery_to_grid: what had come from solar, kWh"},
    {.field = "grid_grid", .doc = "What had come from the grid"},
    {.field = "grid_unknown", .doc = "What was in a battery before its first known charge"}};
constexpr std::span<const FieldRule> rules_for(const EnergyOrigins*) {
    return kEnergyOriginsRules;
}

struct UntrackedEnergy {
    static constexpr std::string_view kSchemaName = "UntrackedEnergy";
    EnergyValues kwh;
    EnergyValues deficit;
    std::vector<DeficitReason> reason;
};
BOOST_DESCRIBE_STRUCT(UntrackedEnergy, (), (kwh, deficit, reason))
inline constexpr FieldRule kUntrackedEnergyRules[]{
    {.field = "kwh",
     .doc = "home less the devices that are part of no other, in the slots that home is of; at "
            "least 0"},
    {.field = "deficit", .doc = "What those devices add up to beyond home, kWh"},
    {.field = "reason",
     .doc = "Why: a source of energy is not measured, the timing of a device is assumed, or the "
            "meters do not match"}};
constexpr std::span<const FieldRule> rules_for(const UntrackedEnergy*) {
    return kUntrackedEnergyRules;
}

struct EnergyCarbon {
    static constexpr std::string_view kSchemaName = "EnergyCarbon";
    EnergyValues kg;
    EnergyValues covered;
};
BOOST_DESCRIBE_STRUCT(EnergyCarbon, (), (kg, covered))
inline constexpr FieldRule kEnergyCarbonRules[]{
    {.field = "kg",
     .doc = "CO2 of grid_import: each slot's import times the grid's carbon intensity in it"},
    {.field = "covered", .doc = "Share of grid_import whose carbon intensity is known, 0..1"}};
constexpr std::span<const FieldRule> rules_for(const EnergyCarbon*) {
    return kEnergyCarbonRules;
}

struct EnergyQuality {
    static constexpr std::string_view kSchemaName = "EnergyQuality";
    EnergyValues covered;
    EnergyValues estimated;
    EnergyValues coarse;
    EnergyValues faulty;
    std::vector<std::uint32_t> cuts_hour;
};
BOOST_DESCRIBE_STRUCT(EnergyQuality, (), (covered, estimated, coarse, faulty, cuts_hour))
inline constexpr FieldRule kEnergyQualityRules[]{
    {.field = "covered", .doc = "Share of the period so far that is known, 0..1"},
    {.field = "estimated", .doc = "Share of what is known whose timing is assumed, 0..1"},
    {.field = "coarse", .doc = "Share of what is known that comes from hourly data, 0..1"},
    {.field = "faulty",
     .doc = "Share of what is known in which meters contradict each other, 0..1: more left the "
            "home than came in, or one counted below 0"},
    {.field = "cuts_hour",
     .doc =
         "Which periods, counted from 0, begin or end within an hour of hourly data: their border "
         "is assumed"}};
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
    std::optional<EnergyValues> residual;
    std::map<std::string, ChannelEnergy> channels;
    std::optional<EnergyFlows> flows;
    std::optional<EnergyRatios> ratios;
    std::optional<EnergyOrigins> battery_origin;
    std::optional<EnergyValues> grid_balance;
    std::optional<UntrackedEnergy> untracked;
    std::optional<EnergyCarbon> carbon;
    EnergyQuality quality;
};
BOOST_DESCRIBE_STRUCT(EnergyCompared, (),
                      (compare, from, to, until, days, compared_days, aligned, t, t_end,
                       grid_import, grid_export, solar, generator, battery_charge,
                       battery_discharge, home, residual, channels, flows, ratios, battery_origin,
                       grid_balance, untracked, carbon, quality))
inline constexpr FieldRule kEnergyComparedRules[]{
    {.field = "to", .doc = "Ends where `until` stands in this span"},
    {.field = "until",
     .doc = "Up to where the span that was asked for counts: its end, or where what is known ends"},
    {.field = "days", .doc = "Local days of the span that was asked for, up to `until`"},
    {.field = "compared_days", .doc = "Local days of this span"},
    {.field = "aligned",
     .doc = "For each of these periods, which of the periods asked for has its place in the "
            "calendar"}};
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
    std::optional<EnergyValues> residual;
    std::map<std::string, ChannelEnergy> channels;
    std::optional<EnergyFlows> flows;
    std::optional<EnergyRatios> ratios;
    std::optional<EnergyOrigins> battery_origin;
    std::optional<EnergyValues> grid_balance;
    std::optional<UntrackedEnergy> untracked;
    std::optional<EnergyCarbon> carbon;
    EnergyQuality quality;
    Instant complete_until{};
    std::optional<EnergyCompared> compare;
};
BOOST_DESCRIBE_STRUCT(EnergySeries, (),
                      (home_id, time_zone, period, t, t_end, grid_import, grid_export, solar,
                       generator, battery_charge, battery_discharge, home, residual, channels,
                       flows, ratios, battery_origin, grid_balance, untracked, carbon, quality,
                       complete_until, compare))
inline constexpr FieldRule kEnergySeriesRules[]{
    {.field = "t", .doc = "Where each period starts"},
    {.field = "t_end", .doc = "Where it ends"},
    {.field = "home", .doc = "kWh that the home itself used"},
    {.field = "residual",
     .doc =
         "What home would be below zero by, kWh, at most 0: more left the home than came in, so a "
         "meter is missing or wrong"},
    {.field = "channels", .doc = "By channel"},
    {.field = "flows", .doc = "kWh from one to another"},
    {.field = "ratios",
     .doc =
         "Shares of 0..1, of flows that were attributed slot by slot and then summed. null where "
         "there is nothing to have a share of. Where quality.covered is below 0.9 they say little"},
    {.field = "battery_origin", .doc = "Where what the batteries gave had come from"},
    {.field = "grid_balance",
     .doc = "grid_import - grid_export, kWh: negative when more was given"},
    {.field = "untracked", .doc = "What the home used without a device telling"},
    {.field = "carbon", .doc = "What the making of the imported energy emitted"},
    {.field = "complete_until", .doc = "Up to here everything that should be known is"},
    {.field = "compare", .doc = "What it is compared with, in the same columns"}};
constexpr std::span<const FieldRule> rules_for(const EnergySeries*) {
    return kEnergySeriesRules;
}

}  // namespace ohmstead::api
