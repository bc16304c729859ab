#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/units.hpp"

namespace ohmstead {

// What a channel measures in its home. Flow roles are summed per slot; state roles never are.
enum class ChannelRole {
    grid_import,
    grid_export,
    solar,
    generator,
    battery_charge,
    battery_discharge,
    heat,
    gas,
    water,
    device,
    battery_soc,
    price_import,
    price_export,
    grid_carbon,
    outdoor_temperature,
};
BOOST_DESCRIBE_ENUM(ChannelRole, grid_import, grid_export, solar, generator, battery_charge,
                    battery_discharge, heat, gas, water, device, battery_soc, price_import,
                    price_export, grid_carbon, outdoor_temperature)

// What kind of thing a `device` channel is.
enum class DeviceKind { appliance, vehicle, heat_pump, boiler, other };
BOOST_DESCRIBE_ENUM(DeviceKind, appliance, vehicle, heat_pump, boiler, other)

enum class SourceType {
    entity,     // a Home Assistant entity: states and, when recorded, statistics
    statistic,  // a Home Assistant statistic without an entity
    push,       // readings arrive at /ingest
};
BOOST_DESCRIBE_ENUM(SourceType, entity, statistic, push)

// Which part of a signed source a binding takes: all of it, max(v, 0), or max(-v, 0). Of a counter
// that counts both ways: what it rises by, or what it falls by.
enum class SignPart { both, positive, negative };
BOOST_DESCRIBE_ENUM(SignPart, both, positive, negative)

// What feeds one measure of a channel for a span of time.
struct Binding {
    BindingId id{};
    SourceType source_type = SourceType::entity;
    std::string source_id{};  // entity or statistic id; empty for push
    Measure measure = Measure::counter;
    SignPart sign = SignPart::both;
    bool invert = false;
    Instant valid_from{};
    std::optional<Instant> valid_to{};
    // A declared hand-over: the counter's last value under this binding and its first one.
    std::optional<std::int64_t> initial_value{};
    std::optional<std::int64_t> final_value{};

    friend bool operator==(const Binding&, const Binding&) = default;
};
BOOST_DESCRIBE_STRUCT(Binding, (),
                      (id, source_type, source_id, measure, sign, invert, valid_from, valid_to,
                       initial_value, final_value))

// Whether the binding holds at `instant`.
bool is_valid_at(const Binding& binding, Instant instant);

// `value` of the source as the binding's channel takes it. The parts of a counter are in its
// differences, so it is taken whole.
std::int64_t as_channel_takes(const Binding& binding, std::int64_t value);

enum class MeterVerdict {
    booked,     // it did rise as far as it says: released from quarantine
    restarted,  // it began again from 0: what it says since then was used
    left_out,   // nothing is booked, and nobody has to be asked again
};
BOOST_DESCRIBE_ENUM(MeterVerdict, booked, restarted, left_out)

// What a person decided about a level that a counter went to in a way that cannot be told apart by
// rule. Without one, nothing is booked for the way there.
struct MeterDecision {
    Instant at{};  // as the event says that told of it
    MeterVerdict verdict = MeterVerdict::booked;

    friend bool operator==(const MeterDecision&, const MeterDecision&) = default;
};
BOOST_DESCRIBE_STRUCT(MeterDecision, (), (at, verdict))

// One measured quantity of a home.
struct Channel {
    ChannelId id;
    std::string name;
    ChannelRole role = ChannelRole::device;
    DeviceKind kind = DeviceKind::other;   // for role device
    std::optional<ChannelId> included_in;  // never added to its whole
    std::string register_name;             // tariff register, such as "T1"; or empty
    std::string phase;                     // "L1", "L2", "L3"; or empty
    std::string area;
    std::string
        device_entity;  // the switch or other entity that shows the device's state; or empty
    std::int32_t order = 0;
    bool adds_to_ac_balance = true;  // false for solar inside a hybrid inverter's counters
    bool adds_to_production = true;
    std::vector<Binding> bindings;
    std::vector<MeterDecision> decisions{};    // ascending, one for each instant
    std::optional<std::int64_t> peak_power{};  // in mW, what a source can give at most; of solar

    friend bool operator==(const Channel&, const Channel&) = default;
};
BOOST_DESCRIBE_STRUCT(Channel, (),
                      (id, name, role, kind, included_in, register_name, phase, area, device_entity,
                       order, adds_to_ac_balance, adds_to_production, bindings, decisions,
                       peak_power))

// All channels of a home, shared by those who only read them.
using ChannelsPtr = std::shared_ptr<const std::vector<Channel>>;

// Energy for electricity and heat, volume for gas and water, and so on.
Quantity quantity_of(ChannelRole role);

// Whether amounts of this role are summed over slots.
bool is_flow(ChannelRole role);

// Whether all of it goes through the home's main fuse.
bool passes_main_fuse(ChannelRole role);

// What was decided about the level of that instant, or null.
const MeterDecision* find_decision(const Channel& channel, Instant at);

// The binding of `measure` that has not ended, or null.
const Binding* open_binding(const Channel& channel, Measure measure);

}  // namespace ohmstead
