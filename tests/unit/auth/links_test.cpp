#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auth/authenticator.hpp"
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

class LinksTest : public ::testing::Test {
protected:
    LinksTest() { be(HomeRole::admin); }

    void be(HomeRole role) { homes_.members[ann_] = {{.home = home_, .role = role}}; }
    AccessScope scope() {
        return scope_for_person({.user = ann_, .name = "Ann"}, homes_.members[ann_]);
    }
    Result<NewApiKey> make_link(LinkWish wish) {
        return runner_.run(keys_.create_link(scope(), std::move(wish)));
    }
    NewApiKey kiosk() {
        return make_link({.home = home_, .name = "Kitchen", .terms = {.tiles = {LinkTile::flow}}})
            .value();
    }
    Result<IdentityPtr> authenticate(const std::string& authorization, const std::string& cookie) {
        return runner_.run(authenticator_.authenticate(
            {.authorization = authorization, .cookie = cookie, .flavour = CookieFlavour::plain}));
    }
    Result<IdentityPtr> open(const std::string& token) {
        return authenticate("", "ohmstead=" + token);
    }
    std::string refused_at(LinkWish wish) {
        const auto made = make_link(std::move(wish));
        return made || made.error().fields.empty() ? "" : made.error().fields[0].pointer;
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

TEST_F(LinksTest, IsWhatABrowserHoldsAsItsCookieAndShowsItsTiles) {
    const auto made = kiosk();
    const auto identity = open(made.token).value();
    EXPECT_EQ(identity->means, Identity::Means::link);
    EXPECT_EQ(identity->link, made.key.id);
    EXPECT_EQ(identity->subject.name, "Kitchen") << "and nobody's name";
    EXPECT_TRUE(identity->subject.user.empty());
    EXPECT_TRUE(identity->comes_by_cookie());
    EXPECT_FALSE(identity->csrf_token.empty());
    EXPECT_TRUE(identity->scope.require(home_, Right::see_live));
    EXPECT_FALSE(identity->scope.require(home_, Right::see_home));
    EXPECT_THAT(identity->scope.link()->tiles, testing::ElementsAre(LinkTile::flow));
    EXPECT_EQ(runner_.run(keys_.current_link(made.key.id)).value(), identity);
}

TEST_F(LinksTest, IsNoBearerTokenAndNoOtherKeyIsACookie) {
    const auto made = kiosk();
    EXPECT_EQ(authenticate("Bearer " + made.token, "").error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(open(runner_.run(keys_.create(home_, "meter"))->token).error().code,
              ErrorCode::unauthenticated);
    auto wrong = made.token;
    wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
    EXPECT_EQ(open(wrong).error().code, ErrorCode::unauthenticated);
    EXPECT_TRUE(open(made.token));
}

TEST_F(LinksTest, IsMadeListedAndRevokedByAdminsOfItsHome) {
    const auto made = kiosk();
    const auto identity = open(made.token).value();
    auto links = runner_.run(keys_.list_links(scope(), home_)).value();
    ASSERT_EQ(links.size(), 1U);
    EXPECT_EQ(links[0].key.owner, ann_);
    EXPECT_EQ(links[0].key.last_used_at, clock_.now());
    EXPECT_THAT(links[0].terms.tiles, testing::ElementsAre(LinkTile::flow));
    EXPECT_TRUE(runner_.run(keys_.list_own(ann_)).value().empty()) << "it is the home's";
    EXPECT_EQ(runner_.run(keys_.revoke_own(scope(), made.key.id)).error().code,
              ErrorCode::not_found);
    const ApiKeyWish own{.name = "x", .kind = ApiKeyKind::link, .home = home_};
    EXPECT_EQ(runner_.run(keys_.create_own(scope(), own)).error().fields.at(0).pointer, "/kind");

    const auto other = HomeId::make();
    homes_.members[ann_].push_back({.home = other, .role = HomeRole::admin});
    EXPECT_EQ(runner_.run(keys_.revoke_link(scope(), other, made.key.id)).error().code,
              ErrorCode::not_found);
    ASSERT_TRUE(runner_.run(keys_.revoke_link(scope(), home_, made.key.id)));
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_FALSE(open(made.token));
    EXPECT_EQ(runner_.run(keys_.current_link(made.key.id)).error().code,
              ErrorCode::unauthenticated);

    be(HomeRole::manager);
    const LinkWish wish{.home = home_, .name = "x", .terms = {.tiles = {LinkTile::flow}}};
    EXPECT_EQ(make_link(wish).error().code, ErrorCode::forbidden);
    EXPECT_EQ(runner_.run(keys_.list_links(scope(), home_)).error().code, ErrorCode::forbidden);
}

TEST_F(LinksTest, HoldsAsLongAsWhoMadeItMayMakeLinks) {
    const auto made = kiosk();
    const auto identity = open(made.token).value();
    be(HomeRole::viewer);
    runner_.run(keys_.rights_changed(ann_));
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_FALSE(open(made.token));
    be(HomeRole::admin);
    EXPECT_TRUE(open(made.token));
}

TEST_F(LinksTest, EndsByItselfWithoutBeingAskedFor) {
    const auto made = make_link({.home = home_,
                                 .name = "Guest",
                                 .terms = {.kind = LinkKind::guest, .tiles = {LinkTile::today}},
                                 .expires_at = kNow + 1h})
                          .value();
    const auto identity = open(made.token).value();
    clock_.advance(1h - 1ms);
    keys_.end_expired();
    EXPECT_TRUE(identity->grant.valid());
    clock_.advance(1ms);
    keys_.end_expired();
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_FALSE(open(made.token));
    EXPECT_TRUE(runner_.run(keys_.list_links(scope(), home_)).value().empty());
}

TEST_F(LinksTest, AWishThatMakesNoSenseIsRefused) {
    const LinkTerms flow{.tiles = {LinkTile::flow}};
    EXPECT_EQ(refused_at({.home = home_, .name = "", .terms = flow}), "/name");
    EXPECT_EQ(refused_at({.home = home_, .name = "x", .terms = {}}), "/tiles");
    EXPECT_EQ(
        refused_at(
            {.home = home_, .name = "x", .terms = {.tiles = {LinkTile::flow}, .may_switch = true}}),
        "/may_switch");
    EXPECT_EQ(refused_at({.home = home_, .name = "x", .terms = flow, .expires_at = kNow}),
              "/expires_at");
    EXPECT_EQ(refused_at({.home = home_,
                          .name = "x",
                          .terms = {.kind = LinkKind::guest, .tiles = {LinkTile::flow}}}),
              "/expires_at");
    std::vector<ChannelId> many(101);
    std::ranges::generate(many, [] { return ChannelId::make(); });
    EXPECT_EQ(refused_at({.home = home_, .name = "x", .terms = {.devices = many}}), "/devices");
    EXPECT_EQ(make_link({.home = HomeId::make(), .name = "x", .terms = flow}).error().code,
              ErrorCode::not_found);
}

TEST_F(LinksTest, WhatIsTickedTwiceIsKeptOnceInOneOrder) {
    const auto lamp = ChannelId::make();
    const auto made =
        make_link({.home = home_,
                   .name = "x",
                   .terms = {.tiles = {LinkTile::today, LinkTile::flow, LinkTile::today},
                             .devices = {lamp, lamp}}})
            .value();
    const auto identity = open(made.token).value();
    EXPECT_THAT(identity->scope.link()->tiles,
                testing::ElementsAre(LinkTile::flow, LinkTile::today));
    EXPECT_THAT(identity->scope.link()->devices, testing::ElementsAre(lamp));
}

TEST_F(LinksTest, AHomeHasAtMost50) {
    for (int i = 0; i < 50; ++i) {
        (void)kiosk();
    }
    const LinkWish wish{.home = home_, .name = "x", .terms = {.tiles = {LinkTile::flow}}};
    EXPECT_EQ(make_link(wish).error().code, ErrorCode::conflict);
}

TEST_F(LinksTest, WhileNobodyCanTellWhatWasRevokedNothingIsShown) {
    const auto made = kiosk();
    const auto identity = open(made.token).value();
    keys_.distrust();
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_EQ(runner_.run(keys_.current_link(made.key.id)).error().code, ErrorCode::unavailable);
    keys_.trust();
    const auto again = runner_.run(keys_.current_link(made.key.id)).value();
    EXPECT_TRUE(again->grant.valid());
    EXPECT_EQ(again->csrf_token, identity->csrf_token) << "the page goes on with it";
}

}  // namespace
}  // namespace ohmstead
