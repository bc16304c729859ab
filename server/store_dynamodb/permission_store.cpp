#include "store/permission_store.hpp"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "store/permission_codec.hpp"
#include "store_dynamodb/aggregate_keys.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/revocations.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr std::size_t kMostPermissions = 100'000;

std::int64_t changes_of(const Permission& permission) {
    return static_cast<std::int64_t>(permission.history.size());
}

Item attributes_of(const Permission& permission) {
    return {{"provider", string_value(permission.provider.value)},
            {"state", enumerator_value(permission.state())},
            {"changes", number_value(changes_of(permission))},
            {"data", string_value(encode_permission(permission))}};
}

// The permission, if it has come through so many changes; 0: if there is none.
Put put_permission(const Permission& permission, std::int64_t changes) {
    Put put{
        .table = kHomes,
        .item = with(permission_key(permission.home, permission.id), attributes_of(permission))};
    if (changes == 0) {
        put.condition = "attribute_not_exists(#home_id)";
        put.placeholders.names.emplace("#home_id", "home_id");
    } else {
        put.condition = "#changes = :changes AND #provider = :provider";
        put.placeholders = {.names = {{"#changes", "changes"}, {"#provider", "provider"}},
                            .values = {{":changes", number_value(changes)},
                                       {":provider", string_value(permission.provider.value)}}};
    }
    return put;
}

Put put_in_list(const Permission& permission) {
    return {.table = kHomes,
            .item = with(given_permission_key(permission.provider, permission.home, permission.id),
                         attributes_of(permission))};
}

Put take_place(const Permission& permission) {
    return {.table = kHomes,
            .item = with(consent_key(permission.home, permission.provider),
                         {{"permission", string_value(permission.id.value)},
                          {"lapses_at", instant_value(permission.lapses_at())}})};
}

Query list_of(const ProviderId& provider, std::string_view prefix) {
    return {.table = kHomes,
            .key_condition = "#id = :provider AND begins_with(#item, :prefix)",
            .placeholders = {.names = {{"#id", "home_id"}, {"#item", "item"}},
                             .values = {{":provider", string_value(provider_partition(provider))},
                                        {":prefix", string_value(prefix)}}},
            .consistent = true};
}

Result<std::vector<Permission>> permissions_in(const std::vector<Item>& items) {
    std::vector<Permission> permissions;
    for (const Item& item : items) {
        OHMSTEAD_TRY(const auto data, read_string(item, "data"));
        OHMSTEAD_TRY(auto permission, decode_permission(data));
        permissions.push_back(std::move(permission));
    }
    std::ranges::sort(permissions, [](const Permission& a, const Permission& b) {
        return std::tie(a.history.front().at, a.id) < std::tie(b.history.front().at, b.id);
    });
    return permissions;
}

Result<Provider> provider_in(const Item& item) {
    OHMSTEAD_TRY(const auto data, read_string(item, "data"));
    return decode_provider(data);
}

class DynamoPermissionStore final : public PermissionStore {
public:
    DynamoPermissionStore(Client& client, const Clock& clock) : client_(client), clock_(clock) {}

    Task<Status> put_provider(AccessScope scope, Provider provider) override {
        if (!scope.is_system()) {
            OHMSTEAD_CO_TRY_VOID(scope.require(ServerRight::manage_users));
        }
        std::vector<Action> actions{
            Put{.table = kHomes,
                .item = with(provider_key(provider.id),
                             {{"data", string_value(encode_provider(provider))}})},
            Put{.table = kHomes, .item = listed_provider_key(provider.id)}};
        OHMSTEAD_CO_TRY_VOID(co_await client_.transact_write(std::move(actions)));
        co_return Status{};
    }

    Task<Result<std::optional<Provider>>> find_provider(ProviderId id) override {
        Get get{.table = kHomes, .key = provider_key(id), .consistent = true};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item) {
            co_return std::optional<Provider>{};
        }
        OHMSTEAD_CO_TRY(auto provider, provider_in(*item));
        co_return std::optional(std::move(provider));
    }

    Task<Result<std::vector<Provider>>> all_providers() override {
        Query query{.table = kHomes,
                    .key_condition = "#id = :listed",
                    .placeholders = {.names = {{"#id", "home_id"}},
                                     .values = {{":listed", string_value(kListedProviders)}}},
                    .consistent = true};
        OHMSTEAD_CO_TRY(const auto listed,
                        co_await client_.query_all(std::move(query), kMostPermissions));
        std::vector<Item> keys;
        for (const Item& item : listed) {
            OHMSTEAD_CO_TRY(auto id, read_string(item, "item"));
            keys.push_back(provider_key(ProviderId{std::move(id)}));
        }
        OHMSTEAD_CO_TRY(const auto items, co_await client_.batch_get(kHomes, std::move(keys),
                                                                     /*consistent=*/true));
        std::vector<Provider> providers;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(auto provider, provider_in(item));
            providers.push_back(std::move(provider));
        }
        std::ranges::sort(providers, {}, &Provider::id);
        co_return providers;
    }

    Task<Status> put_request(AccessScope scope, StoredRequest request) override {
        OHMSTEAD_CO_TRY(const auto provider, scope.require_provider());
        if (provider != request.request.provider) {
            co_return make_error(ErrorCode::forbidden, "You can ask for your own provider only.");
        }
        const Item data{{"data", string_value(encode_request(request.request))}};
        std::vector<Action> actions{
            Put{.table = kHomes,
                .item = with(own_request_key(provider, request.request.made_at, request.code_hash),
                             data)},
            Put{.table = kHomes, .item = with(request_key(request.code_hash), data)}};
        OHMSTEAD_CO_TRY_VOID(co_await client_.transact_write(std::move(actions)));
        co_return Status{};
    }

    Task<Result<std::vector<ConsentRequest>>> requests(AccessScope scope) override {
        OHMSTEAD_CO_TRY(const auto provider, scope.require_provider());
        auto query = list_of(provider, kRequestPrefix);
        query.ascending = false;
        OHMSTEAD_CO_TRY(const auto items,
                        co_await client_.query_all(std::move(query), kMostPermissions));
        std::vector<ConsentRequest> requests;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(const auto data, read_string(item, "data"));
            OHMSTEAD_CO_TRY(auto request, decode_request(data));
            requests.push_back(std::move(request));
        }
        co_return requests;
    }

    Task<Result<std::optional<ConsentRequest>>> find_request(std::string code_hash) override {
        Get get{.table = kHomes, .key = request_key(code_hash), .consistent = true};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item) {
            co_return std::optional<ConsentRequest>{};
        }
        OHMSTEAD_CO_TRY(const auto data, read_string(*item, "data"));
        OHMSTEAD_CO_TRY(auto request, decode_request(data));
        co_return std::optional(std::move(request));
    }

    Task<Status> add(AccessScope scope, Permission permission) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(permission.home, Right::give_consent));
        Put place = take_place(permission);
        place.condition = "attribute_not_exists(#lapses) OR #lapses <= :now";
        place.placeholders = {.names = {{"#lapses", "lapses_at"}},
                              .values = {{":now", instant_value(clock_.now())}}};
        std::vector<Action> actions{home_exists(permission.home), std::move(place),
                                    put_permission(permission, 0), put_in_list(permission)};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::yes) {
            co_return Status{};
        }
        if (outcome.parts.at(0).written != Written::yes) {
            co_return no_such_home();
        }
        co_return make_error(ErrorCode::conflict,
                             "Another consent to this provider waits or is in force.");
    }

    Task<Result<std::vector<Permission>>> of_home(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_consent));
        Get get{.table = kHomes, .key = home_key(home), .consistent = true};
        OHMSTEAD_CO_TRY(const auto found, co_await client_.get_item(std::move(get)));
        if (!found || is_erased(*found)) {
            co_return no_such_home();
        }
        OHMSTEAD_CO_TRY(
            const auto items,
            co_await client_.query_all(items_of_home(home, kPermissionPrefix), kMostPermissions));
        co_return permissions_in(items);
    }

    Task<Result<std::vector<Permission>>> of_provider(AccessScope scope) override {
        OHMSTEAD_CO_TRY(const auto provider, scope.require_provider());
        OHMSTEAD_CO_TRY(
            const auto items,
            co_await client_.query_all(list_of(provider, kPermissionPrefix), kMostPermissions));
        co_return permissions_in(items);
    }

    Task<Status> change(AccessScope scope, Permission permission) override {
        OHMSTEAD_CO_TRY_VOID(require_change(scope, permission));
        std::vector<Action> actions{
            home_exists(permission.home), put_permission(permission, changes_of(permission) - 1),
            put_in_list(permission), take_place(permission),
            revocation_note(clock_.now(), RevokedKind::permission, permission.provider.value)};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::yes) {
            co_return Status{};
        }
        if (outcome.parts.at(0).written != Written::yes) {
            co_return no_such_home();
        }
        if (outcome.parts.at(1).item.empty()) {
            co_return make_error(ErrorCode::not_found, "There is no such permission.");
        }
        co_return make_error(ErrorCode::conflict, "This was changed meanwhile. Look again.");
    }

    Task<Result<std::vector<Permission>>> given_to(ProviderId provider) override {
        auto query = list_of(provider, kPermissionPrefix);
        query.filter = "#state = :accepted";
        query.placeholders.names.emplace("#state", "state");
        query.placeholders.values.emplace(":accepted", enumerator_value(PermissionState::accepted));
        OHMSTEAD_CO_TRY(const auto items,
                        co_await client_.query_all(std::move(query), kMostPermissions));
        co_return permissions_in(items);
    }

private:
    Client& client_;
    const Clock& clock_;
};

}  // namespace

std::unique_ptr<PermissionStore> make_permission_store(Client& client, const Clock& clock) {
    return std::make_unique<DynamoPermissionStore>(client, clock);
}

}  // namespace ohmstead::dynamodb
