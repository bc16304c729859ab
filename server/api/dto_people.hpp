#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/access/roles.hpp"
#include "reflect/field_rule.hpp"
#include "store/visit_store.hpp"

namespace ohmstead::api {

struct MemberDto {
    static constexpr std::string_view kSchemaName = "Member";
    UserId user;
    std::string name;
    std::optional<std::string> email;
    HomeRole role = HomeRole::viewer;
};
BOOST_DESCRIBE_STRUCT(MemberDto, (), (user, name, email, role))
inline constexpr FieldRule kMemberRules[]{
    {.field = "email", .null_when_absent = true, .doc = "For admins of the home alone"}};
constexpr std::span<const FieldRule> rules_for(const MemberDto*) {
    return kMemberRules;
}

struct MemberList {
    static constexpr std::string_view kSchemaName = "MemberList";
    std::vector<MemberDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(MemberList, (), (items, next))
inline constexpr FieldRule kMemberListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const MemberList*) {
    return kMemberListRules;
}

// The address of a member in a path.
struct MemberPath {
    HomeId home;
    UserId user;
};
BOOST_DESCRIBE_STRUCT(MemberPath, (), (home, user))

struct ChangeRole {
    static constexpr std::string_view kSchemaName = "ChangeRole";
    HomeId home;
    UserId user;
    HomeRole role = HomeRole::viewer;
};
BOOST_DESCRIBE_STRUCT(ChangeRole, (), (home, user, role))

struct VisitDto {
    static constexpr std::string_view kSchemaName = "Visit";
    VisitId id;
    UserId by;
    std::string by_name;
    std::string reason;
    Instant began_at{};
    Instant ends_at{};
    bool lasts = false;
};
BOOST_DESCRIBE_STRUCT(VisitDto, (), (id, by, by_name, reason, began_at, ends_at, lasts))
inline constexpr FieldRule kVisitRules[]{
    {.field = "by_name", .doc = "As the operator was called then"},
    {.field = "ends_at", .doc = "Or ended, where it was ended before its time"}};
constexpr std::span<const FieldRule> rules_for(const VisitDto*) {
    return kVisitRules;
}

struct VisitList {
    static constexpr std::string_view kSchemaName = "VisitList";
    std::vector<VisitDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(VisitList, (), (items, next))
inline constexpr FieldRule kVisitListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const VisitList*) {
    return kVisitListRules;
}

struct BeginVisit {
    static constexpr std::string_view kSchemaName = "BeginVisit";
    HomeId home;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(BeginVisit, (), (home, reason))
inline constexpr FieldRule kBeginVisitRules[]{{.field = "reason",
                                               .min_length = 1,
                                               .max_length = 200,
                                               .format = &formats::one_line,
                                               .doc = "The people of the home read it"}};
constexpr std::span<const FieldRule> rules_for(const BeginVisit*) {
    return kBeginVisitRules;
}

struct VisitPath {
    HomeId home;
    VisitId visit;
};
BOOST_DESCRIBE_STRUCT(VisitPath, (), (home, visit))

}  // namespace ohmstead::api
