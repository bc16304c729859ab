#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
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
    std::optional<double> power_w;
    DevicePower power_kind = DevicePower::none;
    std::optional<DeviceState> state;
    std::optional<Instant> last_seen;
    std::optional<ChannelId> included_in;
    std::optional<double> today_kwh;
};
BOOST_DESCRIBE_STRUCT(DeviceDto, (),
                      (id, name, area, channel, power_w, power_kind, state, last_seen, included_in,
                       today_kwh))
inline constexpr FieldRule kDeviceRules[]{
    {.field = "power_w", .null_when_absent = true, .decimals = 1},
    {.field = "power_kind", .doc = "Whether the power was measured or is a mean of the counter"},
    {.field = "state", .null_when_absent = true},
    {.field = "last_seen", .null_when_absent = true},
    {.field = "included_in", .doc = "The channel that counts this one's energy too"},
    {.field = "today_kwh", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const DeviceDto*) {
    return kDeviceRules;
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
