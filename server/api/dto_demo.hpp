#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

struct DemoActionDto {
    static constexpr std::string_view kSchemaName = "DemoAction";
    std::string id;
    std::string label;
};
BOOST_DESCRIBE_STRUCT(DemoActionDto, (), (id, label))

struct DemoDto {
    static constexpr std::string_view kSchemaName = "Demo";
    std::map<std::string, std::vector<DemoActionDto>> actions;
    std::map<std::string, std::string> simulator_urls;
};
BOOST_DESCRIBE_STRUCT(DemoDto, (), (actions, simulator_urls))
inline constexpr FieldRule kDemoRules[]{
    {.field = "actions", .doc = "By home: what can be made to happen there"},
    {.field = "simulator_urls", .doc = "By home: where its simulated Home Assistant listens"}};
constexpr std::span<const FieldRule> rules_for(const DemoDto*) {
    return kDemoRules;
}

struct DemoRequest {
    static constexpr std::string_view kSchemaName = "DemoRequest";
    std::string action;
    std::optional<HomeId> home;
};
BOOST_DESCRIBE_STRUCT(DemoRequest, (), (action, home))
inline constexpr FieldRule kDemoRequestRules[]{
    {.field = "action", .max_length = 64},
    {.field = "home", .doc = "Where it is to happen; left out: in the first of your homes"}};
constexpr std::span<const FieldRule> rules_for(const DemoRequest*) {
    return kDemoRequestRules;
}

struct DemoResultDto {
    static constexpr std::string_view kSchemaName = "DemoResult";
    std::int64_t received_ms = 0;
    std::int64_t at_ms = 0;
    std::int64_t answered_ms = 0;
};
BOOST_DESCRIBE_STRUCT(DemoResultDto, (), (received_ms, at_ms, answered_ms))
inline constexpr FieldRule kDemoResultRules[]{
    {.field = "received_ms",
     .doc = "When the server took up the request, ms since 1970 by the one clock that it shares "
            "with its simulated homes"},
    {.field = "at_ms", .doc = "When the simulated home first said something new"},
    {.field = "answered_ms", .doc = "When the server answered"}};
constexpr std::span<const FieldRule> rules_for(const DemoResultDto*) {
    return kDemoResultRules;
}

}  // namespace ohmstead::api
