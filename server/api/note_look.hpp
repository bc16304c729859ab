#pragma once

#include "api/services.hpp"
#include "async/task.hpp"
#include "base/result.hpp"
#include "http/route.hpp"
#include "store/access_log.hpp"

namespace ohmstead::api {

// Notes what a provider's staff or a visiting operator is about to see of `home`, by `right`; of
// nobody else anything. Refuses them what view() does; and what cannot be noted is not shown.
// Routes with the home in their path have it before their handlers by noted(); those which come to
// a home by other ways call it before they tell anything.
Task<Status> note_look(Services services, AccessScope scope, HomeId home, Right right,
                       AccessKind kind);

// `route`; if it is of a home, with note_look() before its handler.
http::Route noted(http::Route route, const Services& services);

}  // namespace ohmstead::api
