#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include "unit/api/api_fixture.hpp"

namespace ohmstead::test {
namespace {

using http::Method;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class PeopleTest : public ApiTest {
protected:
    PeopleTest() {
        homes.members[ann] = {{home, HomeRole::admin}};
        homes.members[bob] = {{home, HomeRole::viewer}};
    }

    http::IdentityPtr as(const UserId& user, HomeRole role) const {
        return session_of({.user = user, .name = "Somebody"}, {{home, standing_of(role)}});
    }
    static boost::json::value json(const Result<http::Response>& answered) {
        EXPECT_TRUE(answered) << answered.error().detail;
        return answered ? boost::json::parse(answered->body) : boost::json::value();
    }
    static ErrorCode code(const Result<http::Response>& answered) {
        EXPECT_FALSE(answered);
        return answered ? ErrorCode::internal : answered.error().code;
    }
    std::string member_path(const UserId& user) const {
        return under(home, "/members/" + user.value);
    }

    UserId ann = users.add("Ann", "ann@example.org", "secret-hash");
    UserId bob = users.add("Bob", "bob@example.org", "secret-hash");
};

TEST_F(PeopleTest, RB_13_AnAddressIsShownToAdminsAlone) {
    const auto to_admin = json(get(under(home, "/members"), as(ann, HomeRole::admin)));
    EXPECT_EQ(to_admin.at("items").as_array().size(), 2U);
    EXPECT_EQ(to_admin.at_pointer("/items/0/name"), "Ann") << "admins first";
    EXPECT_EQ(to_admin.at_pointer("/items/1/email"), "bob@example.org");
    for (const auto role : {HomeRole::viewer, HomeRole::manager}) {
        const auto answered = get(under(home, "/members"), as(bob, role));
        ASSERT_TRUE(answered);
        EXPECT_THAT(answered->body, Not(HasSubstr("example.org")));
        EXPECT_THAT(answered->body, Not(HasSubstr("secret-hash")));
        EXPECT_THAT(answered->body, HasSubstr("Ann"));
    }
}

TEST_F(PeopleTest, AChangedRoleHoldsAtOnceAndIsInTheTrail) {
    const auto started = runner.run(sessions.start(bob)).value();
    const auto changed = json(call(Method::patch, member_path(bob), as(ann, HomeRole::admin), {},
                                   R"({"role":"manager"})"));
    EXPECT_EQ(changed.at("role"), "manager");
    EXPECT_FALSE(started.identity->grant.valid());
    EXPECT_EQ(runner.run(sessions.find(started.secret)).value()->scope.role_in(home),
              HomeRole::manager);
    ASSERT_THAT(homes.entries, SizeIs(1));
    EXPECT_EQ(homes.entries[0].action, AuditAction::change_role);
    EXPECT_EQ(homes.entries[0].subject_name, "Bob: manager");
}

TEST_F(PeopleTest, RB_22_ARemovedMemberHasNothingAnyMore) {
    const auto started = runner.run(sessions.start(bob)).value();
    ASSERT_TRUE(call(Method::delete_, member_path(bob), as(ann, HomeRole::admin)));
    EXPECT_FALSE(started.identity->grant.valid());
    const auto now = runner.run(sessions.find(started.secret)).value();
    EXPECT_EQ(code(get(under(home, ""), now)), ErrorCode::not_found);
    EXPECT_EQ(code(get(under(home, "/members"), now)), ErrorCode::not_found);
}

TEST_F(PeopleTest, RB_15_AManagerChangesNobody) {
    const auto manager = as(bob, HomeRole::manager);
    for (const auto& user : {ann, bob}) {
        EXPECT_EQ(code(call(Method::patch, member_path(user), manager, {}, R"({"role":"admin"})")),
                  ErrorCode::forbidden);
        EXPECT_EQ(code(call(Method::delete_, member_path(user), manager)), ErrorCode::forbidden);
    }
    EXPECT_THAT(homes.entries, IsEmpty());
    EXPECT_EQ(homes.members[bob][0].role, HomeRole::viewer);
}

TEST_F(PeopleTest, EverybodyMayLeave) {
    ASSERT_TRUE(call(Method::post, under(home, "/leave"), as(bob, HomeRole::viewer)));
    EXPECT_THAT(homes.members[bob], IsEmpty());
    ASSERT_THAT(homes.entries, SizeIs(1));
    EXPECT_EQ(homes.entries[0].action, AuditAction::leave);
    EXPECT_EQ(homes.entries[0].subject_name, "Bob");
}

TEST_F(PeopleTest, RB_14_NothingButTheRoleIsTaken) {
    const auto admin = as(ann, HomeRole::admin);
    for (const auto* body :
         {R"({"role":"admin","home":"x"})", R"({"role":"admin","is_admin":true})",
          R"({"role":"owner"})", R"({})"}) {
        EXPECT_EQ(code(call(Method::patch, member_path(bob), admin, {}, body)), ErrorCode::invalid)
            << body;
    }
    EXPECT_EQ(homes.members[bob][0].role, HomeRole::viewer);
}

class VisitTest : public PeopleTest {
protected:
    VisitTest() { users.users.back().server_role = ServerRole::operator_; }

    http::IdentityPtr bob_now() { return runner.run(sessions.find(started.secret)).value(); }

    StartedSession started = [this] {
        homes.members[bob] = {};
        users.users.back().server_role = ServerRole::operator_;
        return runner.run(sessions.start(bob)).value();
    }();
};

TEST_F(VisitTest, AnOperatorEntersWithAReasonThatEverybodyReads) {
    EXPECT_EQ(code(get(under(home, ""), bob_now())), ErrorCode::not_found);
    const auto begun = json(call(Method::post, under(home, "/visits"), bob_now(), {},
                                 R"({"reason":"A meter stands still"})"));
    EXPECT_EQ(begun.at("ends_at"), "2025-11-25T13:00:00Z");
    EXPECT_TRUE(get(under(home, ""), bob_now()));
    EXPECT_EQ(code(get(under(home, "/members"), bob_now())), ErrorCode::forbidden);
    EXPECT_EQ(code(call(Method::delete_, under(home, ""), bob_now())), ErrorCode::forbidden);
    EXPECT_EQ(code(call(Method::post, under(home, "/leave"), bob_now())), ErrorCode::forbidden);

    const auto seen = json(get(under(home, "/visits"), person(HomeRole::viewer, home)));
    EXPECT_EQ(seen.at_pointer("/items/0/reason"), "A meter stands still");
    EXPECT_EQ(seen.at_pointer("/items/0/lasts"), true);
    const auto me = json(get("/api/v1/me", bob_now()));
    EXPECT_EQ(me.at_pointer("/homes/0/visit/ends_at"), "2025-11-25T13:00:00Z");
    ASSERT_THAT(visits.entries, SizeIs(1));
    EXPECT_EQ(visits.entries[0].subject_name, "A meter stands still");
}

TEST_F(VisitTest, AVisitIsOverAfterAnHour) {
    ASSERT_TRUE(call(Method::post, under(home, "/visits"), bob_now(), {}, R"({"reason":"Why"})"));
    clock.advance(std::chrono::minutes{59});
    EXPECT_TRUE(get(under(home, ""), bob_now()));
    clock.advance(std::chrono::minutes{1});
    EXPECT_EQ(code(get(under(home, ""), bob_now())), ErrorCode::not_found);
}

TEST_F(VisitTest, AnAdminEndsItAtOnce) {
    const auto begun =
        json(call(Method::post, under(home, "/visits"), bob_now(), {}, R"({"reason":"Why"})"));
    const auto inside = bob_now();
    const std::string path = under(home, "/visits/") + std::string(begun.at("id").as_string());
    EXPECT_EQ(code(call(Method::delete_, path, person(HomeRole::manager, home))),
              ErrorCode::forbidden);
    ASSERT_TRUE(call(Method::delete_, path, as(ann, HomeRole::admin)));
    EXPECT_FALSE(inside->grant.valid());
    EXPECT_EQ(code(get(under(home, ""), bob_now())), ErrorCode::not_found);
}

TEST_F(VisitTest, AVisitNeedsAReasonAndNobodyVisitsTheirOwnHome) {
    EXPECT_EQ(code(call(Method::post, under(home, "/visits"), bob_now(), {}, R"({"reason":""})")),
              ErrorCode::invalid);
    EXPECT_EQ(code(call(Method::post, under(home, "/visits"), bob_now(), {}, "{}")),
              ErrorCode::invalid);
    homes.members[bob] = {{home, HomeRole::viewer}};
    sessions.rights_added(bob);
    EXPECT_EQ(
        code(call(Method::post, under(home, "/visits"), bob_now(), {}, R"({"reason":"Why"})")),
        ErrorCode::conflict);
}

class InvitationTest : public PeopleTest {
protected:
    Result<http::Response> invite(const http::IdentityPtr& by, const std::string& role) {
        return call(Method::post, under(home, "/invitations"), by, {},
                    R"({"role":")" + role + R"(","name":"Carla"})");
    }
    std::string link(const std::string& role = "manager") {
        const auto made = json(invite(as(ann, HomeRole::admin), role));
        return std::string(made.at("token").as_string());
    }
    std::string hand_over(bool with_past) {
        const auto made = json(call(
            Method::post, under(home, "/handover"), as(ann, HomeRole::admin), {},
            std::string(R"({"name":"Carla","with_past":)") + (with_past ? "true}" : "false}")));
        return std::string(made.at("token").as_string());
    }
    Result<http::Response> look(const std::string& token) {
        return call(Method::post, "/api/v1/auth/invitation", nullptr, {},
                    R"({"token":")" + token + "\"}");
    }
    Result<http::Response> accept(const std::string& token, const UserId& user) {
        return call(Method::post, "/api/v1/auth/invitation/accept",
                    session_of({.user = user, .name = "Carla"}, {}), {},
                    R"({"token":")" + token + "\"}");
    }

    static HomeId home_in(const Result<http::Response>& answered) {
        return HomeId{std::string(json(answered).at("home").as_string())};
    }

    UserId carla = users.add("Carla", "carla@example.org");
};

TEST_F(InvitationTest, ALinkOffersItsHomeAndLetsOnePersonIn) {
    const auto token = link();
    const auto offer = json(look(token));
    EXPECT_EQ(offer.at("role"), "manager");
    EXPECT_EQ(offer.at("home_name"), "House");
    EXPECT_EQ(offer.at("hand_over"), "no");
    EXPECT_EQ(home_in(accept(token, carla)), home);
    EXPECT_THAT(homes.members[carla], ElementsAre(Membership{home, HomeRole::manager}));
    EXPECT_EQ(code(look(token)), ErrorCode::not_found);
    EXPECT_EQ(code(accept(token, UserId::make())), ErrorCode::not_found);
}

TEST_F(InvitationTest, RB_13_TheLinkIsShownOnceAndNothingOfItIsListed) {
    const auto token = link();
    const auto listed = get(under(home, "/invitations"), as(ann, HomeRole::admin));
    EXPECT_THAT(listed->body, HasSubstr("Carla"));
    EXPECT_THAT(listed->body, Not(HasSubstr(token)));
    EXPECT_THAT(listed->body, Not(HasSubstr(invitations.open[home][0].secret_hash)));
}

TEST_F(InvitationTest, RB_15_AManagerInvitesNobody) {
    EXPECT_EQ(code(invite(as(bob, HomeRole::manager), "admin")), ErrorCode::forbidden);
    EXPECT_EQ(code(invite(as(bob, HomeRole::manager), "viewer")), ErrorCode::forbidden);
    EXPECT_THAT(invitations.open[home], IsEmpty());
}

TEST_F(InvitationTest, RB_21_ALinkIsDeadAfterAWeekOrWhenItsMakerMayInviteNobodyAnyMore) {
    const auto token = link();
    clock.advance(std::chrono::days{7});
    EXPECT_EQ(code(look(token)), ErrorCode::not_found);

    const auto another = link();
    homes.members[ann][0].role = HomeRole::manager;
    EXPECT_EQ(code(look(another)), ErrorCode::not_found);
    EXPECT_EQ(code(accept(another, carla)), ErrorCode::not_found);
    homes.members[ann][0].role = HomeRole::admin;
    EXPECT_TRUE(look(another));
    users.users[0].disabled = true;
    EXPECT_EQ(code(accept(another, carla)), ErrorCode::not_found);
    EXPECT_THAT(homes.members[carla], IsEmpty());
}

TEST_F(InvitationTest, AHomeHandedOverWithItsPastIsTheNewPersonsAlone) {
    const auto before = runner.run(sessions.start(bob)).value();
    EXPECT_EQ(home_in(accept(hand_over(/*with_past=*/true), carla)), home);
    EXPECT_THAT(homes.members[ann], IsEmpty());
    EXPECT_THAT(homes.members[bob], IsEmpty());
    EXPECT_FALSE(before.identity->grant.valid());
    EXPECT_THAT(homes.members[carla], ElementsAre(Membership{home, HomeRole::admin}));
}

TEST_F(InvitationTest, AHomeHandedOverWithoutItsPastIsANewOneWithItsChannels) {
    auto meter = sample_channel(ChannelRole::grid_import, Measure::power);
    auto oven = sample_channel(ChannelRole::device, Measure::power);
    oven.included_in = meter.id;
    homes.channels_of[home] = {meter, oven};
    const auto token = hand_over(/*with_past=*/false);
    const HomeId fresh = home_in(accept(token, carla));
    EXPECT_NE(fresh, home);
    EXPECT_FALSE(homes.homes.contains(home)) << "the old one is erased";
    EXPECT_EQ(homes.homes[fresh].time_zone, "Europe/Amsterdam");
    ASSERT_THAT(homes.channels_of[fresh], SizeIs(2));
    EXPECT_NE(homes.channels_of[fresh][0].id, meter.id);
    EXPECT_THAT(homes.channels_of[fresh][0].bindings, IsEmpty());
    EXPECT_EQ(homes.channels_of[fresh][1].included_in, homes.channels_of[fresh][0].id);
    EXPECT_EQ(code(accept(token, UserId::make())), ErrorCode::not_found);
}

class UserTest : public PeopleTest {};

TEST_F(UserTest, OperatorsSeeUsersWithoutTheirSecrets) {
    const auto answered = get("/api/v1/users", operator_with({}));
    const auto listed = json(answered);
    EXPECT_EQ(listed.at("items").as_array().size(), 2U);
    EXPECT_EQ(listed.at_pointer("/items/0/name"), "Ann");
    EXPECT_THAT(answered->body, Not(HasSubstr("secret-hash")));
    EXPECT_THAT(answered->body, Not(HasSubstr(home.value))) << "and no home of theirs";
    EXPECT_EQ(code(get("/api/v1/users", as(ann, HomeRole::admin))), ErrorCode::forbidden);
}

TEST_F(UserTest, ADisabledUserIsOutAtOnceAndCanBeLetInAgain) {
    const auto started = runner.run(sessions.start(bob)).value();
    const std::string path = "/api/v1/users/" + bob.value;
    const auto operator_ = operator_with({});
    ASSERT_TRUE(call(Method::patch, path, operator_, {}, R"({"disabled":true})"));
    EXPECT_FALSE(started.identity->grant.valid());
    EXPECT_EQ(runner.run(sessions.find(started.secret)).error().code, ErrorCode::unauthenticated);
    ASSERT_TRUE(call(Method::patch, path, operator_, {}, R"({"disabled":false})"));
    EXPECT_TRUE(runner.run(sessions.start(bob)));
    EXPECT_EQ(
        code(call(Method::patch, "/api/v1/users/" + UserId::make().value, operator_, {}, "{}")),
        ErrorCode::not_found);
}

}  // namespace
}  // namespace ohmstead::test
