#include "store/home_store.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "store/decisions.hpp"
#include "store/seen_through.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/audit_items.hpp"
#include "store_dynamodb/contents.hpp"
#include "store_dynamodb/derived_items.hpp"
#include "store_dynamodb/erasure.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/live_item.hpp"
#include "store_dynamodb/member_items.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/revocations.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr std::size_t kMostHomes = 100'000;

Put put_new_home(Item item) {
    return {.table = kHomes,
            .item = std::move(item),
            .condition = "attribute_not_exists(#home_id)",
            .placeholders = {.names = {{"#home_id", "home_id"}}}};
}

Error no_such_member() {
    return make_error(ErrorCode::not_found, "There is no such member.");
}

Error last_admin_stays() {
    return make_error(ErrorCode::conflict, "A home keeps at least one admin.");
}

// Sets the role of somebody who is a member.
Update change_member_item(Item key, HomeRole role) {
    return {.table = kHomes,
            .key = std::move(key),
            .update = "SET #role = :role",
            .condition = "attribute_exists(#home_id)",
            .placeholders = {.names = {{"#role", "role"}, {"#home_id", "home_id"}},
                             .values = {{":role", enumerator_value(role)}}}};
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
        actions.push_back(put_new_home(home_item(home, owner)));
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
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::manage_people));
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
        co_return last_admin_stays();
    }

    Task<Result<std::vector<Member>>> list_members(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_people));
        OHMSTEAD_CO_TRY_VOID(co_await find(home_key(home)));
        OHMSTEAD_CO_TRY(const auto items,
                        co_await client_.query_all(items_of_home(home, kMemberPrefix), kMostHomes));
        std::vector<Member> members;
        for (const Item& item : items) {
            Member member;
            OHMSTEAD_CO_TRY(const auto name, read_string(item, "item"));
            member.user.value = name.substr(kMemberPrefix.size());
            OHMSTEAD_CO_TRY(member.role, read_enumerator<HomeRole>(item, "role"));
            members.push_back(std::move(member));
        }
        co_return members;
    }

    Task<Status> change_role(AccessScope scope, HomeId home, UserId user, HomeRole role,
                             AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::manage_people));
        auto status = co_await change_member(
            home, user, role,
            {change_member_item(member_key(home, user), role),
             change_member_item(membership_key(user, home), role), put_audit_entry(home, entry)});
        co_return status;
    }

    Task<Status> remove_member(AccessScope scope, HomeId home, UserId user,
                               AuditEntry entry) override {
        const bool own = user == scope.user();
        OHMSTEAD_CO_TRY_VOID(scope.require(home, own ? Right::leave_home : Right::manage_people));
        Delete member{.table = kHomes,
                      .key = member_key(home, user),
                      .condition = "attribute_exists(#home_id)",
                      .placeholders = {.names = {{"#home_id", "home_id"}}}};
        auto status = co_await change_member(
            home, user, HomeRole::viewer,
            {std::move(member), Delete{.table = kHomes, .key = membership_key(user, home)},
             put_audit_entry(home, entry)});
        co_return status;
    }

private:
    // What DynamoDB takes, less room for what is counted differently.
    static constexpr std::size_t kMostBytes = 390'000;

    // Writes `actions`, the first of which says whether there is such a member. `role`: what they
    // are allowed from then on at most.
    Task<Status> change_member(HomeId home, UserId user, HomeRole role,
                               std::vector<Action> actions) {
        actions.push_back(change_admins(home, user, role));
        actions.push_back(revocation_note(clock_.now(), RevokedKind::user, user.value));
        const std::size_t admins = actions.size() - 2;
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::yes) {
            co_return Status{};
        }
        const auto& home_part = outcome.parts.at(admins);
        if (home_part.written == Written::condition_failed &&
            (home_part.item.empty() || is_erased(home_part.item))) {
            co_return no_such_home();
        }
        co_return outcome.parts.at(0).written == Written::condition_failed ? no_such_member()
                                                                           : last_admin_stays();
    }

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
