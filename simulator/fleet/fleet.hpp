#pragma once

#include <string>

namespace ohmstead::simulator {

struct FleetOptions {
    int homes = 1000;
    double rate = 1000;  // events per second over all homes
    std::string address = "127.0.0.1";
    unsigned short port = 0;
};

/// A load for benchmarks: many small homes on one port, told apart by their tokens `bench-0`,
/// `bench-1` and so on. Each has `sensor.grid_power` and `sensor.grid_energy`; the homes take turns
/// with one event each, spread evenly over time. `lc` is the wall time at which it was emitted.
/// Runs until SIGINT or SIGTERM; prints its port as one line of JSON.
void serve_fleet(const FleetOptions& options);

}  // namespace ohmstead::simulator
