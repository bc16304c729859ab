#include "store_dynamodb/consumption.hpp"

#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace ohmstead::dynamodb {
namespace {

namespace json = boost::json;

std::optional<double> number_at(const json::object& object, json::string_view name) {
    const auto* value = object.if_contains(name);
    json::error_code error;
    const double number =
        value != nullptr && value->is_number() ? value->to_number<double>(error) : -1;
    return !error && number >= 0 ? std::optional(number) : std::nullopt;
}

std::string table_of(const json::object& consumed, std::string_view prefix) {
    const auto* value = consumed.if_contains("TableName");
    const auto* text = value != nullptr ? value->if_string() : nullptr;
    const std::string name = text != nullptr ? std::string(text->data(), text->size()) : "";
    return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

}  // namespace

std::vector<RequestReport::Units> units_of(std::string_view operation, const json::object& answer,
                                           std::string_view prefix) {
    const auto* value = answer.if_contains("ConsumedCapacity");
    if (value == nullptr) {
        return {};
    }
    const bool reads =
        operation == "GetItem" || operation == "Query" || operation == "BatchGetItem";
    std::vector<RequestReport::Units> units;
    const auto add = [&](const json::value& one) {
        const auto* consumed = one.if_object();
        if (consumed == nullptr) {
            return;
        }
        const auto all = number_at(*consumed, "CapacityUnits").value_or(0);
        const auto read = number_at(*consumed, "ReadCapacityUnits");
        const auto write = number_at(*consumed, "WriteCapacityUnits");
        const bool apart = read || write;
        units.push_back({.table = table_of(*consumed, prefix),
                         .read = apart ? read.value_or(0) : (reads ? all : 0),
                         .write = apart ? write.value_or(0) : (reads ? 0 : all)});
    };
    if (const auto* several = value->if_array()) {
        for (const auto& one : *several) {
            add(one);
        }
    } else {
        add(*value);
    }
    return units;
}

}  // namespace ohmstead::dynamodb
