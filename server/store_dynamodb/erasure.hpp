#pragma once

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "store_dynamodb/client.hpp"

namespace ohmstead::dynamodb {

// Erases a home and all that belongs to it. First it is marked, and from then on nobody finds it;
// interrupted, it is repeated, for which its members keep it in their lists. not_found when there
// is nothing to erase. Its members and keys are told in the feed of revocations, as of `now`.
Task<Status> erase_home(Client& client, HomeId home, Instant now);

}  // namespace ohmstead::dynamodb
