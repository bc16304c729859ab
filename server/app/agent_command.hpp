#pragma once

#include "app/config.hpp"

namespace ohmstead {

// Runs the engine of one home, and sends what it makes of the readings to a server, until asked to
// end. Answers the exit code.
int run_agent(const Config& config);

}  // namespace ohmstead
