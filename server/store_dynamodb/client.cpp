#include "store_dynamodb/client.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "base/ids.hpp"
#include "store_dynamodb/calls.hpp"
#include "store_dynamodb/encode.hpp"
#include "store_dynamodb/endpoint.hpp"

namespace ohmstead::dynamodb {
namespace {

namespace json = boost::json;

Error unreadable_answer() {
    return make_error(ErrorCode::internal, "The database's answer makes no sense.");
}

json::object with_costs(json::object request) {
    request.emplace("ReturnConsumedCapacity", "TOTAL");
    return request;
}

// Moves a list of items to the end of `items`. False when it is none.
bool take_items(json::value* list, std::vector<Item>& items) {
    auto* values = list != nullptr ? list->if_array() : nullptr;
    if (values == nullptr) {
        return false;
    }
    for (auto& value : *values) {
        auto* item = value.if_object();
        if (item == nullptr) {
            return false;
        }
        items.push_back(std::move(*item));
    }
    return true;
}

Task<Result<WriteOutcome>> write(Calls& calls, std::string operation, json::object request) {
    OHMSTEAD_CO_TRY(auto call, calls.begin());
    auto reply = co_await calls.send(call, operation, with_costs(std::move(request)));
    if (reply) {
        co_return WriteOutcome{.item = take_object(*reply, "Attributes")};
    }
    if (reply.error().kind != FailureKind::condition) {
        co_return calls.error_of(operation, reply.error());
    }
    co_return WriteOutcome{.written = Written::condition_failed,
                           .item = take_object(reply.error().body, "Item"),
                           .unsure = call.unsure};
}

Task<Result<Page>> read_page(Calls& calls, Call& call, Query query) {
    auto request = with_costs(encode(std::move(query), calls.settings().table_prefix));
    auto reply = co_await calls.send(call, "Query", std::move(request));
    if (!reply) {
        co_return calls.error_of("Query", reply.error());
    }
    Page page;
    if (!take_items(reply->if_contains("Items"), page.items)) {
        co_return unreadable_answer();
    }
    page.next = take_object(*reply, "LastEvaluatedKey");
    co_return page;
}

// What each of the actions puts; nothing for the others.
std::vector<std::optional<Item>> items_put_by(const std::vector<Action>& actions) {
    std::vector<std::optional<Item>> items;
    for (const auto& action : actions) {
        const auto* const put = std::get_if<Put>(&action);
        items.push_back(put != nullptr ? std::optional(put->item) : std::nullopt);
    }
    return items;
}

// Whether every condition that failed did so at exactly the item that was to be put.
bool finds_itself(const Transaction& transaction, const std::vector<std::optional<Item>>& put) {
    bool any = false;
    for (std::size_t i = 0; i < put.size(); ++i) {
        if (transaction.parts[i].written == Written::yes) {
            continue;
        }
        any = true;
        if (put[i] != transaction.parts[i].item) {
            return false;
        }
    }
    return any;
}

}  // namespace

Result<std::unique_ptr<Client>> Client::make(ClientServices services, Settings settings) {
    OHMSTEAD_TRY(auto endpoint, endpoint_of(settings));
    auto calls =
        std::make_unique<Calls>(std::move(services), std::move(settings), std::move(endpoint));
    return std::unique_ptr<Client>(new Client(std::move(calls)));
}

Client::Client(std::unique_ptr<Calls> calls) : calls_(std::move(calls)) {}
Client::~Client() = default;

Task<Result<std::optional<Item>>> Client::get_item(Get get) {
    OHMSTEAD_CO_TRY(auto call, calls_->begin());
    auto request = with_costs(encode(std::move(get), calls_->settings().table_prefix));
    auto reply = co_await calls_->send(call, "GetItem", std::move(request));
    if (!reply) {
        co_return calls_->error_of("GetItem", reply.error());
    }
    auto* item = reply->if_contains("Item");
    if (item == nullptr) {
        co_return std::optional<Item>();
    }
    if (!item->is_object()) {
        co_return unreadable_answer();
    }
    co_return std::optional<Item>(std::move(item->get_object()));
}

Task<Result<WriteOutcome>> Client::put_item(Put put) {
    const auto item = put.item;
    auto request = encode(std::move(put), calls_->settings().table_prefix);
    auto outcome = co_await write(*calls_, "PutItem", std::move(request));
    if (outcome && outcome->unsure && outcome->item == item) {
        co_return WriteOutcome{};
    }
    co_return outcome;
}

Task<Result<WriteOutcome>> Client::update_item(Update update) {
    return write(*calls_, "UpdateItem", encode(std::move(update), calls_->settings().table_prefix));
}

Task<Result<WriteOutcome>> Client::delete_item(Delete erase) {
    return write(*calls_, "DeleteItem", encode(std::move(erase), calls_->settings().table_prefix));
}

Task<Result<Page>> Client::query(Query query) {
    OHMSTEAD_CO_TRY(auto call, calls_->begin());
    co_return co_await read_page(*calls_, call, std::move(query));
}

Task<Result<std::vector<Item>>> Client::query_all(Query query, std::size_t most) {
    OHMSTEAD_CO_TRY(auto call, calls_->begin());
    std::vector<Item> items;
    for (;;) {
        OHMSTEAD_CO_TRY(auto page, co_await read_page(*calls_, call, query));
        if (items.size() + page.items.size() > most) {
            co_return make_error(ErrorCode::too_large,
                                 "There is too much of this to read at once.");
        }
        std::move(page.items.begin(), page.items.end(), std::back_inserter(items));
        if (page.next.empty()) {
            co_return items;
        }
        query.start = std::move(page.next);
    }
}

Task<Result<Transaction>> Client::transact_write(std::vector<Action> actions) {
    OHMSTEAD_CO_TRY(auto call, calls_->begin());
    Transaction transaction;
    transaction.parts.resize(actions.size());
    const auto put = items_put_by(actions);
    json::array parts;
    for (auto& action : actions) {
        parts.emplace_back(encode(std::move(action), calls_->settings().table_prefix));
    }
    json::object request;
    request.emplace("TransactItems", std::move(parts));
    // The same token on every repetition: DynamoDB then does it once.
    request.emplace("ClientRequestToken", json::string(make_random_id()));
    auto reply = co_await calls_->send(call, "TransactWriteItems", with_costs(std::move(request)));
    if (reply) {
        co_return transaction;
    }
    auto& failure = reply.error();
    auto* reasons = failure.body.if_contains("CancellationReasons");
    if (failure.kind != FailureKind::condition || reasons == nullptr || !reasons->is_array() ||
        reasons->get_array().size() != transaction.parts.size()) {
        co_return calls_->error_of("TransactWriteItems", failure);
    }
    transaction.written = Written::condition_failed;
    for (std::size_t i = 0; i < transaction.parts.size(); ++i) {
        auto* reason = reasons->get_array()[i].if_object();
        const auto* code = reason != nullptr ? reason->if_contains("Code") : nullptr;
        if (code != nullptr && *code == "ConditionalCheckFailed") {
            transaction.parts[i] = {.written = Written::condition_failed,
                                    .item = take_object(*reason, "Item")};
        }
    }
    // The token is not minded by everything that speaks DynamoDB's language.
    if (call.unsure && finds_itself(transaction, put)) {
        co_return Transaction{.parts = std::vector<Transaction::Part>(actions.size())};
    }
    co_return transaction;
}

}  // namespace ohmstead::dynamodb
