#pragma once

#include <optional>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/access/aggregates.hpp"

namespace ohmstead {

// Whose customers homes are. Partition: one home, or one provider for the list of its homes; atomic
// unit: one home with its place in that list. Errors: not_found outside the scope, forbidden for
// too low a role and for providers, unavailable when the store is down. Goes with the home.
class SupplyStore {
public:
    virtual ~SupplyStore() = default;

    // For people of the home; nothing while no admin has said it.
    virtual Task<Result<std::optional<Supply>>> find(AccessScope scope, HomeId home) = 0;
    // Adds or replaces it. By admins of the home.
    virtual Task<Status> put(AccessScope scope, HomeId home, Supply supply) = 0;
    // Also succeeds when there is none.
    virtual Task<Status> remove(AccessScope scope, HomeId home) = 0;

    // The homes of a provider, by id. For the system alone: a provider learns of no home by it.
    virtual Task<Result<std::vector<SuppliedHome>>> of_provider(AccessScope scope,
                                                                ProviderId provider) = 0;
};

}  // namespace ohmstead
