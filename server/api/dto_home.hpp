#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/home/home.hpp"
#include "reflect/field_rule.hpp"
#include "reflect/values.hpp"

namespace ohmstead::api {

// The address of a home in a path.
struct HomePath {
    HomeId home;
};
BOOST_DESCRIBE_STRUCT(HomePath, (), (home))

struct MainFuseDto {
    static constexpr std::string_view kSchemaName = "MainFuse";
    std::int32_t phases = 1;
    std::int32_t amps = 25;
};
BOOST_DESCRIBE_STRUCT(MainFuseDto, (), (phases, amps))
inline constexpr FieldRule kMainFuseRules[]{
    {.field = "phases", .minimum = 1, .maximum = 3, .doc = "1 or 3"},
    {.field = "amps", .minimum = 6, .maximum = 1000, .doc = "Ampere per phase"}};
constexpr std::span<const FieldRule> rules_for(const MainFuseDto*) {
    return kMainFuseRules;
}

struct CalorificValueDto {
    static constexpr std::string_view kSchemaName = "CalorificValue";
    std::string from;
    double kwh_per_m3 = 0;
};
BOOST_DESCRIBE_STRUCT(CalorificValueDto, (), (from, kwh_per_m3))
inline constexpr FieldRule kCalorificValueRules[]{
    {.field = "from", .format = &formats::date, .doc = "The local date that it holds from"},
    {.field = "kwh_per_m3",
     .minimum = 1,
     .maximum = 50,
     .doc = "Calorific value, times the volume correction where the supplier has one"}};
constexpr std::span<const FieldRule> rules_for(const CalorificValueDto*) {
    return kCalorificValueRules;
}

struct HomeDto {
    static constexpr std::string_view kSchemaName = "Home";
    HomeId id;
    std::string name;
    std::string time_zone;
    std::string currency;
    std::string country;
    std::optional<MainFuseDto> main_fuse;
    std::vector<CalorificValueDto> calorific_values;
    SetupStep setup = SetupStep::connection;
    Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(HomeDto, (),
                      (id, name, time_zone, currency, country, main_fuse, calorific_values, setup,
                       created_at))
inline constexpr FieldRule kHomeRules[]{
    {.field = "time_zone", .doc = "IANA name; all periods of the home are cut in it"},
    {.field = "currency", .doc = "ISO 4217"},
    {.field = "country", .doc = "ISO 3166-1 alpha-2, or empty"},
    {.field = "main_fuse", .null_when_absent = true},
    {.field = "calorific_values", .doc = "What its gas holds, by date"},
    {.field = "setup", .doc = "How far the first run has come"}};
constexpr std::span<const FieldRule> rules_for(const HomeDto*) {
    return kHomeRules;
}

struct HomeList {
    static constexpr std::string_view kSchemaName = "HomeList";
    std::vector<HomeDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(HomeList, (), (items, next))
inline constexpr FieldRule kHomeListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const HomeList*) {
    return kHomeListRules;
}

struct CreateHome {
    static constexpr std::string_view kSchemaName = "CreateHome";
    std::string name;
    std::string time_zone;
    std::string currency;
    std::string country;
};
BOOST_DESCRIBE_STRUCT(CreateHome, (), (name, time_zone, currency, country))
inline constexpr FieldRule kCreateHomeRules[]{
    {.field = "name", .min_length = 1, .max_length = 80, .format = &formats::one_line},
    {.field = "time_zone", .min_length = 1, .max_length = 64, .doc = "IANA name"},
    {.field = "currency", .format = &formats::currency},
    {.field = "country", .max_length = 2, .has_default = true, .doc = "ISO 3166-1, or empty"}};
constexpr std::span<const FieldRule> rules_for(const CreateHome*) {
    return kCreateHomeRules;
}

// A merge patch: what is left out stays as it is.
struct UpdateHome {
    static constexpr std::string_view kSchemaName = "UpdateHome";
    HomeId home;
    Patch<std::string> name;
    Patch<std::string> time_zone;
    Patch<std::string> currency;
    Patch<std::string> country;
    Patch<MainFuseDto> main_fuse;
    Patch<std::vector<CalorificValueDto>> calorific_values;
    Patch<SetupStep> setup;
};
BOOST_DESCRIBE_STRUCT(UpdateHome, (),
                      (home, name, time_zone, currency, country, main_fuse, calorific_values,
                       setup))
inline constexpr FieldRule kUpdateHomeRules[]{
    {.field = "name", .min_length = 1, .max_length = 80, .format = &formats::one_line},
    {.field = "time_zone", .min_length = 1, .max_length = 64},
    {.field = "currency", .format = &formats::currency},
    {.field = "country", .max_length = 2},
    {.field = "calorific_values", .max_length = 100, .doc = "All of them anew"}};
constexpr std::span<const FieldRule> rules_for(const UpdateHome*) {
    return kUpdateHomeRules;
}

// Decimals of kWh per m³ that are kept.
inline constexpr double kMwhPerKwh = 1e6;

inline HomeDto to_dto(const Home& home) {
    HomeDto dto{.id = home.id,
                .name = home.name,
                .time_zone = home.time_zone,
                .currency = home.currency,
                .country = home.country,
                .main_fuse = std::nullopt,
                .calorific_values = {},
                .setup = home.setup,
                .created_at = home.created_at};
    for (const auto& value : home.calorific_values) {
        dto.calorific_values.push_back(
            {format_local_date(value.from), static_cast<double>(value.mwh_per_m3) / kMwhPerKwh});
    }
    if (home.main_fuse) {
        dto.main_fuse = MainFuseDto{home.main_fuse->phases, home.main_fuse->amps};
    }
    return dto;
}

}  // namespace ohmstead::api
