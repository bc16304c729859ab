#pragma once

#include "api/services.hpp"
#include "async/task.hpp"
#include "base/result.hpp"
#include "store/access_log.hpp"

namespace ohmstead::api {

// To be called first by every handler that lets limited standings in. Refuses what view() refuses,
// and notes the look of whoever is not of the home: what cannot be noted is not shown.
Task<Status> note_look(Services services, AccessScope scope, HomeId home, AccessKind kind);

}  // namespace ohmstead::api
