#pragma once

#include <string>

#include "store_dynamodb/requests.hpp"

namespace ohmstead::dynamodb {

// Requests as DynamoDB's JSON; `prefix` goes before the names of tables.
boost::json::object encode(Get get, const std::string& prefix);
boost::json::object encode(Put put, const std::string& prefix);
boost::json::object encode(Update update, const std::string& prefix);
boost::json::object encode(Delete erase, const std::string& prefix);
boost::json::object encode(Query query, const std::string& prefix);
boost::json::object encode(const Table& table, const std::string& prefix);

// As parts of a transaction, and of a batch.
boost::json::object encode(Action action, const std::string& prefix);
boost::json::object encode(Change change);

}  // namespace ohmstead::dynamodb
