#include "store/live_store.hpp"

#include <memory>
#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
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

// Under the condition that the home is not watched until then already.
Update prolong_watch(const HomeId& home, Instant until) {
    return {.table = kHomes,
            .key = watch_key(home),
            .update = "SET #until = :until",
            .condition = "attribute_not_exists(#until) OR #until < :until",
            .placeholders = {.names = {{"#until", "until"}},
                             .values = {{":until", instant_value(until)}}}};
}

class DynamoLiveStore final : public LiveStore {
public:
    explicit DynamoLiveStore(Client& client) : client_(client) {}

    Task<Result<PutOutcome>> put(AccessScope scope, HomeId home, LiveSnapshot snapshot) override {
        OHMSTEAD_CO_TRY_VOID(scope.require_ingest(home));
        OHMSTEAD_CO_TRY(const Packed values, encode_values(snapshot));
        Item item = with(live_key(home), {{"at", instant_value(snapshot.at)},
                                          {"values", bytes_value(bytes_of(values))}});
        Put put = put_if_newer(kEnergyData, std::move(item), snapshot.revision);
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.put_item(std::move(put)));
        co_return outcome.written == Written::yes ? PutOutcome::stored : PutOutcome::stale;
    }

    Task<Result<std::optional<LiveSnapshot>>> snapshot(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, HomeRole::viewer));
        // Who follows a home reads it again at once.
        Get get{.table = kEnergyData, .key = live_key(home)};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item) {
            co_return std::optional<LiveSnapshot>{};
        }
        OHMSTEAD_CO_TRY(auto snapshot, snapshot_in(*item));
        co_return std::optional(std::move(snapshot));
    }

    Task<Result<std::optional<Revision>>> revision(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require_ingest(home));
        Get get{.table = kEnergyData, .key = live_key(home), .consistent = true};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item) {
            co_return std::optional<Revision>{};
        }
        OHMSTEAD_CO_TRY(const auto revision, read_revision(*item));
        co_return std::optional(revision);
    }

    Task<Status> renew_watch(AccessScope scope, HomeId home, Instant until) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, HomeRole::viewer));
        std::vector<Action> actions{home_exists(home), prolong_watch(home, until)};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        const bool no_home = outcome.written == Written::condition_failed &&
                             outcome.parts.at(0).written == Written::condition_failed;
        co_return no_home ? no_such_home() : Status{};
    }

    Task<Result<std::optional<Instant>>> watched_until(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require_ingest(home));
        Get get{.table = kHomes, .key = watch_key(home), .consistent = true};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item) {
            co_return std::optional<Instant>{};
        }
        OHMSTEAD_CO_TRY(const auto until, read_instant(*item, "until"));
        co_return std::optional(until);
    }

private:
    Client& client_;
};

}  // namespace

std::unique_ptr<LiveStore> make_live_store(Client& client) {
    return std::make_unique<DynamoLiveStore>(client);
}

}  // namespace ohmstead::dynamodb
