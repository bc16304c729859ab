#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "async/task.hpp"
#include "auth/rights.hpp"
#include "auth/sessions.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/identity.hpp"
#include "domain/access/link_terms.hpp"
#include "store/audit_log.hpp"
#include "store/user_store.hpp"

namespace ohmstead {

// A key that has just been made. `token` is shown once and kept nowhere.
struct NewApiKey {
    StoredApiKey key;
    std::string token;
};

// What a person wants a key of their own for.
struct ApiKeyWish {
    std::string name;
    ApiKeyKind kind = ApiKeyKind::read;
    HomeId home = {};  // empty: all that the person belongs to, for reading alone
    std::optional<Instant> expires_at = {};
};

// What an admin wants a link for.
struct LinkWish {
    HomeId home;
    std::string name;
    LinkTerms terms;
    std::optional<Instant> expires_at = {};
};

// A key that is a link, with what it shows.
struct ListedLink {
    StoredApiKey key;
    LinkTerms terms;
};

// Keys by which programs add readings to one home, or read for a person: "ohm_<id>_<secret>" as a
// bearer token; and links, by which a browser sees a part of one home: the same as its cookie. Only
// the SHA-256 of the secret is stored. A person's key never does more than the person may at that
// moment. What people make and revoke for a home is in its audit trail first. Keys in use are kept
// in memory; what a command or another server revokes, a RevocationWatch brings. Used on the I/O
// thread alone.
class ApiKeys {
public:
    // With `rules` a household's operators have all of its homes by their keys and links, too; a
    // visit gives nothing to keys.
    ApiKeys(UserStore& store, HomeStore& homes, AuditLog& trail, const Clock& clock,
            OperatorRules rules = {})
        : store_(store), homes_(homes), trail_(trail), clock_(clock), rules_(std::move(rules)) {
        rules_.visits = nullptr;
    }

    // A key of nobody, for a command. not_found when there is no such home; invalid for an empty
    // name or one over 100 bytes.
    Task<Result<NewApiKey>> create(HomeId home, std::string name);
    // A key of the person's own. invalid with pointers for a wrong wish; not_found for a home that
    // is not theirs, forbidden for ingest by others than its admins; conflict when they have 50.
    Task<Result<NewApiKey>> create_own(AccessScope scope, ApiKeyWish wish);
    Task<Result<std::vector<StoredApiKey>>> list(HomeId home);
    // Of one person, oldest first; without links.
    Task<Result<std::vector<StoredApiKey>>> list_own(UserId owner);
    // not_found for a key that is not the person's, and for links.
    Task<Status> revoke_own(AccessScope scope, ApiKeyId id);

    // A link of a home. It holds as long as whoever made it may make links there. invalid with
    // pointers for a wrong wish, forbidden and not_found as kAccessTable says, conflict when the
    // home has 50.
    Task<Result<NewApiKey>> create_link(AccessScope scope, LinkWish wish);
    // Those of one home that have not ended, oldest first.
    Task<Result<std::vector<ListedLink>>> list_links(AccessScope scope, HomeId home);
    // not_found for what is no link of the home.
    Task<Status> revoke_link(AccessScope scope, HomeId home, ApiKeyId id);
    // not_found for an unknown id. The key is refused from then on, its grants are over.
    Task<Status> revoke(ApiKeyId id);
    // Another process has erased it from the store.
    void revoked_elsewhere(const ApiKeyId& id);
    // Another process has changed the user: their keys do no more than they may now. Grants end
    // unless that is all they could before.
    Task<void> rights_changed(UserId owner);

    // As with Sessions: until trust() every key is answered unavailable, and grants are over.
    void distrust();
    void trust() { trusted_ = true; }

    // Whether `text` has the form of a token, which no session's secret has.
    static bool is_token(std::string_view text);

    // unauthenticated for anything but the token of a key in force that is no link; unavailable
    // when keys are revoked faster than this one can be read.
    Task<Result<IdentityPtr>> find(std::string token);
    // The same of a link.
    Task<Result<IdentityPtr>> find_link(std::string token);
    // What a link stands for now, for connections that outlive a request and were opened by it
    // (Identity::link). Counts as use.
    Task<Result<IdentityPtr>> current_link(ApiKeyId id);
    // When it ends; nothing for one that does not by itself, or is not known here.
    std::optional<Instant> end_of(const ApiKeyId& id) const;
    // Ends the grants of keys whose time has come.
    void end_expired();

    // Stores when keys were last used, to an hour. The application calls it every
    // minute.
    Task<Status> maintain();

private:
    struct Entry {
        IdentityPtr identity;
        StoredApiKey key;
        Rights rights;  // of its owner, when the identity was made
        Revocation revocation;
        Instant used_at{};
        Instant stored_use{};
    };
    struct Known {
        StoredApiKey key;
        Rights rights;  // none for a key without an owner
    };

    // A key in force with what its owner may do; nothing for another one.
    Task<Result<std::optional<Known>>> read(ApiKeyId id);
    // By its id, and by its secret if one is given.
    Task<Result<IdentityPtr>> load(ApiKeyId id, std::optional<std::string> secret_hash);
    bool over(const StoredApiKey& key) const;
    Task<Status> note(AccessScope scope, AuditAction action, const StoredApiKey& key);

    void drop(const ApiKeyId& id);

    UserStore& store_;
    HomeStore& homes_;
    AuditLog& trail_;
    const Clock& clock_;
    OperatorRules rules_;
    std::unordered_map<ApiKeyId, Entry> entries_;
    bool trusted_ = true;
    std::uint64_t revocations_ = 0;  // so that a read begun before one is not trusted after it
};

}  // namespace ohmstead
