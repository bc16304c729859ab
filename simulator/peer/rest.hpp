#pragma once

#include <string>

#include "simulator/peer/host.hpp"

namespace ohmstead::simulator {

/// Home Assistant's REST API (`/api/…`) and the simulator's own control API (`/sim/…`), both with
/// a bearer token.
RestAnswer answer_rest(Host& host, const RestRequest& request);

/// What follows the scheme in `Authorization: Bearer …`; empty without it.
std::string_view bearer_token(const RestRequest& request);

/// The control API alone: `rest` is what follows `/sim/`. Shared with the control port.
RestAnswer answer_control(Host& host, Home& home, const std::string& method,
                          const std::string& rest, const std::string& body);

/// Value of a parameter in the query of `target`, decoded; empty when it is not there.
std::string query_value(const std::string& target, std::string_view key);

RestAnswer json_answer(const boost::json::value& value, unsigned status = 200);
RestAnswer message_answer(unsigned status, const std::string& message);

}  // namespace ohmstead::simulator
