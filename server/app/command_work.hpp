#pragma once

#include <functional>

#include "app/config.hpp"
#include "app/stores.hpp"
#include "async/task.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace ohmstead {

// Runs what a command does on the stores, beside a server that may have them open, and gives the
// process's exit code: 1 with a sentence on standard error when it failed.
int run_on_stores(const Config& config,
                  const std::function<Task<Status>(const StorePorts&, const Clock&)>& work);

}  // namespace ohmstead
