#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "api/dto_energy.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/corrections/overlay.hpp"
#include "domain/corrections/suspects.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

struct CorrectionRequest {
    static constexpr std::string_view kSchemaName = "CorrectionRequest";
    HomeId home;
    std::string channel;
    Instant from{};
    Instant to{};
    OverlayKind kind = OverlayKind::flat;
    std::optional<double> amount;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CorrectionRequest, (), (home, channel, from, to, kind, amount, reason))
inline constexpr FieldRule kCorrectionRequestRules[]{
    {.field = "channel", .max_length = 20, .doc = "One whose amounts are summed"},
    {.field = "from", .doc = "On a quarter of an hour"},
    {.field = "to",
     .doc = "On a quarter of an hour, not included; at most 92 days later, and in the past"},
    {.field = "kind",
     .doc = "flat: the amount, spread evenly; proportional: the amount, spread as the slots stand "
            "now; unknown: nothing is known of the span"},
    {.field = "amount", .doc = "Of the whole span, in kWh or m³; not with unknown"},
    {.field = "reason", .max_length = 500, .doc = "Why, for those who see it later"}};
constexpr std::span<const FieldRule> rules_for(const CorrectionRequest*) {
    return kCorrectionRequestRules;
}

struct CorrectionPath {
    HomeId home;
    OverlayId correction;
};
BOOST_DESCRIBE_STRUCT(CorrectionPath, (), (home, correction))

struct SignatureDto {
    static constexpr std::string_view kSchemaName = "Signature";
    std::string user;
    std::string name;
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(SignatureDto, (), (user, name, at))
inline constexpr FieldRule kSignatureRules[]{{.field = "name", .doc = "As it was then"}};
constexpr std::span<const FieldRule> rules_for(const SignatureDto*) {
    return kSignatureRules;
}

struct CorrectionDto {
    static constexpr std::string_view kSchemaName = "Correction";
    OverlayId id;
    ChannelId channel;
    Instant from{};
    Instant to{};
    OverlayKind kind = OverlayKind::flat;
    std::optional<double> amount;
    std::string reason;
    SignatureDto made;
    std::optional<SignatureDto> undone;
};
BOOST_DESCRIBE_STRUCT(CorrectionDto, (),
                      (id, channel, from, to, kind, amount, reason, made, undone))
inline constexpr FieldRule kCorrectionRules[]{
    {.field = "amount",
     .null_when_absent = true,
     .doc = "Of the whole span, in kWh or m³; null: nothing is known"},
    {.field = "undone", .null_when_absent = true, .doc = "null: it is in force"}};
constexpr std::span<const FieldRule> rules_for(const CorrectionDto*) {
    return kCorrectionRules;
}

struct CorrectionList {
    static constexpr std::string_view kSchemaName = "CorrectionList";
    std::vector<CorrectionDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(CorrectionList, (), (items, next))
inline constexpr FieldRule kCorrectionListRules[]{{.field = "items", .doc = "Newest first"},
                                                  {.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const CorrectionList*) {
    return kCorrectionListRules;
}

struct BeforeAndAfter {
    static constexpr std::string_view kSchemaName = "BeforeAndAfter";
    EnergyValues before;
    EnergyValues after;
};
BOOST_DESCRIBE_STRUCT(BeforeAndAfter, (), (before, after))

struct CorrectionPreview {
    static constexpr std::string_view kSchemaName = "CorrectionPreview";
    std::string time_zone;
    std::vector<Instant> t;
    std::vector<Instant> t_end;
    BeforeAndAfter channel;
    std::map<std::string, BeforeAndAfter> roles;
    std::optional<BeforeAndAfter> home;
};
BOOST_DESCRIBE_STRUCT(CorrectionPreview, (), (time_zone, t, t_end, channel, roles, home))
inline constexpr FieldRule kCorrectionPreviewRules[]{
    {.field = "t", .doc = "Where each local day that it touches starts"},
    {.field = "channel", .doc = "Of the corrected channel, in kWh or m³"},
    {.field = "roles", .doc = "kWh of the roles whose sums it changes"},
    {.field = "home", .doc = "kWh that the home itself used"}};
constexpr std::span<const FieldRule> rules_for(const CorrectionPreview*) {
    return kCorrectionPreviewRules;
}

struct SuspectQuery {
    HomeId home;
    std::string from;
    std::string to;
};
BOOST_DESCRIBE_STRUCT(SuspectQuery, (), (home, from, to))
inline constexpr FieldRule kSuspectQueryRules[]{
    {.field = "from", .max_length = 40, .doc = "RFC 3339, or a local date of the home"},
    {.field = "to",
     .max_length = 40,
     .doc = "RFC 3339, or a local date; not included, at most 366 days later"}};
constexpr std::span<const FieldRule> rules_for(const SuspectQuery*) {
    return kSuspectQueryRules;
}

struct SuspectDto {
    static constexpr std::string_view kSchemaName = "Suspect";
    SuspectCode code = SuspectCode::outlier;
    std::optional<ChannelId> channel;
    Instant from{};
    Instant to{};
    double amount = 0;
    double limit = 0;
    std::optional<Instant> at;
};
BOOST_DESCRIBE_STRUCT(SuspectDto, (), (code, channel, from, to, amount, limit, at))
inline constexpr FieldRule kSuspectRules[]{
    {.field = "code",
     .doc =
         "outlier: far more than the channel otherwise has in a slot; negative_balance: more "
         "left the home than came in; hole: nothing is known between slots that are; quarantined: "
         "a counter rose by more than is plausible, which is not booked; reset: it went on from "
         "a lower level, and what was used meanwhile is not known"},
    {.field = "channel", .null_when_absent = true, .doc = "null: the balance of all"},
    {.field = "amount",
     .doc =
         "In kWh or m³: of an outlier its amount, of a negative balance what is missing, of what "
         "a counter did what would be booked if it was used"},
    {.field = "limit", .doc = "Above which a slot stands out, in kWh or m³; otherwise 0"},
    {.field = "at",
     .null_when_absent = true,
     .doc = "Of what a counter did: by which it is decided; otherwise null"}};
constexpr std::span<const FieldRule> rules_for(const SuspectDto*) {
    return kSuspectRules;
}

struct SuspectList {
    static constexpr std::string_view kSchemaName = "SuspectList";
    std::vector<SuspectDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(SuspectList, (), (items, next))
inline constexpr FieldRule kSuspectListRules[]{
    {.field = "items", .doc = "By time, the first 1,000"},
    {.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const SuspectList*) {
    return kSuspectListRules;
}

}  // namespace ohmstead::api
