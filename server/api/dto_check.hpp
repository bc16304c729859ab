#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

// What may be wrong with a home's channels.
enum class CheckCode { home_negative, solar_at_night, meter_used_twice, no_grid, stale };
BOOST_DESCRIBE_ENUM(CheckCode, home_negative, solar_at_night, meter_used_twice, no_grid, stale)

struct CheckWarning {
    static constexpr std::string_view kSchemaName = "CheckWarning";
    CheckCode code = CheckCode::no_grid;
    std::string message;
    std::vector<ChannelId> channels;
    std::optional<double> home_w;
};
BOOST_DESCRIBE_STRUCT(CheckWarning, (), (code, message, channels, home_w))
inline constexpr FieldRule kCheckWarningRules[]{
    {.field = "home_w", .decimals = 0, .doc = "With `home_negative`: what the home would use"}};
constexpr std::span<const FieldRule> rules_for(const CheckWarning*) {
    return kCheckWarningRules;
}

struct CheckBalance {
    static constexpr std::string_view kSchemaName = "CheckBalance";
    std::optional<double> home_w;
    std::optional<double> grid_w;
    std::optional<double> solar_w;
    std::optional<double> battery_w;
};
BOOST_DESCRIBE_STRUCT(CheckBalance, (), (home_w, grid_w, solar_w, battery_w))
inline constexpr FieldRule kCheckBalanceRules[]{
    {.field = "home_w", .null_when_absent = true, .decimals = 1},
    {.field = "grid_w", .null_when_absent = true, .decimals = 1, .doc = "+ import, - export"},
    {.field = "solar_w", .null_when_absent = true, .decimals = 1},
    {.field = "battery_w",
     .null_when_absent = true,
     .decimals = 1,
     .doc = "+ discharge, - charge"}};
constexpr std::span<const FieldRule> rules_for(const CheckBalance*) {
    return kCheckBalanceRules;
}

// The figures of the sentence "Your home is using ... right now".
struct SentenceValues {
    std::optional<double> home_kw;
    std::optional<double> mean_s;
};
BOOST_DESCRIBE_STRUCT(SentenceValues, (), (home_kw, mean_s))
inline constexpr FieldRule kSentenceRules[]{
    {.field = "home_kw", .null_when_absent = true, .decimals = 3},
    {.field = "mean_s",
     .null_when_absent = true,
     .decimals = 0,
     .doc = "The seconds that home_kw contains a mean of; null when all of it was measured"}};
constexpr std::span<const FieldRule> rules_for(const SentenceValues*) {
    return kSentenceRules;
}

struct CheckDto {
    static constexpr std::string_view kSchemaName = "Check";
    CheckBalance balance;
    SentenceValues sentence_values;
    std::vector<CheckWarning> warnings;
};
BOOST_DESCRIBE_STRUCT(CheckDto, (), (balance, sentence_values, warnings))

}  // namespace ohmstead::api
