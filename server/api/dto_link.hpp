#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "api/dto_channel.hpp"
#include "api/dto_device.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/access/link_terms.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

struct LinkDto {
    static constexpr std::string_view kSchemaName = "Link";
    ApiKeyId id;
    std::string name;
    LinkKind kind = LinkKind::kiosk;
    std::vector<LinkTile> tiles;
    std::vector<ChannelId> devices;
    bool may_switch = false;
    std::string made_by;
    Instant created_at{};
    std::optional<Instant> expires_at;
    std::optional<Instant> last_used_at;
};
BOOST_DESCRIBE_STRUCT(LinkDto, (),
                      (id, name, kind, tiles, devices, may_switch, made_by, created_at, expires_at,
                       last_used_at))
inline constexpr FieldRule kLinkRules[]{
    {.field = "devices", .doc = "The devices that it shows"},
    {.field = "may_switch", .doc = "Whether those devices can be switched by it"},
    {.field = "made_by", .doc = "Empty when the person is no more"},
    {.field = "expires_at", .null_when_absent = true},
    {.field = "last_used_at", .null_when_absent = true, .doc = "To an hour"}};
constexpr std::span<const FieldRule> rules_for(const LinkDto*) {
    return kLinkRules;
}

struct LinkList {
    static constexpr std::string_view kSchemaName = "LinkList";
    std::vector<LinkDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(LinkList, (), (items, next))
inline constexpr FieldRule kLinkListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const LinkList*) {
    return kLinkListRules;
}

struct CreateLink {
    static constexpr std::string_view kSchemaName = "CreateLink";
    HomeId home;
    std::string name;
    LinkKind kind = LinkKind::kiosk;
    std::vector<LinkTile> tiles;
    std::vector<ChannelId> devices;
    bool may_switch = false;
    std::optional<Instant> expires_at;
};
BOOST_DESCRIBE_STRUCT(CreateLink, (), (home, name, kind, tiles, devices, may_switch, expires_at))
inline constexpr FieldRule kCreateLinkRules[]{
    {.field = "name", .min_length = 1, .max_length = 80, .format = &formats::one_line},
    {.field = "kind", .doc = "kiosk: for a screen on a wall; guest: for a while"},
    {.field = "tiles",
     .max_length = 10,
     .doc = "flow: power between the parts of the home; today: the sums since midnight; chart: "
            "power since the page was opened"},
    {.field = "devices",
     .max_length = 100,
     .has_default = true,
     .doc = "Channels of the devices that it shows"},
    {.field = "may_switch", .has_default = true, .doc = "Whether it switches those devices"},
    {.field = "expires_at", .doc = "Needed for a guest"}};
constexpr std::span<const FieldRule> rules_for(const CreateLink*) {
    return kCreateLinkRules;
}

struct CreatedLink {
    static constexpr std::string_view kSchemaName = "CreatedLink";
    LinkDto link;
    std::string token;
};
BOOST_DESCRIBE_STRUCT(CreatedLink, (), (link, token))
inline constexpr FieldRule kCreatedLinkRules[]{
    {.field = "token", .doc = "The link is /kiosk#token=…; shown this once"}};
constexpr std::span<const FieldRule> rules_for(const CreatedLink*) {
    return kCreatedLinkRules;
}

struct LinkPath {
    HomeId home;
    ApiKeyId link;
};
BOOST_DESCRIBE_STRUCT(LinkPath, (), (home, link))

struct LinkPage {
    static constexpr std::string_view kSchemaName = "LinkPage";
    HomeId home;
    std::string name;
    std::string time_zone;
    LinkKind kind = LinkKind::kiosk;
    std::vector<LinkTile> tiles;
    bool may_switch = false;
    std::vector<ChannelDto> channels;
    std::vector<DeviceDto> devices;
};
BOOST_DESCRIBE_STRUCT(LinkPage, (),
                      (home, name, time_zone, kind, tiles, may_switch, channels, devices))
inline constexpr FieldRule kLinkPageRules[]{
    {.field = "name", .doc = "Of the home"},
    {.field = "channels",
     .doc = "What the tiles are of, without what feeds it; only what is listed by name has one"},
    {.field = "devices", .doc = "Those that were chosen for the link"}};
constexpr std::span<const FieldRule> rules_for(const LinkPage*) {
    return kLinkPageRules;
}

}  // namespace ohmstead::api
