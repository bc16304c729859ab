#include "store/audit_log.hpp"

#include <memory>
#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/audit_items.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

Item entry_item(const HomeId& home, const AuditEntry& entry) {
    return with(audit_key(home, entry.at, entry.id),
                {{"id", string_value(entry.id.value)},
                 {"at", instant_value(entry.at)},
                 {"user", string_value(entry.by.value)},
                 {"user_name", string_value(entry.by_name)},
                 {"action", enumerator_value(entry.action)},
                 {"subject", string_value(entry.subject)},
                 {"subject_name", string_value(entry.subject_name)}});
}

Result<AuditEntry> audit_entry_in(const Item& item) {
    AuditEntry entry;
    OHMSTEAD_TRY(entry.id.value, read_string(item, "id"));
    OHMSTEAD_TRY(entry.at, read_instant(item, "at"));
    OHMSTEAD_TRY(entry.by.value, read_string(item, "user"));
    OHMSTEAD_TRY(entry.by_name, read_string(item, "user_name"));
    OHMSTEAD_TRY(entry.action, read_enumerator<AuditAction>(item, "action"));
    OHMSTEAD_TRY(entry.subject, read_string(item, "subject"));
    OHMSTEAD_TRY(entry.subject_name, read_string(item, "subject_name"));
    return entry;
}

class DynamoAuditLog final : public AuditLog {
public:
    explicit DynamoAuditLog(Client& client) : client_(client) {}

    Task<Status> append(AccessScope scope, HomeId home, AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(require_to_add(scope, home, entry.action));
        std::vector<Action> actions{home_exists(home), put_audit_entry(home, entry)};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        co_return outcome.written == Written::yes ? Status{} : no_such_home();
    }

    Task<Result<std::vector<AuditEntry>>> newest(AccessScope scope, HomeId home,
                                                 std::size_t most) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_trail));
        Get get{.table = kHomes, .key = home_key(home), .consistent = true};
        OHMSTEAD_CO_TRY(const auto found, co_await client_.get_item(std::move(get)));
        if (!found || is_erased(*found)) {
            co_return no_such_home();
        }
        std::vector<AuditEntry> entries;
        Query query = items_of_home(home, kAuditPrefix);
        query.ascending = false;
        do {
            query.limit = most - entries.size();
            OHMSTEAD_CO_TRY(auto page, co_await client_.query(query));
            for (const Item& item : page.items) {
                OHMSTEAD_CO_TRY(auto entry, audit_entry_in(item));
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

Put put_audit_entry(const HomeId& home, const AuditEntry& entry) {
    return {.table = kHomes, .item = entry_item(home, entry)};
}

std::unique_ptr<AuditLog> make_audit_log(Client& client) {
    return std::make_unique<DynamoAuditLog>(client);
}

}  // namespace ohmstead::dynamodb
