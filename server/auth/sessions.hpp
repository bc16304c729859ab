#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "async/task.hpp"
#include "auth/rights.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/identity.hpp"
#include "store/home_store.hpp"
#include "store/permission_store.hpp"
#include "store/user_store.hpp"

namespace ohmstead {

using IdentityPtr = std::shared_ptr<const Identity>;

struct SessionLimits {
    Milliseconds idle = std::chrono::days{7};
    Milliseconds absolute = std::chrono::days{30};
    std::size_t cached = 10'000;
};

// A session that has just begun. `secret` goes into the cookie and is kept nowhere else.
struct StartedSession {
    std::string secret;
    IdentityPtr identity;
};

// A session as its user sees it.
struct ListedSession {
    std::string id;      // names it; neither its secret nor the hash of it
    std::string device;  // see device_text.hpp
    Instant began{};
    Instant last_used{};
    bool is_current = false;
};

// The sessions of signed-in people. A session is a 256-bit random secret in the browser's cookie;
// the store knows its SHA-256 alone. The token that writes must repeat (CSRF) is derived from the
// secret, so it needs no storage either.
//
// Active sessions are kept in memory with the identity they stand for. Ending one here takes effect
// at once: its next request is refused and its Grant is over. What ends elsewhere, a
// RevocationWatch brings. Used on the I/O thread alone.
class Sessions {
public:
    Sessions(UserStore& users, HomeStore& homes, PermissionStore& permissions, const Clock& clock,
             SessionLimits limits, Log log, OperatorRules rules = {});

    const SessionLimits& limits() const { return limits_; }

    // A new session for `user`, always with a new secret. Whoever signs in over an older session
    // ends that one first. `device`: of device_text().
    Task<Result<StartedSession>> start(UserId user, std::string device = {});

    // Who holds the cookie's secret: unauthenticated when there is no such session, it has ended,
    // or its user is gone. Counts as use of the session.
    Task<Result<IdentityPtr>> find(std::string secret);

    // What a session stands for now, for connections that outlive a request and were opened by it
    // (Identity::session_hash). Does not count as use.
    Task<Result<IdentityPtr>> current(std::string session_hash);

    // When it ends, as long as nobody uses it; nothing for one that is not known here.
    std::optional<Instant> end_of(const std::string& session_hash) const;

    // A bearer token that was found good stands for `user` until it expires, as a session does that
    // lives in memory alone. `key` names it among sessions (Identity::session_hash).
    Task<Result<IdentityPtr>> admit(std::string key, UserId user, Instant expires_at);
    bool is_admitted(const std::string& key) const;
    // Ends the grants of tokens that have expired. Cheap; the RevocationWatch calls it.
    void end_expired_tokens();

    // Returns when it holds in the store too.
    Task<Status> end(std::string session_hash);

    // Of one user, the latest used first; the one with `session_hash` is the current one.
    Task<Result<std::vector<ListedSession>>> list(UserId user, std::string session_hash);
    // Ends one of the user's by its id. not_found for any other id.
    Task<Status> end_listed(UserId user, std::string id);
    // Ends all of the user's but the one with `session_hash`, which may be empty.
    Task<Status> end_others(UserId user, std::string session_hash);

    // Another process has ended it in the store.
    void ended_elsewhere(const std::string& session_hash);

    // To be called once a change of `user`'s rights is stored. After more rights, open connections
    // go on; after fewer, their grants end and they have to ask again.
    void rights_added(const UserId& user);
    void rights_removed(const UserId& user);
    // A consent to the provider has changed: its staff's grants end, and they have to ask again.
    void consents_changed(const ProviderId& provider);
    // What `user` may do now; nothing for nobody and for a disabled user.
    Task<Result<std::optional<Rights>>> rights_of(UserId user);
    // A home has come into being: whoever is an admin of all of them is of this one.
    void home_added();
    // Ends the grants of those whose visit to a home is over by now. Called several times a second.
    void end_visits();
    // Another process has changed the user: reads what they may do now, and ends their grants
    // unless that is all they could before.
    Task<void> rights_changed(UserId user);

    // What has ended elsewhere cannot be known: every grant is over, and whoever asks is answered
    // unavailable, until trust().
    void distrust();
    void trust() { trusted_ = true; }

    // Ends what has reached a limit, and stores when the others were last used. The application
    // calls it every minute.
    Task<Status> maintain();

private:
    struct Entry {
        StoredSession session;
        std::string csrf_token;
        Instant stored_use{};  // what the store has as `last_seen_at`
        Revocation revocation;
        IdentityPtr identity;   // null: the user's rights have changed, read them again
        Rights rights;          // of the newest identity
        bool confirmed = true;  // whether it is still in the store, as far as can be known
        bool token = false;     // admitted; in no store
    };

    // What is being read for one session, as far as it is known by now. A change that it has to do
    // with overtakes it: it is read again.
    struct Reading {
        std::string session_hash;
        UserId user = {};
        ProviderId provider = {};
        bool overtaken = false;
    };
    std::shared_ptr<Reading> begin_reading(std::string session_hash);
    template <class Concerned>
    void overtake(Concerned is_concerned);

    Task<Result<IdentityPtr>> load(std::string session_hash, std::string csrf_token);
    Task<Status> end_if_unused(std::string session_hash);
    Instant end_of(const StoredSession& session) const;
    bool over(const StoredSession& session) const;
    static void ask_again(Entry& entry);
    // Whether the identity stands for what the user may do now.
    bool holds(const Entry& entry) const;
    void take_rights(Entry& entry, Rights rights);
    void drop(const std::string& session_hash);
    void make_room();

    UserStore& users_;
    HomeStore& homes_;
    PermissionStore& permissions_;
    const Clock& clock_;
    SessionLimits limits_;
    Log log_;
    std::unordered_map<std::string, Entry> entries_;  // by session hash
    std::size_t tokens_ = 0;                          // of the entries
    bool trusted_ = true;
    std::vector<std::weak_ptr<Reading>> readings_;  // each lives as long as it is under way
    OperatorRules rules_;
};

}  // namespace ohmstead
