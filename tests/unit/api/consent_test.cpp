#include <gmock/gmock.h>

#include "unit/api/consent_fixture.hpp"

namespace ohmstead::test {
namespace {

using http::Method;
using std::chrono::hours;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(ConsentTest, ARequestTellsItsProviderNothingUntilAHomeTakesItUp) {
    const auto code = ask(request_body());
    auto customers = get("/api/v1/providers/customers", provider_now());
    EXPECT_THAT(json_of(customers).at("items").as_array(), IsEmpty());
    EXPECT_THAT(get("/api/v1/providers/requests", provider_now())->body, Not(HasSubstr(code)));

    const auto wrong = take_up("not the code");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().code, ErrorCode::invalid);
    const auto taken = take_up(code);
    ASSERT_TRUE(taken);
    EXPECT_EQ(text_of(json_of(taken), "state"), "requested");
    EXPECT_THAT(taken->body, HasSubstr("Grid & Sons"));

    customers = get("/api/v1/providers/customers", provider_now());
    EXPECT_THAT(json_of(customers).at("items").as_array(), SizeIs(1));
    EXPECT_THAT(customers->body, Not(HasSubstr(home.value)));
    EXPECT_THAT(customers->body, Not(HasSubstr("Ada")));
    EXPECT_EQ(energy().error().code, ErrorCode::not_found);
}

TEST_F(ConsentTest, AnAdminGivesAPartAndTheProviderSeesThatPart) {
    measure();
    const auto permission = text_of(json_of(take_up(ask(request_body()))), "id");
    const auto wider = answer(permission, "accept", R"({"fields":["gas"],"detail":"live"})");
    ASSERT_FALSE(wider);
    EXPECT_EQ(wider.error().code, ErrorCode::invalid);
    EXPECT_THAT(wider.error().fields, SizeIs(2));
    EXPECT_EQ(energy().error().code, ErrorCode::not_found);

    const auto accepted = answer(permission, "accept", R"({"fields":["grid"]})");
    ASSERT_TRUE(accepted);
    EXPECT_EQ(text_of(json_of(accepted), "state"), "accepted");
    const auto figures = energy();
    ASSERT_TRUE(figures);
    EXPECT_THAT(figures->body, HasSubstr("grid_import"));
    EXPECT_THAT(figures->body, Not(HasSubstr("solar")));
    const auto channels = get(under(home, "/channels"), provider_now());
    EXPECT_THAT(channels->body, HasSubstr("Meter"));
    EXPECT_THAT(channels->body, Not(HasSubstr("Roof")));
    const auto customers = get("/api/v1/providers/customers", provider_now());
    EXPECT_THAT(customers->body, HasSubstr(home.value));
}

// CON-06: what solar went into (the home's use, the flows, the shares) is absent without it.
TEST_F(ConsentTest, CON_06_FiguresOfTheWholeBalanceNeedConsentToAllOfIt) {
    measure();
    const auto part = consent(request_body(R"(["grid","battery","devices"])"));
    auto figures = energy();
    ASSERT_TRUE(figures);
    const auto view = json_of(figures);
    EXPECT_THAT(figures->body, Not(HasSubstr("grid_to_home")));
    EXPECT_THAT(figures->body, Not(HasSubstr("self_sufficiency")));
    EXPECT_TRUE(answer(part, "withdraw"));
    consent(request_body(R"(["grid","battery","solar"])"));
    figures = energy();
    ASSERT_TRUE(figures);
    EXPECT_THAT(figures->body, HasSubstr("grid_to_home"));
    EXPECT_THAT(figures->body, HasSubstr("self_sufficiency"));
}

TEST_F(ConsentTest, NothingFinerThanWasConsentedTo) {
    measure();
    consent(request_body(R"(["grid"])", "day"));
    EXPECT_EQ(energy("hour").error().code, ErrorCode::forbidden);
    EXPECT_EQ(energy("slot").error().code, ErrorCode::forbidden);
    EXPECT_TRUE(energy("day"));
    EXPECT_EQ(get(under(home, "/live"), provider_now()).error().code, ErrorCode::forbidden);
}

// CON-02: the first request after the answer to the withdrawal is refused.
TEST_F(ConsentTest, CON_02_WithdrawnConsentIsRefusedAtOnce) {
    measure();
    const auto permission = consent(request_body());
    const auto before = provider_now();
    EXPECT_TRUE(energy());
    EXPECT_TRUE(before->grant.valid());
    const auto withdrawn = answer(permission, "withdraw");
    ASSERT_TRUE(withdrawn);
    EXPECT_EQ(text_of(json_of(withdrawn), "state"), "revoked");
    EXPECT_FALSE(before->grant.valid());
    EXPECT_EQ(energy().error().code, ErrorCode::not_found);
    EXPECT_EQ(get(under(home, ""), provider_now()).error().code, ErrorCode::not_found);
    EXPECT_EQ(answer(permission, "withdraw").error().code, ErrorCode::conflict);
    EXPECT_EQ(answer(permission, "accept").error().code, ErrorCode::conflict);
}

// CON-04: a withdrawal is confirmed once it is stored, with the note by which every other process
// learns of it; one that cannot read the notes trusts nobody (RevocationWatch).
TEST_F(ConsentTest, CON_04_WhatCannotBeStoredIsNotConfirmed) {
    measure();
    const auto permission = consent(request_body());
    permissions.available = false;
    const auto refused = answer(permission, "withdraw");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
    permissions.available = true;
    EXPECT_TRUE(answer(permission, "withdraw"));
    EXPECT_EQ(energy().error().code, ErrorCode::not_found);
}

TEST_F(ConsentTest, CON_07_GivenAgainOnlyWhatTheNewConsentCovers) {
    measure();
    const auto first = consent(request_body());
    EXPECT_TRUE(answer(first, "withdraw"));
    const auto second = text_of(json_of(take_up(ask(request_body()))), "id");
    EXPECT_NE(first, second);
    EXPECT_TRUE(
        answer(second, "accept", R"({"history_from":"2025-11-25T11:00:00Z","fields":["grid"]})"));
    const auto figures = energy();
    ASSERT_TRUE(figures);
    const auto view = provider_now()->scope.view(home, Right::see_energy, clock.now());
    EXPECT_EQ(view.value().window.from, clock.now() - hours{1});
    EXPECT_THAT(figures->body, Not(HasSubstr("solar")));
}

TEST_F(ConsentTest, TimeEndsIt) {
    measure();
    consent(request_body());
    EXPECT_TRUE(energy());
    clock.advance(hours{120});
    EXPECT_EQ(energy().error().code, ErrorCode::not_found);
    const auto list = get(under(home, "/permissions"), admin_now());
    EXPECT_THAT(list->body, HasSubstr(R"("state":"expired")"));
}

TEST_F(ConsentTest, TheProviderGivesItUp) {
    const auto permission = consent(request_body());
    const auto ended = call(Method::post, "/api/v1/providers/customers/" + permission + "/end",
                            provider_now(), {}, R"({"state":"fulfilled"})");
    ASSERT_TRUE(ended);
    EXPECT_EQ(text_of(json_of(ended), "state"), "fulfilled");
    EXPECT_EQ(energy().error().code, ErrorCode::not_found);
}

// CON-08: who granted, looked and withdrew, for the home's people to read.
TEST_F(ConsentTest, CON_08_TheHomeSeesWhoAskedWhoAcceptedAndWhoLooked) {
    measure();
    const auto permission = consent(request_body());
    EXPECT_TRUE(energy());
    EXPECT_TRUE(answer(permission, "withdraw"));
    const auto list = json_of(get(under(home, "/permissions"), admin_now()));
    const auto& history = list.at("items").as_array().at(0).as_object().at("history").as_array();
    ASSERT_EQ(history.size(), 3U);
    for (const auto& each : history) {
        EXPECT_EQ(text_of(each.as_object(), "by_name"), "Ada");
    }
    const auto log = get(under(home, "/access-log"), admin_now());
    EXPECT_THAT(log->body, HasSubstr(R"("by_name":"Clerk")"));
    EXPECT_THAT(log->body, HasSubstr(R"("organisation":"Grid & Sons")"));
    EXPECT_THAT(log->body, HasSubstr(R"("kind":"energy")"));
}

TEST_F(ConsentTest, AnExportIsOfWhatWasConsentedTo) {
    measure();
    const auto permission = consent(request_body(R"(["grid"])"));
    const auto begun =
        call(Method::post, under(home, "/export"), provider_now(), {},
             R"({"format":"csv","from":"2025-11-25","to":"2025-11-26","period":"slot"})");
    ASSERT_TRUE(begun);
    const auto job = text_of(json_of(begun), "id");
    const auto file = get("/api/v1/jobs/" + job + "/file", provider_now());
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->shared_body);
    EXPECT_THAT(*file->shared_body, HasSubstr("Meter"));
    EXPECT_THAT(*file->shared_body, Not(HasSubstr("Roof")));
    // CON-03: what was made under it is not handed out any more.
    EXPECT_TRUE(answer(permission, "withdraw"));
    EXPECT_EQ(get("/api/v1/jobs/" + job + "/file", provider_now()).error().code,
              ErrorCode::not_found);
    // CON-07: nor under another consent, which may be of less.
    consent(request_body(R"(["solar"])"));
    EXPECT_EQ(get("/api/v1/jobs/" + job + "/file", provider_now()).error().code,
              ErrorCode::not_found);
}

TEST_F(ConsentTest, ALoadProfileSaysHowManyHomesContribute) {
    measure();
    consent(request_body());
    const auto profile = get("/api/v1/providers/load-profile", provider_now(),
                             {{"from", "2025-11-25T10:00:00Z"}, {"to", "2025-11-25T12:30:00Z"}});
    ASSERT_TRUE(profile);
    const auto json = json_of(profile);
    EXPECT_EQ(json.at("homes").as_int64(), 1);
    EXPECT_EQ(json.at("t").as_array().size(), 10U);
    const auto& column = json.at("columns").as_array().at(0).as_object();
    EXPECT_EQ(text_of(column, "name"), "grid_import");
    EXPECT_EQ(column.at("homes").as_array().at(0).as_int64(), 1);
    EXPECT_EQ(column.at("homes").as_array().at(9).as_int64(), 0);
    EXPECT_DOUBLE_EQ(column.at("mean_kwh").as_array().at(0).to_number<double>(), 0.25);
    EXPECT_EQ(access.looks.back().entry.kind, AccessKind::load_profile);
    const auto foreign = get("/api/v1/providers/load-profile", provider_now(),
                             {{"from", "2025-11-25T10:00:00Z"},
                              {"to", "2025-11-25T12:00:00Z"},
                              {"homes", other_home.value}});
    EXPECT_EQ(foreign.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace ohmstead::test
