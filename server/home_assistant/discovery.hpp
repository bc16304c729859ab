#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "domain/home/channel.hpp"
#include "home_assistant/registry.hpp"

namespace ohmstead::home_assistant {

// A source as a channel would take it.
struct ProposedSource {
    SourceType type = SourceType::entity;
    std::string id;
    SignPart sign = SignPart::both;
    bool invert = false;

    friend bool operator==(const ProposedSource&, const ProposedSource&) = default;
};
BOOST_DESCRIBE_STRUCT(ProposedSource, (), (type, id, sign, invert))

// What speaks for a proposal.
enum class ProposalReason {
    named,          // Home Assistant's energy settings name it,
    named_as_grid,  // as what they propose it for
    named_as_solar,
    named_as_battery,
    named_as_price,
    named_as_device,
    same_device,   // it is the charge level of the battery's device
    same_meter,    // it is the power of one phase of the meter
    price_unit,    // its unit is that of an energy price
    carbon_unit,   // its unit is that of carbon intensity
    outdoor_name,  // its name says that it measures outdoors
};
BOOST_DESCRIBE_ENUM(ProposalReason, named, named_as_grid, named_as_solar, named_as_battery,
                    named_as_price, named_as_device, same_device, same_meter, price_unit,
                    carbon_unit, outdoor_name)

// One channel that the home probably has: its source, and for flows the source of its power.
struct Proposal {
    std::string key;  // stable within one discovery; `included_in` refers to it
    std::string name;
    ChannelRole role = ChannelRole::device;
    DeviceKind kind = DeviceKind::other;
    ProposedSource source;
    Measure measure = Measure::counter;
    std::string unit;
    std::string included_in;    // key of the whole it is part of, or empty
    std::string register_name;  // "T1", or empty
    std::string phase;          // "L1", or empty
    std::string area;
    std::string device_id;      // Home Assistant's device, or empty
    std::string device_entity;  // its switch, or empty
    std::optional<ProposedSource> power_source{};
    bool power_from_preference = false;  // else power was found on the same device
    ProposalReason reason = ProposalReason::named;
    std::string why{};  // the same in words, and where its power is from
};
BOOST_DESCRIBE_STRUCT(Proposal, (),
                      (key, name, role, kind, source, measure, unit, included_in, register_name,
                       phase, area, device_id, device_entity, power_source, power_from_preference,
                       reason, why))

// An entity whose class and unit would suit some role.
struct Candidate {
    std::string entity_id;
    std::string name;
    std::string area;
    std::string device_class;
    std::string state_class;
    std::string unit;
    std::string state;
    Measure measure = Measure::counter;
    std::optional<ChannelRole> suggested_role{};
};
BOOST_DESCRIBE_STRUCT(Candidate, (),
                      (entity_id, name, area, device_class, state_class, unit, state, measure,
                       suggested_role))

// What is wrong with what Home Assistant says of the home.
enum class DiscoveryWarningCode {
    meter_used_twice,
    missing_entity,
    unknown_unit,
    too_many_candidates,
};
BOOST_DESCRIBE_ENUM(DiscoveryWarningCode, meter_used_twice, missing_entity, unknown_unit,
                    too_many_candidates)

struct DiscoveryWarning {
    DiscoveryWarningCode code = DiscoveryWarningCode::missing_entity;
    std::string message;
    std::vector<std::string> sources;
};
BOOST_DESCRIBE_STRUCT(DiscoveryWarning, (), (code, message, sources))

struct Discovery {
    HomeConfig home;
    bool has_energy_preferences = false;
    std::vector<Proposal> proposals;
    std::vector<Candidate> candidates;
    std::vector<DiscoveryWarning> warnings;
};
BOOST_DESCRIBE_STRUCT(Discovery, (),
                      (home, has_energy_preferences, proposals, candidates, warnings))

// Proposes which entity plays which role. Pure. All texts from Home Assistant are passed on as
// they are: whoever shows them treats them as text.
Discovery discover(const DiscoveryInput& input);

}  // namespace ohmstead::home_assistant
