// The control API: faults of the connection here, everything else by the home itself.
#include "simulator/base/clock.hpp"
#include "simulator/base/json_file.hpp"
#include "simulator/peer/rest.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

Millis millis(const json::object& parameters, std::string_view key, double default_seconds) {
    return static_cast<Millis>(number_or(parameters, key, default_seconds) * 1000.0);
}

RestAnswer done(std::function<void()> afterwards = {}) {
    RestAnswer answer = json_answer(json::object{{"at_ms", wall_now()}});
    answer.afterwards = std::move(afterwards);
    return answer;
}

std::string entity_in(Home& home, const json::object& parameters) {
    std::string id = text_or(parameters, "entity_id", "");
    if (home.states().find(id) == nullptr) {
        throw std::runtime_error("no entity '" + id + "'");
    }
    return id;
}

/// An event that comes after its time: a state of a while ago.
RestAnswer late(Home& home, const json::object& parameters) {
    const std::string id = entity_in(home, parameters);
    const Millis at = home.now() - millis(parameters, "seconds", 60);
    const auto rows = home.history(id, at - kMinute, at + 1);
    const std::string state = text_or(parameters, "state", rows.empty() ? "0" : rows.back().state);
    home.states().set(id, state, at, nullptr, true);
    return done();
}

RestAnswer dummies(Home& home, const json::object& parameters) {
    const auto count = static_cast<int>(number_or(parameters, "n", 1000));
    if (count < 0 || count > 100'000) {
        throw std::runtime_error("n must be 0 to 100000");
    }
    for (int i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        const json::object attributes{{"friendly_name", "Dummy " + number}};
        home.states().set("sensor.dummy_" + number, number, home.now(), &attributes);
    }
    return done();
}

std::optional<RestAnswer> act_on_host(Host& host, Home& home, const std::string& name,
                                      const json::object& parameters) {
    if (name == "drop") {
        return done([&host] { host.drop_all(); });
    }
    if (name == "cut") {
        const Millis duration = millis(parameters, "seconds", 30);
        return done([&host, duration] { host.cut(duration); });
    }
    if (name == "restart") {
        const Millis duration = millis(parameters, "seconds", 5);
        const Millis starting = millis(parameters, "starting_seconds", 3);
        // What comes back first after a restart are entities without a state.
        const auto absent = static_cast<double>(duration + starting / 2) / 1000.0;
        home.act("unavailable", {{"seconds", absent}});
        return done([&host, duration, starting] { host.restart(duration, starting); });
    }
    if (name == "silent") {
        const Millis duration = millis(parameters, "seconds", 60);
        return done([&host, duration] { host.be_silent(duration); });
    }
    if (name == "bad_frame") {
        host.say_to_all(text_or(parameters, "text", "this is not JSON {"));
        return done();
    }
    if (name == "auth_invalid") {
        host.refuse_tokens(flag_or(parameters, "on", true));
        return done([&host] { host.drop_all(); });
    }
    return std::nullopt;
}

std::optional<RestAnswer> act_on_states(Home& home, const std::string& name,
                                        const json::object& parameters) {
    if (name == "set") {
        home.states().pin(text_or(parameters, "entity_id", ""), text_or(parameters, "state", ""),
                          home.now());
        return done();
    }
    if (name == "release") {
        home.states().release(text_or(parameters, "entity_id", ""));
        return done();
    }
    if (name == "remove") {
        home.states().remove(text_or(parameters, "entity_id", ""));
        return done();
    }
    if (name == "repeat") {
        home.states().repeat(entity_in(home, parameters));
        return done();
    }
    if (name == "late") {
        return late(home, parameters);
    }
    if (name == "entities") {
        return dummies(home, parameters);
    }
    return std::nullopt;
}

RestAnswer get_ledger(Home& home, const std::string& target) {
    const auto from = parse_time(query_value(target, "from"));
    const auto to = parse_time(query_value(target, "to"));
    if (!from || !to || *from >= *to) {
        return message_answer(400, "from and to must be times, from before to");
    }
    const auto ledger = home.ledger(*from, *to);
    return ledger ? json_answer(*ledger) : message_answer(404, "This home keeps no ledger.");
}

json::object parse_body(const std::string& body) {
    json::error_code bad;
    json::value value = body.empty() ? json::value(json::object{}) : json::parse(body, bad);
    if (bad || !value.is_object()) {
        throw std::runtime_error("the body must be a JSON object");
    }
    return std::move(value.as_object());
}

}  // namespace

RestAnswer answer_control(Host& host, Home& home, const std::string& method,
                          const std::string& rest, const std::string& body) {
    const std::string name = rest.substr(0, rest.find('?'));
    if (method == "GET" && name == "ledger") {
        return get_ledger(home, rest);
    }
    if (method != "POST") {
        return message_answer(405, "Method Not Allowed");
    }
    const json::object parameters = parse_body(body);
    if (auto answer = act_on_host(host, home, name, parameters)) {
        return std::move(*answer);
    }
    if (auto answer = act_on_states(home, name, parameters)) {
        return std::move(*answer);
    }
    if (const auto answer = home.act(name, parameters)) {
        return json_answer(*answer);
    }
    return message_answer(404, "No action '" + name + "'");
}

}  // namespace ohmstead::simulator
