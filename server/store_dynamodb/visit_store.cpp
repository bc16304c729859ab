#include "store/visit_store.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/audit_items.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/revocations.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr std::size_t kMostVisits = 10'000;

Error no_such_visit() {
    return make_error(ErrorCode::not_found, "There is no such visit any more.");
}

Item visit_item(const HomeId& home, const Visit& visit) {
    return with(visit_key(home, visit.began_at, visit.id),
                {{"id", string_value(visit.id.value)},
                 {"user", string_value(visit.by.value)},
                 {"user_name", string_value(visit.by_name)},
                 {"reason", string_value(visit.reason)},
                 {"began_at", instant_value(visit.began_at)},
                 {"ends_at", instant_value(visit.ends_at)}});
}

Result<Visit> visit_in(const Item& item) {
    Visit visit;
    OHMSTEAD_TRY(visit.id.value, read_string(item, "id"));
    OHMSTEAD_TRY(visit.by.value, read_string(item, "user"));
    OHMSTEAD_TRY(visit.by_name, read_string(item, "user_name"));
    OHMSTEAD_TRY(visit.reason, read_string(item, "reason"));
    OHMSTEAD_TRY(visit.began_at, read_instant(item, "began_at"));
    OHMSTEAD_TRY(visit.ends_at, read_instant(item, "ends_at"));
    return visit;
}

// What finds the home by its visitor, who has one visit there at a time.
Put put_visitor(const HomeId& home, const Visit& visit) {
    return {.table = kHomes,
            .item = with(visitor_key(visit.by, home), {{"visit", string_value(visit.id.value)},
                                                       {"ends_at", instant_value(visit.ends_at)}}),
            .condition = "attribute_not_exists(#ends_at) OR #ends_at <= :now",
            .placeholders = {.names = {{"#ends_at", "ends_at"}},
                             .values = {{":now", instant_value(visit.began_at)}}}};
}

// Ends what lasts beyond `now`.
Update end_at(Item key, Instant now) {
    return {.table = kHomes,
            .key = std::move(key),
            .update = "SET #ends_at = :now",
            .condition = "#ends_at > :now",
            .placeholders = {.names = {{"#ends_at", "ends_at"}},
                             .values = {{":now", instant_value(now)}}}};
}

class DynamoVisitStore final : public VisitStore {
public:
    DynamoVisitStore(Client& client, const Clock& clock) : client_(client), clock_(clock) {}

    Task<Status> begin(AccessScope scope, HomeId home, Visit visit, AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(ServerRight::visit_home));
        std::vector<Action> actions{
            home_exists(home), put_visitor(home, visit),
            Put{.table = kHomes, .item = visit_item(home, visit)}, put_audit_entry(home, entry),
            revocation_note(clock_.now(), RevokedKind::user, visit.by.value)};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::yes) {
            co_return Status{};
        }
        if (outcome.parts.at(0).written == Written::condition_failed) {
            co_return no_such_home();
        }
        co_return make_error(ErrorCode::conflict, "Your visit to this home is not over yet.");
    }

    Task<Result<UserId>> end(AccessScope scope, HomeId home, VisitId visit, Instant now,
                             AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::end_visits));
        OHMSTEAD_CO_TRY(const auto visits, co_await read(home, kMostVisits));
        const auto found = std::ranges::find(visits, visit, &Visit::id);
        const bool own = scope.standing_in(home) == Standing::visitor;
        if (found == visits.end() || (own && found->by != scope.user())) {
            co_return no_such_visit();
        }
        std::vector<Action> actions{
            home_exists(home), end_at(visit_key(home, found->began_at, visit), now),
            end_at(visitor_key(found->by, home), now), put_audit_entry(home, entry),
            revocation_note(clock_.now(), RevokedKind::user, found->by.value)};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::yes) {
            co_return found->by;
        }
        co_return outcome.parts.at(0).written == Written::condition_failed ? no_such_home()
                                                                           : no_such_visit();
    }

    Task<Result<std::vector<Visit>>> newest(AccessScope scope, HomeId home,
                                            std::size_t most) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_people));
        Get get{.table = kHomes, .key = home_key(home), .consistent = true};
        OHMSTEAD_CO_TRY(const auto found, co_await client_.get_item(std::move(get)));
        if (!found || is_erased(*found)) {
            co_return no_such_home();
        }
        auto visits = co_await read(std::move(home), most);
        co_return visits;
    }

    Task<Result<std::vector<VisitedHome>>> visited_by(UserId user, Instant now) override {
        Query query{
            .table = kHomes,
            .key_condition = "#id = :visitor",
            .placeholders = {.names = {{"#id", "home_id"}},
                             .values = {{":visitor", string_value(visitor_partition(user))}}},
            .consistent = true};
        OHMSTEAD_CO_TRY(const auto items,
                        co_await client_.query_all(std::move(query), kMostVisits));
        std::vector<VisitedHome> homes;
        for (const Item& item : items) {
            VisitedHome visited;
            OHMSTEAD_CO_TRY(visited.home.value, read_string(item, "item"));
            OHMSTEAD_CO_TRY(visited.visit.value, read_string(item, "visit"));
            OHMSTEAD_CO_TRY(visited.ends_at, read_instant(item, "ends_at"));
            if (visited.ends_at > now) {
                homes.push_back(std::move(visited));
            }
        }
        co_return homes;
    }

private:
    // Newest first.
    Task<Result<std::vector<Visit>>> read(HomeId home, std::size_t most) {
        std::vector<Visit> visits;
        Query query = items_of_home(home, kVisitPrefix);
        query.ascending = false;
        do {
            query.limit = most - visits.size();
            OHMSTEAD_CO_TRY(auto page, co_await client_.query(query));
            for (const Item& item : page.items) {
                OHMSTEAD_CO_TRY(auto visit, visit_in(item));
                visits.push_back(std::move(visit));
            }
            query.start = std::move(page.next);
        } while (visits.size() < most && !query.start.empty());
        co_return visits;
    }

    Client& client_;
    const Clock& clock_;
};

}  // namespace

std::unique_ptr<VisitStore> make_visit_store(Client& client, const Clock& clock) {
    return std::make_unique<DynamoVisitStore>(client, clock);
}

}  // namespace ohmstead::dynamodb
