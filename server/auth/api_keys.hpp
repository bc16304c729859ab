#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "async/task.hpp"
#include "auth/rights.hpp"
#include "auth/sessions.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/identity.hpp"
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

// Keys by which programs add readings to one home, or read for a person: "ohm_<id>_<secret>" as a
// bearer token. Only the SHA-256 of the secret is stored. A person's key never does more than the
// person may at that moment. Keys in use are kept in memory; what a command or another server
// revokes, a RevocationWatch brings. Used on the I/O thread alone.
class ApiKeys {
public:
    ApiKeys(UserStore& store, HomeStore& homes, const Clock& clock)
        : store_(store), homes_(homes), clock_(clock) {}

    // A key of nobody, for a command. not_found when there is no such home; invalid for an empty
    // name or one over 100 bytes.
    Task<Result<NewApiKey>> create(HomeId home, std::string name);
    // A key of the person's own. invalid with pointers for a wrong wish; not_found for a home that
    // is not theirs, forbidden for ingest by others than its admins; conflict when they have 50.
    Task<Result<NewApiKey>> create_own(AccessScope scope, ApiKeyWish wish);
    Task<Result<std::vector<StoredApiKey>>> list(HomeId home);
    // Of one person, oldest first.
    Task<Result<std::vector<StoredApiKey>>> list_own(UserId owner);
    // not_found for a key that is not the person's.
    Task<Status> revoke_own(UserId owner, ApiKeyId id);
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

    // unauthenticated for anything but the token of a key in force; unavailable when keys are
    // revoked faster than this one can be read.
    Task<Result<IdentityPtr>> find(std::string token);

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
    bool over(const StoredApiKey& key) const;

    void drop(const ApiKeyId& id);

    UserStore& store_;
    HomeStore& homes_;
    const Clock& clock_;
    std::unordered_map<ApiKeyId, Entry> entries_;
    bool trusted_ = true;
    std::uint64_t revocations_ = 0;  // so that a read begun before one is not trusted after it
};

}  // namespace ohmstead
