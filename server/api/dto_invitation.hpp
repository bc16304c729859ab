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
#include "store/invitation_store.hpp"

namespace ohmstead::api {

inline constexpr std::size_t kLongestToken = 200;

struct InvitationDto {
    static constexpr std::string_view kSchemaName = "Invitation";
    InvitationId id;
    HomeRole role = HomeRole::viewer;
    std::string name;
    Handover hand_over = Handover::no;
    std::string by_name;
    Instant created_at{};
    Instant expires_at{};
};
BOOST_DESCRIBE_STRUCT(InvitationDto, (),
                      (id, role, name, hand_over, by_name, created_at, expires_at))
inline constexpr FieldRule kInvitationRules[]{
    {.field = "name", .doc = "Whom it is for"},
    {.field = "hand_over", .doc = "Whether whoever accepts takes the place of all others"}};
constexpr std::span<const FieldRule> rules_for(const InvitationDto*) {
    return kInvitationRules;
}

struct InvitationList {
    static constexpr std::string_view kSchemaName = "InvitationList";
    std::vector<InvitationDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(InvitationList, (), (items, next))
inline constexpr FieldRule kInvitationListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const InvitationList*) {
    return kInvitationListRules;
}

struct Invite {
    static constexpr std::string_view kSchemaName = "Invite";
    HomeId home;
    HomeRole role = HomeRole::viewer;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Invite, (), (home, role, name))
inline constexpr FieldRule kInviteRules[]{{.field = "name",
                                           .min_length = 1,
                                           .max_length = 80,
                                           .format = &formats::one_line,
                                           .doc = "Whom it is for"}};
constexpr std::span<const FieldRule> rules_for(const Invite*) {
    return kInviteRules;
}

struct HandOverHome {
    static constexpr std::string_view kSchemaName = "HandOverHome";
    HomeId home;
    std::string name;
    bool with_past = false;
};
BOOST_DESCRIBE_STRUCT(HandOverHome, (), (home, name, with_past))
inline constexpr FieldRule kHandOverHomeRules[]{
    {.field = "name",
     .min_length = 1,
     .max_length = 80,
     .format = &formats::one_line,
     .doc = "Who is to have the home"},
    {.field = "with_past", .doc = "false: everything that was measured and written is erased"}};
constexpr std::span<const FieldRule> rules_for(const HandOverHome*) {
    return kHandOverHomeRules;
}

struct NewInvitation {
    static constexpr std::string_view kSchemaName = "NewInvitation";
    InvitationDto invitation;
    std::string token;
};
BOOST_DESCRIBE_STRUCT(NewInvitation, (), (invitation, token))
inline constexpr FieldRule kNewInvitationRules[]{
    {.field = "token", .doc = "Shown this once; the link is invitation#token=… of this server"}};
constexpr std::span<const FieldRule> rules_for(const NewInvitation*) {
    return kNewInvitationRules;
}

struct InvitationPath {
    HomeId home;
    InvitationId invitation;
};
BOOST_DESCRIBE_STRUCT(InvitationPath, (), (home, invitation))

struct InvitationToken {
    static constexpr std::string_view kSchemaName = "InvitationToken";
    std::string token;
};
BOOST_DESCRIBE_STRUCT(InvitationToken, (), (token))
inline constexpr FieldRule kInvitationTokenRules[]{{.field = "token", .max_length = kLongestToken}};
constexpr std::span<const FieldRule> rules_for(const InvitationToken*) {
    return kInvitationTokenRules;
}

// What whoever holds the link may know before they accept.
struct InvitationOffer {
    static constexpr std::string_view kSchemaName = "InvitationOffer";
    std::string home_name;
    HomeRole role = HomeRole::viewer;
    std::string name;
    Handover hand_over = Handover::no;
    std::string by_name;
    Instant expires_at{};
};
BOOST_DESCRIBE_STRUCT(InvitationOffer, (), (home_name, role, name, hand_over, by_name, expires_at))

struct JoinedHome {
    static constexpr std::string_view kSchemaName = "JoinedHome";
    HomeId home;
};
BOOST_DESCRIBE_STRUCT(JoinedHome, (), (home))

struct JoinRequest {
    static constexpr std::string_view kSchemaName = "JoinRequest";
    std::string token;
    std::string name;
    std::string email;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(JoinRequest, (), (token, name, email, password))
inline constexpr FieldRule kJoinRules[]{
    {.field = "token", .max_length = kLongestToken},
    {.field = "name", .min_length = 1, .max_length = 80, .format = &formats::one_line},
    {.field = "email", .max_length = 254, .format = &formats::email},
    {.field = "password", .max_length = 512}};
constexpr std::span<const FieldRule> rules_for(const JoinRequest*) {
    return kJoinRules;
}

}  // namespace ohmstead::api
