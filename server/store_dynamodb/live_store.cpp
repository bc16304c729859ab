#include "store/live_store.hpp"

#include <memory>
#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/live_item.hpp"
#include "store_dynamodb/live_values.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/revisions.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

Result<LiveSnapshot> snapshot_in(const Item& item) {
    LiveSnapshot snapshot;
    OHMSTEAD_TRY(snapshot.revision, read_revision(item));
    OHMSTEAD_TRY(snapshot.at, read_instant(item, "at"));
    OHMSTEAD_TRY(const auto packed, read_bytes(item, "values"));
    if (!decode_values(text_of(packed), snapshot)) {
        return damaged_item("values");
    }
    return snapshot;
}

class DynamoLiveStore final : public LiveStore {
public:
    explicit DynamoLiveStore(Client& client) : client_(client) {}

    Task<Result<LivePut>> put(AccessScope scope, HomeId home, LiveSnapshot snapshot) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        OHMSTEAD_CO_TRY(const Packed values, encode_values(snapshot));
        Update update =
            update_if_newer(update_live(home, "SET #at = :at, #values = :values",
                                        {.names = {{"#at", "at"}, {"#values", "values"}},
                                         .values = {{":at", instant_value(snapshot.at)},
                                                    {":values", bytes_value(bytes_of(values))}}}),
                            snapshot.revision);
        update.returned = Returned::all_new;
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.update_item(std::move(update)));
        if (outcome.item.empty()) {
            co_return no_such_home();
        }
        OHMSTEAD_CO_TRY(auto orders, orders_in(outcome.item));
        const bool stored = outcome.written == Written::yes;
        co_return LivePut{.outcome = stored ? PutOutcome::stored : PutOutcome::stale,
                          .orders = std::move(orders)};
    }

    Task<Result<std::optional<LiveSnapshot>>> snapshot(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_live));
        // Who follows a home reads it again at once.
        Get get{.table = kEnergyData, .key = live_key(home)};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item || !has_values(*item)) {
            co_return std::optional<LiveSnapshot>{};
        }
        OHMSTEAD_CO_TRY(auto snapshot, snapshot_in(*item));
        co_return std::optional(std::move(snapshot));
    }

    Task<Result<std::optional<Revision>>> revision(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        Get get{.table = kEnergyData, .key = live_key(home), .consistent = true};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item || !has_values(*item)) {
            co_return std::optional<Revision>{};
        }
        OHMSTEAD_CO_TRY(const auto revision, read_revision(*item));
        co_return std::optional(revision);
    }

    Task<Status> renew_watch(AccessScope scope, HomeId home, Instant until) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_live));
        OHMSTEAD_CO_TRY(const auto outcome,
                        co_await client_.update_item(prolong(home, "until", until)));
        const bool no_home = outcome.written == Written::condition_failed && outcome.item.empty();
        co_return no_home ? no_such_home() : Status{};
    }

    Task<Result<LiveOrders>> orders(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        Get get{.table = kEnergyData, .key = live_key(home)};
        OHMSTEAD_CO_TRY(auto item, co_await client_.get_item(get));
        if (!item) {
            // The home may have been made a moment ago.
            get.consistent = true;
            OHMSTEAD_CO_TRY(item, co_await client_.get_item(std::move(get)));
        }
        if (!item) {
            co_return no_such_home();
        }
        co_return orders_in(*item);
    }

private:
    Client& client_;
};

}  // namespace

std::unique_ptr<LiveStore> make_live_store(Client& client) {
    return std::make_unique<DynamoLiveStore>(client);
}

}  // namespace ohmstead::dynamodb
