#include "simulator/home/journal.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

#include "simulator/base/json_file.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

constexpr std::array<const char*, 3> kActions = {"load", "cloud", "sunny_noon"};

Action read_action(const json::object& line, const HomeModel& model) {
    const std::string name = text_or(line, "action", "");
    const auto kind = std::ranges::find(kActions, name);
    const int load = model.load(text_or(line, "load", ""));
    if (kind == kActions.end() || (name == "load" && load < 0)) {
        throw std::runtime_error("unknown action");
    }
    return {.kind = static_cast<ActionKind>(kind - kActions.begin()),
            .from = line.at("from").to_number<Millis>(),
            .to = line.at("to").to_number<Millis>(),
            .load = std::max(load, 0),
            .value = line.at("value").to_number<std::int64_t>()};
}

}  // namespace

Millis Journal::restore(const HomeModel& model, Actions& actions,
                        std::vector<Incident>& incidents) const {
    std::ifstream in(path_);
    std::string text;
    Millis newest = 0;
    while (!path_.empty() && std::getline(in, text)) {
        try {
            const json::value value = json::parse(text);
            const json::object& line = value.as_object();
            if (line.contains("action")) {
                const Action action = read_action(line, model);
                actions.add(action);
                newest = std::max(newest, action.from);
            } else if (const json::value* ended = line.if_contains("end")) {
                const auto at = line.at("at").to_number<Millis>();
                actions.end(ended->to_number<std::size_t>(), at);
                newest = std::max(newest, at);
            } else {
                incidents.push_back(read_incident(line));
                newest = std::max(newest, incidents.back().from);
            }
        } catch (const std::exception& error) {
            throw std::runtime_error(path_ + ": " + error.what());
        }
    }
    return newest;
}

void Journal::add(const Action& action, const HomeModel& model) const {
    json::object line{{"action", kActions[static_cast<std::size_t>(action.kind)]},
                      {"from", action.from},
                      {"to", action.to},
                      {"value", action.value}};
    if (action.kind == ActionKind::load) {
        line["load"] = model.spec().loads[static_cast<std::size_t>(action.load)].id;
    }
    write(line);
}

void Journal::end(std::size_t action, Millis at) const {
    write({{"end", action}, {"at", at}});
}

void Journal::add(const Incident& incident) const {
    write({{"kind", to_string(incident.kind)},
           {"entity_id", incident.entity},
           {"from", format_time(incident.from)},
           {"to", format_time(incident.to)},
           {"amount", incident.amount}});
}

void Journal::write(const json::object& line) const {
    if (path_.empty()) {
        return;
    }
    std::ofstream out(path_, std::ios::app);
    out << json::serialize(line) << '\n' << std::flush;
    if (!out) {
        throw std::runtime_error("cannot write " + path_);
    }
}

}  // namespace ohmstead::simulator
