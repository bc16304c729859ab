#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "home_assistant/past_keeper.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

enum class ParityReason {
    reset,
    fell,
    spike,
    adjusted,
    hole,
    zone_cut,
    hand_over,  // a binding of the channel begins or ends in that month
    border,     // it ends among states, which tell finer than Home Assistant's rows what was when
    not_finished,  // the past is still being imported, or its slots are not made yet
    unexplained,
};
BOOST_DESCRIBE_ENUM(ParityReason, reset, fell, spike, adjusted, hole, zone_cut, hand_over, border,
                    not_finished, unexplained)

struct ParitySpan {
    static constexpr std::string_view kSchemaName = "ParitySpan";
    Instant from;
    Instant to;

    friend bool operator==(const ParitySpan&, const ParitySpan&) = default;
};
BOOST_DESCRIBE_STRUCT(ParitySpan, (), (from, to))

struct ParityMonth {
    static constexpr std::string_view kSchemaName = "ParityMonth";
    std::string month;
    home_assistant::StatisticsPeriod period = home_assistant::StatisticsPeriod::hour;
    double ours = 0;
    double theirs = 0;
    double difference = 0;
    std::vector<ParityReason> reasons;
    std::vector<ParitySpan> spans;
};
BOOST_DESCRIBE_STRUCT(ParityMonth, (), (month, period, ours, theirs, difference, reasons, spans))
inline constexpr FieldRule kParityMonthRules[]{
    {.field = "month", .doc = "Of the home's calendar: yyyy-mm"},
    {.field = "period", .doc = "What rows of Home Assistant's statistics the sums are of"},
    {.field = "ours", .doc = "In kWh, or m3 for gas and water"},
    {.field = "theirs", .doc = "What Home Assistant has booked"},
    {.field = "difference", .doc = "Ours less theirs"},
    {.field = "reasons", .doc = "Why they differ; none when they do not"},
    {.field = "spans", .doc = "What ours is the sum over, one after another; see /explain"}};
constexpr std::span<const FieldRule> rules_for(const ParityMonth*) {
    return kParityMonthRules;
}

struct ParityChannel {
    static constexpr std::string_view kSchemaName = "ParityChannel";
    ChannelId channel;
    bool complete = false;
    std::vector<ParityMonth> months;
};
BOOST_DESCRIBE_STRUCT(ParityChannel, (), (channel, complete, months))
inline constexpr FieldRule kParityChannelRules[]{
    {.field = "complete", .doc = "All of its past is imported and metered"},
    {.field = "months", .doc = "From the oldest; hours and five minutes apart"}};
constexpr std::span<const FieldRule> rules_for(const ParityChannel*) {
    return kParityChannelRules;
}

struct ParityDto {
    static constexpr std::string_view kSchemaName = "Parity";
    std::vector<ParityChannel> channels;
};
BOOST_DESCRIBE_STRUCT(ParityDto, (), (channels))

}  // namespace ohmstead::api
