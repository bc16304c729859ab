#include "auth/authenticator.hpp"

#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "unit/api/fake_audit_log.hpp"
#include "unit/auth/directory_fixture.hpp"
#include "unit/auth/fake_stores.hpp"
#include "unit/auth/here_and_now.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;
using test::kNow;

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
    test::FakePermissionStore permissions_;
    Sessions sessions_{users_, homes_, permissions_, clock_, SessionLimits{}, Log{}};
    test::FakeAuditLog trail_;
    ApiKeys keys_{users_, homes_, trail_, clock_};
    TaskGroup tasks_{runner_.executor(), Log{}};
    test::ScriptedProvider provider_;
    Directories directories_{{test::sample_provider()},
                             {runner_.executor(), provider_.fetch(), tasks_, clock_, Log{}}};
    DirectoryUsers directory_users_{users_, sessions_, clock_, Log{}};
    BearerTokens tokens_{directories_, directory_users_, sessions_, clock_, Log{}};
    Authenticator authenticator_{sessions_, keys_, tokens_};
};

TEST_F(AuthenticatorTest, AKeyMayAddReadingsToItsHomeAndNothingElse) {
    const auto identity = find_key(make_key().token).value();
    EXPECT_EQ(identity->means, Identity::Means::api_key);
    EXPECT_TRUE(identity->scope.require(home_, Right::add_readings));
    EXPECT_FALSE(identity->scope.require(HomeId::make(), Right::add_readings));
    EXPECT_FALSE(identity->scope.require(home_, Right::see_home));
    EXPECT_FALSE(identity->scope.require(ServerRight::manage_users));
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

TEST_F(AuthenticatorTest, Jwt40TwoCredentialsAtOnceAreRefused) {
    const auto session = runner_.run(sessions_.start(ann_)).value();
    const auto both = authenticate("Bearer " + make_key().token, "ohmstead=" + session.secret);
    ASSERT_FALSE(both);
    EXPECT_EQ(both.error().code, ErrorCode::unauthenticated);
}

TEST_F(AuthenticatorTest, ReadsNothingForSessionsInUse) {
    const auto session = runner_.run(sessions_.start(ann_)).value();
    const int reads = users_.reads;
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(authenticate("", "ohmstead=" + session.secret));
    }
    EXPECT_EQ(users_.reads, reads);
}

class OwnKeysTest : public AuthenticatorTest {
protected:
    OwnKeysTest() { be(HomeRole::admin); }

    void be(HomeRole role) { homes_.members[ann_] = {{.home = home_, .role = role}}; }
    AccessScope scope() {
        return scope_for_person({.user = ann_, .name = "Ann"}, homes_.members[ann_]);
    }
    Result<NewApiKey> make(ApiKeyWish wish) {
        return runner_.run(keys_.create_own(scope(), std::move(wish)));
    }
    IdentityPtr use(const NewApiKey& made) { return find_key(made.token).value(); }
};

TEST_F(OwnKeysTest, RB_10_AReadingKeySeesWhatAViewerSeesAndChangesNothing) {
    const auto identity = use(make({.name = "chart"}).value());
    EXPECT_EQ(identity->subject.user, ann_);
    EXPECT_EQ(identity->scope.standing_in(home_), Standing::reading_key)
        << "though she is its admin";
    EXPECT_TRUE(identity->scope.is_read_only());
    EXPECT_TRUE(identity->scope.require(home_, Right::see_energy));
    EXPECT_EQ(identity->scope.require(home_, Right::edit_notes).error().code, ErrorCode::forbidden);
    EXPECT_FALSE(identity->scope.require(home_, Right::add_readings));
    EXPECT_FALSE(identity->scope.require(ServerRight::see_system));
}

TEST_F(OwnKeysTest, AReadingKeyMayBeForOneHome) {
    const HomeId other = HomeId::make();
    homes_.members[ann_].push_back({.home = other, .role = HomeRole::viewer});
    const auto everywhere = use(make({.name = "all"}).value());
    EXPECT_EQ(everywhere->scope.homes().size(), 2U);
    const auto one = use(make({.name = "one", .home = other}).value());
    EXPECT_EQ(one->scope.standing_in(other), Standing::reading_key);
    EXPECT_EQ(one->scope.standing_in(home_), std::nullopt);
}

TEST_F(OwnKeysTest, AnIngestKeyNeedsAHomeAndItsAdmin) {
    EXPECT_EQ(make({.name = "meter", .kind = ApiKeyKind::ingest}).error().fields.at(0).pointer,
              "/home");
    const auto made = make({.name = "meter", .kind = ApiKeyKind::ingest, .home = home_}).value();
    const auto identity = use(made);
    EXPECT_TRUE(identity->scope.require(home_, Right::add_readings));
    EXPECT_FALSE(identity->scope.require(home_, Right::see_home));
    EXPECT_EQ(make({.name = "x", .kind = ApiKeyKind::ingest, .home = HomeId::make()}).error().code,
              ErrorCode::not_found);

    be(HomeRole::viewer);
    EXPECT_EQ(make({.name = "x", .kind = ApiKeyKind::ingest, .home = home_}).error().code,
              ErrorCode::forbidden);
    runner_.run(keys_.rights_changed(ann_));
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_FALSE(find_key(made.token)) << "it lives by its owner's rights";
    be(HomeRole::admin);
    EXPECT_TRUE(find_key(made.token));
}

TEST_F(OwnKeysTest, AKeyMayExpire) {
    EXPECT_EQ(make({.name = "x", .expires_at = kNow}).error().fields.at(0).pointer, "/expires_at");
    const auto made = make({.name = "x", .expires_at = kNow + 1h}).value();
    const auto identity = use(made);
    clock_.advance(1h - 1ms);
    EXPECT_TRUE(find_key(made.token));
    clock_.advance(1ms);
    ASSERT_TRUE(runner_.run(keys_.maintain()));
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_EQ(find_key(made.token).error().code, ErrorCode::unauthenticated);
}

TEST_F(OwnKeysTest, AreListedAndRevokedByTheirOwnerAlone) {
    const auto made = make({.name = "chart"}).value();
    const auto command = make_key();
    const auto listed = runner_.run(keys_.list_own(ann_)).value();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].id, made.key.id);
    const auto scope_of = [](const UserId& user) {
        return scope_for_person({.user = user, .name = "Somebody"}, {});
    };
    for (const auto& [owner, id] :
         {std::pair{UserId::make(), made.key.id}, std::pair{ann_, command.key.id},
          std::pair{UserId{}, command.key.id}, std::pair{ann_, ApiKeyId::make()}}) {
        EXPECT_EQ(runner_.run(keys_.revoke_own(scope_of(owner), id)).error().code,
                  ErrorCode::not_found);
    }
    const auto identity = use(made);
    ASSERT_TRUE(runner_.run(keys_.revoke_own(scope_of(ann_), made.key.id)));
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_FALSE(find_key(made.token));
    EXPECT_TRUE(find_key(command.token));
}

TEST_F(OwnKeysTest, APersonHasAtMost50) {
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(make({.name = "chart"}));
    }
    EXPECT_EQ(make({.name = "chart"}).error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace ohmstead
