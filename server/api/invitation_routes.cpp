#include "api/invitation_routes.hpp"

#include <utility>

#include "api/audit_entry.hpp"
#include "api/dto_home.hpp"
#include "api/dto_invitation.hpp"
#include "api/invitations.hpp"
#include "api/session_routes.hpp"
#include "api/transport_facts.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::Reply;
using http::RequestContext;

// Nobody guesses 256 bits; this keeps trying from costing anything.
constexpr http::Rate kLinkRate{.per_minute = 30};
constexpr std::size_t kLinkBody = 64 * 1024;
constexpr std::size_t kMostInvitations = 50;

InvitationDto invitation_dto(const Invitation& invitation) {
    return {.id = invitation.id,
            .role = invitation.role,
            .name = invitation.name,
            .hand_over = invitation.hand_over,
            .by_name = invitation.by_name,
            .created_at = invitation.created_at,
            .expires_at = invitation.expires_at};
}

Task<Result<NewInvitation>> invite(Services services, http::IdentityPtr identity, AccessScope scope,
                                   HomeId home, HomeRole role, std::string name,
                                   Handover hand_over) {
    OHMSTEAD_CO_TRY_VOID(
        scope.require(home, hand_over == Handover::no ? Right::manage_people : Right::hand_over));
    const Instant now = services.clock.now();
    OHMSTEAD_CO_TRY(const auto known, co_await services.invitations.list(scope, home, now));
    if (known.size() >= kMostInvitations) {
        co_return make_error(ErrorCode::conflict,
                             "A home has at most 50 open invitations. Withdraw some.");
    }
    auto made = make_invitation(*identity, role, std::move(name), hand_over, now);
    auto entry = audit_entry(*identity, AuditAction::invite, made.invitation.id.value,
                             made.invitation.name, now);
    OHMSTEAD_CO_TRY_VOID(
        co_await services.invitations.add(scope, home, made.invitation, std::move(entry)));
    co_return NewInvitation{.invitation = invitation_dto(made.invitation),
                            .token = std::move(made.token)};
}

Task<Result<InvitationList>> list_invitations(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY(const auto open, co_await services.invitations.list(scope, std::move(home),
                                                                        services.clock.now()));
    InvitationList list;
    for (const Invitation& invitation : open) {
        list.items.push_back(invitation_dto(invitation));
    }
    co_return list;
}

Task<Result<http::NoContent>> withdraw(Services services, http::IdentityPtr identity,
                                       AccessScope scope, InvitationPath in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::manage_people));
    const Instant now = services.clock.now();
    auto entry =
        audit_entry(*identity, AuditAction::withdraw_invitation, in.invitation.value, {}, now);
    OHMSTEAD_CO_TRY_VOID(
        co_await services.invitations.withdraw(scope, in.home, in.invitation, std::move(entry)));
    co_return http::NoContent{};
}

Task<Result<InvitationOffer>> look(Services services, std::string token) {
    OHMSTEAD_CO_TRY(const auto open, co_await open_invitation(services, std::move(token)));
    co_return InvitationOffer{.home_name = open.home_name,
                              .role = open.invitation.role,
                              .name = open.invitation.name,
                              .hand_over = open.invitation.hand_over,
                              .by_name = open.invitation.by_name,
                              .expires_at = open.invitation.expires_at};
}

Task<Result<JoinedHome>> accept(Services services, http::IdentityPtr identity, std::string token) {
    Joining person{.user = identity->subject.user, .account = std::nullopt};
    OHMSTEAD_CO_TRY(auto home,
                    co_await accept_invitation(services, std::move(token), std::move(person),
                                               identity->subject.name));
    co_return JoinedHome{.home = std::move(home)};
}

Task<Result<Reply<SessionDto>>> join(Services services, TransportVerdict transport, Caller caller,
                                     JoinRequest in) {
    OHMSTEAD_CO_TRY_VOID(require_safe_transport(transport));
    OHMSTEAD_CO_TRY_VOID(co_await open_invitation(services, in.token));
    OHMSTEAD_CO_TRY(
        auto account,
        co_await services.accounts.prepare_account(
            {.token = {}, .name = in.name, .email = in.email, .password = in.password}));
    const Joining person{.user = account.id, .account = account};
    OHMSTEAD_CO_TRY_VOID(co_await accept_invitation(services, in.token, person, account.name));
    co_return co_await begin_session(services, transport, std::move(caller), account.id);
}

void add_routes_of_homes(http::Routes& routes, const Services& services) {
    routes.add(http::get<HomePath, InvitationList>(
        "/api/v1/homes/{home}/invitations",
        {.summary = "The invitations that can still be accepted, oldest first",
         .access = Access::home(Right::manage_people),
         .tag = "people"},
        [services](RequestContext& context, HomePath in) {
            return list_invitations(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::post<Invite, NewInvitation>(
        "/api/v1/homes/{home}/invitations",
        {.summary = "Make a link by which one person joins the home within 7 days",
         .access = Access::home(Right::manage_people),
         .success_status = 201,
         .tag = "people"},
        [services](RequestContext& context, Invite in) {
            return invite(services, context.identity, context.scope(), std::move(in.home), in.role,
                          std::move(in.name), Handover::no);
        }));
    routes.add(http::del<InvitationPath, http::NoContent>(
        "/api/v1/homes/{home}/invitations/{invitation}",
        {.summary = "Withdraw an invitation",
         .access = Access::home(Right::manage_people),
         .success_status = 204,
         .tag = "people"},
        [services](RequestContext& context, InvitationPath in) {
            return withdraw(services, context.identity, context.scope(), std::move(in));
        }));
    routes.add(http::post<HandOverHome, NewInvitation>(
        "/api/v1/homes/{home}/handover",
        {.summary = "Make a link by which one person takes the home over, within 7 days; all "
                    "others leave it then",
         .access = Access::home(Right::hand_over),
         .success_status = 201,
         .tag = "people"},
        [services](RequestContext& context, HandOverHome in) {
            return invite(services, context.identity, context.scope(), std::move(in.home),
                          HomeRole::admin, std::move(in.name),
                          in.with_past ? Handover::with_past : Handover::without_past);
        }));
}

void add_routes_of_links(http::Routes& routes, const Services& services) {
    routes.add(http::post<InvitationToken, InvitationOffer>(
        "/api/v1/auth/invitation",
        {.summary = "What an invitation's link offers",
         .access = Access::open(),
         .tag = "sign-in",
         .max_body = kLinkBody,
         .rate = kLinkRate},
        [services](RequestContext&, InvitationToken in) {
            return look(services, std::move(in.token));
        }));
    routes.add(http::post<InvitationToken, JoinedHome>(
        "/api/v1/auth/invitation/accept",
        {.summary = "Accept an invitation with the account that is signed in",
         .access = Access::signed_in(),
         .tag = "sign-in",
         .max_body = kLinkBody,
         .rate = kLinkRate},
        [services](RequestContext& context, InvitationToken in) {
            return accept(services, context.identity, std::move(in.token));
        }));
    routes.add(http::post<JoinRequest, SessionDto>(
        "/api/v1/auth/invitation/join",
        {.summary = "Accept an invitation with a new account, and sign in",
         .access = Access::open(),
         .success_status = 201,
         .tag = "sign-in",
         .max_body = kLinkBody,
         .rate = kLinkRate},
        [services](RequestContext& context, JoinRequest in) {
            return join(services, verdict_on(services.transport, context), caller_of(context),
                        std::move(in));
        }));
}

}  // namespace

void add_invitation_routes(http::Routes& routes, const Services& services) {
    add_routes_of_homes(routes, services);
    add_routes_of_links(routes, services);
}

}  // namespace ohmstead::api
