#include "store_dynamodb/encode.hpp"

#include <utility>

namespace ohmstead::dynamodb {
namespace {

namespace json = boost::json;

void put_text(json::object& request, json::string_view name, const std::string& text) {
    if (!text.empty()) {
        request.emplace(name, json::string(text));
    }
}

void put_placeholders(json::object& request, Placeholders placeholders) {
    if (!placeholders.names.empty()) {
        request.emplace("ExpressionAttributeNames", std::move(placeholders.names));
    }
    if (!placeholders.values.empty()) {
        request.emplace("ExpressionAttributeValues", std::move(placeholders.values));
    }
}

json::object start(const std::string& table, const std::string& prefix) {
    json::object request;
    request.emplace("TableName", json::string(prefix + table));
    return request;
}

json::string_view name_of(Returned returned) {
    switch (returned) {
        case Returned::nothing:
            return "NONE";
        case Returned::all_old:
            return "ALL_OLD";
        case Returned::all_new:
            return "ALL_NEW";
        case Returned::updated_old:
            return "UPDATED_OLD";
        case Returned::updated_new:
            return "UPDATED_NEW";
    }
    return "NONE";
}

// What single writes and parts of a transaction have in common. The item at a failed condition
// costs nothing more, so it always comes along.
void put_condition(json::object& request, const std::string& condition, Placeholders placeholders) {
    put_placeholders(request, std::move(placeholders));
    if (!condition.empty()) {
        put_text(request, "ConditionExpression", condition);
        request.emplace("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
    }
}

json::object part(Put put, const std::string& prefix) {
    auto request = start(put.table, prefix);
    request.emplace("Item", std::move(put.item));
    put_condition(request, put.condition, std::move(put.placeholders));
    return request;
}

json::object part(Update update, const std::string& prefix) {
    auto request = start(update.table, prefix);
    request.emplace("Key", std::move(update.key));
    put_text(request, "UpdateExpression", update.update);
    put_condition(request, update.condition, std::move(update.placeholders));
    return request;
}

json::object part(Delete erase, const std::string& prefix) {
    auto request = start(erase.table, prefix);
    request.emplace("Key", std::move(erase.key));
    put_condition(request, erase.condition, std::move(erase.placeholders));
    return request;
}

json::object part(Check check, const std::string& prefix) {
    auto request = start(check.table, prefix);
    request.emplace("Key", std::move(check.key));
    put_condition(request, check.condition, std::move(check.placeholders));
    return request;
}

template <class Write>
json::object single(Write write, const std::string& prefix) {
    const auto returned = write.returned;
    auto request = part(std::move(write), prefix);
    if (returned != Returned::nothing) {
        request.emplace("ReturnValues", name_of(returned));
    }
    return request;
}

json::object wrap(json::string_view name, json::object inner) {
    json::object outer;
    outer.emplace(name, std::move(inner));
    return outer;
}

}  // namespace

json::object encode(Get get, const std::string& prefix) {
    auto request = start(get.table, prefix);
    request.emplace("Key", std::move(get.key));
    request.emplace("ConsistentRead", get.consistent);
    put_text(request, "ProjectionExpression", get.projection);
    put_placeholders(request, std::move(get.placeholders));
    return request;
}

json::object encode(Put put, const std::string& prefix) {
    return single(std::move(put), prefix);
}

json::object encode(Update update, const std::string& prefix) {
    return single(std::move(update), prefix);
}

json::object encode(Delete erase, const std::string& prefix) {
    return single(std::move(erase), prefix);
}

json::object encode(Query query, const std::string& prefix) {
    auto request = start(query.table, prefix);
    put_text(request, "KeyConditionExpression", query.key_condition);
    put_text(request, "FilterExpression", query.filter);
    put_text(request, "ProjectionExpression", query.projection);
    put_placeholders(request, std::move(query.placeholders));
    request.emplace("ScanIndexForward", query.ascending);
    request.emplace("ConsistentRead", query.consistent);
    if (query.limit > 0) {
        request.emplace("Limit", query.limit);
    }
    if (!query.start.empty()) {
        request.emplace("ExclusiveStartKey", std::move(query.start));
    }
    return request;
}

json::object encode(const Table& table, const std::string& prefix) {
    json::array definitions;
    json::array schema;
    const auto add = [&](const KeyAttribute& attribute, json::string_view kind) {
        definitions.push_back({{"AttributeName", json::string(attribute.name)},
                               {"AttributeType", json::string(1, attribute.type)}});
        schema.push_back({{"AttributeName", json::string(attribute.name)}, {"KeyType", kind}});
    };
    add(table.partition_key, "HASH");
    if (table.sort_key) {
        add(*table.sort_key, "RANGE");
    }
    auto request = start(table.name, prefix);
    request.emplace("BillingMode", "PAY_PER_REQUEST");
    request.emplace("AttributeDefinitions", std::move(definitions));
    request.emplace("KeySchema", std::move(schema));
    return request;
}

json::object encode(Action action, const std::string& prefix) {
    struct Encoder {
        const std::string& prefix;
        json::object operator()(Put put) const { return wrap("Put", part(std::move(put), prefix)); }
        json::object operator()(Update update) const {
            return wrap("Update", part(std::move(update), prefix));
        }
        json::object operator()(Delete erase) const {
            return wrap("Delete", part(std::move(erase), prefix));
        }
        json::object operator()(Check check) const {
            return wrap("ConditionCheck", part(std::move(check), prefix));
        }
    };
    return std::visit(Encoder{prefix}, std::move(action));
}

json::object encode(Change change) {
    if (auto* put = std::get_if<Put>(&change)) {
        return wrap("PutRequest", wrap("Item", std::move(put->item)));
    }
    return wrap("DeleteRequest", wrap("Key", std::move(std::get<Delete>(change).key)));
}

}  // namespace ohmstead::dynamodb
