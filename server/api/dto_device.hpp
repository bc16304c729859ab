#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/home/channel.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

enum class DevicePower { measured, mean, none };
BOOST_DESCRIBE_ENUM(DevicePower, measured, mean, none)

enum class DeviceState { on, off, unavailable };
BOOST_DESCRIBE_ENUM(DeviceState, on, off, unavailable)

struct DeviceDto {
    static constexpr std::string_view kSchemaName = "Device";
    ChannelId id;
    std::string name;
    std::optional<std::string> area;
    std::optional<ChannelId> channel;
    DeviceKind kind = DeviceKind::other;
    bool switchable = false;
    bool confirm = false;
    std::optional<double> power_w;
    DevicePower power_kind = DevicePower::none;
    std::optional<DeviceState> state;
    std::optional<Instant> last_seen;
    std::optional<ChannelId> included_in;
    std::optional<double> today_kwh;
};
BOOST_DESCRIBE_STRUCT(DeviceDto, (),
                      (id, name, area, channel, kind, switchable, confirm, power_w, power_kind,
                       state, last_seen, included_in, today_kwh))
inline constexpr FieldRule kDeviceRules[]{
    {.field = "switchable", .doc = "Whether it can be switched on and off, by admins"},
    {.field = "confirm", .doc = "Whether switching it must be confirmed: it heats or charges"},
    {.field = "power_w", .null_when_absent = true, .decimals = 1},
    {.field = "power_kind", .doc = "Whether the power was measured or is a mean of the counter"},
    {.field = "state", .null_when_absent = true},
    {.field = "last_seen", .null_when_absent = true},
    {.field = "included_in", .doc = "The channel that counts this one's energy too"},
    {.field = "today_kwh", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const DeviceDto*) {
    return kDeviceRules;
}

struct DeviceAction {
    static constexpr std::string_view kSchemaName = "DeviceAction";
    HomeId home;
    ChannelId device;
    bool on = false;
    bool confirmed = false;
};
BOOST_DESCRIBE_STRUCT(DeviceAction, (), (home, device, on, confirmed))
inline constexpr FieldRule kDeviceActionRules[]{
    {.field = "on", .doc = "What the device is to be switched to"},
    {.field = "confirmed",
     .has_default = true,
     .doc = "That a person has confirmed it, for a device that heats or charges"}};
constexpr std::span<const FieldRule> rules_for(const DeviceAction*) {
    return kDeviceActionRules;
}

struct DeviceList {
    static constexpr std::string_view kSchemaName = "DeviceList";
    std::vector<DeviceDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(DeviceList, (), (items, next))
inline constexpr FieldRule kDeviceListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const DeviceList*) {
    return kDeviceListRules;
}

}  // namespace ohmstead::api
