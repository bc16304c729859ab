#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "reflect/field_rule.hpp"
#include "store/user_store.hpp"

namespace ohmstead::api {

struct OwnSession {
    static constexpr std::string_view kSchemaName = "OwnSession";
    std::string id;
    std::string device;
    Instant began{};
    Instant last_used{};
    bool current = false;
};
BOOST_DESCRIBE_STRUCT(OwnSession, (), (id, device, began, last_used, current))
inline constexpr FieldRule kOwnSessionRules[]{
    {.field = "device", .doc = "What the browser calls itself; may be empty"},
    {.field = "current", .doc = "Whether it is the one that asks"}};
constexpr std::span<const FieldRule> rules_for(const OwnSession*) {
    return kOwnSessionRules;
}

struct OwnSessionList {
    static constexpr std::string_view kSchemaName = "OwnSessionList";
    std::vector<OwnSession> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(OwnSessionList, (), (items, next))
inline constexpr FieldRule kOwnSessionListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const OwnSessionList*) {
    return kOwnSessionListRules;
}

struct SessionPath {
    std::string session;
};
BOOST_DESCRIBE_STRUCT(SessionPath, (), (session))

struct ApiKeyDto {
    static constexpr std::string_view kSchemaName = "ApiKey";
    ApiKeyId id;
    std::string name;
    ApiKeyKind kind = ApiKeyKind::read;
    std::optional<HomeId> home;
    Instant created_at{};
    std::optional<Instant> expires_at;
    std::optional<Instant> last_used_at;
};
BOOST_DESCRIBE_STRUCT(ApiKeyDto, (), (id, name, kind, home, created_at, expires_at, last_used_at))
inline constexpr FieldRule kApiKeyRules[]{
    {.field = "home", .null_when_absent = true, .doc = "None: all homes of its owner"},
    {.field = "expires_at", .null_when_absent = true},
    {.field = "last_used_at", .null_when_absent = true, .doc = "To an hour"}};
constexpr std::span<const FieldRule> rules_for(const ApiKeyDto*) {
    return kApiKeyRules;
}

struct ApiKeyList {
    static constexpr std::string_view kSchemaName = "ApiKeyList";
    std::vector<ApiKeyDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ApiKeyList, (), (items, next))
inline constexpr FieldRule kApiKeyListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const ApiKeyList*) {
    return kApiKeyListRules;
}

struct CreateApiKey {
    static constexpr std::string_view kSchemaName = "CreateApiKey";
    std::string name;
    ApiKeyKind kind = ApiKeyKind::read;
    std::optional<HomeId> home;
    std::optional<Instant> expires_at;
};
BOOST_DESCRIBE_STRUCT(CreateApiKey, (), (name, kind, home, expires_at))
inline constexpr FieldRule kCreateApiKeyRules[]{
    {.field = "name", .min_length = 1, .max_length = 80, .format = &formats::one_line},
    {.field = "home", .doc = "Without it a reading key is for all your homes"}};
constexpr std::span<const FieldRule> rules_for(const CreateApiKey*) {
    return kCreateApiKeyRules;
}

struct CreatedApiKey {
    static constexpr std::string_view kSchemaName = "CreatedApiKey";
    ApiKeyDto key;
    std::string token;
};
BOOST_DESCRIBE_STRUCT(CreatedApiKey, (), (key, token))
inline constexpr FieldRule kCreatedApiKeyRules[]{
    {.field = "token", .doc = "To be sent as Authorization: Bearer …; shown this once"}};
constexpr std::span<const FieldRule> rules_for(const CreatedApiKey*) {
    return kCreatedApiKeyRules;
}

struct ApiKeyPath {
    ApiKeyId key;
};
BOOST_DESCRIBE_STRUCT(ApiKeyPath, (), (key))

}  // namespace ohmstead::api
