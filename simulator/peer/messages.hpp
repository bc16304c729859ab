#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include <boost/json.hpp>

#include "simulator/peer/home.hpp"

namespace ohmstead::simulator {

/// The version the simulated Home Assistant gives itself.
inline constexpr const char* kVersion = "2026.7.3";

/// A command that is answered with an error.
class CommandError : public std::runtime_error {
public:
    CommandError(std::string code, const std::string& message)
        : std::runtime_error(message), code_(std::move(code)) {}
    const std::string& code() const { return code_; }

private:
    std::string code_;
};

// Messages of the WebSocket API, ready to be sent.
std::string result_message(std::int64_t id, const boost::json::value& result);
std::string error_message(std::int64_t id, const std::string& code, const std::string& message);
std::string event_message(std::int64_t id, const boost::json::value& event);

/// A state in full, as in get_states.
boost::json::object full_state(const std::string& entity_id, const EntityState& state);
/// A state in the short form of subscribe_entities.
boost::json::object compressed_state(const EntityState& state);
/// One change in the short form: {"a":…}, {"c":…} or {"r":…}.
boost::json::object compressed_change(const StateChange& change);
/// The event of subscribe_events.
boost::json::object state_changed_event(const StateChange& change, Millis fired);
boost::json::object plain_event(const std::string& type, boost::json::object data, Millis fired);

/// get_config.
boost::json::object config_of(const Directory& directory, const std::string& state);

}  // namespace ohmstead::simulator
