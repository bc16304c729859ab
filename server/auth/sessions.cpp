#include "auth/sessions.hpp"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "auth/secret_hash.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kSessionSecretSize = 32;
// How often rights that changed while they were read are read again. Changes are stored one after
// the other, each of which takes longer than to read: nobody comes near it.
constexpr int kReadAttempts = 20;

Error signed_out() {
    return make_error(ErrorCode::unauthenticated, "You are not signed in, or no longer so.");
}

Error cannot_tell() {
    return Error{.code = ErrorCode::unavailable,
                 .detail = "Whether you are still signed in cannot be told at the moment.",
                 .fields = {},
                 .retry_after_s = 1};
}

std::string csrf_token_of(ByteView secret) {
    return base64url_encode(hmac_sha256(secret, bytes_of("csrf token, version 1")));
}

}  // namespace

Sessions::Sessions(UserStore& users, HomeStore& homes, PermissionStore& permissions,
                   const Clock& clock, SessionLimits limits, Log log, OperatorRules rules)
    : users_(users),
      homes_(homes),
      permissions_(permissions),
      clock_(clock),
      limits_(limits),
      log_(log),
      rules_(std::move(rules)) {}

std::shared_ptr<Sessions::Reading> Sessions::begin_reading(std::string session_hash) {
    std::erase_if(readings_, [](const auto& reading) { return reading.expired(); });
    auto reading = std::make_shared<Reading>(Reading{.session_hash = std::move(session_hash)});
    readings_.push_back(reading);
    return reading;
}

template <class Concerned>
void Sessions::overtake(Concerned is_concerned) {
    for (const auto& weak : readings_) {
        if (const auto reading = weak.lock()) {
            reading->overtaken |= is_concerned(*reading);
        }
    }
}

Task<Result<StartedSession>> Sessions::start(UserId user, std::string device) {
    const auto secret = random_bytes<kSessionSecretSize>();
    const Instant now = clock_.now();
    const StoredSession session{.secret_hash = hex_encode(sha256(secret)),
                                .user = std::move(user),
                                .created_at = now,
                                .last_seen_at = now,
                                .expires_at = now + limits_.absolute,
                                .device = std::move(device)};
    OHMSTEAD_CO_TRY_VOID(co_await users_.put_session(session));
    OHMSTEAD_CO_TRY(IdentityPtr identity,
                    co_await load(session.secret_hash, csrf_token_of(secret)));
    co_return StartedSession{.secret = base64url_encode(secret), .identity = std::move(identity)};
}

Task<Result<IdentityPtr>> Sessions::find(std::string secret) {
    const auto bytes = base64url_decode(secret);
    if (!bytes || bytes->size() != kSessionSecretSize) {
        co_return signed_out();
    }
    if (!trusted_) {
        co_return cannot_tell();
    }
    std::string hash = hex_encode(sha256(*bytes));
    const auto known = entries_.find(hash);
    if (known != entries_.end() && holds(known->second)) {
        known->second.session.last_seen_at = clock_.now();
        co_return known->second.identity;
    }
    auto identity = co_await load(hash, csrf_token_of(*bytes));
    if (const auto loaded = entries_.find(hash); identity && loaded != entries_.end()) {
        loaded->second.session.last_seen_at = clock_.now();
    }
    co_return identity;
}

Task<Result<IdentityPtr>> Sessions::current(std::string session_hash) {
    if (!trusted_) {
        co_return cannot_tell();
    }
    const auto known = entries_.find(session_hash);
    if (known == entries_.end()) {
        co_return signed_out();
    }
    if (holds(known->second)) {
        co_return known->second.identity;
    }
    std::string csrf_token = known->second.csrf_token;
    auto identity = co_await load(std::move(session_hash), std::move(csrf_token));
    co_return identity;
}

Task<Result<IdentityPtr>> Sessions::admit(std::string key, UserId user, Instant expires_at) {
    if (!trusted_) {
        co_return cannot_tell();
    }
    const Instant now = clock_.now();
    const auto [place, added] = entries_.try_emplace(key);
    if (added) {
        Entry& entry = place->second;
        entry.session = {.secret_hash = key,
                         .user = std::move(user),
                         .created_at = now,
                         .last_seen_at = now,
                         .expires_at = expires_at};
        entry.stored_use = now;
        entry.token = true;
        ++tokens_;
    }
    auto identity = co_await load(key, {});
    if (!identity && identity.error().code == ErrorCode::unauthenticated) {
        drop(key);
    }
    co_return identity;
}

bool Sessions::is_admitted(const std::string& key) const {
    const auto entry = entries_.find(key);
    return entry != entries_.end() && entry->second.token;
}

void Sessions::end_expired_tokens() {
    if (tokens_ == 0) {
        return;
    }
    std::vector<std::string> expired;
    for (const auto& [key, entry] : entries_) {
        if (entry.token && clock_.now() >= entry.session.expires_at) {
            expired.push_back(key);
        }
    }
    for (const auto& key : expired) {
        drop(key);
    }
}

Task<Result<IdentityPtr>> Sessions::load(std::string session_hash, std::string csrf_token) {
    end_visits();
    for (int attempt = 0; attempt < kReadAttempts; ++attempt) {
        if (!trusted_) {
            co_return cannot_tell();
        }
        const auto reading = begin_reading(session_hash);
        std::optional<StoredSession> session;
        const auto known = entries_.find(session_hash);
        if (known != entries_.end() && known->second.confirmed && !over(known->second.session)) {
            session = known->second.session;
        } else {
            OHMSTEAD_CO_TRY(session, co_await users_.find_session(session_hash, clock_.now()));
        }
        if (!session) {
            if (entries_.contains(session_hash)) {
                drop(session_hash);
            }
            co_return signed_out();
        }
        if (over(*session)) {
            OHMSTEAD_CO_TRY_VOID(co_await end(session_hash));
            co_return signed_out();
        }
        // Noted before the store is asked: what changes before that is in its answer.
        reading->user = session->user;
        OHMSTEAD_CO_TRY(auto rights,
                        co_await read_rights(users_, homes_, rules_, session->user, clock_.now()));
        if (!rights) {
            co_return signed_out();
        }
        const auto& subject = rights->subject;
        if (!subject.provider.empty()) {
            reading->provider = subject.provider;
            OHMSTEAD_CO_TRY(rights->permissions, co_await permissions_.given_to(subject.provider));
        }
        if (reading->overtaken) {
            continue;
        }

        const auto [place, added] = entries_.try_emplace(session_hash);
        Entry& entry = place->second;
        if (added) {
            entry.csrf_token = std::move(csrf_token);
        }
        if (added || !entry.confirmed || over(entry.session)) {
            entry.session = std::move(*session);
            entry.stored_use = entry.session.last_seen_at;
            entry.confirmed = true;
        }
        if (!entry.identity) {
            take_rights(entry, std::move(*rights));
            entry.identity = std::make_shared<const Identity>(
                Identity{.means = entry.token ? Identity::Means::token : Identity::Means::session,
                         .subject = entry.rights.subject,
                         .email = entry.rights.email,
                         .scope = scope_of(entry.rights),
                         .grant = entry.revocation.grant(),
                         .session_hash = session_hash,
                         .csrf_token = entry.csrf_token});
        }
        IdentityPtr identity = entry.identity;
        make_room();
        co_return identity;
    }
    co_return Error{.code = ErrorCode::unavailable,
                    .detail = "Your rights are just being changed. Try again.",
                    .fields = {},
                    .retry_after_s = 1};
}

Task<Status> Sessions::end(std::string session_hash) {
    drop(session_hash);
    const Status erased = co_await users_.erase_session(session_hash);
    // A request that came while it was being erased may have read it once more.
    drop(session_hash);
    co_return erased;
}

Task<Result<std::vector<ListedSession>>> Sessions::list(UserId user, std::string session_hash) {
    OHMSTEAD_CO_TRY(auto stored, co_await users_.sessions_of(std::move(user), clock_.now()));
    std::vector<ListedSession> listed;
    for (StoredSession& session : stored) {
        // What is in use here is stored once a minute.
        if (const auto known = entries_.find(session.secret_hash); known != entries_.end()) {
            session.last_seen_at =
                std::max(session.last_seen_at, known->second.session.last_seen_at);
        }
        if (!over(session)) {
            listed.push_back({.id = public_id_of(session.secret_hash),
                              .device = std::move(session.device),
                              .began = session.created_at,
                              .last_used = session.last_seen_at,
                              .is_current = session.secret_hash == session_hash});
        }
    }
    std::ranges::sort(listed, std::greater{}, &ListedSession::last_used);
    co_return listed;
}

Task<Status> Sessions::end_listed(UserId user, std::string id) {
    OHMSTEAD_CO_TRY(const auto stored, co_await users_.sessions_of(std::move(user), clock_.now()));
    for (const StoredSession& session : stored) {
        if (public_id_of(session.secret_hash) == id) {
            auto ended = co_await end(session.secret_hash);
            co_return ended;
        }
    }
    co_return make_error(ErrorCode::not_found, "There is no such session.");
}

Task<Status> Sessions::end_others(UserId user, std::string session_hash) {
    OHMSTEAD_CO_TRY(const auto stored, co_await users_.sessions_of(std::move(user), clock_.now()));
    for (const StoredSession& session : stored) {
        if (session.secret_hash != session_hash) {
            OHMSTEAD_CO_TRY_VOID(co_await end(session.secret_hash));
        }
    }
    co_return Status{};
}

void Sessions::ended_elsewhere(const std::string& session_hash) {
    drop(session_hash);
}

void Sessions::rights_added(const UserId& user) {
    overtake([&](const Reading& reading) { return reading.user == user; });
    for (auto& [hash, entry] : entries_) {
        if (entry.session.user == user) {
            entry.identity = nullptr;
        }
    }
}

void Sessions::rights_removed(const UserId& user) {
    overtake([&](const Reading& reading) { return reading.user == user; });
    for (auto& [hash, entry] : entries_) {
        if (entry.session.user == user) {
            ask_again(entry);
        }
    }
}

void Sessions::consents_changed(const ProviderId& provider) {
    overtake([&](const Reading& reading) { return reading.provider == provider; });
    for (auto& [hash, entry] : entries_) {
        if (entry.rights.subject.provider == provider) {
            ask_again(entry);
        }
    }
}

void Sessions::ask_again(Entry& entry) {
    entry.identity = nullptr;
    entry.revocation.revoke();
    entry.revocation = Revocation{};
}

Task<Result<std::optional<Rights>>> Sessions::rights_of(UserId user) {
    auto rights = co_await read_rights(users_, homes_, rules_, std::move(user), clock_.now());
    co_return rights;
}

void Sessions::home_added() {
    if (!rules_.household) {
        return;
    }
    overtake([](const Reading&) { return true; });
    for (auto& [hash, entry] : entries_) {
        if (entry.identity && entry.identity->subject.server_role == ServerRole::operator_) {
            entry.identity = nullptr;
        }
    }
}

void Sessions::end_visits() {
    const Instant now = clock_.now();
    for (auto& [hash, entry] : entries_) {
        const auto end = ohmstead::end_of(entry.rights);
        if (end && *end <= now) {
            overtake([&](const Reading& reading) { return reading.user == entry.session.user; });
            entry.identity = nullptr;
            std::erase_if(entry.rights.visits,
                          [&](const VisitedHome& visit) { return visit.ends_at <= now; });
            entry.revocation.revoke();
            entry.revocation = Revocation{};
        }
    }
}

Task<void> Sessions::rights_changed(UserId user) {
    // Whoever asks from now on has them read.
    rights_added(user);
    const auto is_of_user = [&user](const auto& each) { return each.second.session.user == user; };
    if (std::ranges::none_of(entries_, is_of_user)) {
        co_return;
    }
    auto rights = co_await read_rights(users_, homes_, rules_, user, clock_.now());
    if (!rights || !*rights) {
        rights_removed(user);
        co_return;
    }
    for (auto& [hash, entry] : entries_) {
        if (entry.session.user == user && !entry.identity) {
            take_rights(entry, **rights);
        }
    }
}

// Whoever had more until now must not go on with it.
void Sessions::take_rights(Entry& entry, Rights rights) {
    if (!includes(rights, entry.rights)) {
        entry.revocation.revoke();
        entry.revocation = Revocation{};
    }
    entry.rights = std::move(rights);
}

void Sessions::distrust() {
    trusted_ = false;
    overtake([](const Reading&) { return true; });
    // A token can be checked again.
    for (auto& [hash, entry] : entries_) {
        if (entry.token) {
            entry.revocation.revoke();
        }
    }
    std::erase_if(entries_, [](const auto& each) { return each.second.token; });
    tokens_ = 0;
    for (auto& [hash, entry] : entries_) {
        entry.confirmed = false;
        ask_again(entry);
    }
}

// Another process may have seen it used since.
Task<Status> Sessions::end_if_unused(std::string session_hash) {
    OHMSTEAD_CO_TRY(const auto stored, co_await users_.find_session(session_hash, clock_.now()));
    const auto entry = entries_.find(session_hash);
    if (stored && !over(*stored) && entry != entries_.end()) {
        entry->second.session = *stored;
        entry->second.stored_use = stored->last_seen_at;
        co_return Status{};
    }
    auto ended = co_await end(std::move(session_hash));
    co_return ended;
}

Task<Status> Sessions::maintain() {
    std::vector<std::string> ended;
    std::vector<std::pair<std::string, Instant>> used;
    for (const auto& [hash, entry] : entries_) {
        if (entry.token) {
            continue;
        }
        if (over(entry.session)) {
            ended.push_back(hash);
        } else if (entry.session.last_seen_at > entry.stored_use) {
            used.emplace_back(hash, entry.session.last_seen_at);
        }
    }
    for (const std::string& hash : ended) {
        OHMSTEAD_CO_TRY_VOID(co_await end_if_unused(hash));
    }
    for (const auto& [hash, seen_at] : used) {
        OHMSTEAD_CO_TRY_VOID(co_await users_.touch_session(hash, seen_at));
        if (const auto entry = entries_.find(hash); entry != entries_.end()) {
            entry->second.stored_use = seen_at;
        }
    }
    OHMSTEAD_CO_TRY_VOID(co_await users_.erase_sessions_expired_before(clock_.now()));
    co_return Status{};
}

std::optional<Instant> Sessions::end_of(const std::string& session_hash) const {
    const auto entry = entries_.find(session_hash);
    return entry == entries_.end() ? std::nullopt : std::optional(end_of(entry->second.session));
}

Instant Sessions::end_of(const StoredSession& session) const {
    return std::min(session.expires_at, session.last_seen_at + limits_.idle);
}

bool Sessions::over(const StoredSession& session) const {
    return clock_.now() >= end_of(session);
}

bool Sessions::holds(const Entry& entry) const {
    const auto end = ohmstead::end_of(entry.rights);
    const bool ended = end && *end <= clock_.now();
    return entry.identity && !ended && !over(entry.session);
}

void Sessions::drop(const std::string& session_hash) {
    overtake([&](const Reading& reading) { return reading.session_hash == session_hash; });
    const auto entry = entries_.find(session_hash);
    if (entry == entries_.end()) {
        return;
    }
    log_.info("session ended, user={}", entry->second.session.user.value);
    entry->second.revocation.revoke();
    tokens_ -= entry->second.token ? 1 : 0;
    entries_.erase(entry);
}

// Forgets the sessions longest out of use. They stay good, but connections they opened have to be
// opened again.
void Sessions::make_room() {
    while (entries_.size() > limits_.cached) {
        const auto oldest =
            std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
                return a.second.session.last_seen_at < b.second.session.last_seen_at;
            });
        oldest->second.revocation.revoke();
        tokens_ -= oldest->second.token ? 1 : 0;
        entries_.erase(oldest);
    }
}

}  // namespace ohmstead
