#include <utility>

#include "store_dynamodb/calls.hpp"
#include "store_dynamodb/client.hpp"
#include "store_dynamodb/encode.hpp"

namespace ohmstead::dynamodb {
namespace {

namespace json = boost::json;

constexpr Milliseconds kLook{2'000};
constexpr int kLooks = 60;

json::object named(const Calls& calls, const std::string& table) {
    json::object request;
    request.emplace("TableName", json::string(calls.settings().table_prefix + table));
    return request;
}

// One request as a call of its own.
Task<Result<Reply>> ask(Calls& calls, std::string operation, json::object request) {
    OHMSTEAD_CO_TRY(auto call, calls.begin());
    auto reply = co_await calls.send(call, operation, std::move(request));
    co_return reply;
}

const json::value* at(const json::object& object, json::string_view outer,
                      json::string_view inner) {
    const auto* value = object.if_contains(outer);
    const auto* fields = value != nullptr ? value->if_object() : nullptr;
    return fields != nullptr ? fields->if_contains(inner) : nullptr;
}

struct Described {
    TableState state = TableState::absent;
    json::value key_schema = nullptr;
};

Task<Result<Described>> describe(Calls& calls, std::string name) {
    OHMSTEAD_CO_TRY(auto reply, co_await ask(calls, "DescribeTable", named(calls, name)));
    if (!reply && reply.error().code == "ResourceNotFoundException") {
        co_return Described{};
    }
    if (!reply) {
        co_return calls.error_of("DescribeTable", reply.error());
    }
    const auto* status = at(*reply, "Table", "TableStatus");
    const auto* schema = at(*reply, "Table", "KeySchema");
    const bool usable = status != nullptr && (*status == "ACTIVE" || *status == "UPDATING");
    co_return Described{.state = usable ? TableState::active : TableState::preparing,
                        .key_schema = schema != nullptr ? *schema : json::value()};
}

Task<Status> create(Calls& calls, Table table) {
    auto request = encode(table, calls.settings().table_prefix);
    OHMSTEAD_CO_TRY(auto reply, co_await ask(calls, "CreateTable", std::move(request)));
    // Another process may have been quicker.
    if (!reply && reply.error().code != "ResourceInUseException") {
        co_return calls.error_of("CreateTable", reply.error());
    }
    co_return Status{};
}

// Setting what is set already would be an error, and one more change within the hour as well.
Task<Status> let_expire(Calls& calls, Table table) {
    OHMSTEAD_CO_TRY(auto reply,
                    co_await ask(calls, "DescribeTimeToLive", named(calls, table.name)));
    if (!reply) {
        co_return calls.error_of("DescribeTimeToLive", reply.error());
    }
    const auto* status = at(*reply, "TimeToLiveDescription", "TimeToLiveStatus");
    if (status != nullptr && (*status == "ENABLED" || *status == "ENABLING")) {
        co_return Status{};
    }
    json::object expiry;
    expiry.emplace("Enabled", true);
    expiry.emplace("AttributeName", json::string(table.ttl_attribute));
    auto request = named(calls, table.name);
    request.emplace("TimeToLiveSpecification", std::move(expiry));
    OHMSTEAD_CO_TRY(auto updated, co_await ask(calls, "UpdateTimeToLive", std::move(request)));
    if (!updated) {
        co_return calls.error_of("UpdateTimeToLive", updated.error());
    }
    co_return Status{};
}

}  // namespace

Task<Result<TableState>> Client::describe_table(std::string name) {
    OHMSTEAD_CO_TRY(auto described, co_await describe(*calls_, std::move(name)));
    co_return described.state;
}

Task<Status> Client::ensure_table(Table table) {
    OHMSTEAD_CO_TRY(auto described, co_await describe(*calls_, table.name));
    if (described.state == TableState::absent) {
        OHMSTEAD_CO_TRY_VOID(co_await create(*calls_, table));
    }
    for (int looks = 0; described.state != TableState::active; ++looks) {
        if (looks == kLooks) {
            co_return make_error(ErrorCode::unavailable,
                                 "A table of the database takes too long to be made.");
        }
        if (looks > 0) {
            co_await calls_->timing().sleep(kLook);
        }
        OHMSTEAD_CO_TRY(described, co_await describe(*calls_, table.name));
    }
    const auto wanted = encode(table, "");
    if (described.key_schema != wanted.at("KeySchema")) {
        co_return make_error(ErrorCode::conflict,
                             "A table of this name exists already, with another key.");
    }
    if (!table.ttl_attribute.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await let_expire(*calls_, std::move(table)));
    }
    co_return Status{};
}

}  // namespace ohmstead::dynamodb
