#include "api/demo_routes.hpp"

#include "api/dto_demo.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

Error no_demo() {
    return make_error(ErrorCode::not_found, "This server does not run the demo.");
}

Task<Result<DemoDto>> describe(AccessScope scope, DemoControl* demo) {
    if (demo == nullptr) {
        co_return no_demo();
    }
    DemoDto dto;
    for (const auto& [home, acts] : demo->acts()) {
        if (scope.role_in(HomeId{home})) {
            auto& actions = dto.actions[home];
            for (const auto& act : acts) {
                actions.push_back({act.id, act.label});
            }
        }
    }
    for (auto& [home, url] : demo->simulator_urls()) {
        if (scope.role_in(HomeId{home})) {
            dto.simulator_urls.emplace(home, url);
        }
    }
    co_return dto;
}

// The home that was named, or else the first of the caller's that a simulated home feeds.
Task<Result<HomeId>> home_for(Services services, AccessScope scope, DemoControl* demo,
                              std::optional<HomeId> named) {
    if (named) {
        OHMSTEAD_CO_TRY_VOID(scope.require(*named, Right::see_home));
        co_return *named;
    }
    OHMSTEAD_CO_TRY(const auto homes, co_await services.homes.list(scope));
    const auto simulated = demo->simulator_urls();
    for (const auto& home : homes) {
        if (simulated.contains(home.id.value)) {
            co_return home.id;
        }
    }
    co_return make_error(ErrorCode::not_found, "None of your homes is simulated.");
}

Task<Result<DemoResultDto>> perform(Services services, AccessScope scope, DemoControl* demo,
                                    DemoRequest in) {
    if (demo == nullptr) {
        co_return no_demo();
    }
    const auto received_at = services.clock.now();
    OHMSTEAD_CO_TRY(const auto home, co_await home_for(services, scope, demo, in.home));
    OHMSTEAD_CO_TRY(const auto at_ms, co_await demo->perform(home.value, in.action));
    co_return DemoResultDto{.received_ms = ms_of(received_at),
                            .at_ms = at_ms,
                            .answered_ms = ms_of(services.clock.now())};
}

}  // namespace

void add_demo_routes(http::Routes& routes, const Services& services, DemoControl* demo) {
    routes.add(http::get<http::Nothing, DemoDto>(
        "/api/v1/demo",
        {.summary = "What can be made to happen in the simulated homes",
         .access = Access::signed_in(),
         .tag = "demo"},
        [demo](RequestContext& context, http::Nothing) {
            return describe(context.scope(), demo);
        }));
    routes.add(http::post<DemoRequest, DemoResultDto>(
        "/api/v1/demo/{action}",
        {.summary = "Make it happen", .access = Access::signed_in(), .tag = "demo"},
        [services, demo](RequestContext& context, DemoRequest in) {
            return perform(services, context.scope(), demo, std::move(in));
        }));
}

}  // namespace ohmstead::api
