#include "store_dynamodb/revocations.hpp"

#include <memory>
#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr Seconds kKept = std::chrono::minutes{10};
// All that may be in the feed at a time; more are not read at once.
constexpr std::size_t kMostRevocations = 100'000;

class DynamoRevocationFeed final : public RevocationFeed {
public:
    explicit DynamoRevocationFeed(Client& client) : client_(client) {}

    Task<Result<std::vector<RevocationNote>>> since(Instant from) override {
        Query query{
            .table = kSessions,
            .key_condition = "#id = :revoked AND #item >= :from",
            .placeholders = {.names = {{"#id", "id"}, {"#item", "item"}},
                             .values = {{":revoked", string_value(kRevoked)},
                                        {":from", string_value(first_revocation_at(from))}}},
            .consistent = true};
        OHMSTEAD_CO_TRY(const auto items,
                        co_await client_.query_all(std::move(query), kMostRevocations));
        std::vector<RevocationNote> notes;
        for (const Item& item : items) {
            RevocationNote note;
            OHMSTEAD_CO_TRY(note.at, read_instant(item, "at"));
            OHMSTEAD_CO_TRY(note.kind, read_enumerator<RevokedKind>(item, "kind"));
            OHMSTEAD_CO_TRY(note.subject, read_string(item, "subject"));
            notes.push_back(std::move(note));
        }
        co_return notes;
    }

private:
    Client& client_;
};

}  // namespace

Put revocation_note(Instant at, RevokedKind kind, std::string_view subject) {
    const std::int64_t removable = ms_of(at + kKept) / 1000 + 1;
    return {.table = kSessions,
            .item = with(revocation_key(at, reflect::name_of_enumerator(kind), subject),
                         {{"at", instant_value(at)},
                          {"kind", enumerator_value(kind)},
                          {"subject", string_value(subject)},
                          {"ttl", number_value(removable)}})};
}

std::unique_ptr<RevocationFeed> make_revocation_feed(Client& client) {
    return std::make_unique<DynamoRevocationFeed>(client);
}

}  // namespace ohmstead::dynamodb
