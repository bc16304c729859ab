#pragma once

#include "app/config.hpp"

namespace ohmstead {

// Serves until SIGINT or SIGTERM. A second signal ends at once.
int serve(const Config& config);

}  // namespace ohmstead
