#include "store/live_store.hpp"

#include <memory>
#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/revisions.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

boost::json::value readings_value(const std::vector<LiveReading>& readings) {
    boost::json::array list;
    for (const auto& [channel, reading] : readings) {
        list.push_back(map_value({{"channel", string_value(channel.value)},
                                  {"at", instant_value(reading.at)},
                                  {"value", number_value(reading.value)}}));
    }
    return list_value(std::move(list));
}

boost::json::value conditions_value(const std::vector<LiveCondition>& conditions) {
    boost::json::array list;
    for (const auto& [channel, condition, since] : conditions) {
        list.push_back(map_value({{"channel", string_value(channel.value)},
                                  {"condition", enumerator_value(condition)},
                                  {"since", instant_value(since)}}));
    }
    return list_value(std::move(list));
}

Result<LiveReading> reading_in(const Item& map) {
    LiveReading reading;
    OHMSTEAD_TRY(reading.channel.value, read_string(map, "channel"));
    OHMSTEAD_TRY(reading.reading.at, read_instant(map, "at"));
    OHMSTEAD_TRY(reading.reading.value, read_number(map, "value"));
    return reading;
}

Result<LiveCondition> condition_in(const Item& map) {
    LiveCondition condition;
    OHMSTEAD_TRY(condition.channel.value, read_string(map, "channel"));
    OHMSTEAD_TRY(condition.condition, read_enumerator<EntityCondition>(map, "condition"));
    OHMSTEAD_TRY(condition.since, read_instant(map, "since"));
    return condition;
}

// The maps in a list, each by `read`.
template <class T>
Result<std::vector<T>> list_in(const Item& item, std::string_view name,
                               Result<T> (*read)(const Item& map)) {
    std::vector<T> values;
    OHMSTEAD_TRY(const auto* list, read_list(item, name));
    for (const auto& element : *list) {
        OHMSTEAD_TRY(const auto* map, map_at(element));
        OHMSTEAD_TRY(auto value, read(*map));
        values.push_back(std::move(value));
    }
    return values;
}

Result<LiveSnapshot> snapshot_in(const Item& item) {
    LiveSnapshot snapshot;
    OHMSTEAD_TRY(snapshot.revision, read_revision(item));
    OHMSTEAD_TRY(snapshot.at, read_instant(item, "at"));
    OHMSTEAD_TRY(snapshot.power, list_in(item, "power", reading_in));
    // Items were once written with power alone.
    if (has(item, "state")) {
        OHMSTEAD_TRY(snapshot.state, list_in(item, "state", reading_in));
        OHMSTEAD_TRY(snapshot.conditions, list_in(item, "conditions", condition_in));
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
        Item item = with(live_key(home), {{"at", instant_value(snapshot.at)},
                                          {"power", readings_value(snapshot.power)},
                                          {"state", readings_value(snapshot.state)},
                                          {"conditions", conditions_value(snapshot.conditions)}});
        Put put = put_if_newer(kEnergyData, std::move(item), snapshot.revision);
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.put_item(std::move(put)));
        co_return outcome.written == Written::yes ? PutOutcome::stored : PutOutcome::stale;
    }

    Task<Result<std::optional<LiveSnapshot>>> snapshot(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, HomeRole::viewer));
        Get get{.table = kEnergyData, .key = live_key(home), .consistent = true};
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
