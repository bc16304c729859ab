// What it costs to know who asks and what they may see: CPU time per check of a scope of 500
// customers, and per request from its cookie to its verdict, with 100 sessions known. Prints JSON
// lines.

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "auth/cookies.hpp"
#include "auth/sessions.hpp"
#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "unit/auth/fake_stores.hpp"

namespace {

using namespace ohmstead;

constexpr Instant kNow = instant_from_ms(1'767'225'600'000);
constexpr std::size_t kCustomers = 500;
constexpr std::size_t kSessions = 100;
constexpr std::size_t kTimes = 200'000;
constexpr int kRounds = 5;
constexpr double kBudgetUs = 10;

double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// The least of some rounds, in microseconds for each of kTimes: what else the machine does adds.
template <class Round>
double least_us(Round round) {
    double least = 1e9;
    for (int i = 0; i < kRounds; ++i) {
        const double before = cpu_seconds();
        round();
        least = std::min(least, (cpu_seconds() - before) / kTimes * 1e6);
    }
    return least;
}

Permission consent_of(const Provider& company, const HomeId& home) {
    const ConsentTerms terms{.fields = SharedFields::of({SharedField::grid, SharedField::solar}),
                             .finest = Detail::slot,
                             .history_from = kNow - std::chrono::days{365},
                             .starts_at = kNow,
                             .ends_at = kNow + std::chrono::days{365}};
    const ConsentRequest request{.id = RequestId::make(),
                                 .provider = company.id,
                                 .purpose = "To plan the grid",
                                 .terms = terms,
                                 .made_at = kNow,
                                 .answer_by = kNow + std::chrono::days{1}};
    const PermissionChange by{
        .state = PermissionState::accepted, .at = kNow, .by = {}, .by_name = {}};
    return accept(permission_asked(request, company, home, by), terms, by).value();
}

void print(std::string_view what, double us) {
    fmt::print("{{\"name\":\"{}\",\"value\":{:.3f},\"unit\":\"us\",\"at_most\":{}}}\n", what, us,
               kBudgetUs);
}

// Each asks for one home after the other, of which every tenth is none of theirs.
Task<void> ask(Sessions& sessions, const std::vector<std::string>& cookies,
               const std::vector<HomeId>& homes, std::size_t& passed) {
    for (std::size_t i = 0; i < kTimes; ++i) {
        const auto secret = find_session_cookie(cookies[i % cookies.size()], CookieFlavour::secure);
        const auto identity = co_await sessions.find(std::string(secret.value()));
        const auto view =
            identity.value()->scope.view(homes[i % homes.size()], Right::see_energy, kNow);
        passed += view ? 1 : 0;
    }
}

}  // namespace

int main() {
    test::TaskRunner runner;
    const test::ManualClock clock{kNow};
    test::FakeUserStore users;
    test::FakeHomeStore stored_homes;
    test::FakePermissionStore permissions;
    Sessions sessions{users, stored_homes, permissions, clock, SessionLimits{}, Log{}};

    const Provider company{
        .id = ProviderId::make(), .name = "Grid", .policy_link = {}, .contact = {}};
    std::vector<HomeId> homes;
    for (std::size_t i = 0; i < kCustomers; ++i) {
        homes.push_back(HomeId::make());
        permissions.permissions.push_back(consent_of(company, homes.back()));
    }
    for (std::size_t i = 0; i < kCustomers / 9; ++i) {
        homes.insert(homes.begin() + static_cast<std::ptrdiff_t>(10 * i), HomeId::make());
    }
    const auto clerk = users.add("Clerk", "clerk@grid.example");
    users.users.back().server_role = ServerRole::provider;
    users.users.back().provider = company.id;
    std::vector<std::string> cookies;
    for (std::size_t i = 0; i < kSessions; ++i) {
        const auto started = runner.run(sessions.start(clerk));
        const auto set =
            set_session_cookie(CookieFlavour::secure, started.value().secret, Seconds{60});
        cookies.push_back(set.substr(0, set.find(';')));
    }
    const auto scope = runner.run(sessions.start(clerk)).value().identity->scope;

    std::size_t passed = 0;
    const double check_us = least_us([&] {
        for (std::size_t i = 0; i < kTimes; ++i) {
            passed += scope.view(homes[i % homes.size()], Right::see_energy, kNow) ? 1 : 0;
        }
    });
    const double request_us = least_us([&] { runner.run(ask(sessions, cookies, homes, passed)); });
    if (passed == 0) {
        std::fputs("nothing passed\n", stderr);
        return 1;
    }
    print("CPU of an access check, 500 customers", check_us);
    print("CPU from a request's cookie to its verdict", request_us);
    return check_us <= kBudgetUs && request_us <= kBudgetUs ? 0 : 1;
}
