#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "api/routes.hpp"
#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"
#include "unit/api/fake_access_log.hpp"
#include "unit/api/fake_aggregates.hpp"
#include "unit/api/fake_audit_log.hpp"
#include "unit/api/fake_homes.hpp"
#include "unit/api/fake_invitations.hpp"
#include "unit/api/fake_notes.hpp"
#include "unit/api/samples.hpp"
#include "unit/auth/directory_fixture.hpp"
#include "unit/auth/fake_one_time_store.hpp"
#include "unit/auth/fake_second_factor_store.hpp"
#include "unit/auth/fake_stores.hpp"
#include "unit/ingest/fake_agent_stores.hpp"
#include "unit/ledger/given_days.hpp"
#include "unit/ledger/memory_overlays.hpp"

namespace ohmstead::test {

// All routes over stores in memory, and one home.
class ApiTest : public ::testing::Test {
protected:
    ApiTest() {
        homes.homes[home] = sample_home(home);
        homes.homes[other_home] = sample_home(other_home);
        hub.on_home(homes.homes[home], {});
    }

    http::IdentityPtr person(HomeRole role, const HomeId& where) const {
        return person_with({{where, standing_of(role)}});
    }
    http::IdentityPtr person_with(std::vector<HomeStanding> standings) const {
        return session_of({.user = UserId::make(), .name = "Somebody"}, std::move(standings));
    }
    http::IdentityPtr operator_with(std::vector<HomeStanding> standings) const {
        return session_of(
            {.user = UserId::make(), .name = "Operator", .server_role = ServerRole::operator_},
            std::move(standings));
    }
    http::IdentityPtr session_of(const Subject& subject,
                                 std::vector<HomeStanding> standings) const {
        return std::make_shared<const Identity>(
            Identity{.means = Identity::Means::session,
                     .subject = subject,
                     .email = {},
                     .scope = scope_with(subject, std::move(standings)),
                     .grant = revocation.grant(),
                     .session_hash = "0123",
                     .csrf_token = "token"});
    }
    // Staff of a provider that `where` let see it in these terms.
    http::IdentityPtr staff(const HomeId& where, const ConsentTerms& given) const {
        const Provider company{
            .id = ProviderId{"p"}, .name = "Grid", .policy_link = {}, .contact = {}};
        const ConsentRequest request{.id = RequestId{"r"},
                                     .provider = company.id,
                                     .purpose = "To plan",
                                     .terms = given,
                                     .made_at = clock.now(),
                                     .answer_by = clock.now() + Seconds{60}};
        const PermissionChange by{
            .state = PermissionState::accepted, .at = clock.now(), .by = {}, .by_name = {}};
        const std::vector<Permission> permissions_of{
            accept(permission_asked(request, company, where, by), given, by).value()};
        const Subject subject{.user = UserId::make(),
                              .name = "Staff",
                              .server_role = ServerRole::provider,
                              .provider = company.id};
        return std::make_shared<const Identity>(
            Identity{.means = Identity::Means::session,
                     .subject = subject,
                     .email = {},
                     .scope = scope_for_person(subject, {}, permissions_of),
                     .grant = revocation.grant(),
                     .session_hash = "4567",
                     .csrf_token = "token"});
    }
    // Everything there is, live, for a year.
    ConsentTerms all_terms() const {
        using enum SharedField;
        return {.fields = {grid, solar, battery, gas, water, heat, devices},
                .finest = Detail::live,
                .history_from = clock.now() - std::chrono::hours{24 * 365},
                .starts_at = clock.now(),
                .ends_at = clock.now() + std::chrono::hours{24 * 365}};
    }
    http::IdentityPtr key(const HomeId& where) const { return key_of(scope_for_ingest(where)); }
    http::IdentityPtr reading_key(const HomeId& where) const {
        const std::vector<Membership> memberships{{where, HomeRole::admin}};
        return key_of(
            scope_for_reading({.user = UserId::make(), .name = "Key"}, memberships, std::nullopt));
    }
    http::IdentityPtr key_of(AccessScope scope) const {
        return std::make_shared<const Identity>(Identity{.means = Identity::Means::api_key,
                                                         .subject = {},
                                                         .email = {},
                                                         .scope = std::move(scope),
                                                         .grant = revocation.grant(),
                                                         .session_hash = {},
                                                         .csrf_token = {}});
    }

    http::IdentityPtr link(const HomeId& where, LinkTerms terms) const {
        return std::make_shared<const Identity>(
            Identity{.means = Identity::Means::link,
                     .subject = {.user = {}, .name = "Kitchen"},
                     .email = {},
                     .scope = scope_for_link(where, std::move(terms)),
                     .grant = revocation.grant(),
                     .session_hash = {},
                     .csrf_token = "token",
                     .link = ApiKeyId::make()});
    }

    // What the gateway does with a request that is allowed in principle: rights, then the handler.
    Result<http::Response> call(http::Method method, const std::string& path,
                                http::IdentityPtr identity,
                                std::vector<reflect::Parameter> query = {}, std::string body = {},
                                http::HeaderList headers = {}) {
        auto match = routes.find(method, path);
        if (match.route == nullptr) {
            return make_error(ErrorCode::not_found, "no such route");
        }
        std::string named_home;
        for (const auto& parameter : match.path) {
            if (parameter.name == "home") {
                named_home = parameter.value;
            }
        }
        OHMSTEAD_TRY_VOID(match.route->spec.access.check(identity.get(), named_home));
        http::RequestContext context;
        context.method = method;
        context.path = path;
        context.connection.tls = true;
        context.connection.host = "localhost";
        context.identity = std::move(identity);
        context.headers = std::move(headers);
        return runner.run(match.route->handler(
            context, {.path = match.path, .query = std::move(query), .body = std::move(body)}));
    }
    Result<http::Response> get(const std::string& path, http::IdentityPtr identity,
                               std::vector<reflect::Parameter> query = {}) {
        return call(http::Method::get, path, std::move(identity), std::move(query));
    }
    std::string under(const HomeId& where, const std::string& rest) const {
        return "/api/v1/homes/" + where.value + rest;
    }

    HomeId home = HomeId::make();
    HomeId other_home = HomeId::make();
    Revocation revocation;
    TaskRunner runner;
    ManualClock clock{instant_from_ms(1'764'072'000'000)};  // 2025-11-25T12:00:00Z
    Worker cpu;
    FakeHomes homes;
    FakeReadings readings;
    FakeSlots slots;
    FakeUserStore users;
    FakeLive live;
    FakeCommands commands;
    FakeAuditLog audit;
    FakeNotes notes;
    FakePermissionStore permissions;
    FakeAccessLog access;
    FakeVisitStore visits;
    FakeInvitations invitations{homes, users};
    FakeSupplyStore supplies;
    FakeAggregateStore aggregates;
    FakeRuntime runtime{homes};
    ingest::AgentIntake agents{
        {.slots = slots, .readings = readings, .live = live, .commands = commands, .homes = homes}};
    live::Hub hub{runner.executor(), clock, http::make_text_frame};
    GivenDays derived{clock};
    MemoryOverlays overlays;
    LedgerSlots ledger_slots{slots, overlays, cpu};
    Corrections corrections{homes, ledger_slots, overlays, audit, cpu, clock};
    LedgerReader ledger{homes, ledger_slots, derived, readings, cpu, clock};
    Explainer explainer{homes, ledger, ledger_slots, cpu};
    Sessions sessions{users,
                      homes,
                      permissions,
                      clock,
                      SessionLimits{},
                      Log{},
                      {.visits = &visits, .household = std::nullopt}};
    LocalAccounts accounts{users, cpu, clock, Log{}};
    ApiKeys keys{users, homes, audit, clock};
    FakeOneTimeStore one_time;
    OneTimeLinks links{one_time, clock};
    FakeSecondFactorStore factors;
    TemporaryFolder secrets;
    SecondFactors second_factors{
        factors, SecretBox::from_key_file(secrets.path() / "secrets.key").value(), clock, Log{}};
    PasswordReset password_reset{users, links, accounts, sessions};
    DemoEntry demo_entry{users, clock, /*enabled=*/false};
    TaskGroup sign_in_tasks{runner.executor(), Log{}};
    ScriptedProvider provider;
    Directories directories{{sample_provider()},
                            {runner.executor(), provider.fetch(), sign_in_tasks, clock, Log{}}};
    FakeSignInStore sign_ins;
    OidcClient oidc_client{provider.fetch(), clock, Log{}};
    DirectoryUsers directory_users{users, sessions, clock, Log{}};
    DirectorySignIn directory_sign_in{directories, oidc_client, directory_users,
                                      sign_ins,    clock,       Log{}};
    TransportRules transport;
    observe::Metrics metrics;
    TaskGroup job_tasks{runner.executor(), Log{}};
    api::Jobs jobs{clock, sessions, job_tasks};
    api::Services services{.clock = clock,
                           .cpu = cpu,
                           .homes = homes,
                           .readings = readings,
                           .users = users,
                           .commands = commands,
                           .audit = audit,
                           .notes = notes,
                           .permissions = permissions,
                           .access = access,
                           .ledger = ledger,
                           .corrections = corrections,
                           .explainer = explainer,
                           .hub = hub,
                           .runtime = runtime,
                           .jobs = jobs,
                           .agents = agents,
                           .sessions = sessions,
                           .accounts = accounts,
                           .keys = keys,
                           .links = links,
                           .second_factors = second_factors,
                           .password_reset = password_reset,
                           .demo_entry = demo_entry,
                           .directory_sign_in = directory_sign_in,
                           .transport = transport,
                           .metrics = metrics,
                           .version = "1.2.3",
                           .visits = visits,
                           .invitations = invitations,
                           .supplies = supplies,
                           .aggregates = aggregates};
    api::LiveSocket live_socket{sessions, keys, hub, runtime, access, clock, "1.2.3"};
    http::Routes routes = api::make_routes(services, live_socket, nullptr);
};

}  // namespace ohmstead::test
