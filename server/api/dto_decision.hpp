#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/home/channel.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

struct LevelDecisionDto {
    static constexpr std::string_view kSchemaName = "LevelDecision";
    ChannelId channel;
    Instant at{};
    MeterVerdict verdict = MeterVerdict::booked;
    std::optional<Instant> since;
    std::optional<double> amount;
    bool applied = false;
};
BOOST_DESCRIBE_STRUCT(LevelDecisionDto, (), (channel, at, verdict, since, amount, applied))
inline constexpr FieldRule kLevelDecisionRules[]{
    {.field = "at", .doc = "When the counter came to its new level"},
    {.field = "verdict",
     .doc = "booked: it rose and all of that was used; restarted: it began again from 0 and what "
            "it says was used; left_out: nothing is booked"},
    {.field = "since",
     .null_when_absent = true,
     .doc = "When it was last heard of before; null: no reading tells of that level any more"},
    {.field = "amount", .null_when_absent = true, .doc = "What it is about, in kWh or m³"},
    {.field = "applied", .doc = "false: the home's engine has not worked it in yet"}};
constexpr std::span<const FieldRule> rules_for(const LevelDecisionDto*) {
    return kLevelDecisionRules;
}

struct LevelDecisionList {
    static constexpr std::string_view kSchemaName = "LevelDecisionList";
    std::vector<LevelDecisionDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(LevelDecisionList, (), (items, next))
inline constexpr FieldRule kLevelDecisionListRules[]{
    {.field = "items", .doc = "Newest level first"}, {.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const LevelDecisionList*) {
    return kLevelDecisionListRules;
}

struct DecideLevel {
    static constexpr std::string_view kSchemaName = "DecideLevel";
    HomeId home;
    ChannelId channel;
    Instant at{};
    MeterVerdict verdict = MeterVerdict::booked;
};
BOOST_DESCRIBE_STRUCT(DecideLevel, (), (home, channel, at, verdict))
inline constexpr FieldRule kDecideLevelRules[]{
    {.field = "at", .doc = "As the suspect says"},
    {.field = "verdict",
     .doc = "booked, of what is quarantined; restarted, of a reset; or left_out"}};
constexpr std::span<const FieldRule> rules_for(const DecideLevel*) {
    return kDecideLevelRules;
}

struct LevelDecisionPath {
    HomeId home;
    ChannelId channel;
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(LevelDecisionPath, (), (home, channel, at))

}  // namespace ohmstead::api
