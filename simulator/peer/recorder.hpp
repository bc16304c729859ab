#pragma once

#include <boost/json.hpp>

#include "simulator/peer/home.hpp"

namespace ohmstead::simulator {

// The recorder's and history's commands over any home. They throw CommandError for a bad request.

boost::json::array statistics_metadata(const Home& home, const boost::json::object& command);
boost::json::array statistic_ids(const Home& home, const boost::json::object& command);
boost::json::object statistics_during_period(Home& home, const boost::json::object& command);
boost::json::object history_during_period(Home& home, const boost::json::object& command);

/// Rolls hourly rows up to local days, weeks, months or years.
std::vector<StatisticRow> roll_up(const std::vector<StatisticRow>& hours, const Zone& zone,
                                  std::string_view period);

}  // namespace ohmstead::simulator
