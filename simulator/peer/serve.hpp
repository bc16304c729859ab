#pragma once

#include <string>
#include <vector>

#include "simulator/base/clock.hpp"

namespace ohmstead::simulator {

struct ServeOptions {
    std::vector<std::string> homes;  // "house:8201", "/some/home.json:0" or "house"
    std::string replay;              // a recording to replay, read by `replay_map`
    std::string replay_map;
    bool replay_paused = false;  // begin only when told by POST /sim/replay
    double replay_speed = 1;     // 0 = as fast as the clients read
    std::string homes_folder;
    std::string address = "127.0.0.1";
    int port_base = 0;         // 0 = any port
    std::string state_folder;  // where what is done to homes is kept; empty = nowhere
    int control_port = -1;     // -1 = no port of its own
    std::string token;
    bool print_token = false;
    Millis start = 0;
    double speed = 1;
};

/// Serves until SIGINT or SIGTERM. Prints one line of JSON per port when it is ready.
void serve(const ServeOptions& options);

}  // namespace ohmstead::simulator
