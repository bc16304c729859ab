#include "auth/api_keys.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"

namespace ohmstead {
namespace {

constexpr std::string_view kPrefix = "ohm_";
constexpr std::size_t kIdLength = 20;
constexpr std::size_t kSecretLength = 43;
constexpr std::size_t kLongestName = 100;
constexpr int kReadAttempts = 3;
// How exactly the last use is told: an agent calls every minute, and each time told is a write.
constexpr Milliseconds kUseWithin = std::chrono::hours{1};

struct ParsedToken {
    ApiKeyId id;
    std::string secret_hash;
};

std::string hash_of(std::string_view secret) {
    return hex_encode(sha256(bytes_of(secret)));
}

std::optional<ParsedToken> parse_token(std::string_view token) {
    const std::size_t id_end = kPrefix.size() + kIdLength;
    if (token.size() != id_end + 1 + kSecretLength || !token.starts_with(kPrefix) ||
        token[id_end] != '_') {
        return std::nullopt;
    }
    const std::string_view id = token.substr(kPrefix.size(), kIdLength);
    if (!is_well_formed_id(id)) {
        return std::nullopt;
    }
    return ParsedToken{.id = ApiKeyId{std::string(id)},
                       .secret_hash = hash_of(token.substr(id_end + 1))};
}

Error wrong_key() {
    return make_error(ErrorCode::unauthenticated, "This API key is not valid, or no longer so.");
}

Error cannot_tell() {
    return Error{.code = ErrorCode::unavailable,
                 .detail = "Whether this API key is still valid cannot be told at the moment.",
                 .retry_after_s = 1};
}

bool same_secret(const std::string& hash, const std::string& other) {
    return equal_in_constant_time(bytes_of(hash), bytes_of(other));
}

}  // namespace

Task<Result<NewApiKey>> ApiKeys::create(HomeId home, std::string name) {
    if (name.empty() || name.size() > kLongestName) {
        co_return Error{
            .code = ErrorCode::invalid,
            .detail = "The key needs a name.",
            .fields = {
                {.pointer = "/name", .code = "length", .detail = "A name has 1 to 100 bytes."}}};
    }
    const std::string secret = base64url_encode(random_bytes<32>());
    StoredApiKey key{.id = ApiKeyId::make(),
                     .secret_hash = hash_of(secret),
                     .home = std::move(home),
                     .name = std::move(name),
                     .created_at = clock_.now(),
                     .last_used_at = std::nullopt};
    OHMSTEAD_CO_TRY_VOID(co_await store_.put_api_key(key));
    std::string token = std::string(kPrefix) + key.id.value + "_" + secret;
    co_return NewApiKey{.key = std::move(key), .token = std::move(token)};
}

Task<Result<std::vector<StoredApiKey>>> ApiKeys::list(HomeId home) {
    return store_.list_api_keys(std::move(home));
}

Task<Status> ApiKeys::revoke(ApiKeyId id) {
    OHMSTEAD_CO_TRY(const auto key, co_await store_.find_api_key(id));
    ++revocations_;
    drop(id);
    if (!key) {
        co_return make_error(ErrorCode::not_found, "There is no such key.");
    }
    const Status erased = co_await store_.erase_api_key(id);
    // A request that came while it was being erased may have read it once more.
    ++revocations_;
    drop(id);
    co_return erased;
}

void ApiKeys::revoked_elsewhere(const ApiKeyId& id) {
    // Whoever is just reading it reads it again.
    ++revocations_;
    drop(id);
}

void ApiKeys::distrust() {
    trusted_ = false;
    ++revocations_;
    for (auto& [id, entry] : entries_) {
        entry.revocation.revoke();
    }
    entries_.clear();
}

Task<Result<IdentityPtr>> ApiKeys::find(std::string token) {
    const auto parsed = parse_token(token);
    if (!parsed) {
        co_return wrong_key();
    }
    if (!trusted_) {
        co_return cannot_tell();
    }
    if (const auto known = entries_.find(parsed->id);
        known != entries_.end() && same_secret(known->second.secret_hash, parsed->secret_hash)) {
        known->second.used_at = clock_.now();
        co_return known->second.identity;
    }
    for (int attempt = 0; attempt < kReadAttempts; ++attempt) {
        if (!trusted_) {
            co_return cannot_tell();
        }
        const std::uint64_t revocations = revocations_;
        OHMSTEAD_CO_TRY(auto key, co_await store_.find_api_key(parsed->id));
        if (revocations != revocations_) {
            continue;
        }
        if (!key) {
            drop(parsed->id);
            co_return wrong_key();
        }
        if (!same_secret(key->secret_hash, parsed->secret_hash)) {
            co_return wrong_key();
        }
        Entry& entry = entries_[parsed->id];
        if (!entry.identity) {
            entry.secret_hash = key->secret_hash;
            entry.stored_use = key->last_used_at.value_or(Instant{});
            entry.identity = std::make_shared<const Identity>(
                Identity{.means = Identity::Means::api_key,
                         .subject = {.user = {}, .name = key->name, .server_role = {}},
                         .email = {},
                         .scope = scope_for_ingest(key->home),
                         .grant = entry.revocation.grant(),
                         .session_hash = {},
                         .csrf_token = {}});
        }
        entry.used_at = clock_.now();
        co_return entry.identity;
    }
    co_return Error{.code = ErrorCode::unavailable,
                    .detail = "API keys are being revoked. Try again.",
                    .retry_after_s = 1};
}

Task<Status> ApiKeys::maintain() {
    std::vector<std::pair<ApiKeyId, Instant>> used;
    for (auto& [id, entry] : entries_) {
        if (entry.used_at - entry.stored_use >= kUseWithin) {
            entry.stored_use = entry.used_at;
            used.emplace_back(id, entry.used_at);
        }
    }
    for (const auto& [id, used_at] : used) {
        OHMSTEAD_CO_TRY_VOID(co_await store_.touch_api_key(id, used_at));
    }
    co_return Status{};
}

void ApiKeys::drop(const ApiKeyId& id) {
    // Of an unknown key nothing changes: were it counted, a flood of them would keep those in force
    // from being read.
    if (const auto entry = entries_.find(id); entry != entries_.end()) {
        ++revocations_;
        entry->second.revocation.revoke();
        entries_.erase(entry);
    }
}

}  // namespace ohmstead
