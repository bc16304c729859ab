#include <algorithm>
#include <array>
#include <ostream>
#include <set>
#include <tuple>

#include <boost/json/parse.hpp>

#include "api/consent_routes.hpp"
#include "unit/api/api_fixture.hpp"
#include "unit/domain/zones.hpp"

namespace ohmstead::test {
namespace {

using http::Method;

enum class Verdict { pass, sign_in, forbidden, unknown };

// What callers get: nobody, the members by role, an operator on a visit and one without, the admin
// of another home, somebody who was removed from this one, and the two kinds of key of this home.
struct Cells {
    Verdict anonymous;
    Verdict viewer;
    Verdict manager;
    Verdict admin;
    Verdict visitor;
    Verdict operator_;
    Verdict elsewhere;
    Verdict removed;
    Verdict reading_key;
    Verdict ingest_key;
};

constexpr auto yes = Verdict::pass;
constexpr auto v401 = Verdict::sign_in;
constexpr auto v403 = Verdict::forbidden;
constexpr auto v404 = Verdict::unknown;

constexpr Cells kEverybody{yes, yes, yes, yes, yes, yes, yes, yes, yes, yes};
constexpr Cells kSignedIn{v401, yes, yes, yes, yes, yes, yes, yes, v403, v403};
constexpr Cells kReading{v401, yes, yes, yes, yes, yes, yes, yes, yes, v403};
constexpr Cells kReaders{v401, yes, yes, yes, yes, v404, v404, v404, yes, v404};
constexpr Cells kPeople{v401, yes, yes, yes, yes, v404, v404, v404, v403, v404};
constexpr Cells kAdmins{v401, v403, v403, yes, yes, v404, v404, v404, v403, v404};
constexpr Cells kAdminsProper{v401, v403, v403, yes, v403, v404, v404, v404, v403, v404};
constexpr Cells kMembers{v401, yes, yes, yes, v403, v404, v404, v404, v403, v404};
constexpr Cells kOperators{v401, v403, v403, v403, yes, yes, v403, v403, v403, v403};
constexpr Cells kLinksAlone{v401, v403, v403, v403, v403, v404, v404, v404, v403, v404};
constexpr Cells kKeys{v401, v403, v403, v403, v403, v403, v403, v403, v403, yes};

struct Row {
    Method method;
    std::string_view path;
    Cells cells;

    friend std::ostream& operator<<(std::ostream& out, const Row& row) {
        return out << http::name_of(row.method) << ' ' << row.path;
    }
};

// Written before the routes: one that is not here fails, and so does one that is not there.
constexpr Row kTable[]{
    // Public: signing in, and whether the server is up. What metrics tell whom, they decide.
    {Method::get, "/api/v1/auth/session", kEverybody},
    {Method::post, "/api/v1/auth/setup", kEverybody},
    {Method::post, "/api/v1/auth/local", kEverybody},
    {Method::post, "/api/v1/auth/second-step", kEverybody},
    {Method::post, "/api/v1/auth/reset", kEverybody},
    {Method::post, "/api/v1/auth/link", kEverybody},
    {Method::post, "/api/v1/auth/demo", kEverybody},
    {Method::get, "/api/v1/auth/oidc/{provider}/start", kEverybody},
    {Method::get, "/api/v1/auth/oidc/{provider}/callback", kEverybody},
    {Method::post, "/api/v1/auth/invitation", kEverybody},
    {Method::post, "/api/v1/auth/invitation/join", kEverybody},
    {Method::get, "/healthz", kEverybody},
    {Method::get, "/readyz", kEverybody},
    {Method::get, "/version", kEverybody},
    {Method::get, "/metrics", kEverybody},
    {Method::get, "/api/v1/healthz", kEverybody},
    {Method::get, "/api/v1/readyz", kEverybody},
    {Method::get, "/api/v1/version", kEverybody},
    {Method::get, "/api/v1/metrics", kEverybody},
    // Any signed-in person; the answer holds what is theirs.
    {Method::post, "/api/v1/auth/sign-out", kSignedIn},
    {Method::get, "/api/v1/account", kSignedIn},
    {Method::patch, "/api/v1/account", kSignedIn},
    {Method::post, "/api/v1/account/password", kSignedIn},
    {Method::post, "/api/v1/account/second-factor", kSignedIn},
    {Method::post, "/api/v1/account/second-factor/confirm", kSignedIn},
    {Method::post, "/api/v1/account/second-factor/turn-off", kSignedIn},
    {Method::post, "/api/v1/account/delete", kSignedIn},
    {Method::get, "/api/v1/sessions", kSignedIn},
    {Method::delete_, "/api/v1/sessions", kSignedIn},
    {Method::delete_, "/api/v1/sessions/{session}", kSignedIn},
    {Method::get, "/api/v1/api-keys", kSignedIn},
    {Method::post, "/api/v1/api-keys", kSignedIn},
    {Method::delete_, "/api/v1/api-keys/{key}", kSignedIn},
    {Method::post, "/api/v1/auth/invitation/accept", kSignedIn},
    {Method::get, "/api/v1/me", kReading},
    {Method::get, "/api/v1/homes", kReading},
    {Method::post, "/api/v1/homes", kSignedIn},
    {Method::get, "/api/v1/live", kSignedIn},
    {Method::get, "/api/v1/demo", kSignedIn},
    {Method::post, "/api/v1/demo/{action}", kSignedIn},
    {Method::get, "/api/v1/commands/{command}", kSignedIn},
    {Method::get, "/api/v1/jobs/{job}", kSignedIn},
    {Method::get, "/api/v1/jobs/{job}/file", kSignedIn},
    {Method::put, "/api/v1/jobs/{job}/csv", kSignedIn},
    {Method::post, "/api/v1/jobs/{job}/start", kSignedIn},
    {Method::delete_, "/api/v1/jobs/{job}", kSignedIn},
    // Any signed-in person; all but a provider's staff are refused by the handler.
    {Method::get, "/api/v1/providers/customers", kSignedIn},
    {Method::post, "/api/v1/providers/customers/{permission}/end", kSignedIn},
    {Method::get, "/api/v1/providers/requests", kSignedIn},
    {Method::post, "/api/v1/providers/requests", kSignedIn},
    {Method::get, "/api/v1/providers/load-profile", kSignedIn},
    {Method::get, "/api/v1/providers/comparison", kSignedIn},
    {Method::get, "/api/v1/providers/aggregates", kSignedIn},
    {Method::get, "/api/v1/providers", kSignedIn},
    // Members of the home.
    {Method::get, "/api/v1/homes/{home}", kReaders},
    {Method::get, "/api/v1/homes/{home}/connection", kReaders},
    {Method::get, "/api/v1/homes/{home}/connection/parity", kReaders},
    {Method::get, "/api/v1/homes/{home}/channels", kReaders},
    {Method::get, "/api/v1/homes/{home}/check", kReaders},
    {Method::get, "/api/v1/homes/{home}/devices", kReaders},
    {Method::get, "/api/v1/homes/{home}/live", kReaders},
    {Method::get, "/api/v1/homes/{home}/power", kReaders},
    {Method::get, "/api/v1/homes/{home}/energy", kReaders},
    {Method::get, "/api/v1/homes/{home}/notes", kReaders},
    {Method::get, "/api/v1/homes/{home}/explain", kReaders},
    {Method::post, "/api/v1/homes/{home}/export", kPeople},
    // Its admins.
    {Method::patch, "/api/v1/homes/{home}", kAdmins},
    {Method::delete_, "/api/v1/homes/{home}", kAdminsProper},
    {Method::put, "/api/v1/homes/{home}/connection", kAdmins},
    {Method::delete_, "/api/v1/homes/{home}/connection", kAdmins},
    {Method::post, "/api/v1/homes/{home}/connection/test", kAdmins},
    {Method::post, "/api/v1/homes/{home}/connection/discover", kAdmins},
    {Method::post, "/api/v1/homes/{home}/connection/import", kAdmins},
    {Method::post, "/api/v1/homes/{home}/import", kAdmins},
    {Method::post, "/api/v1/homes/{home}/commands", kAdmins},
    {Method::get, "/api/v1/homes/{home}/audit", kAdmins},
    {Method::post, "/api/v1/homes/{home}/devices/{device}/actions", kAdmins},
    {Method::put, "/api/v1/homes/{home}/channels", kAdmins},
    {Method::post, "/api/v1/homes/{home}/channels/{channel}/replace-meter", kAdmins},
    {Method::post, "/api/v1/homes/{home}/notes", kAdmins},
    {Method::put, "/api/v1/homes/{home}/notes/{note}", kAdmins},
    {Method::delete_, "/api/v1/homes/{home}/notes/{note}", kAdmins},
    {Method::get, "/api/v1/homes/{home}/corrections", kAdmins},
    {Method::post, "/api/v1/homes/{home}/corrections", kAdmins},
    {Method::post, "/api/v1/homes/{home}/corrections/preview", kAdmins},
    {Method::post, "/api/v1/homes/{home}/corrections/{correction}/undo", kAdmins},
    {Method::get, "/api/v1/homes/{home}/corrections/suspects", kAdmins},
    {Method::get, "/api/v1/homes/{home}/decisions", kAdmins},
    {Method::post, "/api/v1/homes/{home}/channels/{channel}/decisions", kAdmins},
    {Method::delete_, "/api/v1/homes/{home}/channels/{channel}/decisions/{at}", kAdmins},
    // People: what a visiting operator has no part in.
    {Method::get, "/api/v1/homes/{home}/members", kMembers},
    {Method::patch, "/api/v1/homes/{home}/members/{user}", kAdminsProper},
    {Method::delete_, "/api/v1/homes/{home}/members/{user}", kAdminsProper},
    {Method::post, "/api/v1/homes/{home}/leave", kMembers},
    {Method::get, "/api/v1/homes/{home}/visits", kMembers},
    {Method::delete_, "/api/v1/homes/{home}/visits/{visit}", kAdmins},
    {Method::get, "/api/v1/homes/{home}/invitations", kAdminsProper},
    {Method::post, "/api/v1/homes/{home}/invitations", kAdminsProper},
    {Method::delete_, "/api/v1/homes/{home}/invitations/{invitation}", kAdminsProper},
    {Method::post, "/api/v1/homes/{home}/handover", kAdminsProper},
    // Consent and who looked: neither.
    {Method::get, "/api/v1/homes/{home}/permissions", kMembers},
    {Method::get, "/api/v1/homes/{home}/access-log", kMembers},
    {Method::post, "/api/v1/homes/{home}/permissions", kAdminsProper},
    {Method::post, "/api/v1/homes/{home}/permissions/{permission}/accept", kAdminsProper},
    {Method::post, "/api/v1/homes/{home}/permissions/{permission}/reject", kAdminsProper},
    {Method::post, "/api/v1/homes/{home}/permissions/{permission}/withdraw", kAdminsProper},
    // Whose customer it is: neither.
    {Method::get, "/api/v1/homes/{home}/supply", kMembers},
    {Method::put, "/api/v1/homes/{home}/supply", kAdminsProper},
    {Method::delete_, "/api/v1/homes/{home}/supply", kAdminsProper},
    // Operators of the server.
    {Method::post, "/api/v1/homes/{home}/visits", kOperators},
    {Method::get, "/api/v1/users", kOperators},
    {Method::patch, "/api/v1/users/{user}", kOperators},
    {Method::post, "/api/v1/users/{user}/reset-link", kOperators},
    {Method::delete_, "/api/v1/users/{user}", kOperators},
    // Links: an operator who visits for an hour leaves none behind.
    {Method::get, "/api/v1/homes/{home}/links", kAdminsProper},
    {Method::post, "/api/v1/homes/{home}/links", kAdminsProper},
    {Method::delete_, "/api/v1/homes/{home}/links/{link}", kAdminsProper},
    {Method::get, "/api/v1/homes/{home}/tiles", kLinksAlone},
    // Keys.
    {Method::post, "/api/v1/ingest", kKeys},
};

// Of the routes of a home, those that let a provider in, as far as the home consented.
constexpr std::pair<Method, std::string_view> kProvidersRoutes[]{
    {Method::get, "/api/v1/homes/{home}"},         {Method::get, "/api/v1/homes/{home}/channels"},
    {Method::get, "/api/v1/homes/{home}/live"},    {Method::get, "/api/v1/homes/{home}/energy"},
    {Method::post, "/api/v1/homes/{home}/export"},
};

bool is_providers_route(const http::Route& route) {
    return std::ranges::find(kProvidersRoutes,
                             std::pair(route.method, std::string_view(route.path))) !=
           std::end(kProvidersRoutes);
}

Verdict verdict_of(const Status& status) {
    if (status) {
        return Verdict::pass;
    }
    switch (status.error().code) {
        case ErrorCode::unauthenticated:
            return Verdict::sign_in;
        case ErrorCode::forbidden:
            return Verdict::forbidden;
        default:
            return Verdict::unknown;
    }
}

const ProviderId kSupplier{"pppppppppppppppppppp"};

class RouteCensus : public ApiTest {
protected:
    // A request that can be taken up, and a consent in the state that the route is for.
    void consent_before(const http::Route& route) {
        const Provider company{
            .id = ProviderId{"p"}, .name = "Grid", .policy_link = {}, .contact = {}};
        const ConsentRequest request{.id = RequestId{"r"},
                                     .provider = company.id,
                                     .purpose = "To plan",
                                     .terms = all_terms(),
                                     .made_at = clock.now(),
                                     .answer_by = clock.now() + Seconds{60}};
        const PermissionChange by{
            .state = PermissionState::requested, .at = clock.now(), .by = {}, .by_name = {}};
        permissions.providers[company.id] = company;
        permissions.providers[kSupplier] = company;
        permissions.asked = {{.code_hash = api::hash_of_code("the code"), .request = request}};
        auto permission = permission_asked(request, company, home, by);
        permission.id = PermissionId{"eeeeeeeeeeeeeeeeeeee"};
        if (route.path.ends_with("/withdraw")) {
            permission = accept(permission, all_terms(), by).value();
        }
        permissions.permissions = {permission};
    }
};

TEST_F(RouteCensus, RB_01_EveryRouteHasItsRowAndEveryRowItsRoute) {
    std::set<std::pair<Method, std::string_view>> expected;
    for (const auto& row : kTable) {
        expected.emplace(row.method, row.path);
    }
    std::set<std::pair<Method, std::string_view>> found;
    for (const auto& route : routes.all()) {
        found.emplace(route.method, route.path);
    }
    for (const auto& [method, path] : found) {
        EXPECT_TRUE(expected.contains({method, path})) << http::name_of(method) << ' ' << path;
    }
    for (const auto& [method, path] : expected) {
        EXPECT_TRUE(found.contains({method, path})) << http::name_of(method) << ' ' << path;
    }
}

TEST_F(RouteCensus, RB_02_RB_03_RB_10_EveryCallerGetsTheVerdictOfTheTable) {
    const auto viewer = person(HomeRole::viewer, home);
    const auto manager = person(HomeRole::manager, home);
    const auto admin = person(HomeRole::admin, home);
    const auto visitor = operator_with({{home, Standing::visitor}});
    const auto operator_ = operator_with({});
    const auto elsewhere = person(HomeRole::admin, other_home);
    const auto removed = person_with({});
    const auto reader = reading_key(home);
    const auto holder = key(home);
    for (const auto& row : kTable) {
        const auto route = std::ranges::find_if(routes.all(), [&](const http::Route& each) {
            return each.method == row.method && each.path == row.path;
        });
        ASSERT_NE(route, routes.all().end()) << row;
        const auto verdict = [&](const http::IdentityPtr& identity) {
            return verdict_of(route->spec.access.check(identity.get(), home.value));
        };
        EXPECT_EQ(verdict(nullptr), row.cells.anonymous) << row;
        EXPECT_EQ(verdict(viewer), row.cells.viewer) << row;
        EXPECT_EQ(verdict(manager), row.cells.manager) << row;
        EXPECT_EQ(verdict(admin), row.cells.admin) << row;
        EXPECT_EQ(verdict(visitor), row.cells.visitor) << row;
        EXPECT_EQ(verdict(operator_), row.cells.operator_) << row;
        EXPECT_EQ(verdict(elsewhere), row.cells.elsewhere) << row;
        EXPECT_EQ(verdict(removed), row.cells.removed) << row;
        EXPECT_EQ(verdict(reader), row.cells.reading_key) << row;
        EXPECT_EQ(verdict(holder), row.cells.ingest_key) << row;
    }
}

TEST_F(RouteCensus, RB_04_RB_05_RB_16_AnotherHomeLooksLikeOneThatDoesNotExist) {
    const auto elsewhere = person(HomeRole::admin, other_home);
    for (const auto& route : routes.all()) {
        if (route.spec.access.kind() != http::Access::Kind::home) {
            continue;
        }
        for (const auto& name :
             {HomeId::make().value, std::string("new"), std::string("{home}"), std::string(":id"),
              std::string("*"), std::string("null"), std::string("-1"), std::string()}) {
            const auto theirs = route.spec.access.check(elsewhere.get(), home.value);
            const auto nobodys = route.spec.access.check(elsewhere.get(), name);
            ASSERT_FALSE(theirs) << route.path;
            ASSERT_FALSE(nobodys) << route.path;
            EXPECT_EQ(theirs.error().code, nobodys.error().code);
            EXPECT_EQ(theirs.error().detail, nobodys.error().detail);
        }
    }
}

TEST_F(RouteCensus, RB_10_AReadingKeyReadsWhatItsOwnerMayAndChangesNothing) {
    const Subject subject{.user = UserId::make(), .name = "Somebody"};
    const std::vector<Membership> memberships{{home, HomeRole::admin}};
    const auto reader = std::make_shared<const Identity>(
        Identity{.means = Identity::Means::api_key,
                 .subject = subject,
                 .email = {},
                 .scope = scope_for_reading(subject, memberships, std::nullopt),
                 .grant = revocation.grant(),
                 .session_hash = {},
                 .csrf_token = {}});
    for (const auto& route : routes.all()) {
        const auto name = std::string(http::name_of(route.method)) + " " + route.path;
        const auto verdict = verdict_of(route.spec.access.check(reader.get(), home.value));
        const auto kind = route.spec.access.kind();
        if (kind == http::Access::Kind::signed_in) {
            EXPECT_EQ(verdict, Verdict::forbidden) << name;
        }
        if (kind == http::Access::Kind::home) {
            const bool may = allows(route.spec.access.right(), Standing::reading_key);
            EXPECT_EQ(verdict, may ? Verdict::pass : Verdict::forbidden) << name;
            EXPECT_TRUE(!may || http::is_safe(route.method)) << name << " changes something";
        }
        if (kind == http::Access::Kind::reader) {
            EXPECT_EQ(verdict, Verdict::pass) << name;
            EXPECT_TRUE(http::is_safe(route.method)) << name;
        }
    }
}

// What any link may ask for, and what one that switches may, too. All else is refused.
TEST_F(RouteCensus, ALinkSeesItsPageAndNothingElse) {
    const std::set<std::string> live{"GET /api/v1/homes/{home}/live",
                                     "GET /api/v1/homes/{home}/tiles", "GET /api/v1/live"};
    const std::string switching = "POST /api/v1/homes/{home}/devices/{device}/actions";
    for (const auto kind : {LinkKind::kiosk, LinkKind::guest}) {
        for (const bool may_switch : {false, true}) {
            const auto holder = link(home, {.kind = kind,
                                            .tiles = {LinkTile::flow},
                                            .devices = {ChannelId::make()},
                                            .may_switch = may_switch});
            std::set<std::string> passed;
            for (const auto& route : routes.all()) {
                const auto& access = route.spec.access;
                if (access.kind() == http::Access::Kind::open) {
                    continue;
                }
                const auto name = std::string(http::name_of(route.method)) + " " + route.path;
                const auto verdict = verdict_of(access.check(holder.get(), home.value));
                if (verdict == Verdict::pass) {
                    passed.insert(name);
                } else {
                    EXPECT_EQ(verdict, Verdict::forbidden) << name;
                }
                if (access.kind() == http::Access::Kind::home) {
                    EXPECT_EQ(verdict_of(access.check(holder.get(), other_home.value)),
                              Verdict::unknown)
                        << name;
                }
            }
            auto expected = live;
            if (may_switch) {
                expected.insert(switching);
            }
            EXPECT_EQ(passed, expected);
        }
    }
}

const ChannelId kMeter{"aaaaaaaaaaaaaaaaaaaa"};
const OverlayId kOverlay{"bbbbbbbbbbbbbbbbbbbb"};
const NoteId kNote{"cccccccccccccccccccc"};
const PermissionId kPermission{"eeeeeeeeeeeeeeeeeeee"};
const UserId kMember{"eeeeeeeeeeeeeeeeeeee"};
const VisitId kVisit{"ffffffffffffffffffff"};
const ChannelId kCounter{"dddddddddddddddddddd"};

// What a route needs so that nothing but the caller's rights is wrong.
http::RouteInput good_input(const http::Route& route) {
    const std::string connection = R"({"url":"https://ha.local","token":"secret"})";
    if (route.path.ends_with("/connection") || route.path.ends_with("/test")) {
        return {.body = connection};
    }
    if (route.path.ends_with("/links")) {
        return {.body = R"({"name":"Kitchen","kind":"kiosk","tiles":["flow"]})"};
    }
    if (route.path.ends_with("/supply")) {
        return {.body = R"({"provider":"pppppppppppppppppppp","area":"North","tariff":"Day"})"};
    }
    if (route.path.ends_with("/permissions")) {
        return {.body = R"({"code":"the code"})"};
    }
    if (route.path.ends_with("/commands")) {
        return {.body = R"({"kind":"test"})"};
    }
    if (route.path.ends_with("/actions")) {
        return {.body = R"({"on":true})"};
    }
    if (route.path.ends_with("/channels")) {
        return {.body = R"({"items":[]})"};
    }
    if (route.path.ends_with("/decisions")) {
        return {.body = R"({"at":"2025-11-24T00:00:00Z","verdict":"booked"})"};
    }
    if (route.path.ends_with("/replace-meter")) {
        return {.body = R"({"at":"2025-11-24T00:00:00Z"})"};
    }
    if (route.path.ends_with("{home}/import")) {
        return {.body = "start,a_kwh\n2025-11-01T00:00:00Z,1\n2025-11-01T01:00:00Z,1\n"};
    }
    if (route.path.ends_with("/export")) {
        return {.body = R"({"format":"csv","from":"2025-11-24","to":"2025-11-25"})"};
    }
    if (route.path.ends_with("/power")) {
        return {.query = {{"from", "2025-11-25T00:00:00Z"}, {"to", "2025-11-25T12:00:00Z"}}};
    }
    if (route.path.ends_with("/energy")) {
        return {.query = {{"from", "2025-11-24T00:00:00Z"},
                          {"to", "2025-11-25T00:00:00Z"},
                          {"period", "hour"}}};
    }
    if (route.path.ends_with("/explain")) {
        return {.query = {{"from", "2025-11-24"},
                          {"to", "2025-11-25"},
                          {"figure", "channel"},
                          {"channel", kMeter.value}}};
    }
    if (route.path.ends_with("/suspects")) {
        return {.query = {{"from", "2025-11-24"}, {"to", "2025-11-25"}}};
    }
    if (route.path.ends_with("/corrections") || route.path.ends_with("/preview")) {
        return {.body = R"({"channel":"aaaaaaaaaaaaaaaaaaaa","from":"2025-11-24T00:00:00Z",)"
                        R"("to":"2025-11-24T01:00:00Z","kind":"unknown","reason":"A test."})"};
    }
    if (route.path.ends_with("/invitations")) {
        return {.body = R"({"role":"viewer","name":"Bob"})"};
    }
    if (route.path.ends_with("/handover")) {
        return {.body = R"({"name":"Bob","with_past":true})"};
    }
    if (route.path.ends_with("/members/{user}")) {
        return {.body = R"({"role":"manager"})"};
    }
    if (route.path.find("/notes") != std::string::npos) {
        return {.body = R"({"first":"2025-11-24","last":"2025-11-25","text":"A test"})"};
    }
    return {.body = "{}"};
}

// Should the check before the handlers ever be forgotten, nothing of a home is read or written: not
// by others, and by those who may see it only what their part in it allows (RB-06).
TEST_F(RouteCensus, RB_06_RB_07_RB_09_EveryHandlerOfAHomeAsksForTheRightItself) {
    const auto admin = person(HomeRole::admin, home);
    const auto viewer = person(HomeRole::viewer, home);
    const auto elsewhere = person(HomeRole::admin, other_home);
    const auto consented = staff(home, all_terms());
    overlays.all.push_back({.id = kOverlay,
                            .channel = kMeter,
                            .range = {0, 1},
                            .kind = OverlayKind::unknown,
                            .amount = 0,
                            .shape = {},
                            .reason = {},
                            .made = {},
                            .undone = {}});
    Note note;
    note.id = kNote;
    notes.kept.push_back(std::move(note));
    auto device = sample_channel(ChannelRole::device, Measure::power);
    device.device_entity = "switch.lamp";
    hub.on_connection(home, {.state = "connected"});
    slots.events.push_back({kCounter,
                            {.kind = MeterEvent::Kind::quarantined,
                             .at = utc("2025-11-24T00:00:00Z"),
                             .amount = 1,
                             .since = utc("2025-11-23T23:00:00Z"),
                             .in_question = 1}});
    for (const auto& route : routes.all()) {
        if (route.spec.access.kind() != http::Access::Kind::home) {
            continue;
        }
        // Others than reading ones may have changed it.
        auto meter = sample_channel(ChannelRole::grid_import, Measure::power);
        meter.id = kMeter;
        auto counter = sample_channel(ChannelRole::water, Measure::counter);
        counter.id = kCounter;
        homes.channels_of[home] = {meter, device, counter};
        consent_before(route);
        homes.members[kMember] = {{home, HomeRole::viewer}};
        homes.members[admin->subject.user] = {{home, HomeRole::admin}};
        homes.members[viewer->subject.user] = {{home, HomeRole::viewer}};
        Visit visit;
        visit.id = kVisit;
        visit.ends_at = clock.now() + std::chrono::hours{1};
        visits.visits[home] = {visit};
        const auto code = [&](const http::IdentityPtr& identity) {
            http::RequestContext context;
            context.identity = identity;
            auto input = good_input(route);
            // Commands are for engines elsewhere.
            runtime.engines = !route.path.ends_with("/commands");
            input.path = {{"home", home.value}};
            if (route.path.find("{correction}") != std::string::npos) {
                input.path.push_back({"correction", kOverlay.value});
            }
            if (route.path.find("{channel}") != std::string::npos) {
                input.path.push_back({"channel", kCounter.value});
            }
            if (route.path.find("{permission}") != std::string::npos) {
                input.path.push_back({"permission", kPermission.value});
            }
            if (route.path.find("{at}") != std::string::npos) {
                input.path.push_back({"at", "2025-11-24T00:00:00Z"});
            }
            if (route.path.find("{note}") != std::string::npos) {
                input.path.push_back({"note", kNote.value});
            }
            if (route.path.find("{user}") != std::string::npos) {
                input.path.push_back({"user", kMember.value});
            }
            if (route.path.find("{invitation}") != std::string::npos) {
                input.path.push_back({"invitation", kVisit.value});
            }
            if (route.path.find("{visit}") != std::string::npos) {
                input.path.push_back({"visit", kVisit.value});
            }
            if (route.path.find("{link}") != std::string::npos) {
                input.path.push_back({"link", kVisit.value});
            }
            if (route.path.find("{device}") != std::string::npos) {
                input.path.push_back({"device", device.id.value});
            }
            const auto answer = runner.run(route.handler(context, std::move(input)));
            return answer ? std::nullopt : std::optional(answer.error().code);
        };
        const auto name = std::string(http::name_of(route.method)) + " " + route.path;
        EXPECT_EQ(code(elsewhere), ErrorCode::not_found) << name;
        EXPECT_EQ(code(nullptr), ErrorCode::not_found) << name;
        if (!allows(route.spec.access.right(), Standing::viewer)) {
            EXPECT_EQ(code(viewer), ErrorCode::forbidden) << name;
        }
        if (!is_providers_route(route)) {
            EXPECT_EQ(code(consented), ErrorCode::forbidden) << name;
        }
        if (route.method != Method::delete_ && allows(route.spec.access.right(), Standing::admin)) {
            EXPECT_EQ(code(admin), std::nullopt) << name;
        }
    }
}

TEST_F(RouteCensus, ProvidersPassWhereAViewReachesAndNowhereElse) {
    const auto consented = staff(home, all_terms());
    for (const auto& route : routes.all()) {
        if (route.spec.access.kind() != http::Access::Kind::home) {
            continue;
        }
        const auto name = std::string(http::name_of(route.method)) + " " + route.path;
        EXPECT_EQ(route.spec.access.limited_too(), is_providers_route(route)) << name;
        EXPECT_EQ(verdict_of(route.spec.access.check(consented.get(), home.value)),
                  is_providers_route(route) ? Verdict::pass : Verdict::forbidden)
            << name;
        EXPECT_EQ(verdict_of(route.spec.access.check(consented.get(), other_home.value)),
                  Verdict::unknown)
            << name;
    }
}

// Of the routes without a home in their path, what they tell of homes that are not the caller's.
enum class Tells { nothing, noted };
constexpr std::tuple<Method, std::string_view, Tells> kWithoutHome[]{
    {Method::post, "/api/v1/auth/sign-out", Tells::nothing},
    {Method::get, "/api/v1/account", Tells::nothing},
    {Method::patch, "/api/v1/account", Tells::nothing},
    {Method::post, "/api/v1/account/password", Tells::nothing},
    {Method::post, "/api/v1/account/second-factor", Tells::nothing},
    {Method::post, "/api/v1/account/second-factor/confirm", Tells::nothing},
    {Method::post, "/api/v1/account/second-factor/turn-off", Tells::nothing},
    {Method::post, "/api/v1/account/delete", Tells::nothing},
    {Method::get, "/api/v1/sessions", Tells::nothing},
    {Method::delete_, "/api/v1/sessions", Tells::nothing},
    {Method::delete_, "/api/v1/sessions/{session}", Tells::nothing},
    {Method::get, "/api/v1/api-keys", Tells::nothing},
    {Method::post, "/api/v1/api-keys", Tells::nothing},
    {Method::delete_, "/api/v1/api-keys/{key}", Tells::nothing},
    {Method::post, "/api/v1/auth/invitation/accept", Tells::nothing},
    // Their names, as the list of customers has them.
    {Method::get, "/api/v1/me", Tells::nothing},
    {Method::get, "/api/v1/homes", Tells::nothing},
    {Method::post, "/api/v1/homes", Tells::nothing},
    {Method::get, "/api/v1/live", Tells::noted},  // live_socket_test has it
    {Method::get, "/api/v1/demo", Tells::nothing},
    {Method::post, "/api/v1/demo/{action}", Tells::nothing},
    // What came of what was asked of a home, which is in the log as a change or as a file.
    {Method::get, "/api/v1/commands/{command}", Tells::nothing},
    {Method::get, "/api/v1/jobs/{job}", Tells::nothing},
    {Method::get, "/api/v1/jobs/{job}/file", Tells::noted},
    {Method::put, "/api/v1/jobs/{job}/csv", Tells::nothing},
    {Method::post, "/api/v1/jobs/{job}/start", Tells::nothing},
    {Method::delete_, "/api/v1/jobs/{job}", Tells::nothing},
    {Method::get, "/api/v1/providers/customers", Tells::nothing},
    {Method::post, "/api/v1/providers/customers/{permission}/end", Tells::nothing},
    {Method::get, "/api/v1/providers/requests", Tells::nothing},
    {Method::post, "/api/v1/providers/requests", Tells::nothing},
    {Method::get, "/api/v1/providers/load-profile", Tells::noted},  // consent_test has both
    {Method::get, "/api/v1/providers/comparison", Tells::noted},
    // Of many homes together, as it is published without consent.
    {Method::get, "/api/v1/providers/aggregates", Tells::nothing},
    {Method::get, "/api/v1/providers", Tells::nothing},
    {Method::post, "/api/v1/homes/{home}/visits", Tells::nothing},
    {Method::get, "/api/v1/users", Tells::nothing},
    {Method::patch, "/api/v1/users/{user}", Tells::nothing},
    {Method::post, "/api/v1/users/{user}/reset-link", Tells::nothing},
    {Method::delete_, "/api/v1/users/{user}", Tells::nothing},
    {Method::post, "/api/v1/ingest", Tells::nothing},
};

TEST_F(RouteCensus, OfEveryRouteIsKnownWhetherItTellsOfHomesOfOthers) {
    for (const auto& route : routes.all()) {
        const auto kind = route.spec.access.kind();
        if (kind == http::Access::Kind::home || kind == http::Access::Kind::open) {
            continue;  // the one is noted by all, the other knows nobody
        }
        const bool known = std::ranges::any_of(kWithoutHome, [&](const auto& row) {
            return std::get<0>(row) == route.method && std::get<1>(row) == route.path;
        });
        EXPECT_TRUE(known) << http::name_of(route.method) << ' ' << route.path;
    }
}

// What cannot be noted is not shown and not done, by whatever route.
TEST_F(RouteCensus, EveryLookOfProvidersAndVisitorsIsInTheAccessLogBeforeAnythingIsTold) {
    const auto consented = staff(home, all_terms());
    const auto visitor = operator_with({{home, Standing::visitor}});
    const auto admin = person(HomeRole::admin, home);
    std::size_t guarded = 0;
    for (const auto& route : routes.all()) {
        if (route.spec.access.kind() != http::Access::Kind::home) {
            continue;
        }
        const auto name = std::string(http::name_of(route.method)) + " " + route.path;
        // Nothing else is right: whatever the handler makes of it, the look was noted before.
        const auto ask = [&](const http::IdentityPtr& identity) {
            http::RequestContext context;
            context.method = route.method;
            context.identity = identity;
            access.looks.clear();
            return runner.run(
                route.handler(context, {.path = {{"home", home.value}}, .body = "{"}));
        };
        for (const auto& identity : {consented, visitor}) {
            if (!route.spec.access.check(identity.get(), home.value)) {
                continue;
            }
            ++guarded;
            access.available = true;
            (void)ask(identity);
            ASSERT_EQ(access.looks.size(), 1U) << name;
            EXPECT_EQ(access.looks.front().home, home) << name;
            EXPECT_EQ(access.looks.front().entry.by, identity->subject.user) << name;
            const bool is_change = access.looks.front().entry.kind == AccessKind::change;
            EXPECT_EQ(is_change, !http::is_safe(route.method) && !route.path.ends_with("/export"))
                << name;
            access.available = false;
            const auto refused = ask(identity);
            ASSERT_FALSE(refused) << name;
            EXPECT_EQ(refused.error().code, ErrorCode::unavailable) << name;
        }
        if (http::is_safe(route.method)) {
            access.available = true;
            (void)ask(admin);
            EXPECT_TRUE(access.looks.empty()) << name;
        }
    }
    EXPECT_GT(guarded, std::size(kProvidersRoutes) + 30);
}

TEST_F(RouteCensus, WhatAVisitorAndAProviderAreToldWasNoted) {
    auto meter = sample_channel(ChannelRole::grid_import, Measure::counter);
    meter.id = kMeter;
    homes.channels_of[home] = {meter};
    const auto consented = staff(home, all_terms());
    const auto visitor = operator_with({{home, Standing::visitor}});
    for (const auto& route : routes.all()) {
        if (!is_providers_route(route)) {
            continue;
        }
        for (const auto& identity : {consented, visitor}) {
            http::RequestContext context;
            context.identity = identity;
            auto input = good_input(route);
            input.path = {{"home", home.value}};
            access.looks.clear();
            EXPECT_TRUE(runner.run(route.handler(context, std::move(input)))) << route.path;
            ASSERT_EQ(access.looks.size(), 1U) << route.path;
            EXPECT_EQ(access.looks.front().entry.by_name, identity->subject.name);
        }
    }
}

TEST_F(RouteCensus, TheAccessLogComesInPages) {
    const auto visitor = operator_with({{home, Standing::visitor}});
    for (int look = 0; look < 250; ++look) {
        (void)runner.run(access.note(visitor->scope, home, AccessKind::home,
                                     clock.now() + std::chrono::minutes{look}));
    }
    const auto viewer = person(HomeRole::viewer, home);
    const auto page_of = [&](std::vector<reflect::Parameter> query) {
        const auto answer = get(under(home, "/access-log"), viewer, std::move(query));
        return boost::json::parse(answer.value().body).as_object();
    };
    const auto first = page_of({});
    EXPECT_EQ(first.at("items").as_array().size(), 200U);
    const auto second = page_of({{"after", std::string(first.at("next").as_string())}});
    EXPECT_EQ(second.at("items").as_array().size(), 50U);
    EXPECT_TRUE(second.at("next").is_null());
    for (const auto* wrong : {"x", "1.2", ".a.home", "-5.a.home", "1.a.nothing"}) {
        const auto refused = get(under(home, "/access-log"), viewer, {{"after", wrong}});
        ASSERT_FALSE(refused) << wrong;
        EXPECT_EQ(refused.error().code, ErrorCode::malformed) << wrong;
    }
}

TEST_F(RouteCensus, ProvidersRoutesAreForStaffAlone) {
    const auto admin = person(HomeRole::admin, home);
    EXPECT_EQ(get("/api/v1/providers/customers", admin).error().code, ErrorCode::forbidden);
    EXPECT_EQ(get("/api/v1/providers/requests", admin).error().code, ErrorCode::forbidden);
    EXPECT_EQ(get("/api/v1/providers/load-profile", admin,
                  {{"from", "2025-11-24T00:00:00Z"}, {"to", "2025-11-25T00:00:00Z"}})
                  .error()
                  .code,
              ErrorCode::forbidden);
    EXPECT_EQ(
        get("/api/v1/providers/aggregates", admin, {{"from", "2025-11-24"}, {"to", "2025-11-25"}})
            .error()
            .code,
        ErrorCode::forbidden);
}

TEST_F(RouteCensus, FiguresAreForOperatorsAndForTheMachineItself) {
    EXPECT_EQ(get("/metrics", nullptr).error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(get("/metrics", person(HomeRole::admin, home)).error().code, ErrorCode::forbidden);
    EXPECT_EQ(get("/metrics", key(home)).error().code, ErrorCode::unauthenticated);
}

TEST_F(RouteCensus, WithoutADemoThereIsNone) {
    const auto viewer = person(HomeRole::viewer, home);
    EXPECT_EQ(get("/api/v1/demo", viewer).error().code, ErrorCode::not_found);
    EXPECT_EQ(call(Method::post, "/api/v1/demo/kettle", viewer, {}, "{}").error().code,
              ErrorCode::not_found);
}

}  // namespace
}  // namespace ohmstead::test
