#include "store/access_log.hpp"

#include <memory>
#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

Update count_up(const HomeId& home, const AccessEntry& entry) {
    const auto kind = reflect::name_of_enumerator(entry.kind);
    return {.table = kHomes,
            .key = access_key(home, entry.at, entry.by, kind),
            .update =
                "SET #at = :at, #last = :last, #user = :user, #name = :name, #of = :of, "
                "#kind = :kind ADD #count :one",
            .placeholders = {.names = {{"#at", "at"},
                                       {"#last", "last_at"},
                                       {"#user", "user"},
                                       {"#name", "user_name"},
                                       {"#of", "organisation"},
                                       {"#kind", "kind"},
                                       {"#count", "count"}},
                             .values = {{":at", instant_value(entry.at)},
                                        {":last", instant_value(entry.last_at)},
                                        {":user", string_value(entry.by.value)},
                                        {":name", string_value(entry.by_name)},
                                        {":of", string_value(entry.organisation)},
                                        {":kind", enumerator_value(entry.kind)},
                                        {":one", number_value(1)}}}};
}

Result<AccessEntry> entry_in(const Item& item) {
    AccessEntry entry;
    OHMSTEAD_TRY(entry.at, read_instant(item, "at"));
    OHMSTEAD_TRY(entry.last_at, read_instant(item, "last_at"));
    OHMSTEAD_TRY(entry.by.value, read_string(item, "user"));
    OHMSTEAD_TRY(entry.by_name, read_string(item, "user_name"));
    OHMSTEAD_TRY(entry.organisation, read_string(item, "organisation"));
    OHMSTEAD_TRY(entry.kind, read_enumerator<AccessKind>(item, "kind"));
    OHMSTEAD_TRY(entry.count, read_number(item, "count"));
    return entry;
}

class DynamoAccessLog final : public AccessLog {
public:
    explicit DynamoAccessLog(Client& client) : client_(client) {}

    Task<Status> note(AccessScope scope, HomeId home, AccessKind kind, Instant at) override {
        OHMSTEAD_CO_TRY_VOID(scope.view(home, Right::see_home, at));
        std::vector<Action> actions{home_exists(home),
                                    count_up(home, access_entry(scope, home, kind, at))};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        co_return outcome.written == Written::yes ? Status{} : no_such_home();
    }

    Task<Result<std::vector<AccessEntry>>> newest(AccessScope scope, HomeId home, std::size_t most,
                                                  std::optional<AccessPlace> before) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_consent));
        Get get{.table = kHomes, .key = home_key(home), .consistent = true};
        OHMSTEAD_CO_TRY(const auto found, co_await client_.get_item(std::move(get)));
        if (!found || is_erased(*found)) {
            co_return no_such_home();
        }
        std::vector<AccessEntry> entries;
        Query query = items_of_home(home, kAccessPrefix);
        query.ascending = false;
        if (before) {
            query.start =
                access_key(home, before->at, before->by, reflect::name_of_enumerator(before->kind));
        }
        do {
            query.limit = most - entries.size();
            OHMSTEAD_CO_TRY(auto page, co_await client_.query(query));
            for (const Item& item : page.items) {
                OHMSTEAD_CO_TRY(auto entry, entry_in(item));
                entries.push_back(std::move(entry));
            }
            query.start = std::move(page.next);
        } while (entries.size() < most && !query.start.empty());
        co_return entries;
    }

private:
    Client& client_;
};

}  // namespace

std::unique_ptr<AccessLog> make_access_log(Client& client) {
    return std::make_unique<DynamoAccessLog>(client);
}

}  // namespace ohmstead::dynamodb
