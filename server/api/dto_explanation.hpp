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
    bool only_complete = false;
};
BOOST_DESCRIBE_STRUCT(ExplainQuery, (), (home, from, to, figure, channel, only_complete))
inline constexpr FieldRule kExplainQueryRules[]{
    {.field = "from", .max_length = 40, .doc = "RFC 3339, or a local date of the home"},
    {.field = "to",
     .max_length = 40,
     .doc = "RFC 3339, or a local date; not included, at most 40 years later"},
    {.field = "figure",
     .doc = "A figure of /energy, or used_so_far: what the home has used today, as /live says it"},
    {.field = "channel",
     .max_length = 20,
     .has_default = true,
     .doc = "Which one, for channel, own and gas_energy"},
    {.field = "only_complete", .has_default = true, .doc = "As in /energy"}};
constexpr std::span<const FieldRule> rules_for(const ExplainQuery*) {
    return kExplainQueryRules;
}

enum class RowKind { slot, day, month };
BOOST_DESCRIBE_ENUM(RowKind, slot, day, month)
// A share is one of 0..1.
enum class AmountUnit { kwh, m3, kg, share };
BOOST_DESCRIBE_ENUM(AmountUnit, kwh, m3, kg, share)

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
    {.field = "quality", .doc = "Per slot; empty where rows are longer"},
    {.field = "correction", .doc = "Per slot: the correction that decides it, or null"},
    {.field = "given", .doc = "Per slot: what the sources gave, under a correction too"}};
constexpr std::span<const FieldRule> rules_for(const ExplainedInput*) {
    return kExplainedInputRules;
}

struct ExplainedTerm {
    static constexpr std::string_view kSchemaName = "ExplainedTerm";
    Figure figure = Figure::home;
    std::optional<double> amount;
    EnergyValues amounts;
};
BOOST_DESCRIBE_STRUCT(ExplainedTerm, (), (figure, amount, amounts))
inline constexpr FieldRule kExplainedTermRules[]{
    {.field = "amount",
     .null_when_absent = true,
     .doc = "kWh: the sum of the amounts that are known; null: none is"},
    {.field = "amounts", .doc = "Per row; null: not known"}};
constexpr std::span<const FieldRule> rules_for(const ExplainedTerm*) {
    return kExplainedTermRules;
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
    double deficit = 0;
    DeficitReason reason = DeficitReason::none;
    std::vector<Instant> t;
    std::vector<Instant> t_end;
    EnergyValues amounts;
    std::vector<ExplainedTerm> terms;
    EnergyValues intensity;
    EnergyValues calorific;
    std::vector<ExplainedInput> inputs;
    std::vector<CorrectionDto> corrections;
    std::vector<std::string> links;
};
BOOST_DESCRIBE_STRUCT(ExplanationDto, (),
                      (home_id, time_zone, figure, channel, unit, formula, text, rows, amount,
                       deficit, reason, t, t_end, amounts, terms, intensity, calorific, inputs,
                       corrections, links))
inline constexpr FieldRule kExplanationRules[]{
    {.field = "channel", .null_when_absent = true},
    {.field = "formula", .doc = "How the figure comes about, for programs"},
    {.field = "text", .doc = "The same in words"},
    {.field = "rows",
     .doc = "What t, amounts and the inputs have one entry for: a slot in spans "
            "of up to 31 days, a local day in those of up to 366, otherwise a local month"},
    {.field = "amount",
     .null_when_absent = true,
     .doc = "The figure: the sum of the amounts that are known, or, of a share, what the formula "
            "makes of the terms; null: there is none"},
    {.field = "deficit",
     .doc = "What that sum is below 0 by, where the figure is 0 instead: of used_so_far, "
            "untracked and own"},
    {.field = "reason", .doc = "Of untracked: why it would be negative, as in /energy"},
    {.field = "amounts",
     .doc = "Of the figure, per row; null: not known. Empty for a share, which is made of the "
            "terms' sums"},
    {.field = "terms", .doc = "The figures that this one is made of"},
    {.field = "intensity", .doc = "Of carbon, per row: g/kWh; null: not known"},
    {.field = "calorific",
     .doc = "Of gas_energy, per row: kWh per m3; null: none, or more than one"},
    {.field = "inputs", .doc = "The channels that the figure is made of"},
    {.field = "corrections", .doc = "Those that are over the inputs"},
    {.field = "links", .doc = "Where rows are no slots: where each is explained slot by slot"}};
constexpr std::span<const FieldRule> rules_for(const ExplanationDto*) {
    return kExplanationRules;
}

}  // namespace ohmstead::api
