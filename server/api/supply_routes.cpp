#include "api/supply_routes.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "api/audit_entry.hpp"
#include "api/dto_home.hpp"
#include "api/dto_supply.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

Task<Result<ProviderList>> providers(Services services) {
    OHMSTEAD_CO_TRY(auto all, co_await services.permissions.all_providers());
    std::ranges::sort(all, [](const Provider& a, const Provider& b) {
        return std::tie(a.name, a.id) < std::tie(b.name, b.id);
    });
    ProviderList list;
    for (auto& provider : all) {
        list.items.push_back({.id = std::move(provider.id), .name = std::move(provider.name)});
    }
    co_return list;
}

Task<Result<SupplyDto>> describe(Services services, std::optional<Supply> supply) {
    if (!supply) {
        co_return SupplyDto{};
    }
    OHMSTEAD_CO_TRY(auto provider,
                    co_await services.permissions.find_provider(supply->cell.provider));
    SupplyDto dto{.provider = std::move(supply->cell.provider),
                  .provider_name = {},
                  .area = std::move(supply->cell.area),
                  .tariff = std::move(supply->cell.tariff),
                  .placed_at = supply->placed_at};
    if (provider) {
        dto.provider_name = std::move(provider->name);
    }
    co_return dto;
}

Task<Result<SupplyDto>> find(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_consent));
    OHMSTEAD_CO_TRY(auto supply, co_await services.supplies.find(scope, std::move(home)));
    co_return co_await describe(services, std::move(supply));
}

// What nobody could find in the trail is not done.
Task<Result<SupplyDto>> place(Services services, AccessScope scope, http::IdentityPtr identity,
                              PutSupply in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::give_consent));
    OHMSTEAD_CO_TRY(const auto provider, co_await services.permissions.find_provider(in.provider));
    if (!provider) {
        co_return wrong_field("/provider", "unknown", "must be one of /providers");
    }
    Supply supply{.cell = {.provider = std::move(in.provider),
                           .area = std::move(in.area),
                           .tariff = std::move(in.tariff)},
                  .placed_at = services.clock.now()};
    // What is said again has been so before.
    OHMSTEAD_CO_TRY(const auto known, co_await services.supplies.find(scope, in.home));
    if (known && known->cell == supply.cell) {
        co_return co_await describe(services, known);
    }
    auto entry =
        audit_entry(*identity, AuditAction::set_supply, supply.cell.provider.value,
                    fmt::format("{}, {}, {}", provider->name, supply.cell.area, supply.cell.tariff),
                    supply.placed_at);
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, in.home, std::move(entry)));
    OHMSTEAD_CO_TRY_VOID(co_await services.supplies.put(scope, std::move(in.home), supply));
    co_return co_await describe(services, std::move(supply));
}

Task<Result<http::NoContent>> remove(Services services, AccessScope scope,
                                     http::IdentityPtr identity, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::give_consent));
    OHMSTEAD_CO_TRY(const auto known, co_await services.supplies.find(scope, home));
    if (!known) {
        co_return http::NoContent{};
    }
    OHMSTEAD_CO_TRY(const auto provider,
                    co_await services.permissions.find_provider(known->cell.provider));
    auto entry = audit_entry(*identity, AuditAction::remove_supply, known->cell.provider.value,
                             provider ? provider->name : std::string{}, services.clock.now());
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, home, std::move(entry)));
    OHMSTEAD_CO_TRY_VOID(co_await services.supplies.remove(scope, std::move(home)));
    co_return http::NoContent{};
}

}  // namespace

void add_supply_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<http::Nothing, ProviderList>(
        "/api/v1/providers",
        {.summary = "The providers whose customer a home can be, by name",
         .access = Access::signed_in(),
         .tag = "consent"},
        [services](RequestContext&, http::Nothing) { return providers(services); }));
    routes.add(http::get<HomePath, SupplyDto>(
        "/api/v1/homes/{home}/supply",
        {.summary = "Whose customer the home is, where, and by which tariff",
         .access = Access::home(Right::see_consent),
         .tag = "consent"},
        [services](RequestContext& context, HomePath in) {
            return find(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::put<PutSupply, SupplyDto>(
        "/api/v1/homes/{home}/supply",
        {.summary = "Say whose customer the home is: from the next month on it counts in the sums "
                    "that are published of many homes there",
         .access = Access::home(Right::give_consent),
         .tag = "consent"},
        [services](RequestContext& context, PutSupply in) {
            return place(services, context.scope(), context.identity, std::move(in));
        }));
    routes.add(http::del<HomePath, http::NoContent>(
        "/api/v1/homes/{home}/supply",
        {.summary = "Say that the home is nobody's customer: from the next month on it counts in "
                    "no published sum",
         .access = Access::home(Right::give_consent),
         .success_status = 204,
         .tag = "consent"},
        [services](RequestContext& context, HomePath in) {
            return remove(services, context.scope(), context.identity, std::move(in.home));
        }));
}

}  // namespace ohmstead::api
