#include "api/session_routes.hpp"

#include <algorithm>

#include "api/directory_routes.hpp"
#include "api/dto_session.hpp"
#include "api/transport_facts.hpp"
#include "auth/cookies.hpp"
#include "auth/device_text.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::Reply;
using http::RequestContext;

// Guessing passwords over many accounts is slowed down here; over one account, by the throttle.
constexpr http::Rate kSignInRate{.per_minute = 30};
constexpr std::size_t kSignInBody = 64 * 1024;
// How long a password stays given while the code of the second step is looked up.
constexpr Milliseconds kBetweenSteps = std::chrono::minutes{5};

Task<Result<SessionDto>> describe(Services services, TransportVerdict transport,
                                  IdentityPtr identity) {
    OHMSTEAD_CO_TRY(const bool needs_setup, co_await services.accounts.needs_setup());
    const auto* const link = identity ? identity->scope.link() : nullptr;
    SessionDto dto{.signed_in = identity != nullptr && link == nullptr,
                   .user = std::nullopt,
                   .csrf_token = std::nullopt,
                   .second_step = std::nullopt,
                   .link = std::nullopt,
                   .ways = {.local = true, .demo = {}, .setup = needs_setup},
                   .encrypted = transport.encrypted,
                   .demo = services.demo,
                   .version = services.version};
    if (services.demo_entry.offered(transport)) {
        dto.ways.demo = {DemoRole::viewer, DemoRole::manager, DemoRole::admin, DemoRole::provider};
    }
    if (transport.sign_in_allowed && transport.encrypted) {
        for (const auto& directory : services.directory_sign_in.directories().all()) {
            dto.ways.directories.push_back(
                {.id = directory->provider.id, .name = directory->provider.name});
        }
    }
    if (link != nullptr) {
        dto.link = SessionLink{.home = identity->scope.homes().front().home, .kind = link->kind};
        dto.csrf_token = identity->csrf_token;
    } else if (identity) {
        dto.user = SessionUser{
            .id = identity->subject.user, .name = identity->subject.name, .email = std::nullopt};
        if (!identity->email.empty()) {
            dto.user->email = identity->email;
        }
        dto.csrf_token = identity->csrf_token;
    }
    co_return dto;
}

}  // namespace

Caller caller_of(const RequestContext& context) {
    return {.peer = context.connection.peer,
            .device = device_text(context.header("User-Agent")),
            .identity = context.identity};
}

Status require_safe_transport(const TransportVerdict& transport) {
    if (transport.sign_in_allowed) {
        return {};
    }
    return make_error(ErrorCode::forbidden,
                      "Signing in needs an encrypted connection. Use https:// instead.");
}

Task<Result<Reply<SessionDto>>> begin_session(Services services, TransportVerdict transport,
                                              Caller caller, UserId user) {
    const auto previous = caller.identity;
    if (previous && !previous->session_hash.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await services.sessions.end(previous->session_hash));
    }
    OHMSTEAD_CO_TRY(const auto started,
                    co_await services.sessions.start(user, std::move(caller.device)));
    OHMSTEAD_CO_TRY(auto dto, co_await describe(services, transport, started.identity));
    const auto max_age = std::chrono::duration_cast<Seconds>(services.sessions.limits().absolute);
    Reply<SessionDto> reply{.value = std::move(dto)};
    reply.set_cookies.push_back(set_session_cookie(transport.cookie, started.secret, max_age));
    co_return reply;
}

namespace {

// As long as browsers keep a cookie: a screen on a wall has no idle limit. Each time its page is
// opened the time begins anew.
constexpr Seconds kLinkCookieAge = std::chrono::days{400};

// Whoever asks, with the cookie of their link once more.
Task<Result<Reply<SessionDto>>> current(Services services, TransportVerdict transport,
                                        IdentityPtr identity, std::string cookie) {
    const bool is_link = identity && identity->scope.link() != nullptr;
    OHMSTEAD_CO_TRY(auto dto, co_await describe(services, transport, std::move(identity)));
    Reply<SessionDto> reply{.value = std::move(dto)};
    if (const auto token = find_session_cookie(cookie, transport.cookie); is_link && token) {
        reply.set_cookies.push_back(set_session_cookie(transport.cookie, *token, kLinkCookieAge));
    }
    co_return reply;
}

// Opens a link in place of the session that the browser has.
Task<Result<Reply<SessionDto>>> open_link(Services services, TransportVerdict transport,
                                          IdentityPtr previous, OpenLink in) {
    OHMSTEAD_CO_TRY_VOID(require_safe_transport(transport));
    auto identity = co_await services.keys.find_link(in.token);
    if (!identity) {
        auto error = std::move(identity).error();
        // Nobody is signed out by a link that has ended.
        if (error.code == ErrorCode::unauthenticated) {
            error.code = ErrorCode::forbidden;
        }
        co_return error;
    }
    if (previous && !previous->session_hash.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await services.sessions.end(previous->session_hash));
    }
    OHMSTEAD_CO_TRY(auto dto, co_await describe(services, transport, std::move(*identity)));
    Reply<SessionDto> reply{.value = std::move(dto)};
    reply.set_cookies.push_back(set_session_cookie(transport.cookie, in.token, kLinkCookieAge));
    co_return reply;
}

Task<Result<Reply<SessionDto>>> set_up(Services services, TransportVerdict transport, Caller caller,
                                       SetupRequest in) {
    OHMSTEAD_CO_TRY_VOID(require_safe_transport(transport));
    OHMSTEAD_CO_TRY(
        const auto owner,
        co_await services.accounts.register_owner(
            {.token = in.token, .name = in.name, .email = in.email, .password = in.password},
            caller.peer));
    co_return co_await begin_session(services, transport, std::move(caller), owner.id);
}

Task<Result<Reply<SessionDto>>> sign_in(Services services, TransportVerdict transport,
                                        Caller caller, LocalSignIn in) {
    OHMSTEAD_CO_TRY_VOID(require_safe_transport(transport));
    OHMSTEAD_CO_TRY(const auto user,
                    co_await services.accounts.sign_in(in.email, in.password, caller.peer));
    OHMSTEAD_CO_TRY(const auto factor, co_await services.second_factors.state(user.id));
    if (!factor.on) {
        co_return co_await begin_session(services, transport, std::move(caller), user.id);
    }
    OHMSTEAD_CO_TRY(auto token, co_await services.links.issue(OneTimeKind::second_step,
                                                              user.id.value, {}, kBetweenSteps));
    OHMSTEAD_CO_TRY(auto dto, co_await describe(services, transport, nullptr));
    dto.second_step = std::move(token);
    co_return Reply<SessionDto>{.value = std::move(dto)};
}

Error signed_in_too_slowly() {
    return make_error(ErrorCode::forbidden, "This took too long. Sign in once more.");
}

Task<Result<Reply<SessionDto>>> take_second_step(Services services, TransportVerdict transport,
                                                 Caller caller, SecondStep in) {
    OHMSTEAD_CO_TRY_VOID(require_safe_transport(transport));
    constexpr auto kKind = OneTimeKind::second_step;
    OHMSTEAD_CO_TRY(const auto begun, co_await services.links.look(kKind, in.token));
    if (!begun) {
        co_return signed_in_too_slowly();
    }
    const UserId user{begun->subject};
    OHMSTEAD_CO_TRY(const bool right,
                    co_await services.second_factors.use(user, std::move(in.code), caller.peer));
    if (!right) {
        co_return make_error(ErrorCode::unauthenticated, "The code is wrong, or it is used.");
    }
    // Of two right codes for one password, one signs in.
    OHMSTEAD_CO_TRY(const auto taken, co_await services.links.take(kKind, std::move(in.token)));
    if (!taken) {
        co_return signed_in_too_slowly();
    }
    co_return co_await begin_session(services, transport, std::move(caller), user);
}

Task<Result<http::NoContent>> reset_password(Services services, TransportVerdict transport,
                                             ResetPassword in) {
    OHMSTEAD_CO_TRY_VOID(require_safe_transport(transport));
    OHMSTEAD_CO_TRY_VOID(
        co_await services.password_reset.use(std::move(in.token), std::move(in.password)));
    co_return http::NoContent{};
}

Task<Result<Reply<SessionDto>>> enter_demo(Services services, TransportVerdict transport,
                                           Caller caller, DemoSignIn in) {
    OHMSTEAD_CO_TRY(const auto user, co_await services.demo_entry.enter(in.role, transport));
    co_return co_await begin_session(services, transport, std::move(caller), user);
}

Task<Result<Reply<SignedOut>>> sign_out(Services services, TransportVerdict transport,
                                        IdentityPtr identity, std::string then_to) {
    OHMSTEAD_CO_TRY_VOID(co_await services.sessions.end(identity->session_hash));
    Reply<SignedOut> reply;
    OHMSTEAD_CO_TRY(auto user, co_await services.users.find_user(identity->subject.user));
    if (user) {
        auto url =
            co_await services.directory_sign_in.sign_out_url(std::move(*user), std::move(then_to));
        if (!url.empty()) {
            reply.value.continue_at = std::move(url);
        }
    }
    reply.set_cookies.push_back(clear_session_cookie(transport.cookie));
    reply.headers.emplace_back("Clear-Site-Data", "\"cache\", \"storage\"");
    co_return reply;
}

std::vector<std::string> rights_of(Standing standing) {
    std::vector<std::string> rights;
    for (const auto& row : kAccessTable) {
        if (row.who.contain(standing)) {
            rights.emplace_back(row.name);
        }
    }
    return rights;
}

std::vector<std::string> rights_of(ServerRole role, bool single_household) {
    std::vector<std::string> rights;
    for (const auto& row : kServerAccessTable) {
        // In a household, operators are at home everywhere.
        const bool has_use = row.right != ServerRight::visit_home || !single_household;
        if (has_use && allows(row.right, role)) {
            rights.emplace_back(row.name);
        }
    }
    return rights;
}

Task<Result<std::vector<VisitedHome>>> visits_of(Services services, Identity identity) {
    if (!allows(ServerRight::visit_home, identity.subject.server_role)) {
        co_return std::vector<VisitedHome>{};
    }
    auto visits = co_await services.visits.visited_by(identity.subject.user, services.clock.now());
    co_return visits;
}

Task<Result<Me>> me(Services services, IdentityPtr identity) {
    OHMSTEAD_CO_TRY(const auto homes, co_await services.homes.list(identity->scope));
    // A key may do nothing with the server.
    const bool is_person = identity->means == Identity::Means::session;
    Me dto{.id = identity->subject.user,
           .name = identity->subject.name,
           .email = identity->email,
           .server_role = identity->subject.server_role,
           .homes = {},
           .can = is_person ? rights_of(identity->subject.server_role, services.single_household)
                            : std::vector<std::string>{}};
    OHMSTEAD_CO_TRY(const auto visits, co_await visits_of(services, *identity));
    for (const auto& home : homes) {
        const auto standing = identity->scope.standing_in(home.id).value_or(Standing::viewer);
        const auto of_others = standing == Standing::visitor ? HomeRole::admin : HomeRole::viewer;
        MyHome mine{.id = home.id,
                    .name = home.name,
                    .role = identity->scope.role_in(home.id).value_or(of_others),
                    .visit = std::nullopt,
                    .can = rights_of(standing)};
        const auto visit = std::ranges::find(visits, home.id, &VisitedHome::home);
        if (standing == Standing::visitor && visit != visits.end()) {
            mine.visit = MyVisit{.id = visit->visit, .ends_at = visit->ends_at};
        }
        dto.homes.push_back(std::move(mine));
    }
    co_return dto;
}

}  // namespace

void add_session_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<http::Nothing, SessionDto>(
        "/api/v1/auth/session",
        {.summary = "Who is signed in, and how one can sign in",
         .access = Access::open(),
         .tag = "sign-in"},
        [services](RequestContext& context, http::Nothing) {
            return current(services, verdict_on(services.transport, context), context.identity,
                           std::string(context.header("Cookie")));
        }));
    routes.add(http::post<OpenLink, SessionDto>(
        "/api/v1/auth/link",
        {.summary = "Open a link to a home, in place of the session that the browser has",
         .access = Access::open(),
         .tag = "sign-in",
         .max_body = kSignInBody,
         .rate = kSignInRate},
        [services](RequestContext& context, OpenLink in) {
            return open_link(services, verdict_on(services.transport, context), context.identity,
                             std::move(in));
        }));
    routes.add(http::post<SetupRequest, SessionDto>(
        "/api/v1/auth/setup",
        {.summary = "Become the owner, with the one-time token that the server printed",
         .access = Access::open(),
         .success_status = 201,
         .tag = "sign-in",
         .max_body = kSignInBody,
         .rate = kSignInRate},
        [services](RequestContext& context, SetupRequest in) {
            return set_up(services, verdict_on(services.transport, context), caller_of(context),
                          std::move(in));
        }));
    routes.add(http::post<LocalSignIn, SessionDto>(
        "/api/v1/auth/local",
        {.summary = "Sign in with e-mail and password",
         .access = Access::open(),
         .tag = "sign-in",
         .max_body = kSignInBody,
         .rate = kSignInRate},
        [services](RequestContext& context, LocalSignIn in) {
            return sign_in(services, verdict_on(services.transport, context), caller_of(context),
                           std::move(in));
        }));
    routes.add(http::post<SecondStep, SessionDto>(
        "/api/v1/auth/second-step",
        {.summary = "Sign in with the code of the second step, after the password",
         .access = Access::open(),
         .tag = "sign-in",
         .max_body = kSignInBody,
         .rate = kSignInRate},
        [services](RequestContext& context, SecondStep in) {
            return take_second_step(services, verdict_on(services.transport, context),
                                    caller_of(context), std::move(in));
        }));
    routes.add(http::post<ResetPassword, http::NoContent>(
        "/api/v1/auth/reset",
        {.summary = "Set a new password with the token of a one-time link; ends all sessions",
         .access = Access::open(),
         .success_status = 204,
         .tag = "sign-in",
         .max_body = kSignInBody,
         .rate = kSignInRate},
        [services](RequestContext& context, ResetPassword in) {
            return reset_password(services, verdict_on(services.transport, context), std::move(in));
        }));
    routes.add(http::post<DemoSignIn, SessionDto>(
        "/api/v1/auth/demo",
        {.summary = "Enter the demo in a role",
         .access = Access::open(),
         .tag = "sign-in",
         .max_body = kSignInBody},
        [services](RequestContext& context, DemoSignIn in) {
            return enter_demo(services, verdict_on(services.transport, context), caller_of(context),
                              in);
        }));
    routes.add(http::post<http::Nothing, SignedOut>(
        "/api/v1/auth/sign-out",
        {.summary = "End this session", .access = Access::signed_in(), .tag = "sign-in"},
        [services](RequestContext& context, http::Nothing) {
            return sign_out(services, verdict_on(services.transport, context), context.identity,
                            own_address(context) + "/sign-in");
        }));
    routes.add(http::get<http::Nothing, Me>(
        "/api/v1/me",
        {.summary = "Who you are, your homes, and what you may do in each",
         .access = Access::reader(),
         .tag = "sign-in"},
        [services](RequestContext& context, http::Nothing) {
            return me(services, context.identity);
        }));
}

}  // namespace ohmstead::api
