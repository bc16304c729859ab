#include "home_assistant/proposer.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

#include "base/units.hpp"
#include "home_assistant/guess.hpp"
#include "home_assistant/name_text.hpp"

namespace ohmstead::home_assistant {
namespace {

SourceType type_of(const std::string& id) {
    // Statistics without an entity are named "domain:object".
    return id.find(':') == std::string::npos ? SourceType::entity : SourceType::statistic;
}

std::string_view default_name(ChannelRole role) {
    switch (role) {
        case ChannelRole::grid_import:
            return "Grid import";
        case ChannelRole::grid_export:
            return "Grid export";
        case ChannelRole::battery_charge:
            return "Battery charge";
        case ChannelRole::battery_discharge:
            return "Battery discharge";
        case ChannelRole::gas:
            return "Gas";
        case ChannelRole::water:
            return "Water";
        default:
            return {};
    }
}

// "Fridge energy" is the fridge.
std::string without_measure(std::string name) {
    for (const std::string_view suffix :
         {" energy", " Energy", " power", " Power", " consumption", " Consumption", " total"}) {
        if (name.size() > suffix.size() && name.ends_with(suffix)) {
            name.resize(name.size() - suffix.size());
        }
    }
    return name;
}

std::string sentence_of(ProposalReason reason) {
    using Reason = ProposalReason;
    switch (reason) {
        case Reason::named:
            return "Home Assistant's energy settings name it.";
        case Reason::named_as_grid:
            return "Home Assistant's energy settings name it as grid.";
        case Reason::named_as_solar:
            return "Home Assistant's energy settings name it as solar.";
        case Reason::named_as_battery:
            return "Home Assistant's energy settings name it as battery.";
        case Reason::named_as_price:
            return "Home Assistant's energy settings name it as price.";
        case Reason::named_as_device:
            return "Home Assistant's energy settings name it as a device.";
        case Reason::same_device:
            return "It is the charge level of the same device.";
        case Reason::same_meter:
            return "It is the power of one phase of the same meter.";
        case Reason::price_unit:
            return "Its unit is that of an energy price.";
        case Reason::carbon_unit:
            return "Its unit is that of carbon intensity.";
        case Reason::outdoor_name:
            return "Its name says that it measures outdoors.";
    }
    return {};
}

}  // namespace

std::string role_name(ChannelRole role) {
    return boost::describe::enum_to_string(role, "");
}

void Proposer::warn(DiscoveryWarningCode code, std::string message,
                    std::vector<std::string> sources) {
    const bool told = std::any_of(warnings_.begin(), warnings_.end(), [&](const auto& warning) {
        return warning.code == code && warning.sources == sources;
    });
    if (!told) {
        warnings_.push_back(
            {.code = code, .message = std::move(message), .sources = std::move(sources)});
    }
}

bool Proposer::measures_power(ChannelRole role, const std::string& id) const {
    const auto unit = parse_unit(index_.unit_of(id));
    return unit && unit->measure == Measure::power && unit->quantity == quantity_of(role);
}

bool Proposer::is_free(ChannelRole role, const ProposedSource& source) const {
    return !used_.contains({role, source.id});
}

void Proposer::use(ChannelRole role, const ProposedSource& source) {
    used_.insert({role, source.id});
}

Proposal* Proposer::add_flow(ChannelRole role, const std::string& id, const std::string& name,
                             ProposalReason reason) {
    if (id.empty()) {
        return nullptr;
    }
    meters_[id].push_back(role);
    const ProposedSource source{.type = type_of(id), .id = id};
    if (!is_free(role, source)) {
        return nullptr;  // the warning comes with the others of its kind
    }
    const auto unit_symbol = index_.unit_of(id);
    const auto unit = parse_unit(unit_symbol);
    if (!index_.exists(id)) {
        warn(DiscoveryWarningCode::missing_entity,
             "Home Assistant names this source but has no such entity.", {id});
    } else if (!unit || unit->quantity != quantity_of(role) || unit->measure != Measure::counter) {
        warn(DiscoveryWarningCode::unknown_unit,
             "This source's unit does not suit its role, so it is left out.", {id});
        return nullptr;
    }
    use(role, source);
    const auto* device = index_.device_of(id);
    proposals_.push_back({.key = fmt::format("{}-{}", role_name(role), proposals_.size() + 1),
                          .name = name,
                          .role = role,
                          .source = source,
                          .measure = Measure::counter,
                          .unit = unit_symbol,
                          .included_in = {},
                          .register_name = {},
                          .phase = {},
                          .area = index_.area_of(id),
                          .device_id = device == nullptr ? std::string() : device->id,
                          .device_entity = {},
                          .reason = reason});
    auto& proposal = proposals_.back();
    if (proposal.name.empty()) {
        proposal.name = default_name(role);
    }
    if (proposal.name.empty()) {
        proposal.name = device != nullptr && !device->name.empty()
                            ? device->name
                            : without_measure(index_.name_of(id));
    }
    return &proposal;
}

void Proposer::add_state(ChannelRole role, const std::string& id, std::string name,
                         ProposalReason reason) {
    const ProposedSource source{.type = type_of(id), .id = id};
    const auto unit = parse_unit(index_.unit_of(id));
    if (id.empty() || !is_free(role, source) || !unit || unit->quantity != quantity_of(role)) {
        return;
    }
    use(role, source);
    const auto* device = index_.device_of(id);
    proposals_.push_back({.key = fmt::format("{}-{}", role_name(role), proposals_.size() + 1),
                          .name = std::move(name),
                          .role = role,
                          .source = source,
                          .measure = Measure::state,
                          .unit = index_.unit_of(id),
                          .included_in = {},
                          .register_name = {},
                          .phase = {},
                          .area = index_.area_of(id),
                          .device_id = device == nullptr ? std::string() : device->id,
                          .device_entity = {},
                          .reason = reason});
}

void Proposer::find_power(Proposal& proposal, const std::string& preferred, SignPart sign,
                          bool invert, Direction direction) {
    const ProposedSource named{
        .type = type_of(preferred), .id = preferred, .sign = sign, .invert = invert};
    if (!preferred.empty() && !measures_power(proposal.role, preferred)) {
        if (index_.exists(preferred)) {
            warn(DiscoveryWarningCode::unknown_unit,
                 "This source's unit does not suit its role, so it is left out.", {preferred});
        } else {
            warn(DiscoveryWarningCode::missing_entity,
                 "Home Assistant names this source but has no such entity.", {preferred});
        }
    } else if (!preferred.empty() && is_free(proposal.role, named)) {
        use(proposal.role, named);
        proposal.power_source = named;
        proposal.power_from_preference = true;
        return;
    }
    if (const auto found = power_beside(proposal, sign, direction)) {
        use(proposal.role, *found);
        proposal.power_source = found;
    }
}

std::optional<ProposedSource> Proposer::power_beside(const Proposal& proposal, SignPart sign,
                                                     Direction direction) const {
    std::optional<ProposedSource> neutral;
    for (const auto& id : index_.beside(proposal.source.id)) {
        const auto words = index_.own_words(id);
        const ProposedSource source{.type = SourceType::entity, .id = id, .sign = sign};
        if (!measures_power(proposal.role, id) || !phase_in(words).empty() ||
            !is_free(proposal.role, source)) {
            continue;
        }
        const bool battery = proposal.role == ChannelRole::battery_charge ||
                             proposal.role == ChannelRole::battery_discharge;
        const auto says = direction == Direction::none ? Direction::none
                          : battery                    ? battery_direction_in(words)
                                                       : grid_direction_in(words);
        if (direction != Direction::none && says == direction) {
            // It counts one way only, so its own sign is the right one.
            auto one_way = source;
            one_way.sign = SignPart::positive;
            return one_way;
        }
        if (says == Direction::none && !neutral) {
            neutral = source;
        }
    }
    return neutral;
}

void Proposer::add_source(const EnergySource& source) {
    if (source.type == "grid") {
        add_grid(source);
    } else if (source.type == "battery") {
        add_battery(source);
    } else if (source.type == "solar") {
        add_solar(source);
    } else if (source.type == "gas" || source.type == "water") {
        const auto role = source.type == "gas" ? ChannelRole::gas : ChannelRole::water;
        if (auto* flow = add_flow(role, source.from, source.name, ProposalReason::named)) {
            find_power(*flow, source.rate, SignPart::positive, false, Direction::none);
        }
    }
}

void Proposer::add_grid(const EnergySource& source) {
    const auto reason = ProposalReason::named_as_grid;
    // Registers are named later, when all of them are known.
    if (auto* flow = add_flow(ChannelRole::grid_import, source.from, {}, reason)) {
        const auto& power = source.rate.empty() ? source.rate_from : source.rate;
        find_power(*flow, power, SignPart::positive, source.rate_inverted,
                   Direction::import_or_discharge);
    }
    if (auto* flow = add_flow(ChannelRole::grid_export, source.to, {}, reason)) {
        const bool signed_power = !source.rate.empty() || source.rate_to.empty();
        find_power(*flow, signed_power ? source.rate : source.rate_to,
                   signed_power ? SignPart::negative : SignPart::positive, source.rate_inverted,
                   Direction::export_or_charge);
    }
    add_state(ChannelRole::price_import, source.price, "Import price",
              ProposalReason::named_as_price);
    add_state(ChannelRole::price_export, source.price_export, "Export price",
              ProposalReason::named_as_price);
}

void Proposer::add_battery(const EnergySource& source) {
    const auto reason = ProposalReason::named_as_battery;
    const auto name_for = [&](std::string_view direction) {
        return source.name.empty() ? std::string() : fmt::format("{} {}", source.name, direction);
    };
    if (auto* flow =
            add_flow(ChannelRole::battery_discharge, source.from, name_for("discharge"), reason)) {
        const auto& power = source.rate.empty() ? source.rate_from : source.rate;
        find_power(*flow, power, SignPart::positive, source.rate_inverted,
                   Direction::import_or_discharge);
    }
    if (auto* flow = add_flow(ChannelRole::battery_charge, source.to, name_for("charge"), reason)) {
        const bool signed_power = !source.rate.empty() || source.rate_to.empty();
        find_power(*flow, signed_power ? source.rate : source.rate_to,
                   signed_power ? SignPart::negative : SignPart::positive, source.rate_inverted,
                   Direction::export_or_charge);
    }
    const auto soc =
        source.state_of_charge.empty() ? soc_beside(source.from) : source.state_of_charge;
    add_state(ChannelRole::battery_soc, soc, "Battery level",
              source.state_of_charge.empty() ? ProposalReason::same_device : ProposalReason::named);
}

void Proposer::add_solar(const EnergySource& source) {
    if (auto* flow = add_flow(ChannelRole::solar, source.from, source.name,
                              ProposalReason::named_as_solar)) {
        find_power(*flow, source.rate, SignPart::positive, source.rate_inverted, Direction::none);
    }
}

std::string Proposer::soc_beside(const std::string& entity) const {
    for (const auto& id : index_.beside(entity)) {
        const auto* state = index_.state(id);
        if (state != nullptr && state->device_class == "battery" && state->unit == "%") {
            return id;
        }
    }
    return {};
}

void Proposer::add_device(const DeviceConsumption& device) {
    const auto role = device.water ? ChannelRole::water : ChannelRole::device;
    auto* flow = add_flow(role, device.consumption, device.name, ProposalReason::named_as_device);
    if (flow == nullptr) {
        return;
    }
    if (device.name.empty() && device.water) {
        flow->name = without_measure(index_.name_of(device.consumption));
    }
    flow->kind = device_kind_in(index_.words_about(device.consumption));
    flow->device_entity = index_.switch_beside(device.consumption);
    find_power(*flow, device.rate, SignPart::positive, false, Direction::none);
    // The whole may come later in the list, so its key is looked up when all are there.
    flow->included_in = device.included_in;
    if (device.water && device.included_in.empty()) {
        const auto main = std::find_if(
            proposals_.begin(), proposals_.end(),
            [](const Proposal& proposal) { return proposal.role == ChannelRole::water; });
        // The first water channel is the house's meter, unless there is none.
        if (main->source.id != device.consumption) {
            flow->included_in = main->source.id;
        }
    }
}

std::vector<Proposal> Proposer::take_proposals() {
    std::map<std::string, std::string> key_of;
    for (const auto& proposal : proposals_) {
        key_of.emplace(proposal.source.id, proposal.key);
    }
    for (auto& proposal : proposals_) {
        proposal.name = fit_name(proposal.name);
        if (proposal.name.empty()) {
            proposal.name = proposal.source.id;
        }
        proposal.area = fit_name(proposal.area);
        if (proposal.phase.empty()) {
            const auto whole = key_of.find(proposal.included_in);
            proposal.included_in = whole == key_of.end() || whole->second == proposal.key
                                       ? std::string()
                                       : whole->second;
        }
        proposal.why = sentence_of(proposal.reason);
        if (is_flow(proposal.role) && proposal.measure == Measure::counter) {
            proposal.why += !proposal.power_source ? " Power is the mean between its steps."
                            : proposal.power_from_preference
                                ? " Its power is named there too."
                                : " Its power is from the same device.";
        }
    }
    return std::move(proposals_);
}

std::vector<DiscoveryWarning> Proposer::take_warnings() {
    for (const auto& [id, roles] : meters_) {
        if (roles.size() > 1) {
            warn(DiscoveryWarningCode::meter_used_twice,
                 "This meter is named more than once, which counts it twice.", {id});
        }
    }
    return std::move(warnings_);
}

}  // namespace ohmstead::home_assistant
