#include "store/one_time_store.hpp"

#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr std::size_t kMostOfASubject = 10'000;

std::int64_t removable_at(Instant expires_at) {
    // Seconds; one more, so that nothing is removed before it has expired.
    return ms_of(expires_at) / 1000 + 1;
}

Item secret_item(const OneTimeSecret& secret) {
    return with(one_time_key(secret.secret_hash),
                {{"hash", string_value(secret.secret_hash)},
                 {"kind", enumerator_value(secret.kind)},
                 {"subject", string_value(secret.subject)},
                 {"detail", string_value(secret.detail)},
                 {"created_at", instant_value(secret.created_at)},
                 {"expires_at", instant_value(secret.expires_at)},
                 {"ttl", number_value(removable_at(secret.expires_at))}});
}

Item listing_key(const OneTimeSecret& secret) {
    return listed_one_time_key(reflect::name_of_enumerator(secret.kind), secret.subject,
                               secret.secret_hash);
}

Result<OneTimeSecret> secret_in(const Item& item) {
    OneTimeSecret secret;
    OHMSTEAD_TRY(secret.secret_hash, read_string(item, "hash"));
    OHMSTEAD_TRY(secret.kind, read_enumerator<OneTimeKind>(item, "kind"));
    OHMSTEAD_TRY(secret.subject, read_string(item, "subject"));
    OHMSTEAD_TRY(secret.detail, read_string(item, "detail"));
    OHMSTEAD_TRY(secret.created_at, read_instant(item, "created_at"));
    OHMSTEAD_TRY(secret.expires_at, read_instant(item, "expires_at"));
    return secret;
}

class DynamoOneTimeStore final : public OneTimeStore {
public:
    explicit DynamoOneTimeStore(Client& client) : client_(client) {}

    Task<Status> put(OneTimeSecret secret) override {
        Item listing =
            with(listing_key(secret), {{"hash", string_value(secret.secret_hash)},
                                       {"ttl", number_value(removable_at(secret.expires_at))}});
        std::vector<Action> actions{Put{.table = kSessions, .item = secret_item(secret)},
                                    Put{.table = kSessions, .item = std::move(listing)}};
        OHMSTEAD_CO_TRY_VOID(co_await client_.transact_write(std::move(actions)));
        co_return Status{};
    }

    Task<Result<std::optional<OneTimeSecret>>> find(OneTimeKind kind, std::string secret_hash,
                                                    Instant now) override {
        OHMSTEAD_CO_TRY(auto secret, co_await stored(kind, std::move(secret_hash)));
        const bool good = secret && secret->expires_at > now;
        co_return good ? std::move(secret) : std::nullopt;
    }

    Task<Result<std::optional<OneTimeSecret>>> take(OneTimeKind kind, std::string secret_hash,
                                                    Instant now) override {
        OHMSTEAD_CO_TRY(auto secret, co_await find(kind, std::move(secret_hash), now));
        if (!secret) {
            co_return std::optional<OneTimeSecret>{};
        }
        Delete mine{.table = kSessions,
                    .key = one_time_key(secret->secret_hash),
                    .condition = "attribute_exists(#id)",
                    .placeholders = {.names = {{"#id", "id"}}}};
        std::vector<Action> actions{std::move(mine),
                                    Delete{.table = kSessions, .key = listing_key(*secret)}};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        co_return outcome.written == Written::yes ? std::move(secret) : std::nullopt;
    }

    // What is put meanwhile may stay.
    Task<Status> erase_all(OneTimeKind kind, std::string subject) override {
        OHMSTEAD_CO_TRY(const auto hashes, co_await listed(kind, subject));
        std::vector<Change> changes;
        for (const std::string& hash : hashes) {
            changes.push_back(Delete{.table = kSessions, .key = one_time_key(hash)});
            changes.push_back(Delete{
                .table = kSessions,
                .key = listed_one_time_key(reflect::name_of_enumerator(kind), subject, hash)});
        }
        OHMSTEAD_CO_TRY_VOID(co_await client_.batch_write(std::move(changes)));
        co_return Status{};
    }

    // The table's expiry does it.
    Task<Status> erase_expired_before(Instant) override { co_return Status{}; }

private:
    // Whether or not it has expired.
    Task<Result<std::optional<OneTimeSecret>>> stored(OneTimeKind kind, std::string secret_hash) {
        Get get{.table = kSessions, .key = one_time_key(secret_hash), .consistent = true};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item) {
            co_return std::optional<OneTimeSecret>{};
        }
        OHMSTEAD_CO_TRY(auto secret, secret_in(*item));
        co_return secret.kind == kind ? std::optional(std::move(secret)) : std::nullopt;
    }

    Task<Result<std::vector<std::string>>> listed(OneTimeKind kind, std::string subject) {
        Query query{.table = kSessions,
                    .key_condition = "#id = :list",
                    .placeholders = {.names = {{"#id", "id"}},
                                     .values = {{":list", string_value(one_time_partition(
                                                              reflect::name_of_enumerator(kind),
                                                              subject))}}},
                    .consistent = true};
        OHMSTEAD_CO_TRY(const auto items,
                        co_await client_.query_all(std::move(query), kMostOfASubject));
        std::vector<std::string> hashes;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(auto hash, read_string(item, "hash"));
            hashes.push_back(std::move(hash));
        }
        co_return hashes;
    }

    Client& client_;
};

}  // namespace

std::unique_ptr<OneTimeStore> make_one_time_store(Client& client) {
    return std::make_unique<DynamoOneTimeStore>(client);
}

}  // namespace ohmstead::dynamodb
