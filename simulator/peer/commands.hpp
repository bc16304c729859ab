#pragma once

#include <boost/json.hpp>

#include "simulator/peer/home.hpp"

namespace ohmstead::simulator {

/// Answers the commands that do not touch a connection. Throws CommandError when Home Assistant
/// would answer with an error.
boost::json::value answer_command(Home& home, const std::string& type,
                                  const boost::json::object& command,
                                  const std::string& running_state);

/// Runs `domain.service` on the entities named in `data` or `target`. Returns the states that
/// changed. Throws CommandError.
boost::json::array call_service(Home& home, const std::string& domain, const std::string& service,
                                const boost::json::object& data, const boost::json::object& target);

}  // namespace ohmstead::simulator
