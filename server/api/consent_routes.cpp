#include "api/consent_routes.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "api/audit_entry.hpp"
#include "api/dto_consent.hpp"
#include "api/dto_home.hpp"
#include "api/query_error.hpp"
#include "crypto/bytes.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

constexpr std::size_t kEntriesOfPage = 200;

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
    auto entry = audit_entry(*identity, AuditAction::take_up_consent, permission.id.value,
                             permission.provider_name, now);
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, in.home, std::move(entry)));
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

AuditAction action_into(PermissionState state) {
    switch (state) {
        case PermissionState::accepted:
            return AuditAction::accept_consent;
        case PermissionState::rejected:
            return AuditAction::reject_consent;
        default:
            return AuditAction::withdraw_consent;
    }
}

// What nobody could find in the trail is not done. Holds in this process before it is answered;
// others learn of it by the feed.
Task<Result<PermissionDto>> store(Services services, AccessScope scope, http::IdentityPtr identity,
                                  Permission permission) {
    auto entry = audit_entry(*identity, action_into(permission.state()), permission.id.value,
                             permission.provider_name, services.clock.now());
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, permission.home, std::move(entry)));
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
    co_return co_await store(services, scope, identity, std::move(next));
}

Task<Result<PermissionDto>> bring_to(Services services, AccessScope scope,
                                     http::IdentityPtr identity, PermissionPath in,
                                     PermissionState state) {
    OHMSTEAD_CO_TRY(auto permission, co_await find(services, scope, in.home, in.permission));
    const auto by = change_by(*identity, state, services.clock.now());
    OHMSTEAD_CO_TRY(auto next, change(std::move(permission), by));
    co_return co_await store(services, scope, identity, std::move(next));
}

// A page's `next` names its last entry: milliseconds, who and what.
std::string text_of(const AccessPlace& place) {
    return fmt::format("{}.{}.{}", ms_of(place.at), place.by.value,
                       reflect::name_of_enumerator(place.kind));
}

Result<AccessPlace> place_in(std::string_view text) {
    const auto first = text.find('.');
    const auto last = text.rfind('.');
    std::int64_t ms = 0;
    const char* const end = text.data() + std::min(first, text.size());
    const auto read = std::from_chars(text.data(), end, ms);
    const auto kind = reflect::enumerator_named<AccessKind>(
        text.substr(last == std::string_view::npos ? text.size() : last + 1));
    // Thirteen digits, as the stores keep them: no time of ours has more.
    if (first == last || read.ec != std::errc{} || read.ptr != end || ms < 0 ||
        ms > 9'999'999'999'999 || !kind) {
        return wrong_parameter("after", "format", "must be the next of another page");
    }
    return AccessPlace{.at = instant_from_ms(ms),
                       .by = UserId{std::string(text.substr(first + 1, last - first - 1))},
                       .kind = *kind};
}

Task<Result<AccessLogDto>> access_log(Services services, AccessScope scope, AccessLogQuery in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::see_consent));
    std::optional<AccessPlace> before;
    if (in.after) {
        OHMSTEAD_CO_TRY(before, place_in(*in.after));
    }
    OHMSTEAD_CO_TRY(auto entries,
                    co_await services.access.newest(scope, std::move(in.home), kEntriesOfPage + 1,
                                                    std::move(before)));
    AccessLogDto log;
    if (entries.size() > kEntriesOfPage) {
        entries.pop_back();
        log.next = text_of(place_of(entries.back()));
    }
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
    routes.add(http::get<AccessLogQuery, AccessLogDto>(
        "/api/v1/homes/{home}/access-log",
        {.summary = "Who looked at the home without being of it, newest first, 200 at once",
         .access = Access::home(Right::see_consent),
         .tag = "consent"},
        [services](RequestContext& context, AccessLogQuery in) {
            return access_log(services, context.scope(), std::move(in));
        }));
}

}  // namespace ohmstead::api
