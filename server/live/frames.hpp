#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "home_assistant/connection_status.hpp"
#include "reflect/entries.hpp"

namespace ohmstead::live {

// What goes over the live socket. Power in W, energy in kWh, volume in m³, other states in their
// display unit. A channel that has no value yet is absent.

struct Connection {
    static constexpr std::string_view kSchemaName = "LiveConnection";
    std::string state{};
    std::string message{};
    std::optional<home_assistant::ConnectionFault> fault{};  // why no values come

    friend bool operator==(const Connection&, const Connection&) = default;
};
BOOST_DESCRIBE_STRUCT(Connection, (), (state, message, fault))

// Power between the parts of the home, by the same rules as the flows of a slot.
struct BalanceFrame {
    static constexpr std::string_view kSchemaName = "LiveBalance";
    std::optional<double> home{};  // absent while an essential input is unknown
    std::optional<double> grid{};  // + import, - export
    std::optional<double> solar{};
    std::optional<double> generator{};
    std::optional<double> battery{};  // + discharge, - charge
    std::optional<double> untracked{};
    std::map<std::string, double> flows{};
};
BOOST_DESCRIBE_STRUCT(BalanceFrame, (), (home, grid, solar, generator, battery, untracked, flows))

struct TodayFrame {
    static constexpr std::string_view kSchemaName = "LiveToday";
    std::string date{};           // the home's local date
    Instant from{};               // its midnight
    std::optional<Instant> at{};  // when the newest reading that is counted was true
    std::optional<double> grid_import{};
    std::optional<double> grid_export{};
    std::optional<double> solar{};
    std::optional<double> generator{};
    std::optional<double> battery_charge{};
    std::optional<double> battery_discharge{};
    std::optional<double> home{};
    reflect::Entries<double> devices{};      // kWh per device channel
    reflect::Entries<double> volumes{};      // m³ of gas and water channels
    reflect::Entries<Instant> volumes_at{};  // when the newest reading of each was true
    double estimated = 0;                    // share whose timing is assumed, 0..1

    friend bool operator==(const TodayFrame&, const TodayFrame&) = default;
};
BOOST_DESCRIBE_STRUCT(TodayFrame, (),
                      (date, from, at, grid_import, grid_export, solar, generator, battery_charge,
                       battery_discharge, home, devices, volumes, volumes_at, estimated))

struct SnapshotFrame {
    static constexpr std::string_view kSchemaName = "LiveSnapshot";
    std::string type = "snapshot";
    std::string home{};
    std::uint64_t seq = 0;
    Instant t{};
    Connection connection{};
    reflect::Entries<double> power{};
    reflect::Entries<Instant> age{};       // when the value of power or state was true
    reflect::Entries<std::string> kind{};  // "measured" or "mean", per channel with power
    reflect::Entries<double> mean_s{};     // of means: the seconds they are the mean of
    reflect::Entries<double> state{};
    reflect::Entries<std::string> devices{};  // "on", "off", "unavailable"
    BalanceFrame balance{};
    std::optional<TodayFrame> today{};
};
BOOST_DESCRIBE_STRUCT(SnapshotFrame, (),
                      (type, home, seq, t, connection, power, age, kind, mean_s, state, devices,
                       balance, today))

// Only what changed since the frame before.
struct PowerFrame {
    static constexpr std::string_view kSchemaName = "LivePower";
    std::string type = "power";
    std::string home{};
    std::uint64_t seq = 0;
    Instant t{};
    reflect::Entries<double> power{};
    reflect::Entries<Instant> age{};
    reflect::Entries<std::string> kind{};  // only of channels whose kind or span changed
    reflect::Entries<double> mean_s{};     // of the means among those
    reflect::Entries<double> state{};
    BalanceFrame balance{};
};
BOOST_DESCRIBE_STRUCT(PowerFrame, (),
                      (type, home, seq, t, power, age, kind, mean_s, state, balance))

struct TodayUpdate {
    std::string type = "today";
    std::string home{};
    std::uint64_t seq = 0;
    Instant t{};
    TodayFrame today{};
};
BOOST_DESCRIBE_STRUCT(TodayUpdate, (), (type, home, seq, t, today))

struct DeviceUpdate {
    std::string type = "device";
    std::string home{};
    std::uint64_t seq = 0;
    std::string device{};
    std::string state{};
    Instant last_seen{};
};
BOOST_DESCRIBE_STRUCT(DeviceUpdate, (), (type, home, seq, device, state, last_seen))

struct ConnectionUpdate {
    std::string type = "connection";
    std::string home{};
    std::uint64_t seq = 0;
    Connection connection{};
};
BOOST_DESCRIBE_STRUCT(ConnectionUpdate, (), (type, home, seq, connection))

struct ProgressUpdate {
    std::string type = "progress";
    std::string home{};
    std::uint64_t seq = 0;
    std::string task{};
    std::uint64_t done = 0;
    std::uint64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(ProgressUpdate, (), (type, home, seq, task, done, total))

struct GoneFrame {
    std::string type = "gone";
    std::string home{};
    std::string reason{};  // "removed" or "forbidden"
};
BOOST_DESCRIBE_STRUCT(GoneFrame, (), (type, home, reason))

}  // namespace ohmstead::live
