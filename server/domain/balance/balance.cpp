#include "domain/balance/balance.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

// Moves as much as both sides have.
std::int64_t move(std::int64_t& from, std::int64_t& to) {
    const std::int64_t moved = std::min(from, to);
    from -= moved;
    to -= moved;
    return moved;
}

}  // namespace

Flows& Flows::operator+=(const Flows& other) {
    grid_to_home += other.grid_to_home;
    grid_to_battery += other.grid_to_battery;
    grid_to_grid += other.grid_to_grid;
    solar_to_home += other.solar_to_home;
    solar_to_battery += other.solar_to_battery;
    solar_to_grid += other.solar_to_grid;
    battery_to_home += other.battery_to_home;
    battery_to_grid += other.battery_to_grid;
    battery_to_battery += other.battery_to_battery;
    return *this;
}

Balance balance(Exchange exchange) {
    auto& [import, feed_in, solar, charge, discharge] = exchange;
    bool negative_part = false;
    for (auto* part : {&import, &feed_in, &solar, &charge, &discharge}) {
        negative_part |= *part < 0;
        *part = std::max<std::int64_t>(*part, 0);
    }
    const std::int64_t net = import + solar + discharge - feed_in - charge;
    Balance result{.home = std::max<std::int64_t>(net, 0),
                   .residual = std::min<std::int64_t>(net, 0),
                   .flows = {},
                   .negative_part = negative_part};
    std::int64_t use = result.home;
    Flows& flows = result.flows;

    std::int64_t beyond_use = std::max<std::int64_t>(import - use, 0);
    flows.grid_to_battery = move(beyond_use, charge);
    import -= flows.grid_to_battery;
    flows.solar_to_battery = move(solar, charge);
    flows.solar_to_grid = move(solar, feed_in);
    flows.battery_to_grid = move(discharge, feed_in);
    flows.grid_to_battery += move(import, charge);
    flows.solar_to_home = move(solar, use);
    flows.battery_to_home = move(discharge, use);
    flows.grid_to_home = move(import, use);
    flows.grid_to_grid = move(import, feed_in);
    flows.battery_to_battery = move(discharge, charge);
    return result;
}

}  // namespace ohmstead
