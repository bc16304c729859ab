#pragma once

#include <string>

#include "simulator/home/home_spec.hpp"

namespace ohmstead::simulator {

struct RecordOptions {
    std::string home_file;
    std::string out;  // the CSV; compressed when it ends in .gz
    Millis from = 0;
    Millis to = 0;
    Millis step = 10 * kSecond;
    bool amounts = false;  // counters as what they counted since the row before
};

/// Writes what the entities of a simulated home show in [from, to], one row per step, and beside it
/// the map that replays it (`out` with `.map.json` for its ending). Returns the map's path.
std::string record(const RecordOptions& options);

}  // namespace ohmstead::simulator
