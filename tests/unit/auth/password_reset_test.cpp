#include "auth/password_reset.hpp"

#include <gtest/gtest.h>

#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "unit/auth/cheap_hashing.hpp"
#include "unit/auth/fake_one_time_store.hpp"
#include "unit/auth/fake_stores.hpp"
#include "unit/auth/here_and_now.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;
using test::kCheap;
using test::kHere;
using test::kNow;

const std::string kNew = "a much better phrase";

class PasswordResetTest : public testing::Test {
protected:
    std::string issue() { return runner_.run(issue_password_reset(users_, links_, ann_)).value(); }
    Status use(const std::string& token, const std::string& password = kNew) {
        return runner_.run(reset_.use(token, password));
    }
    bool lets_in(const std::string& password) {
        return runner_.run(accounts_.sign_in("ann@example.org", password, kHere)).has_value();
    }

    test::TaskRunner runner_;
    test::ManualClock clock_{kNow};
    test::FakeUserStore users_;
    test::FakeHomeStore homes_;
    test::FakeOneTimeStore secrets_;
    UserId ann_ = users_.add("Ann", "ann@example.org", hash_password("forgotten phrase", kCheap));
    Worker hashing_{1};
    test::FakePermissionStore permissions_;
    Sessions sessions_{users_, homes_, permissions_, clock_, SessionLimits{}, Log{}};
    LocalAccounts accounts_{users_, hashing_, clock_, Log{}, kCheap};
    OneTimeLinks links_{secrets_, clock_};
    PasswordReset reset_{users_, links_, accounts_, sessions_};
};

TEST_F(PasswordResetTest, ALinkSetsANewPasswordOnceAndEndsAllSessions) {
    const auto session = runner_.run(sessions_.start(ann_)).value();
    const auto half_in =
        runner_.run(links_.issue(OneTimeKind::second_step, ann_.value, {}, 5min)).value();
    const auto token = issue();
    ASSERT_TRUE(use(token));
    EXPECT_FALSE(session.identity->grant.valid());
    EXPECT_FALSE(runner_.run(sessions_.find(session.secret)));
    EXPECT_FALSE(runner_.run(links_.look(OneTimeKind::second_step, half_in)).value());
    EXPECT_TRUE(lets_in(kNew));
    EXPECT_FALSE(lets_in("forgotten phrase"));
    EXPECT_EQ(use(token, "yet another phrase").error().code, ErrorCode::forbidden);
    EXPECT_TRUE(lets_in(kNew));
}

TEST_F(PasswordResetTest, ALinkIsGoodForADayAndUntilTheNextOne) {
    const auto first = issue();
    const auto second = issue();
    EXPECT_EQ(use(first).error().code, ErrorCode::forbidden);
    clock_.advance(24h);
    EXPECT_EQ(use(second).error().code, ErrorCode::forbidden);
    const auto third = issue();
    clock_.advance(24h - 1ms);
    EXPECT_TRUE(use(third));
}

TEST_F(PasswordResetTest, AWeakPasswordLeavesTheLinkGood) {
    const auto token = issue();
    for (const auto* weak : {"short", "password1", "ann@example.org"}) {
        const auto refused = use(token, weak);
        ASSERT_EQ(refused.error().code, ErrorCode::invalid);
        EXPECT_EQ(refused.error().fields.at(0).pointer, "/password");
    }
    EXPECT_TRUE(use(token));
}

TEST_F(PasswordResetTest, AU_05_WrongLinksAreAllAnsweredAlike) {
    const auto used = issue();
    ASSERT_TRUE(use(used));
    const auto orphaned = issue();
    users_.users.clear();
    const auto expected = use("").error();
    for (const std::string& token : {used, orphaned, std::string(43, 'A')}) {
        const auto refused = use(token, "short").error();
        EXPECT_EQ(refused.code, expected.code);
        EXPECT_EQ(refused.detail, expected.detail);
        EXPECT_TRUE(refused.fields.empty());
    }
}

TEST_F(PasswordResetTest, NobodyGetsNoLink) {
    const auto refused = runner_.run(issue_password_reset(users_, links_, UserId::make()));
    EXPECT_EQ(refused.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace ohmstead
