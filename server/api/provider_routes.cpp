#include "api/provider_routes.hpp"

#include <algorithm>
#include <utility>

#include "api/audit_entry.hpp"
#include "api/consent_routes.hpp"
#include "api/dto_provider.hpp"
#include "api/provider_figures.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

constexpr std::size_t kCodeBytes = 16;

Task<Result<CustomerDto>> customer(Services services, AccessScope scope, Permission permission) {
    const auto now = services.clock.now();
    CustomerDto dto{.permission = permission.id,
                    .home = {},
                    .home_name = {},
                    .purpose = permission.purpose,
                    .state = permission.state_at(now),
                    .since = permission.history.back().at,
                    .asked = to_dto(permission.asked),
                    .given = {}};
    if (dto.state != permission.state()) {
        dto.since = permission.lapses_at();
    }
    if (permission.given) {
        dto.given = to_dto(*permission.given);
    }
    if (dto.state == PermissionState::accepted) {
        const auto home = co_await services.homes.get(scope, permission.home);
        if (home) {
            dto.home = permission.home;
            dto.home_name = home->name;
        } else if (home.error().code != ErrorCode::not_found) {
            co_return home.error();
        }
    }
    co_return dto;
}

Task<Result<CustomerList>> customers(Services services, AccessScope scope) {
    OHMSTEAD_CO_TRY(auto permissions, co_await services.permissions.of_provider(scope));
    CustomerList list;
    for (auto& permission : permissions) {
        OHMSTEAD_CO_TRY(auto dto, co_await customer(services, scope, std::move(permission)));
        list.items.push_back(std::move(dto));
    }
    co_return list;
}

Task<Result<CustomerDto>> end(Services services, AccessScope scope, http::IdentityPtr identity,
                              EndPermission in) {
    OHMSTEAD_CO_TRY(auto permissions, co_await services.permissions.of_provider(scope));
    const auto found = std::ranges::find(permissions, in.permission, &Permission::id);
    if (found == permissions.end()) {
        co_return make_error(ErrorCode::not_found, "There is no such permission.");
    }
    const auto state = in.state == ProvidersEnd::fulfilled ? PermissionState::fulfilled
                                                           : PermissionState::terminated;
    OHMSTEAD_CO_TRY(auto next, change(std::move(*found), {.state = state,
                                                          .at = services.clock.now(),
                                                          .by = identity->subject.user,
                                                          .by_name = identity->subject.name}));
    auto entry = audit_entry(*identity, AuditAction::end_consent, next.id.value, next.provider_name,
                             services.clock.now());
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, next.home, std::move(entry)));
    OHMSTEAD_CO_TRY_VOID(co_await services.permissions.change(scope, next));
    services.sessions.consents_changed(next.provider);
    co_return co_await customer(services, scope, std::move(next));
}

RequestDto describe(const ConsentRequest& request) {
    return {.id = request.id,
            .purpose = request.purpose,
            .terms = to_dto(request.terms),
            .made_at = request.made_at,
            .answer_by = request.answer_by,
            .code = {}};
}

Task<Result<RequestDto>> ask(Services services, AccessScope scope, CreateRequest in) {
    OHMSTEAD_CO_TRY(auto provider, scope.require_provider());
    const auto now = services.clock.now();
    if (in.answer_by <= now) {
        co_return wrong_field("/answer_by", "past", "must be ahead");
    }
    if (in.terms.ends_at <= std::max(in.terms.starts_at, now)) {
        co_return wrong_field("/terms/ends_at", "order", "must be ahead, and later than the start");
    }
    const auto code = base64url_encode(random_bytes<kCodeBytes>());
    const ConsentRequest request{.id = RequestId::make(),
                                 .provider = std::move(provider),
                                 .purpose = std::move(in.purpose),
                                 .terms = terms_of(in.terms),
                                 .made_at = now,
                                 .answer_by = in.answer_by};
    OHMSTEAD_CO_TRY_VOID(co_await services.permissions.put_request(
        scope, {.code_hash = hash_of_code(code), .request = request}));
    auto dto = describe(request);
    dto.code = code;
    co_return dto;
}

Task<Result<RequestList>> requests(Services services, AccessScope scope) {
    OHMSTEAD_CO_TRY(const auto own, co_await services.permissions.requests(scope));
    RequestList list;
    for (const auto& request : own) {
        list.items.push_back(describe(request));
    }
    co_return list;
}

}  // namespace

void add_provider_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<http::Nothing, CustomerList>(
        "/api/v1/providers/customers",
        {.summary = "Your provider's customers, and what each consented to",
         .access = Access::signed_in(),
         .tag = "providers"},
        [services](RequestContext& context, http::Nothing) {
            return customers(services, context.scope());
        }));
    routes.add(http::post<EndPermission, CustomerDto>(
        "/api/v1/providers/customers/{permission}/end",
        {.summary = "Give a consent up, or say that its purpose is fulfilled",
         .access = Access::signed_in(),
         .tag = "providers"},
        [services](RequestContext& context, EndPermission in) {
            return end(services, context.scope(), context.identity, std::move(in));
        }));
    routes.add(http::get<http::Nothing, RequestList>(
        "/api/v1/providers/requests",
        {.summary = "What your provider asks for, newest first",
         .access = Access::signed_in(),
         .tag = "providers"},
        [services](RequestContext& context, http::Nothing) {
            return requests(services, context.scope());
        }));
    routes.add(http::post<CreateRequest, RequestDto>(
        "/api/v1/providers/requests",
        {.summary = "Ask for consent: whoever has the code may take the request up for a home",
         .access = Access::signed_in(),
         .success_status = 201,
         .tag = "providers"},
        [services](RequestContext& context, CreateRequest in) {
            return ask(services, context.scope(), std::move(in));
        }));
    routes.add(http::get<LoadProfileQuery, LoadProfile>(
        "/api/v1/providers/load-profile",
        {.summary = "What a consenting home uses and makes in the mean, slot by slot",
         .access = Access::signed_in(),
         .tag = "providers"},
        [services](RequestContext& context, LoadProfileQuery in) {
            return load_profile(services, context.scope(), std::move(in));
        }));
    routes.add(http::get<ComparisonQuery, Comparison>(
        "/api/v1/providers/comparison",
        {.summary = "Two groups of consenting homes, or two periods of one, side by side",
         .access = Access::signed_in(),
         .tag = "providers"},
        [services](RequestContext& context, ComparisonQuery in) {
            return comparison(services, context.scope(), std::move(in));
        }));
}

}  // namespace ohmstead::api
