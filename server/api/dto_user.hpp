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
#include "reflect/values.hpp"

namespace ohmstead::api {

struct UserDto {
    static constexpr std::string_view kSchemaName = "User";
    UserId id;
    std::string name;
    std::string email;
    ServerRole server_role = ServerRole::none;
    bool disabled = false;
    Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(UserDto, (), (id, name, email, server_role, disabled, created_at))

struct UserList {
    static constexpr std::string_view kSchemaName = "UserList";
    std::vector<UserDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(UserList, (), (items, next))
inline constexpr FieldRule kUserListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const UserList*) {
    return kUserListRules;
}

struct UserPath {
    UserId user;
};
BOOST_DESCRIBE_STRUCT(UserPath, (), (user))

struct ResetLink {
    static constexpr std::string_view kSchemaName = "ResetLink";
    std::string token;
};
BOOST_DESCRIBE_STRUCT(ResetLink, (), (token))
inline constexpr FieldRule kResetLinkRules[]{
    {.field = "token", .doc = "Shown this once; the link is reset#token=… of this server"}};
constexpr std::span<const FieldRule> rules_for(const ResetLink*) {
    return kResetLinkRules;
}

// A merge patch: what is left out stays as it is.
struct ChangeUser {
    static constexpr std::string_view kSchemaName = "ChangeUser";
    UserId user;
    Patch<ServerRole> server_role;
    Patch<bool> disabled;
};
BOOST_DESCRIBE_STRUCT(ChangeUser, (), (user, server_role, disabled))
inline constexpr FieldRule kChangeUserRules[]{
    {.field = "disabled", .doc = "Whoever is, is signed out at once and cannot sign in"}};
constexpr std::span<const FieldRule> rules_for(const ChangeUser*) {
    return kChangeUserRules;
}

}  // namespace ohmstead::api
