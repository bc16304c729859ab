#include "api/consent_routes.hpp"

#include <algorithm>
#include <utility>

#include "api/dto_consent.hpp"
#include "api/dto_home.hpp"
#include "crypto/bytes.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

constexpr std::size_t kMostEntries = 500;

PermissionChange change_by(const Identity& identity, PermissionState state, Instant now) {
    return {
        .state = state, .at = now, .by = identity.subject.user, .by_name = identity.subject.name};
}

// With the state into which time has brought it.
PermissionDto describe(const Permission& permission, Instant now) {
    PermissionDto dto{.id = permission.id,
                      .provider = {.id = permission.provider,
                                   .name = permission.provider_name,
                                   .policy_link = permission.policy_link,
                                   .contact = permission.contact},
                      .purpose = permission.purpose,
                      .state = permission.state_at(now),
                      .asked = to_dto(permission.asked),
                      .given = {},
                      .answer_by = permission.answer_by,
                      .history = {}};
    if (permission.given) {
        dto.given = to_dto(*permission.given);
    }
    for (const auto& each : permission.history) {
        dto.history.push_back({.state = each.state, .at = each.at, .by_name = each.by_name});
    }
    if (dto.state != permission.state()) {
        dto.history.push_back({.state = dto.state, .at = permission.lapses_at(), .by_name = {}});
    }
    return dto;
}

Task<Result<PermissionList>> list(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_consent));
    OHMSTEAD_CO_TRY(const auto permissions, co_await services.permissions.of_home(scope, home));
    PermissionList list;
    for (const auto& permission : permissions) {
        list.items.push_back(describe(permission, services.clock.now()));
    }
    co_return list;
}

// Wrong and old codes are told apart by nobody.
Task<Result<PermissionDto>> take_up(Services services, AccessScope scope,
                                    http::IdentityPtr identity, TakeUpRequest in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::give_consent));
    const auto now = services.clock.now();
    OHMSTEAD_CO_TRY(const auto request,
                    co_await services.permissions.find_request(hash_of_code(in.code)));
    if (!request || now >= request->answer_by || now >= request->terms.ends_at) {
        co_return Error{.code = ErrorCode::invalid,
                        .detail = "This code is not valid, or no longer so.",
                        .fields = {{"/code", "unknown", "ask the provider for another one"}}};
    }
    OHMSTEAD_CO_TRY(const auto provider,
                    co_await services.permissions.find_provider(request->provider));
    if (!provider) {
        co_return make_error(ErrorCode::conflict, "This provider is no longer here.");
    }
    const auto permission = permission_asked(*request, *provider, in.home,
                                             change_by(*identity, PermissionState::requested, now));
    OHMSTEAD_CO_TRY_VOID(co_await services.permissions.add(scope, permission));
    co_return describe(permission, now);
}

Task<Result<Permission>> find(Services services, AccessScope scope, HomeId home, PermissionId id) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::give_consent));
    OHMSTEAD_CO_TRY(auto permissions, co_await services.permissions.of_home(scope, home));
    const auto found = std::ranges::find(permissions, id, &Permission::id);
    if (found == permissions.end()) {
        co_return make_error(ErrorCode::not_found, "There is no such permission.");
    }
    co_return std::move(*found);
}

// Holds in this process before it is answered; others learn of it by the feed.
Task<Result<PermissionDto>> store(Services services, AccessScope scope, Permission permission) {
    OHMSTEAD_CO_TRY_VOID(co_await services.permissions.change(scope, permission));
    services.sessions.consents_changed(permission.provider);
    co_return describe(permission, services.clock.now());
}

Task<Result<PermissionDto>> accept_in_part(Services services, AccessScope scope,
                                           http::IdentityPtr identity, AcceptPermission in) {
    OHMSTEAD_CO_TRY(auto permission, co_await find(services, scope, in.home, in.permission));
    auto given = permission.asked;
    if (in.fields) {
        given.fields = SharedFields::of(*in.fields);
    }
    given.finest = in.detail.value_or(given.finest);
    given.history_from = in.history_from.value_or(given.history_from);
    given.starts_at = in.starts_at.value_or(given.starts_at);
    given.ends_at = in.ends_at.value_or(given.ends_at);
    const auto by = change_by(*identity, PermissionState::accepted, services.clock.now());
    OHMSTEAD_CO_TRY(auto next, accept(std::move(permission), given, by));
    co_return co_await store(services, scope, std::move(next));
}

Task<Result<PermissionDto>> bring_to(Services services, AccessScope scope,
                                     http::IdentityPtr identity, PermissionPath in,
                                     PermissionState state) {
    OHMSTEAD_CO_TRY(auto permission, co_await find(services, scope, in.home, in.permission));
    const auto by = change_by(*identity, state, services.clock.now());
    OHMSTEAD_CO_TRY(auto next, change(std::move(permission), by));
    co_return co_await store(services, scope, std::move(next));
}

Task<Result<AccessLogDto>> access_log(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_consent));
    OHMSTEAD_CO_TRY(auto entries,
                    co_await services.access.newest(scope, std::move(home), kMostEntries));
    AccessLogDto log;
    for (auto& entry : entries) {
        log.items.push_back({.at = entry.at,
                             .last_at = entry.last_at,
                             .by = std::move(entry.by),
                             .by_name = std::move(entry.by_name),
                             .organisation = std::move(entry.organisation),
                             .kind = entry.kind,
                             .count = entry.count});
    }
    co_return log;
}

}  // namespace

std::string hash_of_code(const std::string& code) {
    return hex_encode(sha256(bytes_of(code)));
}

TermsDto to_dto(const ConsentTerms& terms) {
    return {.fields = terms.fields.list(),
            .detail = terms.finest,
            .history_from = terms.history_from,
            .starts_at = terms.starts_at,
            .ends_at = terms.ends_at};
}

ConsentTerms terms_of(const TermsDto& dto) {
    return {.fields = SharedFields::of(dto.fields),
            .finest = dto.detail,
            .history_from = dto.history_from,
            .starts_at = dto.starts_at,
            .ends_at = dto.ends_at};
}

void add_consent_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<HomePath, PermissionList>(
        "/api/v1/homes/{home}/permissions",
        {.summary = "Which providers asked to see the home, and what they may see",
         .access = Access::home(Right::see_consent),
         .tag = "consent"},
        [services](RequestContext& context, HomePath in) {
            return list(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::post<TakeUpRequest, PermissionDto>(
        "/api/v1/homes/{home}/permissions",
        {.summary = "Take up a provider's request for the home, by its code; nothing is shared yet",
         .access = Access::home(Right::give_consent),
         .success_status = 201,
         .tag = "consent",
         .rate = http::Rate{.per_minute = 20}},
        [services](RequestContext& context, TakeUpRequest in) {
            return take_up(services, context.scope(), context.identity, std::move(in));
        }));
    routes.add(http::post<AcceptPermission, PermissionDto>(
        "/api/v1/homes/{home}/permissions/{permission}/accept",
        {.summary = "Let the provider see what it asked for, or a part of it",
         .access = Access::home(Right::give_consent),
         .tag = "consent"},
        [services](RequestContext& context, AcceptPermission in) {
            return accept_in_part(services, context.scope(), context.identity, std::move(in));
        }));
    routes.add(http::post<PermissionPath, PermissionDto>(
        "/api/v1/homes/{home}/permissions/{permission}/reject",
        {.summary = "Refuse a provider's request",
         .access = Access::home(Right::give_consent),
         .tag = "consent"},
        [services](RequestContext& context, PermissionPath in) {
            return bring_to(services, context.scope(), context.identity, std::move(in),
                            PermissionState::rejected);
        }));
    routes.add(http::post<PermissionPath, PermissionDto>(
        "/api/v1/homes/{home}/permissions/{permission}/withdraw",
        {.summary = "End a consent: the provider sees nothing any more, at once",
         .access = Access::home(Right::give_consent),
         .tag = "consent"},
        [services](RequestContext& context, PermissionPath in) {
            return bring_to(services, context.scope(), context.identity, std::move(in),
                            PermissionState::revoked);
        }));
    routes.add(http::get<HomePath, AccessLogDto>(
        "/api/v1/homes/{home}/access-log",
        {.summary = "Who looked at the home without being of it: the newest 500, newest first",
         .access = Access::home(Right::see_consent),
         .tag = "consent"},
        [services](RequestContext& context, HomePath in) {
            return access_log(services, context.scope(), std::move(in.home));
        }));
}

}  // namespace ohmstead::api
