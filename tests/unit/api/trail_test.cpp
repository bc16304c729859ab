#include <gmock/gmock.h>

#include "unit/api/consent_fixture.hpp"

namespace ohmstead::test {
namespace {

using http::Method;
using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What the audit trail says after people did what it has to tell of.
class TrailTest : public ConsentTest {
protected:
    std::vector<std::string> actions() {
        std::vector<std::string> newest;
        const auto trail = json_of(get(under(home, "/audit"), admin_now()));
        for (const auto& item : trail.at("items").as_array()) {
            const auto& entry = item.as_object();
            newest.push_back(text_of(entry, "by_name") + " " + text_of(entry, "action") + " " +
                             text_of(entry, "subject_name"));
        }
        return {newest.rbegin(), newest.rend()};
    }
    Result<http::Response> by_ada(Method method, const std::string& path, std::string body = "{}") {
        return call(method, path, admin_now(), {}, std::move(body));
    }
};

TEST_F(TrailTest, HasLinksThatAreMadeAndRevoked) {
    const auto made = by_ada(Method::post, under(home, "/links"),
                             R"({"name":"Kitchen","kind":"kiosk","tiles":["flow"]})");
    ASSERT_TRUE(made);
    const auto id = text_of(json_of(made).at("link").as_object(), "id");
    EXPECT_FALSE(by_ada(Method::post, under(home, "/links"),
                        R"({"name":"Hall","kind":"kiosk","tiles":[]})"));
    ASSERT_TRUE(by_ada(Method::delete_, under(home, "/links/" + id)));
    EXPECT_THAT(actions(), ElementsAre("Ada make_link Kitchen", "Ada revoke_link Kitchen"));
    EXPECT_EQ(audit.entries.at(0).subject, id);
}

TEST_F(TrailTest, HasTheKeysOfTheHomeAndNoOthers) {
    ASSERT_TRUE(by_ada(Method::post, "/api/v1/api-keys", R"({"name":"everywhere","kind":"read"})"));
    const auto made = by_ada(Method::post, "/api/v1/api-keys",
                             R"({"name":"meter","kind":"ingest","home":")" + home.value + "\"}");
    ASSERT_TRUE(made);
    const auto id = text_of(json_of(made).at("key").as_object(), "id");
    ASSERT_TRUE(by_ada(Method::delete_, "/api/v1/api-keys/" + id));
    EXPECT_THAT(actions(), ElementsAre("Ada make_key meter", "Ada revoke_key meter"));
}

TEST_F(TrailTest, WhoHasLeftTheHomeRevokesTheirKeyAndSaysNothingThere) {
    const auto made = by_ada(Method::post, "/api/v1/api-keys",
                             R"({"name":"chart","kind":"read","home":")" + home.value + "\"}");
    ASSERT_TRUE(made);
    homes.members[ada].clear();
    sessions.rights_removed(ada);
    audit.entries.clear();
    const auto id = text_of(json_of(made).at("key").as_object(), "id");
    EXPECT_TRUE(by_ada(Method::delete_, "/api/v1/api-keys/" + id));
    EXPECT_THAT(audit.entries, IsEmpty());
}

TEST_F(TrailTest, HasWhatBecameOfConsents) {
    const auto rejected = text_of(json_of(take_up(ask(request_body()))), "id");
    ASSERT_TRUE(answer(rejected, "reject"));
    ASSERT_TRUE(answer(consent(request_body()), "withdraw"));
    const auto ended = consent(request_body());
    ASSERT_TRUE(call(Method::post, "/api/v1/providers/customers/" + ended + "/end", provider_now(),
                     {}, R"({"state":"terminated"})"));
    EXPECT_THAT(actions(),
                ElementsAre("Ada take_up_consent Grid & Sons", "Ada reject_consent Grid & Sons",
                            "Ada take_up_consent Grid & Sons", "Ada accept_consent Grid & Sons",
                            "Ada withdraw_consent Grid & Sons", "Ada take_up_consent Grid & Sons",
                            "Ada accept_consent Grid & Sons", "Clerk end_consent Grid & Sons"));
}

TEST_F(TrailTest, HasWhatVisitorsAndAdminsChangeInTheSettings) {
    const auto visitor = operator_with({{home, Standing::visitor}});
    ASSERT_TRUE(call(Method::patch, under(home, ""), visitor, {}, R"({"name":"Hut"})"));
    ASSERT_TRUE(call(Method::put, under(home, "/channels"), visitor, {}, R"({"items":[]})"));
    runtime.engines = true;
    ASSERT_TRUE(by_ada(Method::put, under(home, "/connection"),
                       R"({"url":"https://ha.local","token":"secret"})"));
    ASSERT_TRUE(by_ada(Method::delete_, under(home, "/connection")));
    EXPECT_THAT(actions(),
                ElementsAre("Operator edit_home Hut", "Operator edit_channels ",
                            "Ada set_connection https://ha.local", "Ada remove_connection "));
}

TEST_F(TrailTest, HasWhoseCustomerTheHomeWasSaidToBe) {
    const auto place = [&](const char* area) {
        return by_ada(Method::put, under(home, "/supply"),
                      R"({"provider":")" + company.id.value + R"(","area":")" + area +
                          R"(","tariff":"Day"})");
    };
    EXPECT_FALSE(place(""));
    ASSERT_TRUE(place("North"));
    ASSERT_TRUE(place("North"));
    ASSERT_TRUE(place("South"));
    ASSERT_TRUE(by_ada(Method::delete_, under(home, "/supply")));
    ASSERT_TRUE(by_ada(Method::delete_, under(home, "/supply")));
    EXPECT_THAT(actions(), ElementsAre("Ada set_supply Grid & Sons, North, Day",
                                       "Ada set_supply Grid & Sons, South, Day",
                                       "Ada remove_supply Grid & Sons"));
    EXPECT_EQ(audit.entries.at(0).subject, company.id.value);
    EXPECT_EQ(audit.entries.at(2).subject, company.id.value);
}

TEST_F(TrailTest, WhoseCustomerTheHomeIsStaysWhereItCannotBeWrittenDown) {
    const auto body = R"({"provider":")" + company.id.value + R"(","area":"North","tariff":"Day"})";
    audit.available = false;
    EXPECT_FALSE(by_ada(Method::put, under(home, "/supply"), body));
    EXPECT_THAT(supplies.kept, IsEmpty());
    audit.available = true;
    ASSERT_TRUE(by_ada(Method::put, under(home, "/supply"), body));
    audit.available = false;
    EXPECT_FALSE(by_ada(Method::delete_, under(home, "/supply")));
    EXPECT_FALSE(supplies.kept.empty());
}

TEST_F(TrailTest, HasVisitsFromTheirBeginningToTheirEnd) {
    const auto operator_ = operator_with({});
    const auto begun = call(Method::post, under(home, "/visits"), operator_, {},
                            R"({"reason":"The meter stands still"})");
    ASSERT_TRUE(begun);
    ASSERT_TRUE(by_ada(Method::delete_, under(home, "/visits/" + text_of(json_of(begun), "id"))));
    ASSERT_EQ(visits.entries.size(), 2U);
    EXPECT_EQ(visits.entries[0].action, AuditAction::begin_visit);
    EXPECT_EQ(visits.entries[0].subject_name, "The meter stands still");
    EXPECT_EQ(visits.entries[1].action, AuditAction::end_visit);
    EXPECT_EQ(visits.entries[1].by_name, "Ada");
}

TEST_F(TrailTest, WhatCannotBeWrittenDownIsNotDone) {
    const auto permission = text_of(json_of(take_up(ask(request_body()))), "id");
    audit.available = false;
    EXPECT_FALSE(by_ada(Method::post, under(home, "/links"),
                        R"({"name":"Kitchen","kind":"kiosk","tiles":["flow"]})"));
    EXPECT_FALSE(answer(permission, "accept"));
    EXPECT_FALSE(by_ada(Method::patch, under(home, ""), R"({"name":"Hut"})"));
    audit.available = true;
    EXPECT_THAT(json_of(get(under(home, "/links"), admin_now())).at("items").as_array(), IsEmpty());
    EXPECT_EQ(permissions.permissions.at(0).state(), PermissionState::requested);
    EXPECT_EQ(homes.homes.at(home).name, "House");
}

}  // namespace
}  // namespace ohmstead::test
