#pragma once

#include <string>
#include <vector>

#include "simulator/home/home_spec.hpp"
#include "simulator/model/home_model.hpp"

namespace ohmstead::simulator {

/// What was done to a home, kept in a file, so that after a restart of the simulator its meters
/// still show what they had shown. Without a path nothing is kept.
class Journal {
public:
    explicit Journal(std::string path) : path_(std::move(path)) {}

    /// Does again what the file holds; answers when the last of it was done, 0 for nothing. Throws
    /// std::runtime_error when it cannot be understood.
    Millis restore(const HomeModel& model, Actions& actions,
                   std::vector<Incident>& incidents) const;

    void add(const Action& action, const HomeModel& model) const;
    void end(std::size_t action, Millis at) const;
    void add(const Incident& incident) const;

private:
    void write(const boost::json::object& line) const;

    std::string path_;
};

}  // namespace ohmstead::simulator
