#include "store/home_store.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "store/decisions.hpp"
#include "store/seen_through.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/contents.hpp"
#include "store_dynamodb/derived_items.hpp"
#include "store_dynamodb/erasure.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/live_item.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/revocations.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr std::size_t kMostHomes = 100'000;

Put put_new(Item item) {
    return {.table = kHomes,
            .item = std::move(item),
            .condition = "attribute_not_exists(#home_id)",
            .placeholders = {.names = {{"#home_id", "home_id"}}}};
}

// The member's item of the home, and the one that finds the home by the member.
std::vector<Action> put_member_items(const HomeId& home, const UserId& user, HomeRole role) {
    const Item attributes{{"role", enumerator_value(role)}};
    return {Put{.table = kHomes, .item = with(member_key(home, user), attributes)},
            Put{.table = kHomes, .item = with(membership_key(user, home), attributes)}};
}

// Who becomes an admin joins the set of them; who does not, leaves it, unless it would be empty.
Update change_admins(const HomeId& home, const UserId& user, HomeRole role) {
    Placeholders placeholders{.names = {{"#admins", "admins"}},
                              .values = {{":users", string_set_value({user.value})}}};
    if (role == HomeRole::admin) {
        return update_home(home, "ADD #admins :users", std::move(placeholders));
    }
    placeholders.values.emplace(":user", string_value(user.value));
    placeholders.values.emplace(":one", number_value(1));
    return update_home(home, "DELETE #admins :users", std::move(placeholders),
                       "NOT contains(#admins, :user) OR size(#admins) > :one");
}

std::vector<std::string> ids_of(const std::vector<Channel>& channels) {
    std::vector<std::string> ids;
    for (const Channel& channel : channels) {
        ids.push_back(channel.id.value);
    }
    std::ranges::sort(ids);
    return ids;
}

class DynamoHomeStore final : public HomeStore {
public:
    DynamoHomeStore(Client& client, const Clock& clock) : client_(client), clock_(clock) {}

    Task<Result<std::vector<Home>>> list(AccessScope scope) override {
        std::vector<Item> wanted;
        if (scope.is_system()) {
            OHMSTEAD_CO_TRY(wanted, co_await keys_of_all());
        }
        for (const HomeStanding& theirs : scope.homes()) {
            if (allows(Right::see_home, theirs.standing) && !is_limited(theirs.standing)) {
                wanted.push_back(home_key(theirs.home));
            }
        }
        OHMSTEAD_CO_TRY(const auto items, co_await client_.batch_get(kHomes, std::move(wanted),
                                                                     /*consistent=*/true));
        std::vector<Home> homes;
        for (const Item& item : items) {
            if (!is_erased(item)) {
                OHMSTEAD_CO_TRY(auto home, home_in(item));
                homes.push_back(std::move(home));
            }
        }
        std::ranges::sort(homes, [](const Home& a, const Home& b) {
            return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id);
        });
        co_return homes;
    }

    Task<Result<Home>> get(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_home, clock_.now()));
        OHMSTEAD_CO_TRY(const auto item, co_await find(home_key(home)));
        OHMSTEAD_CO_TRY(auto found, home_in(item));
        co_return seen_through(view, std::move(found));
    }

    Task<Status> create(AccessScope scope, Home home, UserId owner) override {
        if (!scope.is_system() && (scope.user().empty() || scope.is_read_only())) {
            co_return make_error(ErrorCode::unauthenticated, "Sign in to create a home.");
        }
        if (!scope.is_system() && scope.user() != owner) {
            co_return make_error(ErrorCode::forbidden, "You can create a home for yourself only.");
        }
        auto actions = put_member_items(home.id, owner, HomeRole::admin);
        actions.push_back(put_new(home_item(home, owner)));
        actions.push_back(Put{.table = kHomes, .item = contents_key(home.id)});
        actions.push_back(Put{.table = kHomes, .item = underived_item(home.id)});
        actions.push_back(
            Put{.table = kHomes,
                .item = with(channels_key(home.id), {{"channels", channels_value({})}})});
        actions.push_back(
            Put{.table = kEnergyData, .item = live_item(home.id, decisions_revision({}))});
        actions.push_back(Put{.table = kHomes, .item = listed_home_key(home.id)});
        actions.push_back(revocation_note(clock_.now(), RevokedKind::user, owner.value));
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::condition_failed) {
            co_return make_error(ErrorCode::conflict, "There is a home with this id already.");
        }
        co_return Status{};
    }

    Task<Status> update(AccessScope scope, Home home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home.id, Right::edit_home));
        auto status = co_await change(update_home(home));
        co_return status;
    }

    Task<Status> erase(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::delete_home));
        auto status = co_await erase_home(client_, std::move(home), clock_.now());
        co_return status;
    }

    Task<Result<std::vector<Channel>>> channels(AccessScope scope, HomeId home) override {
        View view;
        if (!scope.require(home, Right::add_readings)) {
            OHMSTEAD_CO_TRY(view, scope.view(home, Right::see_home, clock_.now()));
        }
        OHMSTEAD_CO_TRY(const auto item, co_await find(channels_key(home)));
        OHMSTEAD_CO_TRY(auto channels, channels_in(item));
        co_return seen_through(view, std::move(channels));
    }

    Task<Status> put_channels(AccessScope scope, HomeId home,
                              std::vector<Channel> channels) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_channels));
        const auto ids = ids_of(channels);
        if (std::ranges::adjacent_find(ids) != ids.end()) {
            co_return make_error(ErrorCode::invalid, "Two channels have the same id.");
        }
        Item item = with(channels_key(home), {{"channels", channels_value(channels)}});
        if (boost::json::serialize(item).size() > kMostBytes) {
            co_return make_error(ErrorCode::too_large,
                                 "These are more channels than a home can have.");
        }
        // As they are read, which may be in another order than they came in.
        OHMSTEAD_CO_TRY(const auto decided, channels_in(item));
        std::vector<Action> actions{
            home_exists(home), Put{.table = kHomes, .item = std::move(item)},
            update_live(home, "SET #decisions = :decisions",
                        {.names = {{"#decisions", "decisions"}},
                         .values = {{":decisions", string_value(decisions_revision(decided))}}})};
        if (!ids.empty()) {
            actions.push_back(update_contents(home, "ADD #channels :ids",
                                              {.names = {{"#channels", "channels"}},
                                               .values = {{":ids", string_set_value(ids)}}}));
        }
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        co_return outcome.written == Written::yes ? Status{} : no_such_home();
    }

    Task<Result<std::optional<ConnectionSettings>>> connection(AccessScope scope,
                                                               HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_connection));
        OHMSTEAD_CO_TRY(const auto item, co_await find(home_key(home)));
        if (!has(item, "connection")) {
            co_return std::optional<ConnectionSettings>{};
        }
        OHMSTEAD_CO_TRY(const auto* map, read_map(item, "connection"));
        OHMSTEAD_CO_TRY(auto settings, connection_in(*map));
        co_return std::optional(std::move(settings));
    }

    Task<Status> put_connection(AccessScope scope, HomeId home,
                                std::optional<ConnectionSettings> settings) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_connection));
        Placeholders placeholders{.names = {{"#connection", "connection"}}};
        if (settings) {
            placeholders.values.emplace(":settings", connection_value(*settings));
        }
        auto status = co_await change(
            update_home(home, settings ? "SET #connection = :settings" : "REMOVE #connection",
                        std::move(placeholders)));
        co_return status;
    }

    Task<Result<std::vector<Membership>>> memberships_of(UserId user) override {
        Query query{
            .table = kHomes,
            .key_condition = "#id = :user",
            .placeholders = {.names = {{"#id", "home_id"}},
                             .values = {{":user", string_value(memberships_partition(user))}}},
            .consistent = true};
        OHMSTEAD_CO_TRY(const auto items, co_await client_.query_all(std::move(query), kMostHomes));
        std::vector<Membership> memberships;
        for (const Item& item : items) {
            Membership membership;
            OHMSTEAD_CO_TRY(membership.home.value, read_string(item, "item"));
            OHMSTEAD_CO_TRY(membership.role, read_enumerator<HomeRole>(item, "role"));
            memberships.push_back(std::move(membership));
        }
        co_return memberships;
    }

    Task<Status> put_member(AccessScope scope, HomeId home, UserId user, HomeRole role) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_home));
        auto actions = put_member_items(home, user, role);
        actions.insert(actions.begin(), change_admins(home, user, role));
        actions.push_back(revocation_note(clock_.now(), RevokedKind::user, user.value));
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::yes) {
            co_return Status{};
        }
        const Item& as_it_stands = outcome.parts.at(0).item;
        if (as_it_stands.empty() || is_erased(as_it_stands)) {
            co_return no_such_home();
        }
        co_return make_error(ErrorCode::conflict, "A home keeps at least one admin.");
    }

private:
    // What DynamoDB takes, less room for what is counted differently.
    static constexpr std::size_t kMostBytes = 390'000;

    // An item that a home has as long as it exists.
    Task<Result<Item>> find(Item key) {
        Get get{.table = kHomes, .key = std::move(key), .consistent = true};
        OHMSTEAD_CO_TRY(auto item, co_await client_.get_item(std::move(get)));
        if (!item || is_erased(*item)) {
            co_return no_such_home();
        }
        co_return std::move(*item);
    }

    Task<Status> change(Update update) {
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.update_item(std::move(update)));
        co_return outcome.written == Written::yes ? Status{} : no_such_home();
    }

    Task<Result<std::vector<Item>>> keys_of_all() {
        Query query{.table = kHomes,
                    .key_condition = "#id = :listed",
                    .placeholders = {.names = {{"#id", "home_id"}},
                                     .values = {{":listed", string_value(kListedHomes)}}},
                    .consistent = true};
        OHMSTEAD_CO_TRY(const auto listed,
                        co_await client_.query_all(std::move(query), kMostHomes));
        std::vector<Item> keys;
        for (const Item& item : listed) {
            OHMSTEAD_CO_TRY(auto id, read_string(item, "item"));
            keys.push_back(home_key(HomeId{std::move(id)}));
        }
        co_return keys;
    }

    Client& client_;
    const Clock& clock_;
};

}  // namespace

std::unique_ptr<HomeStore> make_home_store(Client& client, const Clock& clock) {
    return std::make_unique<DynamoHomeStore>(client, clock);
}

}  // namespace ohmstead::dynamodb
