#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/time.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

struct AggregateQuery {
    std::string from;
    std::string to;
};
BOOST_DESCRIBE_STRUCT(AggregateQuery, (), (from, to))
inline constexpr FieldRule kAggregateQueryRules[]{
    {.field = "from", .format = &formats::date, .doc = "The first day, in your provider's zone"},
    {.field = "to",
     .format = &formats::date,
     .doc = "The day after the last one, at most 31 days later"}};
constexpr std::span<const FieldRule> rules_for(const AggregateQuery*) {
    return kAggregateQueryRules;
}

// Why a sum is not told.
enum class AggregateWithheld { nothing, too_few_homes, members_missing, one_home_too_large };
BOOST_DESCRIBE_ENUM(AggregateWithheld, nothing, too_few_homes, members_missing, one_home_too_large)

struct AggregateDto {
    static constexpr std::string_view kSchemaName = "Aggregate";
    std::string area;
    std::string tariff;
    std::string day;
    AggregateWithheld withheld = AggregateWithheld::nothing;
    std::vector<Instant> t;
    std::vector<double> kwh;
};
BOOST_DESCRIBE_STRUCT(AggregateDto, (), (area, tariff, day, withheld, t, kwh))
inline constexpr FieldRule kAggregateRules[]{
    {.field = "day", .format = &formats::date, .doc = "In your provider's zone"},
    {.field = "withheld",
     .doc = "Why it is not told: fewer than 15 homes, not everything known of all of them, or one "
            "of them more than 15 % of the sum in a slot"},
    {.field = "t", .doc = "Where each slot of 15 minutes begins; empty where it is withheld"},
    {.field = "kwh",
     .doc = "What all homes together used in the slot, in three significant digits"}};
constexpr std::span<const FieldRule> rules_for(const AggregateDto*) {
    return kAggregateRules;
}

struct AggregateList {
    static constexpr std::string_view kSchemaName = "AggregateList";
    std::string time_zone;
    std::vector<AggregateDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(AggregateList, (), (time_zone, items, next))
inline constexpr FieldRule kAggregateListRules[]{
    {.field = "time_zone", .doc = "Your provider's, in which its days begin and end"},
    {.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const AggregateList*) {
    return kAggregateListRules;
}

}  // namespace ohmstead::api
