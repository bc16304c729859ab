#pragma once

#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "store_dynamodb/costs.hpp"

namespace ohmstead::dynamodb {

// What an answer's ConsumedCapacity says; tables without `prefix`.
std::vector<RequestReport::Units> units_of(std::string_view operation,
                                           const boost::json::object& answer,
                                           std::string_view prefix);

}  // namespace ohmstead::dynamodb
