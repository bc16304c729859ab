#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "async/task.hpp"
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

// Keys by which programs add readings to one home: "ohm_<id>_<secret>" as a bearer token. Only the
// SHA-256 of the secret is stored. Keys in use are kept in memory; what a command or another server
// revokes, a RevocationWatch brings. Used on the I/O thread alone.
class ApiKeys {
public:
    ApiKeys(UserStore& store, const Clock& clock) : store_(store), clock_(clock) {}

    // not_found when there is no such home; invalid for an empty name or one over 100 bytes.
    Task<Result<NewApiKey>> create(HomeId home, std::string name);
    Task<Result<std::vector<StoredApiKey>>> list(HomeId home);
    // not_found for an unknown id. The key is refused from then on, its grants are over.
    Task<Status> revoke(ApiKeyId id);
    // Another process has erased it from the store.
    void revoked_elsewhere(const ApiKeyId& id);

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
        std::string secret_hash;
        Revocation revocation;
        Instant used_at{};
        Instant stored_use{};
    };

    void drop(const ApiKeyId& id);

    UserStore& store_;
    const Clock& clock_;
    std::unordered_map<ApiKeyId, Entry> entries_;
    bool trusted_ = true;
    std::uint64_t revocations_ = 0;  // so that a read begun before one is not trusted after it
};

}  // namespace ohmstead
