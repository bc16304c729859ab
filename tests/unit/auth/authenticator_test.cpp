#include "auth/authenticator.hpp"

#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "unit/auth/fake_stores.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow = instant_from_ms(1'767'225'600'000);

class AuthenticatorTest : public testing::Test {
protected:
    NewApiKey make_key() { return runner_.run(keys_.create(home_, "meter")).value(); }
    Result<IdentityPtr> find_key(const std::string& token) {
        return runner_.run(keys_.find(token));
    }
    Result<IdentityPtr> authenticate(const std::string& authorization, const std::string& cookie) {
        return runner_.run(authenticator_.authenticate(
            {.authorization = authorization, .cookie = cookie, .flavour = CookieFlavour::plain}));
    }

    test::TaskRunner runner_;
    test::ManualClock clock_{kNow};
    test::FakeUserStore users_;
    test::FakeHomeStore homes_;
    UserId ann_ = users_.add("Ann", "ann@example.org");
    HomeId home_ = HomeId::make();
    FakePermissionStore permissions_;
    Sessions sessions_{users_, homes_, permissions_, clock_, SessionLimits{}, Log{}};
    ApiKeys keys_{users_, clock_};
    Authenticator authenticator_{sessions_, keys_};
};

TEST_F(AuthenticatorTest, AKeyMayAddReadingsToItsHomeAndNothingElse) {
    const auto identity = find_key(make_key().token).value();
    EXPECT_EQ(identity->means, Identity::Means::api_key);
    EXPECT_TRUE(identity->scope.require(home_, Right::add_readings));
    EXPECT_FALSE(identity->scope.require(HomeId::make(), Right::add_readings));
    EXPECT_FALSE(identity->scope.require(home_, Right::see_home));
    EXPECT_FALSE(identity->scope.require_operator());
    EXPECT_TRUE(identity->grant.valid());
}

TEST_F(AuthenticatorTest, AKeysSecretIsNotStored) {
    const auto made = make_key();
    EXPECT_THAT(made.token, testing::StartsWith("ohm_" + made.key.id.value + "_"));
    const std::string secret = made.token.substr(25);
    EXPECT_EQ(secret.size(), 43U);
    EXPECT_NE(users_.keys.begin()->second.secret_hash, secret);
}

TEST_F(AuthenticatorTest, AnyOtherTokenIsRefused) {
    const std::string token = make_key().token;
    ASSERT_TRUE(find_key(token));
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'a' ? 'b' : 'a';
        const auto found = find_key(changed);
        ASSERT_FALSE(found) << i;
        EXPECT_EQ(found.error().code, ErrorCode::unauthenticated);
        EXPECT_FALSE(find_key(token.substr(0, i)));
    }
    EXPECT_FALSE(find_key(token + "a"));
    EXPECT_FALSE(find_key(" " + token));
    EXPECT_TRUE(find_key(token)) << "others' mistakes do not hurt it";
}

TEST_F(AuthenticatorTest, ARevokedKeyIsRefusedAtOnce) {
    const auto made = make_key();
    const auto identity = find_key(made.token).value();
    ASSERT_TRUE(runner_.run(keys_.revoke(made.key.id)));
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_FALSE(find_key(made.token));
    EXPECT_EQ(runner_.run(keys_.revoke(made.key.id)).error().code, ErrorCode::not_found);
}

TEST_F(AuthenticatorTest, ARevocationDuringAReadIsNoticed) {
    const auto made = make_key();
    users_.after_finding_key = [&] {
        users_.after_finding_key = nullptr;
        boost::asio::co_spawn(
            runner_.context(), keys_.revoke(made.key.id),
            [](const std::exception_ptr&, const Status& revoked) { EXPECT_TRUE(revoked); });
        runner_.context().poll();
        EXPECT_TRUE(users_.keys.empty());
    };
    EXPECT_FALSE(find_key(made.token)) << "the store had answered with the key just before";
}

TEST_F(AuthenticatorTest, AFloodOfUnknownKeysDoesNotRefuseAKeyInForce) {
    const auto made = make_key();
    const auto unknown = "ohm_" + ApiKeyId::make().value + "_" + std::string(43, 'x');
    int asked = 0;
    bool asking = false;
    users_.after_finding_key = [&] {
        if (std::exchange(asking, true)) {
            return;
        }
        boost::asio::co_spawn(runner_.context(), keys_.find(unknown),
                              [&](const std::exception_ptr&, const Result<IdentityPtr>& found) {
                                  EXPECT_FALSE(found);
                                  ++asked;
                              });
        runner_.context().poll();
        asking = false;
    };
    EXPECT_TRUE(find_key(made.token));
    EXPECT_GT(asked, 0);
}

TEST_F(AuthenticatorTest, AKeyThatCannotBeReadBetweenRevocationsIsToBeTriedAgain) {
    const auto made = make_key();
    bool revoking = false;
    users_.after_finding_key = [&] {
        if (std::exchange(revoking, true)) {
            return;
        }
        boost::asio::co_spawn(runner_.context(), keys_.revoke(ApiKeyId::make()),
                              [](const std::exception_ptr&, const Status&) {});
        runner_.context().poll();
        revoking = false;
    };
    const auto found = find_key(made.token);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::unavailable);
}

TEST_F(AuthenticatorTest, LastUseIsStoredByMaintenanceAlone) {
    const auto made = make_key();
    clock_.advance(1h);
    for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(find_key(made.token));
    }
    EXPECT_EQ(users_.touches, 0);
    ASSERT_TRUE(runner_.run(keys_.maintain()));
    ASSERT_TRUE(runner_.run(keys_.maintain()));
    EXPECT_EQ(users_.touches, 1);
    EXPECT_EQ(users_.keys.begin()->second.last_used_at, kNow + 1h);
}

TEST_F(AuthenticatorTest, AKeyThatIsUsedEveryMinuteIsNotStoredEveryMinute) {
    const auto made = make_key();
    for (int minute = 0; minute < 4 * 60; ++minute) {
        ASSERT_TRUE(find_key(made.token));
        ASSERT_TRUE(runner_.run(keys_.maintain()));
        clock_.advance(1min);
    }
    EXPECT_EQ(users_.touches, 4);
    EXPECT_EQ(users_.keys.begin()->second.last_used_at, kNow + 3h);
}

TEST_F(AuthenticatorTest, AKeyNeedsAName) {
    EXPECT_EQ(runner_.run(keys_.create(home_, "")).error().code, ErrorCode::invalid);
    EXPECT_EQ(runner_.run(keys_.create(home_, std::string(101, 'x'))).error().code,
              ErrorCode::invalid);
    EXPECT_TRUE(runner_.run(keys_.list(home_)).value().empty());
}

TEST_F(AuthenticatorTest, TakesACookieOrABearerTokenOrNothing) {
    const auto session = runner_.run(sessions_.start(ann_)).value();
    const std::string cookie = "ohmstead=" + session.secret;
    const std::string token = make_key().token;

    EXPECT_EQ(authenticate("", cookie).value()->subject.user, ann_);
    EXPECT_EQ(authenticate("Bearer " + token, "").value()->means, Identity::Means::api_key);
    EXPECT_EQ(authenticate("bearer " + token, "").value()->means, Identity::Means::api_key);
    EXPECT_EQ(authenticate("", "").value(), nullptr);
    EXPECT_EQ(authenticate("", "other=1").value(), nullptr);
}

TEST_F(AuthenticatorTest, ACookieNeverHelpsAWrongToken) {
    const auto session = runner_.run(sessions_.start(ann_)).value();
    const std::string cookie = "ohmstead=" + session.secret;
    for (const std::string& wrong :
         {std::string("Bearer x"), std::string("Bearer "), std::string("Bearer"),
          std::string("Basic YTpi"), "Bearer " + session.secret, "Bearer  " + make_key().token}) {
        EXPECT_FALSE(authenticate(wrong, cookie)) << wrong;
    }
}

TEST_F(AuthenticatorTest, ReadsNothingForSessionsInUse) {
    const auto session = runner_.run(sessions_.start(ann_)).value();
    const int reads = users_.reads;
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(authenticate("", "ohmstead=" + session.secret));
    }
    EXPECT_EQ(users_.reads, reads);
}

}  // namespace
}  // namespace ohmstead
