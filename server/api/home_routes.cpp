#include "api/home_routes.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "api/audit_entry.hpp"
#include "api/dto_home.hpp"
#include "domain/time/zone.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

Status check_country(std::string_view country, std::string_view pointer) {
    const bool letters = country.size() == 2 && country[0] >= 'A' && country[0] <= 'Z' &&
                         country[1] >= 'A' && country[1] <= 'Z';
    if (country.empty() || letters) {
        return {};
    }
    return wrong_field(std::string(pointer), "format",
                       "must be two capital letters (ISO 3166-1), or empty");
}

Status check_time_zone(std::string_view name) {
    if (Zone::find(name)) {
        return {};
    }
    return wrong_field("/time_zone", "unknown",
                       "must be the IANA name of a time zone, such as Europe/Amsterdam");
}

// By date; two of one date contradict each other.
Result<std::vector<CalorificValue>> calorific_values(const std::vector<CalorificValueDto>& given) {
    std::vector<CalorificValue> values;
    for (const auto& dto : given) {
        const auto from = parse_local_date(dto.from);
        const bool doubled =
            from && std::ranges::find(values, *from, &CalorificValue::from) != values.end();
        if (!from || doubled) {
            return wrong_field(
                fmt::format("/calorific_values/{}/from", values.size()),
                doubled ? "double" : "format",
                doubled ? "must not be the date of another value" : "must be a date");
        }
        values.push_back({*from, std::llround(dto.kwh_per_m3 * kMwhPerKwh)});
    }
    std::ranges::sort(values, {}, &CalorificValue::from);
    return values;
}

Task<Result<HomeList>> list_homes(Services services, AccessScope scope) {
    OHMSTEAD_CO_TRY(const auto homes, co_await services.homes.list(scope));
    HomeList list;
    for (const auto& home : homes) {
        list.items.push_back(to_dto(home));
    }
    co_return list;
}

Task<Result<HomeDto>> get_home(Services services, AccessScope scope, HomeId id) {
    OHMSTEAD_CO_TRY(const auto home, co_await services.homes.get(scope, id));
    co_return to_dto(home);
}

Task<Result<HomeDto>> create_home(Services services, AccessScope scope, CreateHome in) {
    OHMSTEAD_CO_TRY_VOID(check_time_zone(in.time_zone));
    OHMSTEAD_CO_TRY_VOID(check_country(in.country, "/country"));
    const Home home{.id = HomeId::make(),
                    .name = in.name,
                    .time_zone = in.time_zone,
                    .currency = in.currency,
                    .country = in.country,
                    .main_fuse = std::nullopt,
                    .setup = SetupStep::connection,
                    .created_at = services.clock.now()};
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.create(scope, home, scope.user()));
    services.sessions.rights_added(scope.user());
    services.sessions.home_added();
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.reload(home.id));
    co_return to_dto(home);
}

Task<Result<HomeDto>> update_home(Services services, AccessScope scope, http::IdentityPtr identity,
                                  UpdateHome in) {
    if (in.time_zone.has_value()) {
        OHMSTEAD_CO_TRY_VOID(check_time_zone(*in.time_zone));
    }
    if (in.country.has_value()) {
        OHMSTEAD_CO_TRY_VOID(check_country(*in.country, "/country"));
    }
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::edit_home));
    OHMSTEAD_CO_TRY(auto home, co_await services.homes.get(scope, in.home));
    in.name.apply_to(home.name);
    in.time_zone.apply_to(home.time_zone);
    in.currency.apply_to(home.currency);
    in.country.apply_to(home.country);
    in.setup.apply_to(home.setup);
    if (in.calorific_values.has_value()) {
        OHMSTEAD_CO_TRY(home.calorific_values, calorific_values(*in.calorific_values));
    }
    if (in.main_fuse.has_value()) {
        home.main_fuse = MainFuse{in.main_fuse->phases, in.main_fuse->amps};
    } else if (in.main_fuse.is_null()) {
        home.main_fuse.reset();
    }
    auto entry = audit_entry(*identity, AuditAction::edit_home, home.id.value, home.name,
                             services.clock.now());
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, home.id, std::move(entry)));
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.update(scope, home));
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.reload(home.id));
    co_return to_dto(home);
}

Task<Result<http::NoContent>> erase_home(Services services, AccessScope scope, HomeId id) {
    OHMSTEAD_CO_TRY_VOID(scope.require(id, Right::delete_home));
    co_await services.runtime.remove(id);
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.erase(scope, id));
    // A change that was under way may have taken it up once more.
    co_await services.runtime.remove(id);
    services.sessions.rights_removed(scope.user());
    co_return http::NoContent{};
}

}  // namespace

void add_home_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<http::Nothing, HomeList>(
        "/api/v1/homes",
        {.summary = "The homes you belong to", .access = Access::reader(), .tag = "homes"},
        [services](RequestContext& context, http::Nothing) {
            return list_homes(services, context.scope());
        }));
    routes.add(http::post<CreateHome, HomeDto>("/api/v1/homes",
                                               {.summary = "Create a home; you become its admin",
                                                .access = Access::server(ServerRight::create_home),
                                                .success_status = 201,
                                                .tag = "homes"},
                                               [services](RequestContext& context, CreateHome in) {
                                                   return create_home(services, context.scope(),
                                                                      std::move(in));
                                               }));
    routes.add(http::get<HomePath, HomeDto>(
        "/api/v1/homes/{home}",
        {.summary = "One home", .access = Access::view(Right::see_home), .tag = "homes"},
        [services](RequestContext& context, HomePath in) {
            return get_home(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::patch<UpdateHome, HomeDto>(
        "/api/v1/homes/{home}",
        {.summary = "Change a home", .access = Access::home(Right::edit_home), .tag = "homes"},
        [services](RequestContext& context, UpdateHome in) {
            return update_home(services, context.scope(), context.identity, std::move(in));
        }));
    routes.add(http::del<HomePath, http::NoContent>(
        "/api/v1/homes/{home}",
        {.summary = "Delete a home and everything that belongs to it",
         .access = Access::home(Right::delete_home),
         .success_status = 204,
         .tag = "homes"},
        [services](RequestContext& context, HomePath in) {
            return erase_home(services, context.scope(), std::move(in.home));
        }));
}

}  // namespace ohmstead::api
