#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "api/dto_connection.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/home/channel.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

// Where a channel's power comes from, in the order in which it is looked for.
enum class PowerOrigin { source, mean, none };
BOOST_DESCRIBE_ENUM(PowerOrigin, source, mean, none)

struct BindingDto {
    static constexpr std::string_view kSchemaName = "Binding";
    std::optional<BindingId> id;
    SourceDto source;
    Measure measure = Measure::counter;
    SignPart sign = SignPart::both;
    bool invert = false;
    std::optional<Instant> valid_from;
    std::optional<Instant> valid_to;
    std::optional<double> initial{};
    std::optional<double> final_{};
};
BOOST_DESCRIBE_STRUCT(BindingDto, (),
                      (id, source, measure, sign, invert, valid_from, valid_to, initial, final_))
inline constexpr FieldRule kBindingRules[]{
    {.field = "id", .doc = "Set by the server"},
    {.field = "sign", .has_default = true, .doc = "Which part of a signed source is taken"},
    {.field = "invert", .has_default = true},
    {.field = "valid_from", .doc = "Set by the server: when the binding began"},
    {.field = "valid_to", .doc = "Set by the server: when another took over"},
    {.field = "initial",
     .decimals = 6,
     .doc = "Set by replace-meter: what its counter showed first, kWh or m³"},
    {.field = "final", .decimals = 6, .doc = "Set by replace-meter: what it showed last"}};
constexpr std::span<const FieldRule> rules_for(const BindingDto*) {
    return kBindingRules;
}

struct ChannelDto {
    static constexpr std::string_view kSchemaName = "Channel";
    ChannelId id;
    std::string name;
    ChannelRole role = ChannelRole::device;
    std::optional<DeviceKind> kind;
    std::optional<ChannelId> included_in;
    std::optional<std::string> register_;
    std::optional<std::string> phase;
    std::optional<std::string> area;
    std::optional<std::string> device;
    std::int32_t order = 0;
    bool adds_to_ac_balance = true;
    bool adds_to_production = true;
    std::vector<BindingDto> bindings;
    PowerOrigin power_origin = PowerOrigin::none;
    std::optional<double> peak{};
};
BOOST_DESCRIBE_STRUCT(ChannelDto, (),
                      (id, name, role, kind, included_in, register_, phase, area, device, order,
                       adds_to_ac_balance, adds_to_production, bindings, power_origin, peak))
inline constexpr FieldRule kChannelDtoRules[]{
    {.field = "peak", .doc = "Of solar: what its panels give at most, in kW (kWp)"}};
constexpr std::span<const FieldRule> rules_for(const ChannelDto*) {
    return kChannelDtoRules;
}

struct ChannelList {
    static constexpr std::string_view kSchemaName = "ChannelList";
    std::vector<ChannelDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ChannelList, (), (items, next))
inline constexpr FieldRule kChannelListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const ChannelList*) {
    return kChannelListRules;
}

struct ChannelEdit {
    static constexpr std::string_view kSchemaName = "ChannelEdit";
    std::optional<ChannelId> id;
    std::optional<std::string> key;
    std::string name;
    ChannelRole role = ChannelRole::device;
    std::optional<DeviceKind> kind;
    std::optional<std::string> included_in;
    std::optional<std::string> register_;
    std::optional<std::string> phase;
    std::optional<std::string> area;
    std::optional<std::string> device;
    bool adds_to_ac_balance = true;
    bool adds_to_production = true;
    std::vector<BindingDto> bindings;
    std::optional<double> peak{};
};
BOOST_DESCRIBE_STRUCT(ChannelEdit, (),
                      (id, key, name, role, kind, included_in, register_, phase, area, device,
                       adds_to_ac_balance, adds_to_production, bindings, peak))
inline constexpr FieldRule kChannelEditRules[]{
    {.field = "id", .doc = "Of a channel that stays; left out for a new one"},
    {.field = "key", .max_length = 255, .doc = "By which other new channels name this one"},
    {.field = "name", .min_length = 1, .max_length = 120, .format = &formats::one_line},
    {.field = "included_in", .max_length = 255, .doc = "Id or key of the whole it is part of"},
    {.field = "register", .max_length = 20},
    {.field = "phase", .max_length = 2},
    {.field = "area", .max_length = 120},
    {.field = "device", .max_length = 255, .doc = "Entity that shows on and off"},
    {.field = "adds_to_ac_balance", .has_default = true},
    {.field = "adds_to_production", .has_default = true},
    {.field = "bindings", .min_length = 1, .max_length = 8},
    {.field = "peak",
     .minimum = 0.001,
     .maximum = 10'000,
     .doc = "Of solar: what its panels give at most, in kW (kWp); more than a fifth above it is "
            "not plausible"}};
constexpr std::span<const FieldRule> rules_for(const ChannelEdit*) {
    return kChannelEditRules;
}

struct ReplaceMeter {
    static constexpr std::string_view kSchemaName = "ReplaceMeter";
    HomeId home;
    ChannelId channel;
    Instant at{};
    std::optional<SourceDto> source;
    std::optional<double> final_;
    std::optional<double> initial;
};
BOOST_DESCRIBE_STRUCT(ReplaceMeter, (), (home, channel, at, source, final_, initial))
inline constexpr FieldRule kReplaceMeterRules[]{
    {.field = "at", .doc = "From when the new meter counts"},
    {.field = "source", .doc = "The entity of the new one; left out: the old one's shows it"},
    {.field = "final",
     .minimum = 0,
     .maximum = 1e9,
     .doc = "What the old one showed last, kWh or m³; left out: not known"},
    {.field = "initial",
     .minimum = 0,
     .maximum = 1e9,
     .doc = "What the new one showed first, kWh or m³; left out: not known"}};
constexpr std::span<const FieldRule> rules_for(const ReplaceMeter*) {
    return kReplaceMeterRules;
}

struct ChannelsEdit {
    static constexpr std::string_view kSchemaName = "ChannelsEdit";
    HomeId home;
    std::vector<ChannelEdit> items;
};
BOOST_DESCRIBE_STRUCT(ChannelsEdit, (), (home, items))
inline constexpr FieldRule kChannelsEditRules[]{{.field = "items", .max_length = 200}};
constexpr std::span<const FieldRule> rules_for(const ChannelsEdit*) {
    return kChannelsEditRules;
}

}  // namespace ohmstead::api
