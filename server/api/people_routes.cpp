#include "api/people_routes.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "api/audit_entry.hpp"
#include "api/dto_home.hpp"
#include "api/dto_people.hpp"
#include "http/route.hpp"
#include "reflect/described.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

constexpr std::chrono::hours kVisitLasts{1};
constexpr std::size_t kMostVisits = 100;

// As the person is called now; empty for one who is no more.
Task<Result<std::string>> name_of(Services services, UserId user) {
    OHMSTEAD_CO_TRY(const auto found, co_await services.users.find_user(std::move(user)));
    co_return found ? found->name : std::string();
}

Task<Result<MemberDto>> describe(Services services, Member member, bool with_email) {
    OHMSTEAD_CO_TRY(const auto user, co_await services.users.find_user(member.user));
    MemberDto dto{.user = member.user, .name = {}, .email = std::nullopt, .role = member.role};
    if (user) {
        dto.name = user->name;
        if (with_email && !user->email.empty()) {
            dto.email = user->email;
        }
    }
    co_return dto;
}

Task<Result<MemberList>> list_members(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY(const auto members, co_await services.homes.list_members(scope, home));
    const bool with_email = scope.require(home, Right::manage_people).has_value();
    MemberList list;
    for (const Member& member : members) {
        OHMSTEAD_CO_TRY(auto dto, co_await describe(services, member, with_email));
        list.items.push_back(std::move(dto));
    }
    // The admins first.
    std::ranges::sort(list.items, [](const MemberDto& a, const MemberDto& b) {
        return std::tie(b.role, a.name, a.user) < std::tie(a.role, b.name, b.user);
    });
    co_return list;
}

Task<Result<MemberDto>> change_role(Services services, http::IdentityPtr identity,
                                    AccessScope scope, ChangeRole in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::manage_people));
    OHMSTEAD_CO_TRY(const auto name, co_await name_of(services, in.user));
    auto entry = audit_entry(*identity, AuditAction::change_role, in.user.value,
                             fmt::format("{}: {}", name, reflect::name_of_enumerator(in.role)),
                             services.clock.now());
    OHMSTEAD_CO_TRY_VOID(
        co_await services.homes.change_role(scope, in.home, in.user, in.role, std::move(entry)));
    services.sessions.rights_removed(in.user);
    co_return co_await describe(services, {.user = in.user, .role = in.role}, true);
}

Task<Result<http::NoContent>> remove_member(Services services, http::IdentityPtr identity,
                                            AccessScope scope, MemberPath in, AuditAction action) {
    OHMSTEAD_CO_TRY_VOID(scope.require(
        in.home, action == AuditAction::leave ? Right::leave_home : Right::manage_people));
    OHMSTEAD_CO_TRY(auto name, co_await name_of(services, in.user));
    auto entry =
        audit_entry(*identity, action, in.user.value, std::move(name), services.clock.now());
    OHMSTEAD_CO_TRY_VOID(
        co_await services.homes.remove_member(scope, in.home, in.user, std::move(entry)));
    services.sessions.rights_removed(in.user);
    co_return http::NoContent{};
}

VisitDto visit_dto(Visit visit, Instant now) {
    return {.id = std::move(visit.id),
            .by = std::move(visit.by),
            .by_name = std::move(visit.by_name),
            .reason = std::move(visit.reason),
            .began_at = visit.began_at,
            .ends_at = visit.ends_at,
            .lasts = visit.ends_at > now};
}

Task<Result<VisitList>> list_visits(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY(auto visits,
                    co_await services.visits.newest(scope, std::move(home), kMostVisits));
    VisitList list;
    for (Visit& visit : visits) {
        list.items.push_back(visit_dto(std::move(visit), services.clock.now()));
    }
    co_return list;
}

Task<Result<VisitDto>> begin_visit(Services services, LiveSocket& live_socket,
                                   http::IdentityPtr identity, AccessScope scope, BeginVisit in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(ServerRight::visit_home));
    if (scope.role_in(in.home)) {
        co_return make_error(ErrorCode::conflict, "You belong to this home already.");
    }
    const Instant now = services.clock.now();
    const Visit visit{.id = VisitId::make(),
                      .by = identity->subject.user,
                      .by_name = identity->subject.name,
                      .reason = in.reason,
                      .began_at = now,
                      .ends_at = now + kVisitLasts};
    auto entry =
        audit_entry(*identity, AuditAction::begin_visit, visit.id.value, visit.reason, now);
    OHMSTEAD_CO_TRY_VOID(co_await services.visits.begin(scope, in.home, visit, std::move(entry)));
    services.sessions.rights_added(visit.by);
    live_socket.people_changed(in.home);
    co_return visit_dto(visit, now);
}

Task<Result<http::NoContent>> end_visit(Services services, LiveSocket& live_socket,
                                        http::IdentityPtr identity, AccessScope scope,
                                        VisitPath in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::end_visits));
    const Instant now = services.clock.now();
    auto entry = audit_entry(*identity, AuditAction::end_visit, in.visit.value, {}, now);
    OHMSTEAD_CO_TRY(const auto visitor,
                    co_await services.visits.end(scope, in.home, in.visit, now, std::move(entry)));
    services.sessions.rights_removed(visitor);
    live_socket.people_changed(in.home);
    co_return http::NoContent{};
}

void add_member_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<HomePath, MemberList>("/api/v1/homes/{home}/members",
                                               {.summary = "Who belongs to the home, admins first",
                                                .access = Access::home(Right::see_people),
                                                .tag = "people"},
                                               [services](RequestContext& context, HomePath in) {
                                                   return list_members(services, context.scope(),
                                                                       std::move(in.home));
                                               }));
    routes.add(http::patch<ChangeRole, MemberDto>(
        "/api/v1/homes/{home}/members/{user}",
        {.summary = "Change a member's role; the last admin stays one",
         .access = Access::home(Right::manage_people),
         .tag = "people"},
        [services](RequestContext& context, ChangeRole in) {
            return change_role(services, context.identity, context.scope(), std::move(in));
        }));
    routes.add(http::del<MemberPath, http::NoContent>(
        "/api/v1/homes/{home}/members/{user}",
        {.summary = "Remove a member; the last admin stays",
         .access = Access::home(Right::manage_people),
         .success_status = 204,
         .tag = "people"},
        [services](RequestContext& context, MemberPath in) {
            return remove_member(services, context.identity, context.scope(), std::move(in),
                                 AuditAction::remove_member);
        }));
    routes.add(http::post<HomePath, http::NoContent>(
        "/api/v1/homes/{home}/leave",
        {.summary = "Leave the home; its last admin stays",
         .access = Access::home(Right::leave_home),
         .success_status = 204,
         .tag = "people"},
        [services](RequestContext& context, HomePath in) {
            MemberPath own{.home = std::move(in.home), .user = context.scope().user()};
            return remove_member(services, context.identity, context.scope(), std::move(own),
                                 AuditAction::leave);
        }));
}

void add_visit_routes(http::Routes& routes, const Services& services, LiveSocket& live_socket) {
    routes.add(http::get<HomePath, VisitList>(
        "/api/v1/homes/{home}/visits",
        {.summary = "The visits of the server's operators: the newest 100, newest first",
         .access = Access::home(Right::see_people),
         .tag = "people"},
        [services](RequestContext& context, HomePath in) {
            return list_visits(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::post<BeginVisit, VisitDto>(
        "/api/v1/homes/{home}/visits",
        {.summary = "Enter the home for an hour, as an admin but for its people",
         .access = Access::server(ServerRight::visit_home),
         .success_status = 201,
         .tag = "people"},
        [services, &live_socket](RequestContext& context, BeginVisit in) {
            return begin_visit(services, live_socket, context.identity, context.scope(),
                               std::move(in));
        }));
    routes.add(http::del<VisitPath, http::NoContent>(
        "/api/v1/homes/{home}/visits/{visit}",
        {.summary = "End a visit before its time",
         .access = Access::home(Right::end_visits),
         .success_status = 204,
         .tag = "people"},
        [services, &live_socket](RequestContext& context, VisitPath in) {
            return end_visit(services, live_socket, context.identity, context.scope(),
                             std::move(in));
        }));
}

}  // namespace

void add_people_routes(http::Routes& routes, const Services& services, LiveSocket& live_socket) {
    add_member_routes(routes, services);
    add_visit_routes(routes, services, live_socket);
}

}  // namespace ohmstead::api
