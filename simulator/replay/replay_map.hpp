#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/home/home_spec.hpp"

namespace ohmstead::simulator {

/// One column of the file, or a sum of some, and the entity it becomes.
struct ReplayTerm {
    std::string column;
    double factor = 1;
};

struct ReplayColumn {
    EntitySpec entity;
    std::vector<ReplayTerm> terms;
    bool accumulate = false;  // the file has amounts per row; the entity shows their running sum
};

/// How a recorded home is to be read: what a home file is for the physical model.
struct ReplayMap {
    HomeSpec home;  // without a physical model
    std::string time_column;
    Millis time_offset = 0;  // the reading was taken this long after the time in the file
    std::vector<ReplayColumn> columns;
};

/// Throws std::runtime_error that names the file and the fault.
ReplayMap read_replay_map(const std::string& path);

/// The number a whole text is; nothing for any other text, NaN and infinity.
std::optional<double> finite_number(const std::string& text);

/// The values of a recording, in order of time.
struct Recording {
    std::vector<Millis> times;
    /// Per column of the map one text per time; empty where nothing was read.
    std::vector<std::vector<std::string>> values;
};

/// Reads the file a map is for. A text passes as it is, unless the map calculates with it.
Recording read_recording(const std::string& path, const ReplayMap& map);

}  // namespace ohmstead::simulator
