#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/access/permission.hpp"
#include "reflect/field_rule.hpp"
#include "store/access_log.hpp"

namespace ohmstead::api {

struct TermsDto {
    static constexpr std::string_view kSchemaName = "ConsentTerms";
    std::vector<SharedField> fields;
    Detail detail = Detail::day;
    Instant history_from{};
    Instant starts_at{};
    Instant ends_at{};
};
BOOST_DESCRIBE_STRUCT(TermsDto, (), (fields, detail, history_from, starts_at, ends_at))
inline constexpr FieldRule kTermsRules[]{
    {.field = "fields", .min_length = 1, .max_length = 7},
    {.field = "detail", .doc = "The finest that is seen: live, slot (15 minutes), day or month"},
    {.field = "history_from", .doc = "Nothing older is seen"},
    {.field = "starts_at", .doc = "Nothing is seen before this time"},
    {.field = "ends_at", .doc = "Nothing is seen from this time on, nor anything of it"}};
constexpr std::span<const FieldRule> rules_for(const TermsDto*) {
    return kTermsRules;
}

struct AskingProvider {
    static constexpr std::string_view kSchemaName = "AskingProvider";
    ProviderId id;
    std::string name;
    std::string policy_link;
    std::string contact;
};
BOOST_DESCRIBE_STRUCT(AskingProvider, (), (id, name, policy_link, contact))
inline constexpr FieldRule kAskingProviderRules[]{
    {.field = "policy_link", .doc = "What it does with what it sees"}};
constexpr std::span<const FieldRule> rules_for(const AskingProvider*) {
    return kAskingProviderRules;
}

struct PermissionChangeDto {
    static constexpr std::string_view kSchemaName = "PermissionChange";
    PermissionState state = PermissionState::requested;
    Instant at{};
    std::string by_name;
};
BOOST_DESCRIBE_STRUCT(PermissionChangeDto, (), (state, at, by_name))
inline constexpr FieldRule kPermissionChangeRules[]{
    {.field = "by_name", .doc = "As the person was called then; empty where time did it"}};
constexpr std::span<const FieldRule> rules_for(const PermissionChangeDto*) {
    return kPermissionChangeRules;
}

struct PermissionDto {
    static constexpr std::string_view kSchemaName = "Permission";
    PermissionId id;
    AskingProvider provider;
    std::string purpose;
    PermissionState state = PermissionState::requested;
    TermsDto asked;
    std::optional<TermsDto> given;
    Instant answer_by{};
    std::vector<PermissionChangeDto> history;
};
BOOST_DESCRIBE_STRUCT(PermissionDto, (),
                      (id, provider, purpose, state, asked, given, answer_by, history))
inline constexpr FieldRule kPermissionRules[]{
    {.field = "given", .null_when_absent = true, .doc = "Once it was accepted"},
    {.field = "history", .doc = "Every state that it has been in, oldest first"}};
constexpr std::span<const FieldRule> rules_for(const PermissionDto*) {
    return kPermissionRules;
}

struct PermissionList {
    static constexpr std::string_view kSchemaName = "PermissionList";
    std::vector<PermissionDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(PermissionList, (), (items, next))
inline constexpr FieldRule kPermissionListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const PermissionList*) {
    return kPermissionListRules;
}

// A provider's request, taken up for a home.
struct TakeUpRequest {
    static constexpr std::string_view kSchemaName = "TakeUpRequest";
    HomeId home;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(TakeUpRequest, (), (home, code))
inline constexpr FieldRule kTakeUpRules[]{
    {.field = "code", .max_length = 64, .doc = "That the provider gave to its customer"}};
constexpr std::span<const FieldRule> rules_for(const TakeUpRequest*) {
    return kTakeUpRules;
}

// The address of a permission in a path.
struct PermissionPath {
    HomeId home;
    PermissionId permission;
};
BOOST_DESCRIBE_STRUCT(PermissionPath, (), (home, permission))

// What is left out is given as it was asked for.
struct AcceptPermission {
    static constexpr std::string_view kSchemaName = "AcceptPermission";
    HomeId home;
    PermissionId permission;
    std::optional<std::vector<SharedField>> fields;
    std::optional<Detail> detail;
    std::optional<Instant> history_from;
    std::optional<Instant> starts_at;
    std::optional<Instant> ends_at;
};
BOOST_DESCRIBE_STRUCT(AcceptPermission, (),
                      (home, permission, fields, detail, history_from, starts_at, ends_at))
inline constexpr FieldRule kAcceptRules[]{
    {.field = "fields", .doc = "Some of those asked for"},
    {.field = "detail", .doc = "No finer than asked for"},
    {.field = "history_from", .doc = "No earlier than asked for"},
    {.field = "starts_at", .doc = "No earlier than asked for"},
    {.field = "ends_at", .doc = "No later than asked for"}};
constexpr std::span<const FieldRule> rules_for(const AcceptPermission*) {
    return kAcceptRules;
}

struct AccessLogQuery {
    HomeId home;
    std::optional<std::string> after;
};
BOOST_DESCRIBE_STRUCT(AccessLogQuery, (), (home, after))
inline constexpr FieldRule kAccessLogQueryRules[]{
    {.field = "after", .doc = "The `next` of the page before"}};
constexpr std::span<const FieldRule> rules_for(const AccessLogQuery*) {
    return kAccessLogQueryRules;
}

struct AccessEntryDto {
    static constexpr std::string_view kSchemaName = "AccessEntry";
    Instant at{};
    Instant last_at{};
    UserId by;
    std::string by_name;
    std::string organisation;
    AccessKind kind = AccessKind::home;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(AccessEntryDto, (), (at, last_at, by, by_name, organisation, kind, count))
inline constexpr FieldRule kAccessEntryRules[]{
    {.field = "at", .doc = "The minute in which they looked"},
    {.field = "last_at", .doc = "When they looked last in it"},
    {.field = "by_name", .doc = "As the person was called then"},
    {.field = "organisation", .doc = "Whose staff they are; empty for a visiting operator"},
    {.field = "count", .doc = "How often they did in that minute"}};
constexpr std::span<const FieldRule> rules_for(const AccessEntryDto*) {
    return kAccessEntryRules;
}

struct AccessLogDto {
    static constexpr std::string_view kSchemaName = "AccessLog";
    std::vector<AccessEntryDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(AccessLogDto, (), (items, next))
inline constexpr FieldRule kAccessLogRules[]{
    {.field = "next",
     .null_when_absent = true,
     .doc = "Asked for as `after`, it brings what is older; null when that is all"}};
constexpr std::span<const FieldRule> rules_for(const AccessLogDto*) {
    return kAccessLogRules;
}

TermsDto to_dto(const ConsentTerms& terms);
ConsentTerms terms_of(const TermsDto& dto);

}  // namespace ohmstead::api
