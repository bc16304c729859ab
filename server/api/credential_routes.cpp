#include "api/credential_routes.hpp"

#include <utility>

#include "api/dto_credentials.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

ApiKeyDto key_dto(const StoredApiKey& key) {
    return {.id = key.id,
            .name = key.name,
            .kind = key.kind == ApiKeyKind::ingest ? OwnKeyKind::ingest : OwnKeyKind::read,
            .home = key.home.empty() ? std::nullopt : std::optional(key.home),
            .created_at = key.created_at,
            .expires_at = key.expires_at,
            .last_used_at = key.last_used_at};
}

Task<Result<OwnSessionList>> list_sessions(Services services, http::IdentityPtr identity) {
    OHMSTEAD_CO_TRY(const auto sessions, co_await services.sessions.list(identity->subject.user,
                                                                         identity->session_hash));
    OwnSessionList list;
    for (const auto& session : sessions) {
        list.items.push_back({.id = session.id,
                              .device = session.device,
                              .began = session.began,
                              .last_used = session.last_used,
                              .current = session.is_current});
    }
    co_return list;
}

Task<Result<http::NoContent>> end_session(Services services, UserId user, SessionPath in) {
    OHMSTEAD_CO_TRY_VOID(
        co_await services.sessions.end_listed(std::move(user), std::move(in.session)));
    co_return http::NoContent{};
}

Task<Result<http::NoContent>> end_others(Services services, http::IdentityPtr identity) {
    OHMSTEAD_CO_TRY_VOID(
        co_await services.sessions.end_others(identity->subject.user, identity->session_hash));
    co_return http::NoContent{};
}

Task<Result<ApiKeyList>> list_keys(Services services, UserId owner) {
    OHMSTEAD_CO_TRY(const auto keys, co_await services.keys.list_own(std::move(owner)));
    ApiKeyList list;
    for (const auto& key : keys) {
        list.items.push_back(key_dto(key));
    }
    co_return list;
}

Task<Result<CreatedApiKey>> create_key(Services services, AccessScope scope, CreateApiKey in) {
    const auto kind = in.kind == OwnKeyKind::ingest ? ApiKeyKind::ingest : ApiKeyKind::read;
    OHMSTEAD_CO_TRY(auto made,
                    co_await services.keys.create_own(scope, {.name = std::move(in.name),
                                                              .kind = kind,
                                                              .home = in.home.value_or(HomeId{}),
                                                              .expires_at = in.expires_at}));
    co_return CreatedApiKey{.key = key_dto(made.key), .token = std::move(made.token)};
}

Task<Result<http::NoContent>> revoke_key(Services services, AccessScope scope, ApiKeyPath in) {
    OHMSTEAD_CO_TRY_VOID(co_await services.keys.revoke_own(std::move(scope), std::move(in.key)));
    co_return http::NoContent{};
}

void add_key_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<http::Nothing, ApiKeyList>(
        "/api/v1/api-keys",
        {.summary = "Your API keys, oldest first", .access = Access::signed_in(), .tag = "account"},
        [services](RequestContext& context, http::Nothing) {
            return list_keys(services, context.scope().user());
        }));
    routes.add(http::post<CreateApiKey, CreatedApiKey>(
        "/api/v1/api-keys",
        {.summary = "Make an API key: for reading, or for adding readings to a home of which you "
                    "are an admin",
         .access = Access::signed_in(),
         .success_status = 201,
         .tag = "account"},
        [services](RequestContext& context, CreateApiKey in) {
            return create_key(services, context.scope(), std::move(in));
        }));
    routes.add(http::del<ApiKeyPath, http::NoContent>(
        "/api/v1/api-keys/{key}",
        {.summary = "Revoke one of your API keys",
         .access = Access::signed_in(),
         .success_status = 204,
         .tag = "account"},
        [services](RequestContext& context, ApiKeyPath in) {
            return revoke_key(services, context.scope(), std::move(in));
        }));
}

}  // namespace

void add_credential_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<http::Nothing, OwnSessionList>(
        "/api/v1/sessions",
        {.summary = "Where you are signed in, the latest used first",
         .access = Access::signed_in(),
         .tag = "account"},
        [services](RequestContext& context, http::Nothing) {
            return list_sessions(services, context.identity);
        }));
    routes.add(http::del<http::Nothing, http::NoContent>(
        "/api/v1/sessions",
        {.summary = "End all your sessions but this one",
         .access = Access::signed_in(),
         .success_status = 204,
         .tag = "account"},
        [services](RequestContext& context, http::Nothing) {
            return end_others(services, context.identity);
        }));
    routes.add(http::del<SessionPath, http::NoContent>(
        "/api/v1/sessions/{session}",
        {.summary = "End one of your sessions",
         .access = Access::signed_in(),
         .success_status = 204,
         .tag = "account"},
        [services](RequestContext& context, SessionPath in) {
            return end_session(services, context.scope().user(), std::move(in));
        }));
    add_key_routes(routes, services);
}

}  // namespace ohmstead::api
