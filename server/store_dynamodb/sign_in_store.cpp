#include "store_dynamodb/sign_in_store.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "reflect/parse.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"

namespace ohmstead::dynamodb {
namespace {

namespace json = boost::json;

// Of a change that another one of the same browser may overtake.
constexpr int kSignInAttempts = 5;

// The sign-ins of one browser as they lie in its item, and the revision they were read at.
struct Stored {
    std::vector<PendingSignIn> sign_ins;
    std::int64_t revision = 0;  // 0: there is no item
};

std::string json_of(const std::vector<PendingSignIn>& sign_ins) {
    json::array list;
    for (const auto& each : sign_ins) {
        list.push_back(
            json::array{each.state_hash, each.provider, each.return_to, ms_of(each.expires_at)});
    }
    return json::serialize(list);
}

Result<std::vector<PendingSignIn>> sign_ins_in(const std::string& text,
                                               const std::string& browser_hash) {
    OHMSTEAD_TRY(const auto value, reflect::parse_json(text));
    std::vector<PendingSignIn> sign_ins;
    for (const auto& each : value.as_array()) {
        const auto& parts = each.as_array();
        sign_ins.push_back({.browser_hash = browser_hash,
                            .state_hash = std::string(parts.at(0).as_string()),
                            .provider = std::string(parts.at(1).as_string()),
                            .return_to = std::string(parts.at(2).as_string()),
                            .expires_at = instant_from_ms(parts.at(3).as_int64())});
    }
    return sign_ins;
}

class DynamoSignInStore final : public SignInStore {
public:
    explicit DynamoSignInStore(Client& client) : client_(client) {}

    Task<Status> put(PendingSignIn sign_in) override {
        for (int attempt = 0; attempt < kSignInAttempts; ++attempt) {
            OHMSTEAD_CO_TRY(auto stored, co_await read(sign_in.browser_hash));
            auto& sign_ins = stored.sign_ins;
            sign_ins.push_back(sign_in);
            std::ranges::sort(sign_ins, {}, &PendingSignIn::expires_at);
            if (sign_ins.size() > kMostOfOneBrowser) {
                sign_ins.erase(sign_ins.begin(),
                               sign_ins.end() - static_cast<std::ptrdiff_t>(kMostOfOneBrowser));
            }
            OHMSTEAD_CO_TRY(
                const bool written,
                co_await write(sign_in.browser_hash, std::move(stored), sign_in.expires_at));
            if (written) {
                co_return Status{};
            }
        }
        co_return overtaken();
    }

    Task<Result<std::optional<PendingSignIn>>> take(std::string browser_hash,
                                                    std::string state_hash, Instant now) override {
        for (int attempt = 0; attempt < kSignInAttempts; ++attempt) {
            OHMSTEAD_CO_TRY(auto stored, co_await read(browser_hash));
            const auto found =
                std::ranges::find(stored.sign_ins, state_hash, &PendingSignIn::state_hash);
            if (found == stored.sign_ins.end()) {
                co_return std::optional<PendingSignIn>{};
            }
            auto taken = std::move(*found);
            stored.sign_ins.erase(found);
            OHMSTEAD_CO_TRY(const bool written,
                            co_await write(browser_hash, std::move(stored), taken.expires_at));
            if (written) {
                co_return taken.expires_at > now ? std::optional(std::move(taken)) : std::nullopt;
            }
        }
        co_return overtaken();
    }

    // The table's expiry does it.
    Task<Status> erase_expired_before(Instant) override { co_return Status{}; }

private:
    Task<Result<Stored>> read(std::string browser_hash) {
        Get get{.table = kSessions, .key = sign_ins_key(browser_hash), .consistent = true};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        Stored stored;
        if (item) {
            OHMSTEAD_CO_TRY(const auto text, read_string(*item, "sign_ins"));
            OHMSTEAD_CO_TRY(stored.sign_ins, sign_ins_in(text, browser_hash));
            OHMSTEAD_CO_TRY(stored.revision, read_number(*item, "revision"));
        }
        co_return stored;
    }

    // Kept at least until `last`. False when another one was quicker.
    Task<Result<bool>> write(std::string browser_hash, Stored stored, Instant last) {
        for (const auto& each : stored.sign_ins) {
            last = std::max(last, each.expires_at);
        }
        Put put{.table = kSessions,
                .item = with(sign_ins_key(browser_hash),
                             {{"sign_ins", string_value(json_of(stored.sign_ins))},
                              {"revision", number_value(stored.revision + 1)},
                              // Seconds; one more, so that nothing is removed too early.
                              {"ttl", number_value(ms_of(last) / 1000 + 1)}}),
                .condition =
                    stored.revision == 0 ? "attribute_not_exists(#revision)" : "#revision = :read",
                .placeholders = {.names = {{"#revision", "revision"}}}};
        if (stored.revision != 0) {
            put.placeholders.values.emplace(":read", number_value(stored.revision));
        }
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.put_item(std::move(put)));
        co_return outcome.written == Written::yes;
    }

    Client& client_;
};

}  // namespace

Item directory_claim_key(std::string_view issuer, std::string_view subject) {
    return {{"user_id", string_value(fmt::format("oid#{}#{}", issuer, subject))}};
}

Item sign_ins_key(std::string_view browser_hash) {
    return {{"id", string_value(fmt::format("sign-ins#{}", browser_hash))},
            {"item", string_value("-")}};
}

std::unique_ptr<SignInStore> make_sign_in_store(Client& client) {
    return std::make_unique<DynamoSignInStore>(client);
}

}  // namespace ohmstead::dynamodb
