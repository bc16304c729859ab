#include "auth/api_keys.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "auth/secret_hash.hpp"
#include "crypto/bytes.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "reflect/decode.hpp"
#include "reflect/encode.hpp"

namespace ohmstead {
namespace {

constexpr std::string_view kTokenPrefix = "ohm_";
constexpr std::size_t kKeyIdLength = 20;
constexpr std::size_t kSecretLength = 43;
constexpr std::size_t kLongestKeyName = 100;
constexpr std::size_t kMostOwn = 50;
constexpr std::size_t kMostLinks = 50;
constexpr std::size_t kMostDevices = 100;
constexpr int kKeyReads = 3;
// How exactly the last use is told: an agent calls every minute, and each time told is a write.
constexpr Milliseconds kUseWithin = std::chrono::hours{1};

struct ParsedToken {
    ApiKeyId id;
    std::string secret_hash;
};

constexpr std::size_t kIdEnd = kTokenPrefix.size() + kKeyIdLength;

std::optional<ParsedToken> parse_token(std::string_view token) {
    if (!ApiKeys::is_token(token)) {
        return std::nullopt;
    }
    const std::string_view id = token.substr(kTokenPrefix.size(), kKeyIdLength);
    if (!is_well_formed_id(id)) {
        return std::nullopt;
    }
    return ParsedToken{.id = ApiKeyId{std::string(id)},
                       .secret_hash = hash_of_secret(token.substr(kIdEnd + 1))};
}

Error no_such_key() {
    return make_error(ErrorCode::not_found, "There is no such key.");
}

Error wrong_link() {
    return make_error(ErrorCode::unauthenticated, "This link is not valid, or no longer so.");
}

Error wrong_key() {
    return make_error(ErrorCode::unauthenticated, "This API key is not valid, or no longer so.");
}

Error cannot_tell_of_key() {
    return Error{.code = ErrorCode::unavailable,
                 .detail = "Whether this API key is still valid cannot be told at the moment.",
                 .retry_after_s = 1};
}

bool same_secret(const std::string& hash, const std::string& other) {
    return equal_in_constant_time(bytes_of(hash), bytes_of(other));
}

Status check_name(const std::string& name) {
    if (!name.empty() && name.size() <= kLongestKeyName) {
        return {};
    }
    return wrong_field(
        {.pointer = "/name", .code = "length", .detail = "A name has 1 to 100 bytes."});
}

// With a new secret, of which it holds the hash.
NewApiKey with_secret(StoredApiKey key) {
    const std::string secret = make_secret();
    key.secret_hash = hash_of_secret(secret);
    std::string token = std::string(kTokenPrefix) + key.id.value + "_" + secret;
    return {.key = std::move(key), .token = std::move(token)};
}

// Of its owner, in its home: whoever feeds a home could connect it, too.
Right right_needed(ApiKeyKind kind) {
    switch (kind) {
        case ApiKeyKind::ingest:
            return Right::edit_connection;
        case ApiKeyKind::link:
            return Right::edit_links;
        case ApiKeyKind::read:
            break;
    }
    return Right::see_home;
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

// What cannot be read shows nothing.
LinkTerms terms_of(const StoredApiKey& link) {
    auto terms = reflect::decode_text<LinkTerms>(link.terms);
    return terms ? std::move(*terms) : LinkTerms{};
}

AccessScope scope_of(const StoredApiKey& key, const Rights& rights) {
    if (key.kind == ApiKeyKind::ingest) {
        return scope_for_ingest(key.home);
    }
    if (key.kind == ApiKeyKind::link) {
        return scope_for_link(key.home, terms_of(key));
    }
    const auto only = key.home.empty() ? std::nullopt : std::optional(key.home);
    return scope_for_reading(rights.subject, rights.memberships, only);
}

// Who acts by a key: its owner as far as it reads for them.
Subject subject_of(const StoredApiKey& key, const Rights& rights) {
    if (key.kind != ApiKeyKind::read) {
        return {.user = {}, .name = key.name, .server_role = {}};
    }
    return {.user = rights.subject.user, .name = rights.subject.name, .server_role = {}};
}

// What pages of this browser's own repeat; whoever holds the hash does not have the link.
std::string csrf_token_of(const StoredApiKey& link) {
    const auto digest = hmac_sha256(bytes_of(link.secret_hash), bytes_of("csrf token, version 1"));
    return base64url_encode(digest);
}

Identity identity_of(const StoredApiKey& key, const Rights& rights, Grant grant) {
    const bool is_link = key.kind == ApiKeyKind::link;
    return {.means = is_link ? Identity::Means::link : Identity::Means::api_key,
            .subject = subject_of(key, rights),
            .email = {},
            .scope = scope_of(key, rights),
            .grant = std::move(grant),
            .session_hash = {},
            .csrf_token = is_link ? csrf_token_of(key) : std::string{},
            .link = is_link ? key.id : ApiKeyId{}};
}

// What is ticked once is kept once, in one order, so that links that show the same are the same.
template <class T>
void put_in_order(std::vector<T>& ticked) {
    std::ranges::sort(ticked);
    const auto doubled = std::ranges::unique(ticked);
    ticked.erase(doubled.begin(), doubled.end());
}

Status check_terms(const LinkWish& wish, Instant now) {
    const auto& terms = wish.terms;
    if (terms.tiles.empty() && terms.devices.empty()) {
        return wrong_field(
            {.pointer = "/tiles", .code = "missing", .detail = "A link shows at least one tile."});
    }
    if (terms.devices.size() > kMostDevices) {
        return wrong_field({.pointer = "/devices",
                            .code = "too_many",
                            .detail = "A link shows at most 100 devices."});
    }
    if (terms.may_switch && terms.devices.empty()) {
        return wrong_field(
            {.pointer = "/may_switch",
             .code = "missing",
             .detail = "A link switches the devices that it shows, and it shows none."});
    }
    if (wish.expires_at && *wish.expires_at <= now) {
        return wrong_field(
            {.pointer = "/expires_at", .code = "past", .detail = "must be in the future"});
    }
    if (terms.kind == LinkKind::guest && !wish.expires_at) {
        return wrong_field({.pointer = "/expires_at",
                            .code = "missing",
                            .detail = "A link for a guest ends by itself."});
    }
    return {};
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
        co_return wrong_field(
            {.pointer = "/expires_at", .code = "past", .detail = "must be in the future"});
    }
    if (wish.kind == ApiKeyKind::link) {
        co_return wrong_field(
            {.pointer = "/kind", .code = "other", .detail = "A link is made of its home."});
    }
    if (wish.kind == ApiKeyKind::ingest && wish.home.empty()) {
        co_return wrong_field({.pointer = "/home",
                               .code = "missing",
                               .detail = "A key that adds readings needs a home."});
    }
    if (!wish.home.empty()) {
        OHMSTEAD_CO_TRY_VOID(scope.require(wish.home, right_needed(wish.kind)));
    }
    OHMSTEAD_CO_TRY(const auto known, co_await list_own(scope.user()));
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
    if (!made.key.home.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await note(scope, AuditAction::make_key, made.key));
    }
    OHMSTEAD_CO_TRY_VOID(co_await store_.put_api_key(made.key));
    co_return made;
}

// What nobody could find in the trail is not done.
Task<Status> ApiKeys::note(AccessScope scope, AuditAction action, const StoredApiKey& key) {
    AuditEntry entry{.id = AuditId::make(),
                     .at = clock_.now(),
                     .by = scope.user(),
                     .by_name = scope.subject().name,
                     .action = action,
                     .subject = key.id.value,
                     .subject_name = key.name};
    auto status = co_await trail_.append(std::move(scope), key.home, std::move(entry));
    co_return status;
}

Task<Result<std::vector<StoredApiKey>>> ApiKeys::list_own(UserId owner) {
    OHMSTEAD_CO_TRY(auto keys, co_await store_.list_api_keys_of(std::move(owner)));
    std::erase_if(keys, [](const StoredApiKey& key) { return key.kind == ApiKeyKind::link; });
    co_return keys;
}

Task<Status> ApiKeys::revoke_own(AccessScope scope, ApiKeyId id) {
    OHMSTEAD_CO_TRY(const auto key, co_await store_.find_api_key(id));
    if (!key || scope.user().empty() || key->owner != scope.user() ||
        key->kind == ApiKeyKind::link) {
        co_return no_such_key();
    }
    // Whoever has left the home has nothing to say there any more, but may revoke what is theirs.
    if (!key->home.empty() && scope.require(key->home, Right::see_people)) {
        OHMSTEAD_CO_TRY_VOID(co_await note(scope, AuditAction::revoke_key, *key));
    }
    auto revoked = co_await revoke(std::move(id));
    co_return revoked;
}

Task<Result<NewApiKey>> ApiKeys::create_link(AccessScope scope, LinkWish wish) {
    OHMSTEAD_CO_TRY_VOID(scope.require(wish.home, Right::edit_links));
    OHMSTEAD_CO_TRY_VOID(check_name(wish.name));
    OHMSTEAD_CO_TRY_VOID(check_terms(wish, clock_.now()));
    OHMSTEAD_CO_TRY(const auto known, co_await list_links(scope, wish.home));
    if (known.size() >= kMostLinks) {
        co_return make_error(ErrorCode::conflict, "A home has at most 50 links.");
    }
    put_in_order(wish.terms.tiles);
    put_in_order(wish.terms.devices);
    NewApiKey made = with_secret({.id = ApiKeyId::make(),
                                  .secret_hash = {},
                                  .home = std::move(wish.home),
                                  .name = std::move(wish.name),
                                  .created_at = clock_.now(),
                                  .last_used_at = std::nullopt,
                                  .kind = ApiKeyKind::link,
                                  .owner = scope.user(),
                                  .expires_at = wish.expires_at,
                                  .terms = reflect::encode(wish.terms)});
    OHMSTEAD_CO_TRY_VOID(co_await note(scope, AuditAction::make_link, made.key));
    OHMSTEAD_CO_TRY_VOID(co_await store_.put_api_key(made.key));
    co_return made;
}

Task<Result<std::vector<ListedLink>>> ApiKeys::list_links(AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_links));
    OHMSTEAD_CO_TRY(auto keys, co_await store_.list_api_keys(std::move(home)));
    std::vector<ListedLink> links;
    for (auto& key : keys) {
        if (key.kind != ApiKeyKind::link || over(key)) {
            continue;
        }
        // What is in use here is stored once an hour.
        if (const auto known = entries_.find(key.id); known != entries_.end()) {
            key.last_used_at =
                std::max(key.last_used_at.value_or(Instant{}), known->second.used_at);
        }
        auto terms = terms_of(key);
        links.push_back({.key = std::move(key), .terms = std::move(terms)});
    }
    co_return links;
}

Task<Status> ApiKeys::revoke_link(AccessScope scope, HomeId home, ApiKeyId id) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_links));
    OHMSTEAD_CO_TRY(const auto key, co_await store_.find_api_key(id));
    if (!key || key->home != home || key->kind != ApiKeyKind::link) {
        co_return make_error(ErrorCode::not_found, "There is no such link.");
    }
    OHMSTEAD_CO_TRY_VOID(co_await note(scope, AuditAction::revoke_link, *key));
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
        co_return no_such_key();
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
    const auto rights = co_await read_rights(store_, homes_, rules_, owner, clock_.now());
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
        OHMSTEAD_CO_TRY(auto rights, co_await read_rights(store_, homes_, rules_, known.key.owner,
                                                          clock_.now()));
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

bool ApiKeys::is_token(std::string_view text) {
    return text.size() == kIdEnd + 1 + kSecretLength && text.starts_with(kTokenPrefix) &&
           text[kIdEnd] == '_';
}

Task<Result<IdentityPtr>> ApiKeys::find(std::string token) {
    auto parsed = parse_token(token);
    if (!parsed) {
        co_return wrong_key();
    }
    auto identity = co_await load(std::move(parsed->id), std::move(parsed->secret_hash));
    if (identity && (*identity)->means == Identity::Means::link) {
        co_return wrong_key();
    }
    co_return identity;
}

Task<Result<IdentityPtr>> ApiKeys::find_link(std::string token) {
    auto parsed = parse_token(token);
    if (!parsed) {
        co_return wrong_link();
    }
    auto identity = co_await load(std::move(parsed->id), std::move(parsed->secret_hash));
    const bool is_wrong = identity ? (*identity)->means != Identity::Means::link
                                   : identity.error().code == ErrorCode::unauthenticated;
    if (is_wrong) {
        co_return wrong_link();
    }
    co_return identity;
}

Task<Result<IdentityPtr>> ApiKeys::current_link(ApiKeyId id) {
    return load(std::move(id), std::nullopt);
}

std::optional<Instant> ApiKeys::end_of(const ApiKeyId& id) const {
    const auto entry = entries_.find(id);
    return entry == entries_.end() ? std::nullopt : entry->second.key.expires_at;
}

Task<Result<IdentityPtr>> ApiKeys::load(ApiKeyId id, std::optional<std::string> secret_hash) {
    const auto is_right = [&secret_hash](const StoredApiKey& key) {
        return !secret_hash || same_secret(key.secret_hash, *secret_hash);
    };
    if (!trusted_) {
        co_return cannot_tell_of_key();
    }
    if (const auto known = entries_.find(id); known != entries_.end() && known->second.identity &&
                                              !over(known->second.key) &&
                                              is_right(known->second.key)) {
        known->second.used_at = clock_.now();
        co_return known->second.identity;
    }
    for (int attempt = 0; attempt < kKeyReads; ++attempt) {
        if (!trusted_) {
            co_return cannot_tell_of_key();
        }
        const std::uint64_t revocations = revocations_;
        OHMSTEAD_CO_TRY(auto known, co_await read(id));
        if (revocations != revocations_) {
            continue;
        }
        if (!known) {
            drop(id);
            co_return wrong_key();
        }
        if (!is_right(known->key)) {
            co_return wrong_key();
        }
        Entry& entry = entries_[id];
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
                identity_of(entry.key, entry.rights, entry.revocation.grant()));
        }
        entry.used_at = clock_.now();
        co_return entry.identity;
    }
    co_return Error{.code = ErrorCode::unavailable,
                    .detail = "API keys are being revoked. Try again.",
                    .retry_after_s = 1};
}

void ApiKeys::end_expired() {
    std::vector<ApiKeyId> expired;
    for (const auto& [id, entry] : entries_) {
        if (over(entry.key)) {
            expired.push_back(id);
        }
    }
    for (const ApiKeyId& id : expired) {
        drop(id);
    }
}

Task<Status> ApiKeys::maintain() {
    end_expired();
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
