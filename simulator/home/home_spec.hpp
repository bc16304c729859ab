#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "simulator/model/model_spec.hpp"

namespace ohmstead::simulator {

enum class EntityKind {
    power,        // a signal as it is now
    energy,       // a counter of a power signal, kWh
    volume,       // a counter of a flow signal, m³
    measurement,  // any other signal as it is now
    toggle        // a switch of a load
};

struct AreaSpec {
    std::string id{};
    std::string name{};
};

struct DeviceSpec {
    std::string id{};
    std::string name{};
    std::string area{};
    std::string manufacturer{};
    std::string model{};
};

struct EntitySpec {
    std::string id{};
    std::string name{};
    std::string device{};
    EntityKind kind = EntityKind::power;
    std::string signal{};  // of the model; for a toggle the load
    double factor = 1;     // shown = signal x factor; -1 turns the sign
    std::string unit{};
    std::string device_class{};
    std::string state_class{};
    int decimals = 0;
    Millis every = 2 * kSecond;  // shortest time between two reports
    double initial = 0;          // counters: what the meter showed when the home began, in `unit`
    Millis from = 0;             // before and after, the entity does not exist
    Millis until = 0;            // 0 = for ever
    bool boils = false;          // toggles: on starts a boil that ends by itself
};

enum class IncidentKind { outage, unavailable, silent, stuck, reset, replaced, spike };

/// Something that went wrong, at a listed time.
struct Incident {
    IncidentKind kind = IncidentKind::outage;
    std::string entity{};  // empty = all of the home
    Millis from = 0;
    Millis to = 0;      // outage, unavailable, silent, stuck
    double amount = 0;  // replaced: reading of the new meter; spike: what is booked too much
    std::string note{};
};

/// A simulated home: what Home Assistant says about it, and the physics behind.
struct HomeSpec {
    std::string id{};
    std::string name{};
    std::string currency{};
    std::string country{};
    std::string language = "en";
    int elevation = 0;
    ModelSpec model{};
    std::vector<AreaSpec> areas{};
    std::vector<DeviceSpec> devices{};
    std::vector<EntitySpec> entities{};
    std::vector<Incident> incidents{};
    std::optional<boost::json::object> energy{};  // the answer to energy/get_prefs
};

/// Reads the description of a home, or of one of its entities or incidents. Throw
/// std::runtime_error that says what is wrong. A home without a physical model has only what Home
/// Assistant says about it.
HomeSpec read_home(const boost::json::object& in);
EntitySpec read_entity(const boost::json::object& in, const std::string& currency);
Incident read_incident(const boost::json::object& in);

/// Reads a home file. Throws std::runtime_error that names the file and the fault.
HomeSpec read_home_file(const std::string& path);

/// Wire name of an incident's kind.
const char* to_string(IncidentKind kind);

}  // namespace ohmstead::simulator
