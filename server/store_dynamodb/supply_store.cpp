#include <utility>

#include "store_dynamodb/aggregate_keys.hpp"
#include "store_dynamodb/aggregate_stores.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/refusals.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr std::size_t kMostSupplies = 100'000;
// How often others may change the same supply under a call.
constexpr int kMostTries = 5;

Item attributes_of(const Supply& supply) {
    return {{"provider", string_value(supply.cell.provider.value)},
            {"area", string_value(supply.cell.area)},
            {"tariff", string_value(supply.cell.tariff)},
            {"placed_at", instant_value(supply.placed_at)}};
}

Result<Supply> supply_in(const Item& item) {
    Supply supply;
    OHMSTEAD_TRY(supply.cell.provider.value, read_string(item, "provider"));
    OHMSTEAD_TRY(supply.cell.area, read_string(item, "area"));
    OHMSTEAD_TRY(supply.cell.tariff, read_string(item, "tariff"));
    OHMSTEAD_TRY(supply.placed_at, read_instant(item, "placed_at"));
    return supply;
}

// The condition that the home's supply is still of the provider that `known` is of.
template <class Change>
Change if_still(const std::optional<Supply>& known, Change change) {
    change.condition = known ? "#provider = :provider" : "attribute_not_exists(#provider)";
    change.placeholders.names.emplace("#provider", "provider");
    if (known) {
        change.placeholders.values.emplace(":provider", string_value(known->cell.provider.value));
    }
    return change;
}

class DynamoSupplyStore final : public SupplyStore {
public:
    explicit DynamoSupplyStore(Client& client) : client_(client) {}

    Task<Result<std::optional<Supply>>> find(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_consent));
        Get get{.table = kHomes, .key = home_key(home), .consistent = true};
        OHMSTEAD_CO_TRY(const auto found, co_await client_.get_item(std::move(get)));
        if (!found || is_erased(*found)) {
            co_return no_such_home();
        }
        auto supply = co_await known(std::move(home));
        co_return supply;
    }

    Task<Status> put(AccessScope scope, HomeId home, Supply supply) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::give_consent));
        auto status = co_await change(std::move(home), std::move(supply));
        co_return status;
    }

    Task<Status> remove(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::give_consent));
        auto status = co_await change(std::move(home), std::nullopt);
        co_return status;
    }

    Task<Result<std::vector<SuppliedHome>>> of_provider(AccessScope scope,
                                                        ProviderId provider) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        Query query{
            .table = kHomes,
            .key_condition = "#id = :provider AND begins_with(#item, :prefix)",
            .placeholders = {.names = {{"#id", "home_id"}, {"#item", "item"}},
                             .values = {{":provider", string_value(provider_partition(provider))},
                                        {":prefix", string_value(kSupplyPrefix)}}}};
        OHMSTEAD_CO_TRY(const auto items,
                        co_await client_.query_all(std::move(query), kMostSupplies));
        std::vector<SuppliedHome> homes;
        for (const Item& item : items) {
            SuppliedHome home;
            OHMSTEAD_CO_TRY(const auto name, read_string(item, "item"));
            home.home.value = name.substr(kSupplyPrefix.size());
            OHMSTEAD_CO_TRY(home.supply, supply_in(item));
            homes.push_back(std::move(home));
        }
        co_return homes;
    }

private:
    Task<Result<std::optional<Supply>>> known(HomeId home) {
        Get get{.table = kHomes, .key = supply_key(home), .consistent = true};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item) {
            co_return std::optional<Supply>{};
        }
        OHMSTEAD_CO_TRY(auto supply, supply_in(*item));
        co_return std::optional(std::move(supply));
    }

    // Into `next`, with the place in the provider's list.
    Task<Status> change(HomeId home, std::optional<Supply> next) {
        for (int tries = 0; tries < kMostTries; ++tries) {
            OHMSTEAD_CO_TRY(const auto before, co_await known(home));
            std::vector<Action> actions{home_exists(home)};
            if (next) {
                const auto& provider = next->cell.provider;
                actions.emplace_back(if_still(
                    before,
                    Put{.table = kHomes, .item = with(supply_key(home), attributes_of(*next))}));
                actions.emplace_back(
                    Put{.table = kHomes,
                        .item = with(supplied_home_key(provider, home), attributes_of(*next))});
            } else {
                actions.emplace_back(
                    if_still(before, Delete{.table = kHomes, .key = supply_key(home)}));
            }
            if (before && (!next || before->cell.provider != next->cell.provider)) {
                actions.emplace_back(
                    Delete{.table = kHomes, .key = supplied_home_key(before->cell.provider, home)});
            }
            OHMSTEAD_CO_TRY(const auto outcome,
                            co_await client_.transact_write(std::move(actions)));
            if (outcome.written == Written::yes) {
                co_return Status{};
            }
            if (outcome.parts.at(0).written == Written::condition_failed) {
                co_return no_such_home();
            }
        }
        co_return overtaken();
    }

    Client& client_;
};

}  // namespace

std::unique_ptr<SupplyStore> make_supply_store(Client& client) {
    return std::make_unique<DynamoSupplyStore>(client);
}

}  // namespace ohmstead::dynamodb
