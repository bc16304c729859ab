#pragma once

#include <string_view>

#include <boost/json/value.hpp>

#include "base/result.hpp"

namespace ohmstead::reflect {

// Strict JSON: one value and nothing after it, at most 32 deep, valid UTF-8, every name once per
// object, every number finite. malformed otherwise.
Result<boost::json::value> parse_json(std::string_view text);

}  // namespace ohmstead::reflect
