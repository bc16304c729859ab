#include "auth/api_keys.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "auth/secret_hash.hpp"
#include "crypto/bytes.hpp"

namespace ohmstead {
namespace {

constexpr std::string_view kPrefix = "ohm_";
constexpr std::size_t kIdLength = 20;
constexpr std::size_t kSecretLength = 43;
constexpr std::size_t kLongestName = 100;
constexpr std::size_t kMostOwn = 50;
constexpr int kReadAttempts = 3;
// How exactly the last use is told: an agent calls every minute, and each time told is a write.
constexpr Milliseconds kUseWithin = std::chrono::hours{1};

struct ParsedToken {
    ApiKeyId id;
    std::string secret_hash;
};

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
                       .secret_hash = hash_of_secret(token.substr(id_end + 1))};
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

Error wrong_wish(FieldError field) {
    return Error{
        .code = ErrorCode::invalid, .detail = "A field is wrong.", .fields = {std::move(field)}};
}

Status check_name(const std::string& name) {
    if (!name.empty() && name.size() <= kLongestName) {
        return {};
    }
    return wrong_wish(
        {.pointer = "/name", .code = "length", .detail = "A name has 1 to 100 bytes."});
}

// With a new secret, of which it holds the hash.
NewApiKey with_secret(StoredApiKey key) {
    const std::string secret = make_secret();
    key.secret_hash = hash_of_secret(secret);
    std::string token = std::string(kPrefix) + key.id.value + "_" + secret;
    return {.key = std::move(key), .token = std::move(token)};
}

// Of its owner, in its home: whoever feeds a home could connect it, too.
Right right_needed(ApiKeyKind kind) {
    return kind == ApiKeyKind::ingest ? Right::edit_connection : Right::see_home;
}

// Whether it still may do anything.
bool in_force(const StoredApiKey& key, const Rights& rights) {
    if (key.owner.empty() || key.kind == ApiKeyKind::read) {
        return true;
    }
    return scope_for_person(rights.subject, rights.memberships)
        .require(key.home, right_needed(key.kind))
        .has_value();
}

AccessScope scope_of(const StoredApiKey& key, const Rights& rights) {
    if (key.kind == ApiKeyKind::ingest) {
        return scope_for_ingest(key.home);
    }
    const auto only = key.home.empty() ? std::nullopt : std::optional(key.home);
    return scope_for_reading(rights.subject, rights.memberships, only);
}

// Who acts by a key: its owner as far as it reads for them.
Subject subject_of(const StoredApiKey& key, const Rights& rights) {
    if (key.kind == ApiKeyKind::ingest) {
        return {.user = {}, .name = key.name, .server_role = {}};
    }
    return {.user = rights.subject.user, .name = rights.subject.name, .server_role = {}};
}

}  // namespace

Task<Result<NewApiKey>> ApiKeys::create(HomeId home, std::string name) {
    OHMSTEAD_CO_TRY_VOID(check_name(name));
    NewApiKey made = with_secret({.id = ApiKeyId::make(),
                                  .secret_hash = {},
                                  .home = std::move(home),
                                  .name = std::move(name),
                                  .created_at = clock_.now(),
                                  .last_used_at = std::nullopt});
    OHMSTEAD_CO_TRY_VOID(co_await store_.put_api_key(made.key));
    co_return made;
}

Task<Result<NewApiKey>> ApiKeys::create_own(AccessScope scope, ApiKeyWish wish) {
    OHMSTEAD_CO_TRY_VOID(check_name(wish.name));
    if (wish.expires_at && *wish.expires_at <= clock_.now()) {
        co_return wrong_wish(
            {.pointer = "/expires_at", .code = "past", .detail = "must be in the future"});
    }
    if (wish.kind == ApiKeyKind::ingest && wish.home.empty()) {
        co_return wrong_wish({.pointer = "/home",
                              .code = "missing",
                              .detail = "A key that adds readings needs a home."});
    }
    if (!wish.home.empty()) {
        OHMSTEAD_CO_TRY_VOID(scope.require(wish.home, right_needed(wish.kind)));
    }
    OHMSTEAD_CO_TRY(const auto known, co_await store_.list_api_keys_of(scope.user()));
    if (known.size() >= kMostOwn) {
        co_return make_error(ErrorCode::conflict, "A person has at most 50 keys.");
    }
    NewApiKey made = with_secret({.id = ApiKeyId::make(),
                                  .secret_hash = {},
                                  .home = std::move(wish.home),
                                  .name = std::move(wish.name),
                                  .created_at = clock_.now(),
                                  .last_used_at = std::nullopt,
                                  .kind = wish.kind,
                                  .owner = scope.user(),
                                  .expires_at = wish.expires_at});
    OHMSTEAD_CO_TRY_VOID(co_await store_.put_api_key(made.key));
    co_return made;
}

Task<Result<std::vector<StoredApiKey>>> ApiKeys::list_own(UserId owner) {
    return store_.list_api_keys_of(std::move(owner));
}

Task<Status> ApiKeys::revoke_own(UserId owner, ApiKeyId id) {
    OHMSTEAD_CO_TRY(const auto key, co_await store_.find_api_key(id));
    if (!key || owner.empty() || key->owner != owner) {
        co_return make_error(ErrorCode::not_found, "There is no such key.");
    }
    auto revoked = co_await revoke(std::move(id));
    co_return revoked;
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

Task<void> ApiKeys::rights_changed(UserId owner) {
    ++revocations_;
    std::vector<ApiKeyId> own;
    for (const auto& [id, entry] : entries_) {
        if (!owner.empty() && entry.key.owner == owner) {
            own.push_back(id);
        }
    }
    if (own.empty()) {
        co_return;
    }
    const auto rights = co_await read_rights(store_, homes_, owner);
    for (const ApiKeyId& id : own) {
        const auto entry = entries_.find(id);
        if (entry == entries_.end()) {
            continue;
        }
        if (!rights || !*rights || !includes(**rights, entry->second.rights)) {
            drop(id);
            continue;
        }
        // Read again by the next request, under the same grant.
        entry->second.identity = nullptr;
        ++revocations_;
    }
}

void ApiKeys::distrust() {
    trusted_ = false;
    ++revocations_;
    for (auto& [id, entry] : entries_) {
        entry.revocation.revoke();
    }
    entries_.clear();
}

Task<Result<std::optional<ApiKeys::Known>>> ApiKeys::read(ApiKeyId id) {
    OHMSTEAD_CO_TRY(auto key, co_await store_.find_api_key(std::move(id)));
    if (!key || over(*key)) {
        co_return std::optional<Known>{};
    }
    Known known{.key = std::move(*key), .rights = {}};
    if (!known.key.owner.empty()) {
        OHMSTEAD_CO_TRY(auto rights, co_await read_rights(store_, homes_, known.key.owner));
        if (!rights) {
            co_return std::optional<Known>{};
        }
        known.rights = std::move(*rights);
    }
    co_return in_force(known.key, known.rights) ? std::optional(std::move(known)) : std::nullopt;
}

bool ApiKeys::over(const StoredApiKey& key) const {
    return key.expires_at && clock_.now() >= *key.expires_at;
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
        known != entries_.end() && known->second.identity && !over(known->second.key) &&
        same_secret(known->second.key.secret_hash, parsed->secret_hash)) {
        known->second.used_at = clock_.now();
        co_return known->second.identity;
    }
    for (int attempt = 0; attempt < kReadAttempts; ++attempt) {
        if (!trusted_) {
            co_return cannot_tell();
        }
        const std::uint64_t revocations = revocations_;
        OHMSTEAD_CO_TRY(auto known, co_await read(parsed->id));
        if (revocations != revocations_) {
            continue;
        }
        if (!known) {
            drop(parsed->id);
            co_return wrong_key();
        }
        if (!same_secret(known->key.secret_hash, parsed->secret_hash)) {
            co_return wrong_key();
        }
        Entry& entry = entries_[parsed->id];
        if (!entry.identity) {
            // Whoever had more until now must not go on with it.
            if (!includes(known->rights, entry.rights)) {
                entry.revocation.revoke();
                entry.revocation = Revocation{};
            }
            entry.key = std::move(known->key);
            entry.rights = std::move(known->rights);
            entry.stored_use =
                std::max(entry.stored_use, entry.key.last_used_at.value_or(Instant{}));
            entry.identity = std::make_shared<const Identity>(
                Identity{.means = Identity::Means::api_key,
                         .subject = subject_of(entry.key, entry.rights),
                         .email = {},
                         .scope = scope_of(entry.key, entry.rights),
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
    std::vector<ApiKeyId> expired;
    for (auto& [id, entry] : entries_) {
        if (over(entry.key)) {
            expired.push_back(id);
        }
        if (entry.used_at - entry.stored_use >= kUseWithin) {
            entry.stored_use = entry.used_at;
            used.emplace_back(id, entry.used_at);
        }
    }
    for (const ApiKeyId& id : expired) {
        drop(id);
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
