#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"

namespace ohmstead::api {

// Something that can be made to happen in the demo's simulated homes.
struct DemoAct {
    std::string id;
    std::string label;
};

// The demo's hold on its simulated homes.
class DemoControl {
public:
    virtual ~DemoControl() = default;
    // By home id: what can be made to happen there.
    virtual std::map<std::string, std::vector<DemoAct>> acts() const = 0;
    // Makes `act` happen in the simulated home that feeds `home`. Answers when the first change
    // left the simulator, in ms since 1970. not_found for an unknown home, and for
    // what it cannot do.
    virtual Task<Result<std::int64_t>> perform(std::string home, std::string act) = 0;
    // Where the simulated home of each home id can be asked for its own ledger.
    virtual std::map<std::string, std::string> simulator_urls() const = 0;
};

}  // namespace ohmstead::api
