#include "api/note_look.hpp"

#include <utility>

namespace ohmstead::api {
namespace {

Right right_to(AccessKind kind) {
    switch (kind) {
        case AccessKind::home:
        case AccessKind::channels:
            return Right::see_home;
        case AccessKind::live:
            return Right::see_live;
        case AccessKind::energy:
        case AccessKind::load_profile:
            return Right::see_energy;
        case AccessKind::file:
            return Right::export_files;
    }
    return Right::see_home;
}

}  // namespace

Task<Status> note_look(Services services, AccessScope scope, HomeId home, AccessKind kind) {
    const auto now = services.clock.now();
    OHMSTEAD_CO_TRY(const auto view, scope.view(home, right_to(kind), now));
    if (!view.limited) {
        co_return Status{};
    }
    auto noted = co_await services.access.note(std::move(scope), std::move(home), kind, now);
    co_return noted;
}

}  // namespace ohmstead::api
