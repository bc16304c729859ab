#include "api/connection_routes.hpp"

#include "api/audit_entry.hpp"
#include "api/channel_edit.hpp"
#include "api/dto_connection.hpp"
#include "api/dto_home.hpp"
#include "http/route.hpp"
#include "net/url.hpp"

namespace ohmstead::api {
namespace {

using home_assistant::ConnectionTest;
using http::Access;
using http::RequestContext;

// The test button must not become a scanner of the network.
constexpr http::Rate kTestRate{.per_minute = 5};

ConnectionDto describe(const Services& services, const HomeId& home,
                       const std::optional<ConnectionSettings>& settings) {
    const auto status = services.runtime.connection_status(home);
    const auto backfill = services.runtime.backfill(home);
    const auto past = services.runtime.past_progress(home);
    ConnectionDto dto{.url = std::nullopt,
                      .token = settings && !settings->sealed_token.empty() ? "set" : "not_set",
                      .state = status.state,
                      .fault = status.fault,
                      .message = status.message,
                      .by_agent = !services.runtime.has_engines(),
                      .since = status.since,
                      .home_assistant_version = status.version,
                      .last_event_at = status.last_event_at,
                      .retry_at = status.retry_at,
                      .tls_fingerprint = std::nullopt,
                      .backfill = {backfill.running, backfill.done, backfill.total},
                      .past = {past.sources, past.complete, past.reached, past.stalled},
                      .notices = {}};
    for (auto& notice : services.runtime.notices(home)) {
        dto.notices.push_back({.at = notice.at,
                               .source = std::move(notice.source),
                               .code = notice.code,
                               .message = std::move(notice.message)});
    }
    if (settings && !settings->url.empty()) {
        dto.url = settings->url;
        dto.tls_fingerprint = unless_empty(settings->tls_fingerprint);
    }
    return dto;
}

// Where the engine is at the home, its settings there say where Home Assistant is.
Status require_engine(const Services& services) {
    return services.runtime.has_engines()
               ? Status{}
               : make_error(ErrorCode::conflict,
                            "This home's engine runs at the home: its agent keeps the connection "
                            "to Home Assistant, and is asked by a command.");
}

// A viewer may see how the connection is, but not where it goes.
Task<Result<ConnectionDto>> get_connection(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_home));
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.bring_live(home));
    if (!scope.require(home, Right::edit_connection)) {
        auto dto = describe(services, home, std::nullopt);
        dto.token = "not_shown";
        co_return dto;
    }
    OHMSTEAD_CO_TRY(const auto settings, co_await services.homes.connection(scope, home));
    co_return describe(services, home, settings);
}

// Whether two addresses name the same host, so that a pinned certificate counts for the second.
bool same_host(const std::string& a, const std::string& b) {
    const auto first = parse_url(a);
    const auto second = parse_url(b);
    return first && second && first->host == second->host;
}

// Whether a token that was given for the first address may go to the second: never from https to
// plain http, nor to whatever else listens at that host.
bool same_origin(const std::string& a, const std::string& b) {
    const auto first = parse_url(a);
    const auto second = parse_url(b);
    return first && second && first->scheme == second->scheme && first->host == second->host &&
           first->port == second->port;
}

Error token_needed(std::string detail) {
    return {.code = ErrorCode::invalid,
            .detail = "A token is needed.",
            .fields = {{"/token", "required", std::move(detail)}}};
}

// The token to keep; empty when none was ever given.
Result<std::string> sealed_token_for(const Services& services, const ConnectionEdit& in,
                                     const std::optional<ConnectionSettings>& stored) {
    if (in.token) {
        return services.runtime.seal_token(in.home, *in.token);
    }
    if (!stored || stored->sealed_token.empty()) {
        return std::string();
    }
    if (!same_origin(stored->url, in.url)) {
        return token_needed(
            "The stored token goes only to the address it was given for. Enter it again.");
    }
    return stored->sealed_token;
}

Result<std::string> token_for(const Services& services, const ConnectionEdit& in,
                              const std::optional<ConnectionSettings>& stored) {
    if (in.token) {
        return *in.token;
    }
    OHMSTEAD_TRY(const auto sealed, sealed_token_for(services, in, stored));
    if (sealed.empty()) {
        return token_needed("Enter a long-lived access token.");
    }
    return services.runtime.open_token(in.home, sealed);
}

// Which certificate to pin; empty for none.
Result<std::string> fingerprint_for(const ConnectionEdit& in,
                                    const std::optional<ConnectionSettings>& stored) {
    const auto url = parse_url(in.url);
    const bool is_tls = url && url->is_tls();
    if (in.tls_fingerprint.has_value() && !is_tls) {
        return Error{.code = ErrorCode::invalid,
                     .detail = "Only an https address has a certificate.",
                     .fields = {{"/tls_fingerprint", "unsupported", "is for https addresses"}}};
    }
    if (!in.tls_fingerprint.is_absent()) {
        return in.tls_fingerprint.has_value() ? *in.tls_fingerprint : std::string();
    }
    return is_tls && stored && same_host(stored->url, in.url) ? stored->tls_fingerprint
                                                              : std::string();
}

Task<Result<ConnectionDto>> put_connection(Services services, AccessScope scope,
                                           http::IdentityPtr identity, ConnectionEdit in) {
    if (const auto url = parse_url(in.url); !url) {
        co_return Error{.code = ErrorCode::invalid,
                        .detail = "The address is wrong.",
                        .fields = {{"/url", "format", url.error().detail}}};
    }
    OHMSTEAD_CO_TRY(const auto stored, co_await services.homes.connection(scope, in.home));
    OHMSTEAD_CO_TRY_VOID(require_engine(services));
    OHMSTEAD_CO_TRY(auto fingerprint, fingerprint_for(in, stored));
    OHMSTEAD_CO_TRY(auto token, sealed_token_for(services, in, stored));
    ConnectionSettings settings{
        .url = in.url, .sealed_token = std::move(token), .tls_fingerprint = std::move(fingerprint)};
    auto entry = audit_entry(*identity, AuditAction::set_connection, in.home.value, settings.url,
                             services.clock.now());
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, in.home, std::move(entry)));
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.put_connection(scope, in.home, settings));
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.reload(in.home));
    co_return describe(services, in.home, settings);
}

Task<Result<http::NoContent>> delete_connection(Services services, AccessScope scope,
                                                http::IdentityPtr identity, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_connection));
    auto entry = audit_entry(*identity, AuditAction::remove_connection, home.value, {},
                             services.clock.now());
    OHMSTEAD_CO_TRY_VOID(co_await services.audit.append(scope, home, std::move(entry)));
    OHMSTEAD_CO_TRY_VOID(co_await services.homes.put_connection(scope, home, std::nullopt));
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.reload(home));
    co_return http::NoContent{};
}

Task<Result<ConnectionTestDto>> test(Services services, AccessScope scope, ConnectionEdit in) {
    OHMSTEAD_CO_TRY(const auto stored, co_await services.homes.connection(scope, in.home));
    OHMSTEAD_CO_TRY_VOID(require_engine(services));
    OHMSTEAD_CO_TRY(auto token, token_for(services, in, stored));
    OHMSTEAD_CO_TRY(auto fingerprint, fingerprint_for(in, stored));
    home_assistant::LinkSettings settings{
        .url = in.url, .token = std::move(token), .pinned_fingerprint = std::move(fingerprint)};
    const ConnectionTest outcome = co_await services.runtime.test_connection(std::move(settings));
    co_return ConnectionTestDto{.ok = outcome.code == home_assistant::TestCode::ok,
                                .code = outcome.code,
                                .message = outcome.message,
                                .version = outcome.version,
                                .location_name = outcome.location_name,
                                .time_zone = outcome.time_zone,
                                .currency = outcome.currency,
                                .country = outcome.country,
                                .tls_fingerprint = outcome.tls_fingerprint};
}

ProposalDto proposal_dto(const home_assistant::Proposal& proposal) {
    ProposalDto dto{.key = proposal.key,
                    .name = proposal.name,
                    .role = proposal.role,
                    .kind = std::nullopt,
                    .source = {proposal.source.type, proposal.source.id},
                    .measure = proposal.measure,
                    .sign = proposal.source.sign,
                    .invert = proposal.source.invert,
                    .unit = proposal.unit,
                    .included_in = unless_empty(proposal.included_in),
                    .register_ = unless_empty(proposal.register_name),
                    .phase = unless_empty(proposal.phase),
                    .area = unless_empty(proposal.area),
                    .device_id = unless_empty(proposal.device_id),
                    .device_entity = unless_empty(proposal.device_entity),
                    .power_source = std::nullopt,
                    .power_from_preference = proposal.power_from_preference,
                    .reason = proposal.reason,
                    .why = proposal.why};
    if (proposal.role == ChannelRole::device) {
        dto.kind = proposal.kind;
    }
    if (proposal.power_source) {
        dto.power_source = PowerSource{proposal.power_source->id, proposal.power_source->sign,
                                       proposal.power_source->invert};
    }
    return dto;
}

CandidateDto candidate_dto(const home_assistant::Candidate& candidate) {
    return {.entity_id = candidate.entity_id,
            .name = candidate.name,
            .area = unless_empty(candidate.area),
            .device_class = unless_empty(candidate.device_class),
            .state_class = unless_empty(candidate.state_class),
            .unit = candidate.unit,
            .state = candidate.state,
            .measure = candidate.measure,
            .suggested_role = candidate.suggested_role};
}

// The engine answers to anybody, so the right is asked for here.
Task<Result<DiscoveryDto>> discover(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_connection));
    OHMSTEAD_CO_TRY_VOID(require_engine(services));
    OHMSTEAD_CO_TRY(const auto discovery, co_await services.runtime.discover(home));
    DiscoveryDto dto{.home = {.location_name = discovery.home.location_name,
                              .time_zone = discovery.home.time_zone,
                              .currency = discovery.home.currency,
                              .country = discovery.home.country},
                     .has_energy_preferences = discovery.has_energy_preferences,
                     .proposals = {},
                     .candidates = {},
                     .warnings = {}};
    for (const auto& proposal : discovery.proposals) {
        dto.proposals.push_back(proposal_dto(proposal));
    }
    for (const auto& candidate : discovery.candidates) {
        dto.candidates.push_back(candidate_dto(candidate));
    }
    for (const auto& warning : discovery.warnings) {
        dto.warnings.push_back({warning.code, warning.message, warning.sources});
    }
    co_return dto;
}

}  // namespace

void add_connection_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<HomePath, ConnectionDto>(
        "/api/v1/homes/{home}/connection",
        {.summary = "Where the home's Home Assistant is, and how the connection is",
         .access = Access::home(Right::see_home),
         .tag = "connection"},
        [services](RequestContext& context, HomePath in) {
            return get_connection(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::put<ConnectionEdit, ConnectionDto>(
        "/api/v1/homes/{home}/connection",
        {.summary = "Connect the home to a Home Assistant",
         .access = Access::home(Right::edit_connection),
         .tag = "connection"},
        [services](RequestContext& context, ConnectionEdit in) {
            return put_connection(services, context.scope(), context.identity, std::move(in));
        }));
    routes.add(http::del<HomePath, http::NoContent>(
        "/api/v1/homes/{home}/connection",
        {.summary = "Forget the home's Home Assistant",
         .access = Access::home(Right::edit_connection),
         .success_status = 204,
         .tag = "connection"},
        [services](RequestContext& context, HomePath in) {
            return delete_connection(services, context.scope(), context.identity,
                                     std::move(in.home));
        }));
    routes.add(http::post<ConnectionEdit, ConnectionTestDto>(
        "/api/v1/homes/{home}/connection/test",
        {.summary = "Try an address and token without keeping them",
         .access = Access::home(Right::edit_connection),
         .tag = "connection",
         .rate = kTestRate},
        [services](RequestContext& context, ConnectionEdit in) {
            return test(services, context.scope(), std::move(in));
        }));
    routes.add(http::post<HomePath, DiscoveryDto>(
        "/api/v1/homes/{home}/connection/discover",
        {.summary = "Which entities could be which channels",
         .access = Access::home(Right::edit_connection),
         .tag = "connection"},
        [services](RequestContext& context, HomePath in) {
            return discover(services, context.scope(), std::move(in.home));
        }));
}

}  // namespace ohmstead::api
