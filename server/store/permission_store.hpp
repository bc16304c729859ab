#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/access/permission.hpp"

namespace ohmstead {

// A request as it is kept: by the hash of the code by which it is found.
struct StoredRequest {
    std::string code_hash;  // hex SHA-256
    ConsentRequest request;

    friend bool operator==(const StoredRequest&, const StoredRequest&) = default;
};

// Providers, what they ask for, and what homes consented to. Partition: one provider or one home;
// atomic unit: one provider, one request, or one permission with its place in the lists of home and
// provider and the note by which every process drops what it remembers of the provider's rights
// (RevokedKind::permission, whose subject is the provider). Errors: not_found outside the scope and
// for what is not there, forbidden for too low a role, unavailable when the store is down.
class PermissionStore {
public:
    virtual ~PermissionStore() = default;

    // Adds or replaces one. Operators and the system alone.
    virtual Task<Status> put_provider(AccessScope scope, Provider provider) = 0;
    virtual Task<Result<std::optional<Provider>>> find_provider(ProviderId id) = 0;
    // All that there are, by id.
    virtual Task<Result<std::vector<Provider>>> all_providers() = 0;

    // By the provider's own staff.
    virtual Task<Status> put_request(AccessScope scope, StoredRequest request) = 0;
    // Those of the scope's provider, newest first.
    virtual Task<Result<std::vector<ConsentRequest>>> requests(AccessScope scope) = 0;
    // For whoever has the code.
    virtual Task<Result<std::optional<ConsentRequest>>> find_request(std::string code_hash) = 0;

    // A new one, for which a home's admin asks on. conflict while another one of the same provider
    // has not lapsed in the home.
    virtual Task<Status> add(AccessScope scope, Permission permission) = 0;
    // All that there ever were in a home, oldest first, for its people.
    virtual Task<Result<std::vector<Permission>>> of_home(AccessScope scope, HomeId home) = 0;
    // All of the scope's provider, oldest first.
    virtual Task<Result<std::vector<Permission>>> of_provider(AccessScope scope) = 0;
    // The same as a change of it, if it is still as it was before its last change: otherwise
    // conflict. By admins of the home; by the provider's staff where is_providers() its new state.
    virtual Task<Status> change(AccessScope scope, Permission permission) = 0;

    // For sign-in, which has no scope yet: those that the provider was given and that nobody ended.
    virtual Task<Result<std::vector<Permission>>> given_to(ProviderId provider) = 0;
};

// Whether the scope may bring a permission into the state that it is in.
Status require_change(const AccessScope& scope, const Permission& permission);

}  // namespace ohmstead
