#pragma once

#include <string>
#include <string_view>

#include <boost/json.hpp>

namespace ohmstead::simulator {

/// Reads and parses a JSON document that starts with an object. Throws std::runtime_error that
/// names the file.
boost::json::object read_json_file(const std::string& path);

/// Members of an object, or a default where there is none. Throw std::runtime_error naming the
/// member when it holds another kind of value, or a number beyond 1e12 in size.
double number_or(const boost::json::object& object, std::string_view key, double otherwise);
std::string text_or(const boost::json::object& object, std::string_view key, std::string otherwise);
bool flag_or(const boost::json::object& object, std::string_view key, bool otherwise);
/// An empty one where there is none.
const boost::json::array& items(const boost::json::object& object, std::string_view key);
const boost::json::object& section(const boost::json::object& object, std::string_view key);

}  // namespace ohmstead::simulator
