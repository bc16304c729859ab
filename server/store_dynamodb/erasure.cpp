#include "store_dynamodb/erasure.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "store_dynamodb/aggregate_keys.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/revocations.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr std::size_t kMostErased = 100'000;
// Of one transaction.
constexpr std::size_t kMostActions = 100;

// What the names of a home's items hold behind `prefix`.
Task<Result<std::vector<std::string>>> names_behind(Client& client, HomeId home,
                                                    std::string_view prefix) {
    OHMSTEAD_CO_TRY(const auto items,
                    co_await client.query_all(items_of_home(home, prefix), kMostErased));
    std::vector<std::string> names;
    for (const Item& item : items) {
        OHMSTEAD_CO_TRY(const auto name, read_string(item, "item"));
        names.push_back(name.substr(prefix.size()));
    }
    co_return names;
}

struct KnownPermission {
    PermissionId id;
    ProviderId provider;
    bool accepted = false;
};

Task<Result<std::vector<KnownPermission>>> permissions_of(Client& client, HomeId home) {
    OHMSTEAD_CO_TRY(const auto items,
                    co_await client.query_all(items_of_home(home, kPermissionPrefix), kMostErased));
    std::vector<KnownPermission> permissions;
    for (const Item& item : items) {
        KnownPermission permission;
        OHMSTEAD_CO_TRY(const auto name, read_string(item, "item"));
        permission.id.value = name.substr(kPermissionPrefix.size());
        OHMSTEAD_CO_TRY(permission.provider.value, read_string(item, "provider"));
        OHMSTEAD_CO_TRY(const auto state, read_enumerator<PermissionState>(item, "state"));
        permission.accepted = state == PermissionState::accepted;
        permissions.push_back(std::move(permission));
    }
    co_return permissions;
}

// Who learns of the erasure: the home's members and keys, and the providers that may see it.
Task<Result<std::vector<Put>>> notes_of(Client& client, HomeId home, Instant now) {
    std::vector<Put> notes;
    OHMSTEAD_CO_TRY(const auto members, co_await names_behind(client, home, kMemberPrefix));
    for (const std::string& user : members) {
        notes.push_back(revocation_note(now, RevokedKind::user, user));
    }
    OHMSTEAD_CO_TRY(const auto keys, co_await names_behind(client, home, kApiKeyPrefix));
    for (const std::string& key : keys) {
        notes.push_back(revocation_note(now, RevokedKind::api_key, key));
    }
    OHMSTEAD_CO_TRY(const auto permissions, co_await permissions_of(client, home));
    std::set<ProviderId> providers;
    for (const auto& permission : permissions) {
        if (permission.accepted && providers.insert(permission.provider).second) {
            notes.push_back(
                revocation_note(now, RevokedKind::permission, permission.provider.value));
        }
    }
    co_return notes;
}

// Marks what makes the home exist, and drops what must not outlast it by a moment.
std::vector<Action> mark(const HomeId& home) {
    Update marked_home{.table = kHomes,
                       .key = home_key(home),
                       .update = "SET #erased = :yes REMOVE #connection",
                       .condition = "attribute_exists(#home_id)",
                       .placeholders = {.names = {{"#erased", "erased"},
                                                  {"#connection", "connection"},
                                                  {"#home_id", "home_id"}},
                                        .values = {{":yes", bool_value(true)}}}};
    Update marked_contents{
        .table = kHomes,
        .key = contents_key(home),
        .update = "SET #erased = :yes",
        .placeholders = {.names = {{"#erased", "erased"}}, .values = {{":yes", bool_value(true)}}}};
    Update marked_derived = marked_contents;
    marked_derived.key = derived_key(home);
    return {std::move(marked_home), std::move(marked_contents), std::move(marked_derived),
            Delete{.table = kHomes, .key = channels_key(home)},
            Delete{.table = kEnergyData, .key = live_key(home)}};
}

// Erases all that the query finds, of which it reads the keys alone.
Task<Status> erase_found(Client& client, Query query) {
    do {
        OHMSTEAD_CO_TRY(auto page, co_await client.query(query));
        std::vector<Change> changes;
        for (Item& key : page.items) {
            changes.push_back(Delete{.table = query.table, .key = std::move(key)});
        }
        OHMSTEAD_CO_TRY_VOID(co_await client.batch_write(std::move(changes)));
        query.start = std::move(page.next);
    } while (!query.start.empty());
    co_return Status{};
}

Query whole_partition(const std::string& partition) {
    return {.table = kEnergyData,
            .key_condition = "#partition = :partition",
            .placeholders = {.names = {{"#partition", "data_type"}, {"#sort", "timestamp"}},
                             .values = {{":partition", string_value(partition)}}},
            .consistent = true,
            .projection = "#partition, #sort"};
}

Query keys_of_home(const HomeId& home, std::string_view prefix) {
    Query query = items_of_home(home, prefix);
    query.projection = "#home, #item";
    return query;
}

Task<Status> erase_energy_data(Client& client, HomeId home) {
    Get get{.table = kHomes, .key = contents_key(home), .consistent = true};
    OHMSTEAD_CO_TRY(const auto contents, co_await client.get_item(std::move(get)));
    if (!contents || !has(*contents, "months")) {
        co_return Status{};
    }
    OHMSTEAD_CO_TRY(const auto months, read_string_set(*contents, "months"));
    for (const std::string& month : months) {
        OHMSTEAD_CO_TRY_VOID(
            co_await erase_found(client, whole_partition(partition_named(home, month))));
    }
    co_return Status{};
}

// Whose key it is; empty for one that nobody made for themselves.
Task<Result<UserId>> owner_of(Client& client, ApiKeyId key) {
    Get get{.table = kSessions, .key = api_key_key(key), .consistent = true};
    OHMSTEAD_CO_TRY(const auto item, co_await client.get_item(std::move(get)));
    if (!item || !has(*item, "owner")) {
        co_return UserId{};
    }
    OHMSTEAD_CO_TRY(auto owner, read_string(*item, "owner"));
    co_return UserId{std::move(owner)};
}

// Members of months that are settled stay members, and name nobody from now on. Not even the list
// of a provider's homes has the home any more.
Task<Status> leave_aggregates(Client& client, HomeId home) {
    OHMSTEAD_CO_TRY(const auto places,
                    co_await client.query_all(items_of_home(home, kAggregatePrefix), kMostErased));
    for (const Item& place : places) {
        OHMSTEAD_CO_TRY(const auto name, read_string(place, "item"));
        const auto month = month_of_place(name);
        if (!month) {
            co_return damaged_item("item");
        }
        OHMSTEAD_CO_TRY(auto provider, read_string(place, "provider"));
        OHMSTEAD_CO_TRY(const auto member, read_string(place, "member"));
        Update nobody{.table = kHomes,
                      .key = aggregate_member_key(ProviderId{std::move(provider)}, *month, member),
                      .update = "REMOVE #home",
                      .condition = "attribute_exists(#home)",
                      .placeholders = {.names = {{"#home", "home"}}}};
        OHMSTEAD_CO_TRY_VOID(co_await client.update_item(std::move(nobody)));
    }
    OHMSTEAD_CO_TRY_VOID(co_await erase_found(client, keys_of_home(home, kAggregatePrefix)));
    Get get{.table = kHomes, .key = supply_key(home), .consistent = true};
    OHMSTEAD_CO_TRY(const auto supply, co_await client.get_item(std::move(get)));
    if (supply) {
        OHMSTEAD_CO_TRY(auto provider, read_string(*supply, "provider"));
        Delete listed{.table = kHomes,
                      .key = supplied_home_key(ProviderId{std::move(provider)}, home)};
        OHMSTEAD_CO_TRY_VOID(co_await client.delete_item(std::move(listed)));
        Delete own{.table = kHomes, .key = supply_key(home)};
        OHMSTEAD_CO_TRY_VOID(co_await client.delete_item(std::move(own)));
    }
    co_return Status{};
}

// What is left of the home: first what others find it by, then its own items, by which those were
// found, and at the very end the one that makes it exist.
Task<Status> erase_items(Client& client, HomeId home) {
    std::vector<Change> elsewhere;
    std::vector<Change> own;
    std::vector<Item> visitors;
    std::vector<Change> found_by_others;
    OHMSTEAD_CO_TRY(auto keys, co_await names_behind(client, home, kApiKeyPrefix));
    for (std::string& name : keys) {
        const ApiKeyId key{std::move(name)};
        OHMSTEAD_CO_TRY(const auto owner, co_await owner_of(client, key));
        if (!owner.empty()) {
            elsewhere.push_back(Delete{.table = kSessions, .key = listed_api_key_key(owner, key)});
        }
        elsewhere.push_back(Delete{.table = kSessions, .key = api_key_key(key)});
        own.push_back(Delete{.table = kHomes, .key = home_api_key_key(home, key)});
    }
    OHMSTEAD_CO_TRY(auto members, co_await names_behind(client, home, kMemberPrefix));
    for (std::string& name : members) {
        const UserId user{std::move(name)};
        elsewhere.push_back(Delete{.table = kHomes, .key = membership_key(user, home)});
        own.push_back(Delete{.table = kHomes, .key = member_key(home, user)});
    }
    OHMSTEAD_CO_TRY(const auto permissions, co_await permissions_of(client, home));
    for (const auto& each : permissions) {
        elsewhere.push_back(
            Delete{.table = kHomes, .key = given_permission_key(each.provider, home, each.id)});
        own.push_back(Delete{.table = kHomes, .key = permission_key(home, each.id)});
    }
    OHMSTEAD_CO_TRY_VOID(co_await erase_found(client, keys_of_home(home, kConsentPrefix)));
    OHMSTEAD_CO_TRY_VOID(co_await erase_found(client, keys_of_home(home, kAccessPrefix)));
    OHMSTEAD_CO_TRY(const auto invitations,
                    co_await client.query_all(items_of_home(home, kInvitationPrefix), kMostErased));
    for (const Item& invitation : invitations) {
        OHMSTEAD_CO_TRY(const auto secret_hash, read_string(invitation, "secret_hash"));
        found_by_others.push_back(
            Delete{.table = kSessions, .key = invitation_secret_key(secret_hash)});
    }
    OHMSTEAD_CO_TRY(const auto visits,
                    co_await client.query_all(items_of_home(home, kVisitPrefix), kMostErased));
    for (const Item& visit : visits) {
        OHMSTEAD_CO_TRY(auto user, read_string(visit, "user"));
        const auto key = visitor_key(UserId{std::move(user)}, home);
        if (std::ranges::find(visitors, key) == visitors.end()) {
            visitors.push_back(key);
            found_by_others.push_back(Delete{.table = kHomes, .key = key});
        }
    }
    OHMSTEAD_CO_TRY_VOID(co_await client.batch_write(std::move(found_by_others)));
    // There may be any number of visits, notes, commands, overlays and entries of the audit trail.
    OHMSTEAD_CO_TRY_VOID(co_await erase_found(client, keys_of_home(home, kInvitationPrefix)));
    OHMSTEAD_CO_TRY_VOID(co_await erase_found(client, keys_of_home(home, kVisitPrefix)));
    OHMSTEAD_CO_TRY_VOID(co_await erase_found(client, keys_of_home(home, kNotePrefix)));
    OHMSTEAD_CO_TRY_VOID(co_await erase_found(client, keys_of_home(home, kAuditPrefix)));
    OHMSTEAD_CO_TRY_VOID(co_await erase_found(client, keys_of_home(home, kWaitingPrefix)));
    OHMSTEAD_CO_TRY_VOID(co_await erase_found(client, keys_of_home(home, kCommandPrefix)));
    OHMSTEAD_CO_TRY_VOID(co_await erase_found(client, keys_of_home(home, kOverlayPrefix)));
    elsewhere.push_back(Delete{.table = kHomes, .key = listed_home_key(home)});
    own.push_back(Delete{.table = kHomes, .key = contents_key(home)});
    own.push_back(Delete{.table = kHomes, .key = derived_key(home)});
    OHMSTEAD_CO_TRY_VOID(co_await client.batch_write(std::move(elsewhere)));
    OHMSTEAD_CO_TRY_VOID(co_await client.batch_write(std::move(own)));
    Delete last{.table = kHomes, .key = home_key(home)};
    OHMSTEAD_CO_TRY_VOID(co_await client.delete_item(std::move(last)));
    co_return Status{};
}

}  // namespace

Task<Status> erase_home(Client& client, HomeId home, Instant now) {
    OHMSTEAD_CO_TRY(auto notes, co_await notes_of(client, home, now));
    std::vector<Action> actions = mark(home);
    while (!notes.empty() && actions.size() < kMostActions) {
        actions.push_back(std::move(notes.back()));
        notes.pop_back();
    }
    OHMSTEAD_CO_TRY(const auto marked, co_await client.transact_write(std::move(actions)));
    if (marked.written == Written::condition_failed) {
        co_return no_such_home();
    }
    std::vector<Change> rest(std::make_move_iterator(notes.begin()),
                             std::make_move_iterator(notes.end()));
    OHMSTEAD_CO_TRY_VOID(co_await client.batch_write(std::move(rest)));
    OHMSTEAD_CO_TRY_VOID(co_await leave_aggregates(client, home));
    OHMSTEAD_CO_TRY_VOID(co_await erase_energy_data(client, home));
    OHMSTEAD_CO_TRY_VOID(co_await erase_items(client, std::move(home)));
    co_return Status{};
}

}  // namespace ohmstead::dynamodb
