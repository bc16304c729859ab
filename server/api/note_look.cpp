#include "api/note_look.hpp"

#include <algorithm>
#include <utility>

namespace ohmstead::api {
namespace {

AccessKind kind_of_look(const http::Route& route) {
    switch (route.spec.access.right()) {
        case Right::see_live:
        case Right::see_tiles:
            return AccessKind::live;
        case Right::see_energy:
        case Right::correct:
            return AccessKind::energy;
        case Right::export_files:
            return AccessKind::file;
        case Right::see_trail:
            return AccessKind::trail;
        case Right::see_home:
        case Right::edit_home:
        case Right::edit_channels:
        case Right::edit_connection:
        case Right::switch_devices:
        case Right::edit_notes:
        case Right::import_files:
        case Right::command:
        case Right::see_people:
        case Right::manage_people:
        case Right::end_visits:
        case Right::leave_home:
        case Right::hand_over:
        case Right::delete_home:
        case Right::add_readings:
        case Right::see_consent:
        case Right::give_consent:
        case Right::edit_links:
            break;
    }
    return route.path.ends_with("/channels") ? AccessKind::channels : AccessKind::home;
}

AccessKind kind_of(const http::Route& route) {
    const bool changes =
        !http::is_safe(route.method) && route.spec.access.right() != Right::export_files;
    return changes ? AccessKind::change : kind_of_look(route);
}

HomeId home_in(const http::RouteInput& input) {
    const auto found = std::ranges::find(input.path, "home", &reflect::Parameter::name);
    return found == input.path.end() ? HomeId{} : HomeId{found->value};
}

Task<Result<http::Response>> call_noted(const http::Route::Handler& handler,
                                        const Services& services, Right right, AccessKind kind,
                                        http::RequestContext& context, http::RouteInput input) {
    OHMSTEAD_CO_TRY_VOID(
        co_await note_look(services, context.scope(), home_in(input), right, kind));
    auto answer = co_await handler(context, std::move(input));
    co_return answer;
}

}  // namespace

Task<Status> note_look(Services services, AccessScope scope, HomeId home, Right right,
                       AccessKind kind) {
    if (!scope.is_noted_in(home)) {
        co_return Status{};
    }
    const auto now = services.clock.now();
    OHMSTEAD_CO_TRY_VOID(scope.view(home, right, now));
    auto status = co_await services.access.note(std::move(scope), std::move(home), kind, now);
    co_return status;
}

http::Route noted(http::Route route, const Services& services) {
    if (route.spec.access.kind() != http::Access::Kind::home) {
        return route;
    }
    route.handler = [handler = std::move(route.handler), services,
                     right = route.spec.access.right(),
                     kind = kind_of(route)](http::RequestContext& context, http::RouteInput input) {
        return call_noted(handler, services, right, kind, context, std::move(input));
    };
    return route;
}

}  // namespace ohmstead::api
