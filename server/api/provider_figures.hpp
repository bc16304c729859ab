#pragma once

#include "api/dto_provider.hpp"
#include "api/services.hpp"
#include "async/task.hpp"
#include "base/result.hpp"

namespace ohmstead::api {

// Over homes that consented, each seen as far as it did and noted in its access log. Errors:
// forbidden for all but a provider's staff, not_found for a home that is not a customer's,
// too_large for more homes at once than anybody waits for.
Task<Result<LoadProfile>> load_profile(Services services, AccessScope scope, LoadProfileQuery in);
Task<Result<Comparison>> comparison(Services services, AccessScope scope, ComparisonQuery in);

}  // namespace ohmstead::api
