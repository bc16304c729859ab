#include <algorithm>
#include <utility>

#include "store_dynamodb/calls.hpp"
#include "store_dynamodb/client.hpp"
#include "store_dynamodb/encode.hpp"

namespace ohmstead::dynamodb {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostKeys = 100;
constexpr std::size_t kMostChanges = 25;

// How many single requests {"table": [...]} or {"table": {"Keys": [...]}} holds.
std::size_t size_of(const json::object& requests) {
    std::size_t size = 0;
    for (const auto& table : requests) {
        const auto* list = table.value().if_array();
        if (const auto* fields = table.value().if_object()) {
            const auto* keys = fields->if_contains("Keys");
            list = keys != nullptr ? keys->if_array() : nullptr;
        }
        size += list != nullptr ? list->size() : 0;
    }
    return size;
}

// Sends the requests, and what of them was left undone again, until nothing is. `take` gets each
// answer.
template <class Take>
Task<Status> send_all(Calls& calls, Call& call, std::string operation, std::string undone,
                      json::object requests, Take take) {
    for (int attempt = 1; !requests.empty();) {
        const auto size = size_of(requests);
        json::object body;
        body.emplace("RequestItems", std::move(requests));
        body.emplace("ReturnConsumedCapacity", "TOTAL");
        auto reply = co_await calls.send(call, operation, std::move(body));
        if (!reply) {
            co_return calls.error_of(operation, reply.error());
        }
        requests = take_object(*reply, undone);
        if (!take(*reply)) {
            co_return make_error(ErrorCode::internal, "The database's answer makes no sense.");
        }
        if (requests.empty()) {
            break;
        }
        if (size_of(requests) < size) {
            attempt = 1;
        }
        const Failure throttled{.kind = FailureKind::throttled, .code = undone};
        const bool waited =
            attempt < calls.settings().attempts && co_await calls.pause(call, throttled, attempt);
        if (!waited) {
            co_return calls.error_of(operation, throttled);
        }
        ++attempt;
    }
    co_return Status{};
}

}  // namespace

Task<Result<std::vector<Item>>> Client::batch_get(std::string table, std::vector<Item> keys,
                                                  bool consistent) {
    OHMSTEAD_CO_TRY(auto call, calls_->begin());
    const auto name = calls_->settings().table_prefix + table;
    std::vector<Item> items;
    const auto take = [&items, &name](json::object& answer) {
        auto* responses = answer.if_contains("Responses");
        auto* tables = responses != nullptr ? responses->if_object() : nullptr;
        auto* found = tables != nullptr ? tables->if_contains(name) : nullptr;
        if (found == nullptr) {
            return tables != nullptr;
        }
        auto* list = found->if_array();
        for (auto& value : list != nullptr ? *list : json::array()) {
            if (!value.is_object()) {
                return false;
            }
            items.push_back(std::move(value.get_object()));
        }
        return list != nullptr;
    };
    for (std::size_t first = 0; first < keys.size(); first += kMostKeys) {
        json::array some;
        for (std::size_t i = first; i < std::min(keys.size(), first + kMostKeys); ++i) {
            some.emplace_back(std::move(keys[i]));
        }
        json::object of_table;
        of_table.emplace("Keys", std::move(some));
        of_table.emplace("ConsistentRead", consistent);
        json::object requests;
        requests.emplace(name, std::move(of_table));
        OHMSTEAD_CO_TRY_VOID(co_await send_all(*calls_, call, "BatchGetItem", "UnprocessedKeys",
                                               std::move(requests), take));
    }
    co_return items;
}

Task<Status> Client::batch_write(std::vector<Change> changes) {
    OHMSTEAD_CO_TRY(auto call, calls_->begin());
    const auto take = [](json::object&) { return true; };
    for (std::size_t first = 0; first < changes.size(); first += kMostChanges) {
        json::object requests;
        for (std::size_t i = first; i < std::min(changes.size(), first + kMostChanges); ++i) {
            const auto table = std::visit([](const auto& one) { return one.table; }, changes[i]);
            auto& list = requests[calls_->settings().table_prefix + table];
            if (!list.is_array()) {
                list.emplace_array();
            }
            list.get_array().emplace_back(encode(std::move(changes[i])));
        }
        OHMSTEAD_CO_TRY_VOID(co_await send_all(*calls_, call, "BatchWriteItem", "UnprocessedItems",
                                               std::move(requests), take));
    }
    co_return Status{};
}

}  // namespace ohmstead::dynamodb
