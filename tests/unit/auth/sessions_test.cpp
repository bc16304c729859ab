#include "auth/sessions.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include <gtest/gtest.h>

#include "auth/authenticator.hpp"
#include "support/accepted_consent.hpp"
#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "unit/auth/fake_stores.hpp"
#include "unit/auth/here_and_now.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;
using test::kNow;

class SessionsTest : public testing::Test {
protected:
    SessionsTest() { homes_.members[ann_] = {{.home = home_, .role = HomeRole::viewer}}; }

    StartedSession start(const UserId& user) { return runner_.run(sessions_.start(user)).value(); }
    Result<IdentityPtr> find(const std::string& secret) {
        return runner_.run(sessions_.find(secret));
    }
    bool signed_in(const std::string& secret) {
        const auto found = find(secret);
        EXPECT_TRUE(found || found.error().code == ErrorCode::unauthenticated);
        return found.has_value();
    }

    test::TaskRunner runner_;
    test::ManualClock clock_{kNow};
    test::FakeUserStore users_;
    test::FakeHomeStore homes_;
    UserId ann_ = users_.add("Ann", "ann@example.org");
    HomeId home_ = HomeId::make();
    test::FakePermissionStore permissions_;
    Sessions sessions_{users_, homes_, permissions_, clock_, SessionLimits{.cached = 100}, Log{}};
};

TEST_F(SessionsTest, ASessionStandsForItsUserAndTheirHomes) {
    const auto session = start(ann_);
    const auto identity = find(session.secret).value();
    EXPECT_EQ(identity->subject.user, ann_);
    EXPECT_EQ(identity->subject.name, "Ann");
    EXPECT_EQ(identity->email, "ann@example.org");
    EXPECT_EQ(identity->scope.role_in(home_), HomeRole::viewer);
    EXPECT_EQ(identity->scope.role_in(HomeId::make()), std::nullopt);
    EXPECT_TRUE(identity->grant.valid());
}

TEST_F(SessionsTest, TheStoreNeverSeesTheSecret) {
    const auto session = start(ann_);
    EXPECT_EQ(session.secret.size(), 43U) << "256 bits";
    ASSERT_EQ(users_.sessions.size(), 1U);
    const auto& stored = users_.sessions.begin()->second;
    EXPECT_EQ(stored.secret_hash.size(), 64U);
    EXPECT_NE(stored.secret_hash, session.secret);
    EXPECT_EQ(stored.expires_at, kNow + std::chrono::days{30});
}

TEST_F(SessionsTest, SES_01_EverySignInMakesANewSecret) {
    std::set<std::string> secrets;
    for (int i = 0; i < 100; ++i) {
        secrets.insert(start(ann_).secret);
    }
    EXPECT_EQ(secrets.size(), 100U);
}

TEST_F(SessionsTest, AnyOtherSecretIsRefused) {
    const auto session = start(ann_);
    for (std::size_t i = 0; i < session.secret.size(); ++i) {
        std::string changed = session.secret;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(signed_in(changed));
    }
    EXPECT_FALSE(signed_in(""));
    EXPECT_FALSE(signed_in(session.secret + "A"));
    EXPECT_FALSE(signed_in(std::string(8192, 'A')));
    EXPECT_FALSE(signed_in(users_.sessions.begin()->first)) << "the stored hash is no secret";
    EXPECT_TRUE(signed_in(session.secret));
}

TEST_F(SessionsTest, TheCsrfTokenBelongsToTheSessionAndSurvivesARestart) {
    const auto one = start(ann_);
    const auto two = start(ann_);
    EXPECT_NE(one.identity->csrf_token, two.identity->csrf_token);
    EXPECT_NE(one.identity->csrf_token, one.secret);
    EXPECT_FALSE(one.identity->csrf_token.empty());

    Sessions restarted{users_, homes_, permissions_, clock_, SessionLimits{}, Log{}};
    EXPECT_EQ(runner_.run(restarted.find(one.secret)).value()->csrf_token,
              one.identity->csrf_token);
}

TEST_F(SessionsTest, SES_04_IdlenessEndsASession) {
    const auto session = start(ann_);
    clock_.advance(std::chrono::days{6});
    EXPECT_TRUE(signed_in(session.secret));
    clock_.advance(std::chrono::days{6});
    EXPECT_TRUE(signed_in(session.secret)) << "use moved the limit";
    clock_.advance(std::chrono::days{7});
    EXPECT_FALSE(signed_in(session.secret));
    EXPECT_TRUE(users_.sessions.empty());
}

TEST_F(SessionsTest, UseInAnotherProcessKeepsASession) {
    const auto session = start(ann_);
    Sessions other{users_, homes_, permissions_, clock_, SessionLimits{}, Log{}};
    for (int day = 0; day < 12; ++day) {
        clock_.advance(std::chrono::days{1});
        ASSERT_TRUE(runner_.run(other.find(session.secret)));
        ASSERT_TRUE(runner_.run(other.maintain()));
    }
    EXPECT_TRUE(signed_in(session.secret));
    clock_.advance(std::chrono::days{6});
    ASSERT_TRUE(runner_.run(other.find(session.secret)));
    ASSERT_TRUE(runner_.run(other.maintain()));
    clock_.advance(std::chrono::days{2});
    ASSERT_TRUE(runner_.run(sessions_.maintain()));
    EXPECT_TRUE(session.identity->grant.valid());
    EXPECT_FALSE(users_.sessions.empty());
}

TEST_F(SessionsTest, SES_05_UseDoesNotExtendTheAbsoluteLimit) {
    const auto session = start(ann_);
    for (int day = 1; day < 30; ++day) {
        clock_.advance(std::chrono::days{1});
        EXPECT_TRUE(signed_in(session.secret)) << day;
    }
    clock_.advance(std::chrono::days{1});
    EXPECT_FALSE(signed_in(session.secret));
    EXPECT_FALSE(session.identity->grant.valid());
}

TEST_F(SessionsTest, SES_04_MaintenanceEndsOpenConnectionsAtTheLimit) {
    const auto session = start(ann_);
    clock_.advance(std::chrono::days{7} - 1ms);
    ASSERT_TRUE(runner_.run(sessions_.maintain()));
    EXPECT_TRUE(session.identity->grant.valid());
    clock_.advance(1ms);
    ASSERT_TRUE(runner_.run(sessions_.maintain()));
    EXPECT_FALSE(session.identity->grant.valid());
    EXPECT_TRUE(users_.sessions.empty());
}

TEST_F(SessionsTest, UseIsStoredByMaintenanceAlone) {
    const auto session = start(ann_);
    clock_.advance(1h);
    for (int i = 0; i < 1000; ++i) {
        EXPECT_TRUE(signed_in(session.secret));
    }
    EXPECT_EQ(users_.touches, 0);
    ASSERT_TRUE(runner_.run(sessions_.maintain()));
    ASSERT_TRUE(runner_.run(sessions_.maintain()));
    EXPECT_EQ(users_.touches, 1);
    EXPECT_EQ(users_.sessions.begin()->second.last_seen_at, kNow + 1h);
}

TEST_F(SessionsTest, ActiveSessionsAreNotReadFromTheStore) {
    const auto session = start(ann_);
    const int reads = users_.reads;
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(signed_in(session.secret));
    }
    EXPECT_EQ(users_.reads, reads);
}

TEST_F(SessionsTest, EndingOneTakesEffectAtOnce) {
    const auto ended = start(ann_);
    const auto other = start(ann_);
    ASSERT_TRUE(runner_.run(sessions_.end(ended.identity->session_hash)));
    EXPECT_FALSE(ended.identity->grant.valid());
    EXPECT_FALSE(signed_in(ended.secret));
    EXPECT_TRUE(other.identity->grant.valid());
    EXPECT_TRUE(signed_in(other.secret));
}

TEST_F(SessionsTest, ARequestThatMeetsTheEndDoesNotReviveIt) {
    const auto session = start(ann_);
    IdentityPtr met;
    users_.before_erasing_session = [&]() -> Task<void> {
        auto found = co_await sessions_.find(session.secret);
        met = found.value();
    };
    ASSERT_TRUE(runner_.run(sessions_.end(session.identity->session_hash)));
    ASSERT_TRUE(met);
    EXPECT_FALSE(met->grant.valid());
    EXPECT_FALSE(signed_in(session.secret));
}

TEST_F(SessionsTest, AnEndDuringTheFirstReadIsNoticed) {
    const auto session = start(ann_);
    Sessions restarted{users_, homes_, permissions_, clock_, SessionLimits{}, Log{}};
    users_.after_finding_user = [&] {
        users_.after_finding_user = nullptr;
        users_.sessions.clear();
        restarted.rights_removed(ann_);
    };
    const auto found = runner_.run(restarted.find(session.secret));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::unauthenticated);
}

// A company's staff, whose rights are read while consents of its customers change.
class StaffSessionsTest : public SessionsTest {
protected:
    StaffSessionsTest() {
        users_.users.front().server_role = ServerRole::provider;
        users_.users.front().provider = company_;
        permissions_.permissions = {test::accepted_consent(customer_, company_)};
    }

    // The finest detail that the scope sees of the customer.
    std::optional<Detail> detail_in(const AccessScope& scope) const {
        const auto found = std::ranges::find(scope.homes(), customer_, &HomeStanding::home);
        return found == scope.homes().end() ? std::nullopt
                                            : std::optional(found->permission->given->finest);
    }

    ProviderId company_ = ProviderId::make();
    HomeId customer_ = HomeId::make();
};

TEST_F(StaffSessionsTest, WhatChangesForOthersDoesNotHoldUpAReading) {
    const auto session = start(ann_);
    const UserId bob = users_.add("Bob", "bob@example.org");
    Sessions restarted{users_, homes_, permissions_, clock_, SessionLimits{}, Log{}};
    int changes = 0;
    permissions_.after_finding_given = [&] {
        ++changes;
        restarted.consents_changed(ProviderId::make());
        restarted.rights_removed(bob);
        restarted.ended_elsewhere("another session");
    };
    const auto found = runner_.run(restarted.find(session.secret));
    ASSERT_TRUE(found);
    EXPECT_TRUE((*found)->grant.valid());
    EXPECT_EQ(changes, 1) << "it is read once";
}

TEST_F(StaffSessionsTest, ManyConsentsInARowAreWaitedFor) {
    const auto session = start(ann_);
    int changes = 0;
    permissions_.after_finding_given = [&] {
        if (++changes < 10) {
            sessions_.consents_changed(company_);
        } else if (changes == 10) {
            permissions_.permissions.clear();
            sessions_.consents_changed(company_);
        }
    };
    sessions_.consents_changed(company_);
    const auto found = find(session.secret);
    ASSERT_TRUE(found);
    EXPECT_EQ((*found)->scope.standing_in(customer_), std::nullopt)
        << "nothing is told from before the last of them";
}

TEST_F(StaffSessionsTest, AReadingThatIsAlwaysOvertakenEnds) {
    const auto session = start(ann_);
    permissions_.after_finding_given = [&] { sessions_.consents_changed(company_); };
    sessions_.consents_changed(company_);
    const auto found = find(session.secret);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::unavailable);
    EXPECT_EQ(found.error().retry_after_s, 1);
}

TEST_F(StaffSessionsTest, EachChangeThatConcernsAReadingOvertakesIt) {
    const auto session = start(ann_);
    const std::function<void()> changes[]{[&] { sessions_.consents_changed(company_); },
                                          [&] { sessions_.rights_added(ann_); },
                                          [&] { sessions_.rights_removed(ann_); }};
    for (const auto& change : changes) {
        permissions_.permissions.front().given->finest = Detail::day;
        int readings = 0;
        permissions_.after_finding_given = [&] {
            if (++readings == 1) {
                permissions_.permissions.front().given->finest = Detail::month;
                change();
            }
        };
        sessions_.consents_changed(company_);
        const auto found = find(session.secret);
        ASSERT_TRUE(found);
        EXPECT_EQ(detail_in((*found)->scope), Detail::month);
        EXPECT_EQ(readings, 2);
    }
}

TEST_F(StaffSessionsTest, ASessionThatEndsElsewhereWhileItIsReadIsNotTakenUp) {
    const auto session = start(ann_);
    Sessions restarted{users_, homes_, permissions_, clock_, SessionLimits{}, Log{}};
    permissions_.after_finding_given = [&] {
        const auto hash = session.identity->session_hash;
        users_.sessions.erase(hash);
        restarted.ended_elsewhere(hash);
    };
    const auto found = runner_.run(restarted.find(session.secret));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::unauthenticated);
}

TEST_F(SessionsTest, MoreRightsLeaveConnectionsOpen) {
    const auto session = start(ann_);
    const HomeId second = HomeId::make();
    homes_.members[ann_].push_back({.home = second, .role = HomeRole::admin});
    sessions_.rights_added(ann_);
    EXPECT_TRUE(session.identity->grant.valid());

    const auto now = runner_.run(sessions_.current(session.identity->session_hash)).value();
    EXPECT_EQ(now->scope.role_in(second), HomeRole::admin);
    EXPECT_EQ(now->csrf_token, session.identity->csrf_token);
    sessions_.rights_removed(ann_);
    EXPECT_FALSE(now->grant.valid());
    EXPECT_FALSE(session.identity->grant.valid()) << "both hang on one session";
}

TEST_F(SessionsTest, FewerRightsEndConnectionsButNotTheSession) {
    const auto session = start(ann_);
    homes_.members[ann_].clear();
    sessions_.rights_removed(ann_);
    EXPECT_FALSE(session.identity->grant.valid());
    const auto identity = find(session.secret).value();
    EXPECT_TRUE(identity->grant.valid());
    EXPECT_EQ(identity->scope.role_in(home_), std::nullopt);
}

TEST_F(SessionsTest, ARemovedUserIsSignedOut) {
    const auto session = start(ann_);
    users_.users.clear();
    sessions_.rights_removed(ann_);
    EXPECT_FALSE(signed_in(session.secret));
}

TEST_F(SessionsTest, WithoutTheStoreNobodyNewIsLetIn) {
    const auto session = start(ann_);
    users_.down = true;
    EXPECT_TRUE(find(session.secret)) << "known, and nothing can have changed";
    Sessions restarted{users_, homes_, permissions_, clock_, SessionLimits{}, Log{}};
    const auto found = runner_.run(restarted.find(session.secret));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::unavailable);
    EXPECT_FALSE(runner_.run(sessions_.end(session.identity->session_hash)));
    EXPECT_FALSE(session.identity->grant.valid());
}

TEST_F(SessionsTest, MemoryIsBoundedAndForgottenSessionsStayGood) {
    const auto first = start(ann_);
    for (int i = 0; i < 200; ++i) {
        clock_.advance(1s);
        start(ann_);
    }
    EXPECT_FALSE(first.identity->grant.valid());
    EXPECT_FALSE(runner_.run(sessions_.current(first.identity->session_hash)));
    EXPECT_TRUE(signed_in(first.secret));
}

TEST_F(SessionsTest, SES_08_PeopleSeeTheirOwnSessionsAlone) {
    const UserId bob = users_.add("Bob", "bob@example.org");
    const auto here = runner_.run(sessions_.start(ann_, "Firefox on Linux")).value();
    clock_.advance(1h);
    const auto there = runner_.run(sessions_.start(ann_, "Safari on iPhone")).value();
    start(bob);
    clock_.advance(1h);
    ASSERT_TRUE(find(here.secret));

    const auto listed = runner_.run(sessions_.list(ann_, here.identity->session_hash)).value();
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0].device, "Firefox on Linux") << "the latest used first";
    EXPECT_TRUE(listed[0].is_current);
    EXPECT_EQ(listed[0].began, kNow);
    EXPECT_EQ(listed[0].last_used, kNow + 2h) << "also before it is stored";
    EXPECT_EQ(listed[1].device, "Safari on iPhone");
    EXPECT_FALSE(listed[1].is_current);
    for (const auto& session : listed) {
        EXPECT_TRUE(is_well_formed_id(session.id));
        EXPECT_FALSE(signed_in(session.id));
        EXPECT_FALSE(users_.sessions.contains(session.id)) << "it is not the hash";
    }
}

TEST_F(SessionsTest, SES_08_OneOfThemIsEndedByItsId) {
    const UserId bob = users_.add("Bob", "bob@example.org");
    const auto here = start(ann_);
    const auto there = start(ann_);
    const auto id = [&](const StartedSession& of) {
        const auto listed = runner_.run(sessions_.list(ann_, of.identity->session_hash)).value();
        return std::ranges::find(listed, true, &ListedSession::is_current)->id;
    };
    EXPECT_EQ(runner_.run(sessions_.end_listed(bob, id(there))).error().code, ErrorCode::not_found);
    EXPECT_EQ(runner_.run(sessions_.end_listed(ann_, "nosuchsession2345672")).error().code,
              ErrorCode::not_found);
    EXPECT_TRUE(signed_in(there.secret));
    ASSERT_TRUE(runner_.run(sessions_.end_listed(ann_, id(there))));
    EXPECT_FALSE(there.identity->grant.valid());
    EXPECT_FALSE(signed_in(there.secret));
    EXPECT_TRUE(signed_in(here.secret));
}

TEST_F(SessionsTest, SES_08_AllOthersAreEndedTogether) {
    const UserId bob = users_.add("Bob", "bob@example.org");
    const auto here = start(ann_);
    const auto there = start(ann_);
    const auto elsewhere = start(ann_);
    const auto foreign = start(bob);
    ASSERT_TRUE(runner_.run(sessions_.end_others(ann_, here.identity->session_hash)));
    EXPECT_TRUE(here.identity->grant.valid());
    EXPECT_FALSE(there.identity->grant.valid());
    EXPECT_FALSE(signed_in(elsewhere.secret));
    EXPECT_TRUE(signed_in(foreign.secret));
    ASSERT_TRUE(runner_.run(sessions_.end_others(ann_, {})));
    EXPECT_FALSE(signed_in(here.secret)) << "without one of them, all";
}

TEST_F(SessionsTest, AnIdleSessionIsNotListed) {
    const auto here = start(ann_);
    clock_.advance(std::chrono::days{7});
    EXPECT_TRUE(runner_.run(sessions_.list(ann_, here.identity->session_hash)).value().empty());
}

}  // namespace
}  // namespace ohmstead
