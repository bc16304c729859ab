#include "auth/revocation_watch.hpp"

#include <functional>

#include <gmock/gmock.h>

#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "unit/api/fake_audit_log.hpp"
#include "unit/auth/fake_stores.hpp"
#include "unit/auth/here_and_now.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;
using test::kNow;

class FakeFeed final : public RevocationFeed {
public:
    std::vector<RevocationNote> notes;
    std::vector<Instant> asked;
    bool down = false;
    std::function<void()> before_answering;

    Task<Result<std::vector<RevocationNote>>> since(Instant from) override {
        asked.push_back(from);
        if (before_answering) {
            before_answering();
        }
        if (down) {
            co_return make_error(ErrorCode::unavailable, "down");
        }
        std::vector<RevocationNote> found;
        for (const RevocationNote& note : notes) {
            if (note.at >= from) {
                found.push_back(note);
            }
        }
        co_return found;
    }
};

// A process that has a session and a key in memory, and another that ends them in the store.
class RevocationWatchTest : public testing::Test {
protected:
    // Ann comes in as a member of the home.
    std::string sign_in() {
        homes_.members[ann_] = {{.home = home_, .role = HomeRole::viewer}};
        return runner_.run(sessions_.start(ann_)).value().secret;
    }
    void note(RevokedKind kind, std::string subject) {
        feed_.notes.push_back({clock_.now(), kind, std::move(subject)});
    }
    void lose_home() {
        homes_.members.clear();
        note(RevokedKind::user, ann_.value);
    }
    NewApiKey make_own_key() {
        return runner_.run(keys_.create_own(session().value()->scope, {.name = "chart"})).value();
    }
    Status look() { return runner_.run(watch_.look()); }
    Result<IdentityPtr> session() { return runner_.run(sessions_.find(secret_)); }
    Result<IdentityPtr> key() { return runner_.run(keys_.find(made_.token)); }

    test::TaskRunner runner_;
    test::ManualClock clock_{kNow};
    test::FakeUserStore users_;
    test::FakeHomeStore homes_;
    FakeFeed feed_;
    HomeId home_ = HomeId::make();
    UserId ann_ = users_.add("Ann", "ann@example.org");
    test::FakePermissionStore permissions_;
    Sessions sessions_{users_, homes_, permissions_, clock_, SessionLimits{}, Log{}};
    test::FakeAuditLog trail_;
    ApiKeys keys_{users_, homes_, trail_, clock_};
    RevocationWatch watch_{feed_, sessions_, keys_, clock_, Log{}};
    std::string secret_ = sign_in();
    NewApiKey made_ = runner_.run(keys_.create(home_, "meter")).value();
};

TEST_F(RevocationWatchTest, EndsASessionThatEndedElsewhere) {
    const auto identity = session().value();
    users_.sessions.clear();
    note(RevokedKind::session, identity->session_hash);
    ASSERT_TRUE(look());
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_EQ(session().error().code, ErrorCode::unauthenticated);
}

TEST_F(RevocationWatchTest, ReadsTheRightsOfAUserAgain) {
    const auto identity = session().value();
    lose_home();
    ASSERT_TRUE(look());
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_EQ(session().value()->scope.role_in(home_), std::nullopt);
}

TEST_F(RevocationWatchTest, RefusesAKeyThatWasRevokedElsewhere) {
    const auto identity = key().value();
    users_.keys.clear();
    note(RevokedKind::api_key, made_.key.id.value);
    ASSERT_TRUE(look());
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_EQ(key().error().code, ErrorCode::unauthenticated);
}

TEST_F(RevocationWatchTest, APartyToAnotherNoteKeepsItsGrant) {
    const auto identity = session().value();
    note(RevokedKind::session, "another");
    note(RevokedKind::user, UserId::make().value);
    note(RevokedKind::api_key, ApiKeyId::make().value);
    ASSERT_TRUE(look());
    EXPECT_TRUE(identity->grant.valid());
}

TEST_F(RevocationWatchTest, AppliesANoteOnceHoweverOftenItIsSeen) {
    note(RevokedKind::user, ann_.value);
    ASSERT_TRUE(look());
    const auto renewed = session().value();
    clock_.advance(1s);
    ASSERT_TRUE(look());
    EXPECT_EQ(session().value(), renewed) << "nothing was read again";
}

TEST_F(RevocationWatchTest, WhatGoesOnGoesOnAfterAGain) {
    const auto before = session().value();
    homes_.members[ann_] = {{.home = home_, .role = HomeRole::admin},
                            {.home = HomeId::make(), .role = HomeRole::viewer}};
    note(RevokedKind::user, ann_.value);
    ASSERT_TRUE(look());
    EXPECT_TRUE(before->grant.valid());
    const auto after = session().value();
    EXPECT_EQ(after->scope.role_in(home_), HomeRole::admin);

    homes_.members[ann_] = {{.home = home_, .role = HomeRole::viewer}};
    clock_.advance(1s);
    note(RevokedKind::user, ann_.value);
    ASSERT_TRUE(look());
    EXPECT_FALSE(before->grant.valid()) << "a loss ends it, even of what was just gained";
    EXPECT_FALSE(after->grant.valid());
}

TEST_F(RevocationWatchTest, ALossThatARequestMeetsBeforeTheLookEndsItsGrant) {
    const auto before = session().value();
    sessions_.rights_added(ann_);
    homes_.members.clear();
    EXPECT_EQ(session().value()->scope.role_in(home_), std::nullopt);
    EXPECT_FALSE(before->grant.valid());
}

TEST_F(RevocationWatchTest, RightsThatCannotBeReadAreOver) {
    const auto identity = session().value();
    note(RevokedKind::user, ann_.value);
    users_.down = true;
    ASSERT_TRUE(look());
    EXPECT_FALSE(identity->grant.valid());
}

TEST_F(RevocationWatchTest, AUserWhoIsRemovedLosesEverything) {
    const auto identity = session().value();
    const auto own = make_own_key();
    const auto program = runner_.run(keys_.find(own.token)).value();
    users_.users.clear();
    note(RevokedKind::user, ann_.value);
    ASSERT_TRUE(look());
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_FALSE(program->grant.valid());
    EXPECT_EQ(session().error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(runner_.run(keys_.find(own.token)).error().code, ErrorCode::unauthenticated);
}

TEST_F(RevocationWatchTest, AKeyOfAPersonLosesWhatThePersonLoses) {
    const auto own = make_own_key();
    const auto before = runner_.run(keys_.find(own.token)).value();
    EXPECT_EQ(before->scope.standing_in(home_), Standing::reading_key);
    lose_home();
    ASSERT_TRUE(look());
    EXPECT_FALSE(before->grant.valid());
    const auto after = runner_.run(keys_.find(own.token)).value();
    EXPECT_EQ(after->scope.standing_in(home_), std::nullopt);

    homes_.members[ann_] = {{.home = home_, .role = HomeRole::admin}};
    clock_.advance(1s);
    note(RevokedKind::user, ann_.value);
    ASSERT_TRUE(look());
    EXPECT_TRUE(after->grant.valid()) << "more rights end nothing";
    EXPECT_EQ(runner_.run(keys_.find(own.token)).value()->scope.standing_in(home_),
              Standing::reading_key);
}

TEST_F(RevocationWatchTest, FindsANoteThatBecameVisibleLate) {
    const auto identity = session().value();
    ASSERT_TRUE(look());
    clock_.advance(20s);
    ASSERT_TRUE(look());
    homes_.members.clear();
    feed_.notes.push_back({kNow, RevokedKind::user, ann_.value});
    ASSERT_TRUE(look());
    EXPECT_FALSE(identity->grant.valid());
}

TEST_F(RevocationWatchTest, WhatAFailedLookMissedIsFoundByTheNext) {
    const auto identity = session().value();
    lose_home();
    feed_.down = true;
    EXPECT_FALSE(look());
    EXPECT_TRUE(identity->grant.valid());
    feed_.down = false;
    clock_.advance(10s);
    ASSERT_TRUE(look());
    EXPECT_FALSE(identity->grant.valid());
}

TEST_F(RevocationWatchTest, AClockThatGoesBackHidesNothing) {
    const auto identity = session().value();
    ASSERT_TRUE(look());
    clock_.set(kNow - 1h);
    lose_home();
    ASSERT_TRUE(look());
    EXPECT_FALSE(identity->grant.valid());
}

TEST_F(RevocationWatchTest, ALongFailureIsLookedBackOver) {
    const auto identity = session().value();
    ASSERT_TRUE(look());
    feed_.down = true;
    lose_home();
    for (int minute = 0; minute < 5; ++minute) {
        clock_.advance(1min);
        EXPECT_FALSE(look());
    }
    feed_.down = false;
    ASSERT_TRUE(look());
    EXPECT_FALSE(identity->grant.valid());
}

// The same on a store that others share.
class SharedStoreTest : public RevocationWatchTest {
protected:
    Status look_again() { return runner_.run(shared_.look()); }
    // As time goes by, with the guard at work.
    void wait(Milliseconds span) {
        clock_.advance(span);
        shared_.judge();
    }

    RevocationWatch shared_{feed_,  sessions_, keys_,
                            clock_, Log{},     RevocationWatch::kTrustOfSharedStore};
};

TEST_F(SharedStoreTest, TrustsWhileLooksSucceed) {
    const auto identity = session().value();
    for (int look = 0; look < 10; ++look) {
        wait(1s);
        ASSERT_TRUE(look_again());
    }
    EXPECT_TRUE(identity->grant.valid());
    EXPECT_EQ(session().value(), identity);
}

TEST_F(SharedStoreTest, NobodyIsLetInTwoSecondsAfterTheLastGoodLook) {
    ASSERT_TRUE(look_again());
    const auto person = session().value();
    const auto program = key().value();
    feed_.down = true;
    EXPECT_FALSE(look_again());
    wait(1'900ms);
    EXPECT_TRUE(person->grant.valid());
    wait(50ms);
    EXPECT_FALSE(person->grant.valid());
    EXPECT_FALSE(program->grant.valid());
    EXPECT_EQ(session().error().code, ErrorCode::unavailable);
    EXPECT_EQ(key().error().code, ErrorCode::unavailable);
    EXPECT_EQ(runner_.run(sessions_.current(person->session_hash)).error().code,
              ErrorCode::unavailable);
    EXPECT_EQ(runner_.run(sessions_.start(ann_)).error().code, ErrorCode::unavailable);
}

TEST_F(SharedStoreTest, ALookThatTookTooLongIsNotTrusted) {
    const auto identity = session().value();
    feed_.before_answering = [this] { wait(3s); };
    ASSERT_TRUE(look_again());
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_EQ(session().error().code, ErrorCode::unavailable);
}

TEST_F(SharedStoreTest, AGoodLookLetsThemInAgainWithWhatTheStoreSaysNow) {
    const auto before = session().value();
    feed_.down = true;
    wait(1h);
    // So long ago that the feed does not tell of it any more.
    users_.keys.clear();
    homes_.members.clear();
    feed_.down = false;
    ASSERT_TRUE(look_again());
    const auto after = session().value();
    EXPECT_FALSE(before->grant.valid());
    EXPECT_TRUE(after->grant.valid());
    EXPECT_EQ(after->scope.role_in(home_), std::nullopt);
    EXPECT_EQ(key().error().code, ErrorCode::unauthenticated);
}

TEST_F(SharedStoreTest, ASessionThatEndedMeanwhileStaysEnded) {
    const auto before = session().value();
    feed_.down = true;
    wait(1h);
    users_.sessions.clear();
    feed_.down = false;
    ASSERT_TRUE(look_again());
    EXPECT_EQ(runner_.run(sessions_.current(before->session_hash)).error().code,
              ErrorCode::unauthenticated);
    EXPECT_EQ(session().error().code, ErrorCode::unauthenticated);
}

TEST_F(SharedStoreTest, AClockThatGoesBackEndsTrustUntilTheNextLook) {
    const auto identity = session().value();
    wait(-1h);
    EXPECT_FALSE(identity->grant.valid());
    ASSERT_TRUE(look_again());
    EXPECT_TRUE(session());
}

TEST_F(RevocationWatchTest, AStoreOfItsOwnIsAlwaysTrusted) {
    const auto identity = session().value();
    feed_.down = true;
    clock_.advance(1h);
    watch_.judge();
    EXPECT_TRUE(identity->grant.valid());
}

}  // namespace
}  // namespace ohmstead
