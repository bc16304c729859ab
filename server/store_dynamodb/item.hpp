#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/result.hpp"
#include "crypto/bytes.hpp"

namespace ohmstead::dynamodb {

// An item, or a key, in DynamoDB's typed JSON: {"home_id":{"S":"…"},"revision":{"N":"7"}}.
using Item = boost::json::object;

// Attribute values to put into items, keys and expressions.
boost::json::value string_value(std::string_view text);  // not empty in keys
boost::json::value number_value(std::int64_t number);
boost::json::value bytes_value(ByteView bytes);
boost::json::value bool_value(bool flag);
boost::json::value string_set_value(const std::vector<std::string>& texts);  // at least one
boost::json::value list_value(boost::json::array values);                    // of typed values
boost::json::value map_value(Item attributes);

bool has(const Item& item, std::string_view name);

// Attributes of what was read. An attribute that is absent or of another type makes a damaged item:
// ErrorCode::internal. Ask has() first for one that may be absent.
Result<std::string> read_string(const Item& item, std::string_view name);
Result<std::int64_t> read_number(const Item& item, std::string_view name);
Result<Bytes> read_bytes(const Item& item, std::string_view name);
Result<bool> read_bool(const Item& item, std::string_view name);
Result<std::vector<std::string>> read_string_set(const Item& item, std::string_view name);
// Pointers into the item.
Result<const boost::json::array*> read_list(const Item& item, std::string_view name);
Result<const Item*> read_map(const Item& item, std::string_view name);
// A map among the elements of a list.
Result<const Item*> map_at(const boost::json::value& element);

Error damaged_item(std::string_view name);

// Moves the object under `name` out of an answer; empty when there is none.
boost::json::object take_object(boost::json::object& answer, std::string_view name);

}  // namespace ohmstead::dynamodb
