#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "api/dto_correction.hpp"
#include "ledger/explanation.hpp"

namespace ohmstead::api {

struct ExplainQuery {
    HomeId home;
    std::string from;
    std::string to;
    Figure figure = Figure::home;
    std::string channel;
};
BOOST_DESCRIBE_STRUCT(ExplainQuery, (), (home, from, to, figure, channel))
inline constexpr FieldRule kExplainQueryRules[]{
    {.field = "from", .max_length = 40, .doc = "RFC 3339, or a local date of the home"},
    {.field = "to",
     .max_length = 40,
     .doc = "RFC 3339, or a local date; not included, at most 366 days later"},
    {.field = "figure", .doc = "A sum of /energy"},
    {.field = "channel",
     .max_length = 20,
     .has_default = true,
     .doc = "Which one, for the figure of a channel"}};
constexpr std::span<const FieldRule> rules_for(const ExplainQuery*) {
    return kExplainQueryRules;
}

enum class RowKind { slot, day };
BOOST_DESCRIBE_ENUM(RowKind, slot, day)
enum class AmountUnit { kwh, m3 };
BOOST_DESCRIBE_ENUM(AmountUnit, kwh, m3)

struct ExplainedInput {
    static constexpr std::string_view kSchemaName = "ExplainedInput";
    ChannelId channel;
    std::string name;
    ChannelRole role = ChannelRole::device;
    EnergyValues amount;
    std::vector<Quality> quality;
    std::vector<std::optional<OverlayId>> correction;
    EnergyValues given;
};
BOOST_DESCRIBE_STRUCT(ExplainedInput, (), (channel, name, role, amount, quality, correction, given))
inline constexpr FieldRule kExplainedInputRules[]{
    {.field = "amount", .doc = "Per row, as it counts; null: not known"},
    {.field = "quality", .doc = "Per slot; empty where rows are days"},
    {.field = "correction", .doc = "Per slot: the correction that decides it, or null"},
    {.field = "given", .doc = "Per slot: what the sources gave, under a correction too"}};
constexpr std::span<const FieldRule> rules_for(const ExplainedInput*) {
    return kExplainedInputRules;
}

struct ExplanationDto {
    static constexpr std::string_view kSchemaName = "Explanation";
    HomeId home_id;
    std::string time_zone;
    Figure figure = Figure::home;
    std::optional<ChannelId> channel;
    AmountUnit unit = AmountUnit::kwh;
    Formula formula = Formula::sum_of_slots;
    std::string text;
    RowKind rows = RowKind::slot;
    std::optional<double> amount;
    std::vector<Instant> t;
    std::vector<Instant> t_end;
    EnergyValues amounts;
    std::vector<ExplainedInput> inputs;
    std::vector<CorrectionDto> corrections;
    std::vector<std::string> links;
};
BOOST_DESCRIBE_STRUCT(ExplanationDto, (),
                      (home_id, time_zone, figure, channel, unit, formula, text, rows, amount, t,
                       t_end, amounts, inputs, corrections, links))
inline constexpr FieldRule kExplanationRules[]{
    {.field = "channel", .null_when_absent = true},
    {.field = "formula", .doc = "How the figure comes about, for programs"},
    {.field = "text", .doc = "The same in words"},
    {.field = "rows",
     .doc = "What t, amounts and the inputs have one entry for: a slot in spans "
            "of up to 31 days, otherwise a local day"},
    {.field = "amount",
     .null_when_absent = true,
     .doc = "The figure: the sum of the amounts that are known; null: none is"},
    {.field = "amounts", .doc = "Of the figure, per row; null: not known"},
    {.field = "inputs", .doc = "The channels that the figure is made of"},
    {.field = "corrections", .doc = "Those that are over the inputs"},
    {.field = "links", .doc = "Where rows are days: where each is explained slot by slot"}};
constexpr std::span<const FieldRule> rules_for(const ExplanationDto*) {
    return kExplanationRules;
}

}  // namespace ohmstead::api
