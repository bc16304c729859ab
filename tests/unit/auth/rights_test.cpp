#include "auth/rights.hpp"

#include <gmock/gmock.h>

#include "auth/api_keys.hpp"
#include "auth/sessions.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "unit/api/fake_audit_log.hpp"
#include "unit/auth/fake_stores.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class RightsTest : public ::testing::Test {
protected:
    RightsTest() {
        Home home;
        home.id = home_;
        homes_.homes = {home};
        operator_ = users_.add("Olga", "olga@example.org");
        users_.users.back().server_role = ServerRole::operator_;
    }

    Sessions sessions(OperatorRules rules) {
        return {users_, homes_, permissions_, clock_, SessionLimits{}, Log{}, std::move(rules)};
    }
    OperatorRules visiting() { return {.visits = &visits_, .household = std::nullopt}; }
    OperatorRules household() {
        return {.visits = &visits_, .household = SystemAuthorityForTests::system_scope()};
    }
    void visit() {
        Visit visit;
        visit.id = VisitId::make();
        visit.by = operator_;
        visit.began_at = clock_.now();
        visit.ends_at = clock_.now() + hours{1};
        visits_.visits[home_].push_back(visit);
    }

    test::TaskRunner runner_;
    test::ManualClock clock_{instant_from_ms(1'764'072'000'000)};
    test::FakeUserStore users_;
    test::FakePermissionStore permissions_;
    test::FakeHomeStore homes_;
    test::FakeVisitStore visits_;
    HomeId home_ = HomeId::make();
    UserId operator_;
};

TEST_F(RightsTest, AnOperatorOfAHouseholdIsAnAdminOfEveryHome) {
    auto sessions = this->sessions(household());
    const auto started = runner_.run(sessions.start(operator_)).value();
    EXPECT_EQ(started.identity->scope.standing_in(home_), Standing::admin);
    EXPECT_EQ(started.identity->scope.standing_in(HomeId::make()), std::nullopt);

    Home another;
    another.id = HomeId::make();
    homes_.homes.push_back(another);
    sessions.home_added();
    const auto identity = runner_.run(sessions.find(started.secret)).value();
    EXPECT_EQ(identity->scope.standing_in(another.id), Standing::admin);
    EXPECT_TRUE(started.identity->grant.valid()) << "more rights end nothing";
}

TEST_F(RightsTest, InAHouseholdAnOperatorsKeysReachItsHomes) {
    auto sessions = this->sessions(household());
    const auto scope = runner_.run(sessions.start(operator_)).value().identity->scope;
    test::FakeAuditLog trail;
    ApiKeys keys{users_, homes_, trail, clock_, household()};
    const auto reading = runner_.run(keys.create_own(scope, {.name = "chart"})).value();
    EXPECT_TRUE(
        runner_.run(keys.find(reading.token)).value()->scope.require(home_, Right::see_energy));
    const auto adding =
        runner_
            .run(keys.create_own(scope,
                                 {.name = "meter", .kind = ApiKeyKind::ingest, .home = home_}))
            .value();
    EXPECT_TRUE(
        runner_.run(keys.find(adding.token)).value()->scope.require(home_, Right::add_readings));
    // Elsewhere a visit is no membership.
    ApiKeys elsewhere{users_, homes_, trail, clock_, visiting()};
    EXPECT_FALSE(runner_.run(elsewhere.find(adding.token)));
}

TEST_F(RightsTest, OthersOfAHouseholdHaveTheirOwnHomesAlone) {
    auto sessions = this->sessions(household());
    const auto ann = users_.add("Ann", "ann@example.org");
    const auto started = runner_.run(sessions.start(ann)).value();
    EXPECT_EQ(started.identity->scope.standing_in(home_), std::nullopt);
}

TEST_F(RightsTest, ElsewhereAnOperatorHasNoHomeUntilTheyVisitIt) {
    auto sessions = this->sessions(visiting());
    const auto started = runner_.run(sessions.start(operator_)).value();
    EXPECT_EQ(started.identity->scope.standing_in(home_), std::nullopt);
    visit();
    sessions.rights_added(operator_);
    const auto identity = runner_.run(sessions.find(started.secret)).value();
    EXPECT_EQ(identity->scope.standing_in(home_), Standing::visitor);
    EXPECT_FALSE(identity->scope.require(home_, Right::manage_people));
}

TEST_F(RightsTest, AVisitEndsByTheClockWithoutARequest) {
    auto sessions = this->sessions(visiting());
    visit();
    const auto started = runner_.run(sessions.start(operator_)).value();
    clock_.advance(minutes{59});
    sessions.end_visits();
    EXPECT_TRUE(started.identity->grant.valid());
    clock_.advance(minutes{1});
    sessions.end_visits();
    EXPECT_FALSE(started.identity->grant.valid());
    const auto identity = runner_.run(sessions.find(started.secret)).value();
    EXPECT_EQ(identity->scope.standing_in(home_), std::nullopt);
    EXPECT_TRUE(identity->grant.valid()) << "the session goes on";
}

TEST_F(RightsTest, AVisitThatIsOverIsNotTakenFromMemory) {
    auto sessions = this->sessions(visiting());
    visit();
    const auto started = runner_.run(sessions.start(operator_)).value();
    clock_.advance(hours{1});
    const auto identity = runner_.run(sessions.find(started.secret)).value();
    EXPECT_EQ(identity->scope.standing_in(home_), std::nullopt);
    EXPECT_FALSE(started.identity->grant.valid());
}

TEST_F(RightsTest, WhoBelongsToAHomeIsThereAsWhatTheyAre) {
    homes_.members[operator_] = {{.home = home_, .role = HomeRole::viewer}};
    visit();
    auto sessions = this->sessions(visiting());
    const auto started = runner_.run(sessions.start(operator_)).value();
    EXPECT_EQ(started.identity->scope.standing_in(home_), Standing::viewer);
}

TEST_F(RightsTest, WhoIsNoOperatorAnyMoreVisitsNothing) {
    visit();
    auto sessions = this->sessions(visiting());
    const auto started = runner_.run(sessions.start(operator_)).value();
    users_.users.back().server_role = ServerRole::none;
    sessions.rights_removed(operator_);
    EXPECT_FALSE(started.identity->grant.valid());
    const auto identity = runner_.run(sessions.find(started.secret)).value();
    EXPECT_EQ(identity->scope.standing_in(home_), std::nullopt);
}

TEST_F(RightsTest, ADisabledUserIsSignedOutAndStaysSo) {
    auto sessions = this->sessions(visiting());
    const auto started = runner_.run(sessions.start(operator_)).value();
    users_.users.back().disabled = true;
    sessions.rights_removed(operator_);
    EXPECT_FALSE(started.identity->grant.valid());
    EXPECT_EQ(runner_.run(sessions.find(started.secret)).error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(runner_.run(sessions.current(started.identity->session_hash)).error().code,
              ErrorCode::unauthenticated);
    EXPECT_FALSE(runner_.run(sessions.start(operator_)));
}

}  // namespace
}  // namespace ohmstead
