#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/home/channel.hpp"
#include "home_assistant/connection_status.hpp"
#include "home_assistant/discovery.hpp"
#include "home_assistant/test_connection.hpp"
#include "reflect/field_rule.hpp"
#include "reflect/values.hpp"

namespace ohmstead::api {

struct Backfill {
    static constexpr std::string_view kSchemaName = "Backfill";
    bool running = false;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(Backfill, (), (running, done, total))

struct PastDto {
    static constexpr std::string_view kSchemaName = "Past";
    std::uint64_t sources = 0;
    std::uint64_t complete = 0;
    std::optional<Instant> reached;
    bool stalled = false;
};
BOOST_DESCRIBE_STRUCT(PastDto, (), (sources, complete, reached, stalled))
inline constexpr FieldRule kPastRules[]{
    {.field = "sources", .doc = "Counters whose past is imported from Home Assistant's statistics"},
    {.field = "complete", .doc = "Of these, imported to their first day"},
    {.field = "reached", .null_when_absent = true, .doc = "How far back the others have come"},
    {.field = "stalled", .doc = "Home Assistant did not answer; it is tried again"}};
constexpr std::span<const FieldRule> rules_for(const PastDto*) {
    return kPastRules;
}

struct NoticeDto {
    static constexpr std::string_view kSchemaName = "Notice";
    Instant at{};
    std::string source;
    home_assistant::NoticeCode code = home_assistant::NoticeCode::missing;
    std::string message;
};
BOOST_DESCRIBE_STRUCT(NoticeDto, (), (at, source, code, message))
inline constexpr FieldRule kNoticeRules[]{
    {.field = "source", .doc = "An entity's id, or \"Home Assistant\""},
    {.field = "message", .doc = "One plain sentence, behind the source"}};
constexpr std::span<const FieldRule> rules_for(const NoticeDto*) {
    return kNoticeRules;
}

struct ConnectionDto {
    static constexpr std::string_view kSchemaName = "Connection";
    std::optional<std::string> url;
    std::string token;  // "set" or "not_set": it is write-only
    home_assistant::ConnectionState state = home_assistant::ConnectionState::not_configured;
    std::optional<home_assistant::ConnectionFault> fault;
    std::string message;
    bool by_agent = false;
    std::optional<Instant> since;
    std::optional<std::string> home_assistant_version;
    std::optional<Instant> last_event_at;
    std::optional<Instant> retry_at;
    std::optional<std::string> tls_fingerprint;
    Backfill backfill;
    PastDto past;
    std::vector<NoticeDto> notices;
};
BOOST_DESCRIBE_STRUCT(ConnectionDto, (),
                      (url, token, state, fault, message, by_agent, since, home_assistant_version,
                       last_event_at, retry_at, tls_fingerprint, backfill, past, notices))
inline constexpr FieldRule kConnectionRules[]{
    {.field = "url", .null_when_absent = true},
    {.field = "token", .doc = "\"set\" or \"not_set\"; the token itself is never shown"},
    {.field = "fault",
     .null_when_absent = true,
     .doc = "Why no values come; null while all is well or under way"},
    {.field = "message", .doc = "One plain sentence"},
    {.field = "by_agent",
     .doc = "The home's agent keeps the connection, at the home: it is not set here"},
    {.field = "since", .null_when_absent = true, .doc = "null: it has always been so"},
    {.field = "home_assistant_version", .null_when_absent = true},
    {.field = "last_event_at",
     .null_when_absent = true,
     .doc = "When a value last came; of an agent, when it was last heard of"},
    {.field = "retry_at", .null_when_absent = true},
    {.field = "tls_fingerprint", .doc = "The one certificate that is trusted, if one is pinned"},
    {.field = "notices",
     .doc = "What sources got wrong since the server started: the last 5, newest first"}};
constexpr std::span<const FieldRule> rules_for(const ConnectionDto*) {
    return kConnectionRules;
}

struct ConnectionEdit {
    static constexpr std::string_view kSchemaName = "ConnectionEdit";
    HomeId home;
    std::string url;
    std::optional<std::string> token;
    Patch<std::string> tls_fingerprint;
};
BOOST_DESCRIBE_STRUCT(ConnectionEdit, (), (home, url, token, tls_fingerprint))
inline constexpr FieldRule kConnectionEditRules[]{
    {.field = "url", .min_length = 1, .max_length = 300, .format = &formats::one_line},
    {.field = "token",
     .min_length = 1,
     .max_length = 4096,
     .format = &formats::one_line,
     .doc = "Left out: the stored one, which goes only to the scheme, host and port that it was "
            "given for"},
    {.field = "tls_fingerprint",
     .format = &formats::sha256,
     .doc = "SHA-256 of the one certificate to trust, for an https address. Left out: the stored "
            "one, unless the address names another host. null: what the system trusts"}};
constexpr std::span<const FieldRule> rules_for(const ConnectionEdit*) {
    return kConnectionEditRules;
}

struct ConnectionTestDto {
    static constexpr std::string_view kSchemaName = "ConnectionTest";
    bool ok = false;
    home_assistant::TestCode code = home_assistant::TestCode::unreachable;
    std::string message;
    std::optional<std::string> version;
    std::optional<std::string> location_name;
    std::optional<std::string> time_zone;
    std::optional<std::string> currency;
    std::optional<std::string> country;
    std::optional<std::string> tls_fingerprint;
};
BOOST_DESCRIBE_STRUCT(ConnectionTestDto, (),
                      (ok, code, message, version, location_name, time_zone, currency, country,
                       tls_fingerprint))
inline constexpr FieldRule kConnectionTestRules[]{
    {.field = "tls_fingerprint",
     .doc = "SHA-256 of the certificate that was shown and is not trusted"}};
constexpr std::span<const FieldRule> rules_for(const ConnectionTestDto*) {
    return kConnectionTestRules;
}

struct SourceDto {
    static constexpr std::string_view kSchemaName = "Source";
    SourceType type = SourceType::entity;
    std::string id;
};
BOOST_DESCRIBE_STRUCT(SourceDto, (), (type, id))
inline constexpr FieldRule kSourceRules[]{
    {.field = "id", .max_length = 255, .format = &formats::one_line, .has_default = true}};
constexpr std::span<const FieldRule> rules_for(const SourceDto*) {
    return kSourceRules;
}

struct PowerSource {
    static constexpr std::string_view kSchemaName = "PowerSource";
    std::string id;
    SignPart sign = SignPart::both;
    bool invert = false;
};
BOOST_DESCRIBE_STRUCT(PowerSource, (), (id, sign, invert))

struct ProposalDto {
    static constexpr std::string_view kSchemaName = "Proposal";
    std::string key;
    std::string name;
    ChannelRole role = ChannelRole::device;
    std::optional<DeviceKind> kind;
    SourceDto source;
    Measure measure = Measure::counter;
    SignPart sign = SignPart::both;
    bool invert = false;
    std::string unit;
    std::optional<std::string> included_in;
    std::optional<std::string> register_;
    std::optional<std::string> phase;
    std::optional<std::string> area;
    std::optional<std::string> device_id;
    std::optional<std::string> device_entity;
    std::optional<PowerSource> power_source;
    bool power_from_preference = false;
    home_assistant::ProposalReason reason = home_assistant::ProposalReason::named;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(ProposalDto, (),
                      (key, name, role, kind, source, measure, sign, invert, unit, included_in,
                       register_, phase, area, device_id, device_entity, power_source,
                       power_from_preference, reason, why))
inline constexpr FieldRule kProposalRules[]{
    {.field = "power_source", .null_when_absent = true},
    {.field = "power_from_preference",
     .doc = "The energy settings name the source of its power; else it is of the same device"},
    {.field = "why", .doc = "The reason in words, and where its power is from"}};
constexpr std::span<const FieldRule> rules_for(const ProposalDto*) {
    return kProposalRules;
}

struct CandidateDto {
    static constexpr std::string_view kSchemaName = "Candidate";
    std::string entity_id;
    std::string name;
    std::optional<std::string> area;
    std::optional<std::string> device_class;
    std::optional<std::string> state_class;
    std::string unit;
    std::string state;
    Measure measure = Measure::counter;
    std::optional<ChannelRole> suggested_role;
};
BOOST_DESCRIBE_STRUCT(CandidateDto, (),
                      (entity_id, name, area, device_class, state_class, unit, state, measure,
                       suggested_role))

struct DiscoveredHome {
    static constexpr std::string_view kSchemaName = "DiscoveredHome";
    std::string location_name;
    std::string time_zone;
    std::string currency;
    std::string country;
};
BOOST_DESCRIBE_STRUCT(DiscoveredHome, (), (location_name, time_zone, currency, country))

struct WarningDto {
    static constexpr std::string_view kSchemaName = "DiscoveryWarning";
    home_assistant::DiscoveryWarningCode code =
        home_assistant::DiscoveryWarningCode::missing_entity;
    std::string message;
    std::vector<std::string> sources;
};
BOOST_DESCRIBE_STRUCT(WarningDto, (), (code, message, sources))

struct DiscoveryDto {
    static constexpr std::string_view kSchemaName = "Discovery";
    DiscoveredHome home;
    bool has_energy_preferences = false;
    std::vector<ProposalDto> proposals;
    std::vector<CandidateDto> candidates;
    std::vector<WarningDto> warnings;
};
BOOST_DESCRIBE_STRUCT(DiscoveryDto, (),
                      (home, has_energy_preferences, proposals, candidates, warnings))

}  // namespace ohmstead::api
