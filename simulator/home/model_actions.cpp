// What people and tests do to a simulated home.
#include <algorithm>
#include <stdexcept>

#include "simulator/base/json_file.hpp"
#include "simulator/home/model_home.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

json::object at_answer(Millis at) {
    return {{"at_ms", at}};
}

Millis millis(const json::object& parameters, double default_seconds) {
    return static_cast<Millis>(number_or(parameters, "seconds", default_seconds) * 1000.0);
}

}  // namespace

std::size_t ModelHome::begin_action(const Action& action) {
    journal_.add(action, model_);
    return actions_.add(action);
}

void ModelHome::start(ActionKind kind, const json::object& parameters, std::int64_t value, int load,
                      double default_seconds, Millis at) {
    begin_action({.kind = kind,
                  .from = at,
                  .to = at + millis(parameters, default_seconds),
                  .load = load,
                  .value = value});
    live_->advance(at);
    report_rates(at);
}

void ModelHome::incident(IncidentKind kind, const std::string& entity_id, Millis from, Millis to,
                         double amount) {
    if (!entity_id.empty() && find(entity_id) == nullptr) {
        throw std::runtime_error("no entity '" + entity_id + "'");
    }
    const Incident incident{
        .kind = kind, .entity = entity_id, .from = from, .to = to, .amount = amount};
    spec_.incidents.push_back(incident);
    journal_.add(incident);
    for (Channel& channel : channels_) {
        if (!entity_id.empty() && channel.spec.id != entity_id) {
            continue;
        }
        channel.presence.add(incident);
        if (channel.counts()) {
            channel.meter->add(incident, amounts(channel.signal));
        }
        report(channel, from);
    }
}

std::string ModelHome::energy_entity(std::string_view signal) const {
    const auto found = std::ranges::find_if(channels_, [&](const Channel& each) {
        return each.counts() && each.spec.signal.starts_with(signal) && each.spec.until == 0;
    });
    return found == channels_.end() ? "" : found->spec.id;
}

ServiceResult ModelHome::switch_entity(const std::string& entity_id, std::string_view service) {
    Channel* channel = find(entity_id);
    if (channel == nullptr) {
        return ServiceResult::no_such_entity;
    }
    if (channel->spec.kind != EntityKind::toggle) {
        return ServiceResult::done;  // as Home Assistant: nothing to switch, nothing wrong
    }
    const Millis at = arrive();
    const bool was_on = text(*channel, *live_) == "on";
    const bool on = service == "toggle" ? !was_on : service == "turn_on";
    if (on == was_on) {
        return ServiceResult::done;
    }
    if (channel->action) {
        actions_.end(*channel->action, at);
        journal_.end(*channel->action, at);
        channel->action.reset();
    }
    channel->on = on;
    if (channel->spec.boils && on) {
        channel->action = begin_action({.kind = ActionKind::load,
                                        .from = at,
                                        .to = at + 3 * kMinute,
                                        .load = channel->signal,
                                        .value = 2'000'000});
    } else if (!on) {
        channel->action = begin_action({.kind = ActionKind::load,
                                        .from = at,
                                        .to = channel->spec.boils ? at + 5 * kMinute : kForEver,
                                        .load = channel->signal,
                                        .value = 0});
    }
    live_->advance(at);
    report_rates(at);
    return ServiceResult::done;
}

std::vector<std::string> ModelHome::abilities() const {
    std::vector<std::string> names;
    for (const char* load : {"kettle", "car"}) {
        if (model_.load(load) >= 0) {
            names.emplace_back(load);
        }
    }
    if (!spec_.model.solar.empty()) {
        names.emplace_back("cloud");
        names.emplace_back("sunny_noon");
    }
    if (!energy_entity("grid.import").empty()) {
        names.emplace_back("reset_meter");
    }
    return names;
}

std::optional<json::object> ModelHome::act(std::string_view name, const json::object& parameters) {
    const auto load_action = [&](const char* load_id, double watts, double seconds) {
        const int load = model_.load(load_id);
        if (load < 0) {
            throw std::runtime_error("this home has no " + std::string(load_id));
        }
        const Millis at = arrive();
        start(ActionKind::load, parameters,
              static_cast<std::int64_t>(number_or(parameters, "watts", watts) * 1000.0), load,
              seconds, at);
        return at_answer(at);
    };
    const auto sun_action = [&](ActionKind kind, double percent, double seconds) {
        if (spec_.model.solar.empty()) {
            throw std::runtime_error("this home has no solar panels");
        }
        const Millis at = arrive();
        start(kind, parameters,
              static_cast<std::int64_t>(number_or(parameters, "percent", percent) * 10.0), 0,
              seconds, at);
        return at_answer(at);
    };
    if (name == "kettle") {
        return load_action("kettle", 2000, 60);
    }
    if (name == "car") {
        return load_action("car", 11'000, 120);
    }
    if (name == "cloud") {
        return sun_action(ActionKind::cloud, 15, 60);
    }
    if (name == "sunny_noon") {
        return sun_action(ActionKind::sunny_noon, 85, 120);
    }
    const std::string entity_id = text_or(parameters, "entity_id", "");
    if (name == "reset_meter" || name == "reset") {
        const Millis at = arrive();
        incident(IncidentKind::reset, entity_id.empty() ? energy_entity("grid.import") : entity_id,
                 at, at, 0);
        return at_answer(at);
    }
    if (name == "unavailable") {
        const Millis at = arrive();
        incident(IncidentKind::unavailable, entity_id, at, at + millis(parameters, 60), 0);
        return at_answer(at);
    }
    if (name == "spike") {
        if (entity_id.empty()) {
            throw std::runtime_error("'entity_id' is missing");
        }
        const Millis at = arrive();
        incident(IncidentKind::spike, entity_id, at, at, number_or(parameters, "amount", 100));
        return at_answer(at);
    }
    if (name == "clock_jump") {
        skew_ += millis(parameters, 3600);
        return at_answer(arrive());
    }
    return std::nullopt;
}

}  // namespace ohmstead::simulator
