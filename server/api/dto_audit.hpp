#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "reflect/field_rule.hpp"
#include "store/audit_log.hpp"

namespace ohmstead::api {

struct AuditEntryDto {
    static constexpr std::string_view kSchemaName = "AuditEntry";
    AuditId id;
    Instant at{};
    UserId by;
    std::string by_name;
    AuditAction action = AuditAction::switch_on;
    std::string subject;
    std::string subject_name;
};
BOOST_DESCRIBE_STRUCT(AuditEntryDto, (), (id, at, by, by_name, action, subject, subject_name))
inline constexpr FieldRule kAuditEntryRules[]{
    {.field = "by_name", .doc = "As the person was called then"},
    {.field = "subject", .doc = "The id of what it was done to: of a device"},
    {.field = "subject_name", .doc = "As it was called then"}};
constexpr std::span<const FieldRule> rules_for(const AuditEntryDto*) {
    return kAuditEntryRules;
}

struct AuditTrail {
    static constexpr std::string_view kSchemaName = "AuditTrail";
    std::vector<AuditEntryDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(AuditTrail, (), (items, next))
inline constexpr FieldRule kAuditTrailRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const AuditTrail*) {
    return kAuditTrailRules;
}

}  // namespace ohmstead::api
