#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "app/user_command.hpp"
#include "auth/totp.hpp"
#include "integration/running_server.hpp"
#include "support/base32.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead {
namespace {

using test::Browser;
using test::config_of;
using test::registration;
using test::RunningServer;

TEST(WholeServer, GoesFromTheSetUpLinkToAHomeWithReadings) {
    const test::TemporaryFolder folder;
    const RunningServer server(folder.path());
    Browser browser(server.port());
    const auto owner = browser.post("/api/v1/auth/setup", registration(server.setup_token()));
    ASSERT_EQ(owner.status, 201) << owner.body;
    browser.take_session(owner);

    const auto created = browser.post(
        "/api/v1/homes", R"({"name":"<b>Home</b>","time_zone":"Europe/Berlin","currency":"EUR"})");
    ASSERT_EQ(created.status, 201) << created.body;
    const auto home = boost::json::parse(created.body);
    EXPECT_EQ(home.at("name").as_string(), "<b>Home</b>");

    const auto path = "/api/v1/homes/" + std::string(home.at("id").as_string());
    EXPECT_EQ(browser.get(path + "/channels").status, 200);
    EXPECT_EQ(browser.get(path + "/live").status, 200);
    const auto energy = browser.get(path + "/energy?from=2026-03-28&to=2026-03-31&period=day");
    ASSERT_EQ(energy.status, 200) << energy.body;
    // The clocks go forward on the 29th.
    const auto days = boost::json::parse(energy.body);
    EXPECT_EQ(days.at("t").as_array().size(), 3U);
    EXPECT_EQ(days.at("t").as_array()[2].as_string(), "2026-03-29T22:00:00Z");
}

TEST(WholeServer, LetsNobodyInWithoutASessionAndTellsNoOneWhatExists) {
    const test::TemporaryFolder folder;
    const RunningServer server(folder.path());
    Browser stranger(server.port());
    EXPECT_EQ(stranger.get("/api/v1/homes").status, 401);
    EXPECT_EQ(stranger.get("/api/v1/me").status, 401);
    EXPECT_EQ(stranger.post("/api/v1/auth/setup", registration("wrong")).status, 403);
    EXPECT_EQ(stranger.get("/api/v1/auth/session").status, 200);
}

TEST(WholeServer, ASetUpLinkWorksOnce) {
    const test::TemporaryFolder folder;
    const RunningServer server(folder.path());
    Browser first(server.port());
    ASSERT_EQ(first.post("/api/v1/auth/setup", registration(server.setup_token())).status, 201);
    Browser second(server.port());
    EXPECT_EQ(second.post("/api/v1/auth/setup", registration(server.setup_token())).status, 403);
}

TEST(WholeServer, KeepsItsPeopleAndHomesOverARestart) {
    const test::TemporaryFolder folder;
    {
        const RunningServer server(folder.path());
        Browser browser(server.port());
        browser.take_session(
            browser.post("/api/v1/auth/setup", registration(server.setup_token())));
        ASSERT_EQ(
            browser.post("/api/v1/homes", R"({"name":"Kept","time_zone":"UTC","currency":"EUR"})")
                .status,
            201);
    }
    const RunningServer server(folder.path());
    EXPECT_TRUE(server.ready().setup_link.empty());
    Browser browser(server.port());
    const auto session =
        browser.post("/api/v1/auth/local",
                     R"({"email":"ADA@example.invalid","password":"correct horse battery"})");
    ASSERT_EQ(session.status, 200) << session.body;
    browser.take_session(session);
    EXPECT_NE(browser.get("/api/v1/homes").body.find("\"Kept\""), std::string::npos);
}

constexpr auto kSignIn = R"({"email":"ada@example.invalid","password":"correct horse battery"})";
constexpr auto kHome = R"({"name":"Home","time_zone":"UTC","currency":"EUR"})";

std::string text_at(const test::RawClient::Response& response, std::string_view name) {
    return std::string(boost::json::parse(response.body).at(name).as_string());
}

// A server with an owner, in whose browser the tests begin.
class AccountThroughTheDoor : public testing::Test {
protected:
    AccountThroughTheDoor() {
        browser_.take_session(
            browser_.post("/api/v1/auth/setup", registration(server_.setup_token())));
    }
    Browser signed_in() {
        Browser browser(server_.port());
        browser.take_session(browser.post("/api/v1/auth/local", kSignIn));
        return browser;
    }
    std::string make_key(std::string_view wish) {
        return text_at(browser_.post("/api/v1/api-keys", wish), "token");
    }

    test::TemporaryFolder folder_;
    RunningServer server_{folder_.path()};
    Browser browser_{server_.port()};
};

TEST_F(AccountThroughTheDoor, SES_02_SigningInMakesANewSessionAndEndsTheOneBefore) {
    Browser planted(server_.port());
    planted.cookie = "ohmstead=" + std::string(43, 'A');
    planted.take_session(planted.post("/api/v1/auth/local", kSignIn));
    EXPECT_NE(planted.cookie, "ohmstead=" + std::string(43, 'A'));

    Browser before(server_.port());
    before.cookie = planted.cookie;
    planted.take_session(planted.post("/api/v1/auth/local", kSignIn));
    EXPECT_EQ(before.get("/api/v1/me").status, 401);
    EXPECT_EQ(planted.get("/api/v1/me").status, 200);
}

TEST_F(AccountThroughTheDoor, AU_07_WhoIsNotSignedInIsToldOfNobody) {
    Browser stranger(server_.port());
    const auto session = stranger.get("/api/v1/auth/session");
    EXPECT_EQ(session.status, 200);
    EXPECT_EQ(session.body.find("Ada"), std::string::npos);
    EXPECT_EQ(session.body.find("ada@"), std::string::npos);
    EXPECT_TRUE(boost::json::parse(session.body).at("user").is_null());
}

TEST_F(AccountThroughTheDoor, SES_03_ABrokenCookieIsTakenAway) {
    const std::string good = browser_.cookie;
    std::string changed = good;
    changed.back() = changed.back() == 'A' ? 'B' : 'A';
    for (const std::string& wrong :
         {changed, std::string("ohmstead="), "ohmstead=" + std::string(4'000, 'x')}) {
        browser_.cookie = wrong;
        const auto refused = browser_.get("/api/v1/me");
        EXPECT_EQ(refused.status, 401) << wrong.substr(0, 60);
        EXPECT_NE(refused.header("set-cookie").find("ohmstead=;"), std::string::npos);
    }
    browser_.cookie = good + "; " + good;
    EXPECT_EQ(browser_.get("/api/v1/me").status, 401);
    browser_.cookie = good;
    EXPECT_EQ(browser_.get("/api/v1/me").status, 200);
}

TEST_F(AccountThroughTheDoor, SES_06_SES_09_AfterSignOutACopyOfTheCookieIsWorthNothing) {
    Browser copy(server_.port());
    copy.cookie = browser_.cookie;
    const auto left = browser_.post("/api/v1/auth/sign-out", "{}");
    EXPECT_EQ(left.status, 200);
    EXPECT_EQ(left.header("clear-site-data"), R"("cache", "storage")");
    EXPECT_EQ(copy.get("/api/v1/me").status, 401);
    EXPECT_EQ(browser_.get("/api/v1/homes").status, 401);
}

TEST_F(AccountThroughTheDoor, SES_08_SessionsAreListedAndEnded) {
    Browser other = signed_in();
    const auto listed = boost::json::parse(browser_.get("/api/v1/sessions").body).at("items");
    ASSERT_EQ(listed.as_array().size(), 2U);
    for (const auto& session : listed.as_array()) {
        if (!session.at("current").as_bool()) {
            const std::string id(session.at("id").as_string());
            EXPECT_EQ(browser_.del("/api/v1/sessions/" + id).status, 204);
            EXPECT_EQ(browser_.del("/api/v1/sessions/" + id).status, 404);
        }
    }
    EXPECT_EQ(other.get("/api/v1/me").status, 401);

    Browser third = signed_in();
    EXPECT_EQ(browser_.del("/api/v1/sessions").status, 204);
    EXPECT_EQ(third.get("/api/v1/me").status, 401);
    EXPECT_EQ(browser_.get("/api/v1/me").status, 200);
}

TEST_F(AccountThroughTheDoor, RB_10_AReadingKeyIsRefusedEverythingThatWritesOrTellsSecrets) {
    const auto home = text_at(browser_.post("/api/v1/homes", kHome), "id");
    const auto key = make_key(R"({"name":"chart","kind":"read"})");
    // A connection ends when what came over it is refused before it was read.
    const auto program = [&] {
        Browser fresh(server_.port());
        fresh.key = key;
        return fresh;
    };
    EXPECT_EQ(program().get("/api/v1/me").status, 200);
    EXPECT_NE(program().get("/api/v1/homes").body.find(home), std::string::npos);
    EXPECT_EQ(program().get("/api/v1/homes/" + home + "/channels").status, 200);

    EXPECT_EQ(program().post("/api/v1/homes", kHome).status, 403);
    EXPECT_EQ(program().post("/api/v1/api-keys", R"({"name":"x","kind":"read"})").status, 403);
    EXPECT_EQ(program().post("/api/v1/ingest", "{}").status, 403);
    EXPECT_EQ(program().post("/api/v1/auth/local", kSignIn).status, 403);
    EXPECT_EQ(program().get("/api/v1/api-keys").status, 403);
    EXPECT_EQ(program().get("/api/v1/sessions").status, 403);
    EXPECT_EQ(program().get("/api/v1/account").status, 403);
    EXPECT_EQ(program().get("/api/v1/homes/" + home + "/audit").status, 403);
    EXPECT_EQ(program().del("/api/v1/homes/" + home).status, 403);

    const auto keys = boost::json::parse(browser_.get("/api/v1/api-keys").body).at("items");
    const std::string id(keys.as_array().at(0).at("id").as_string());
    EXPECT_EQ(browser_.del("/api/v1/api-keys/" + id).status, 204);
    EXPECT_EQ(program().get("/api/v1/me").status, 401);
}

TEST_F(AccountThroughTheDoor, TheSecondStepIsAskedForAndHalfASignInCanDoNothing) {
    constexpr auto kPassword = R"({"current_password":"correct horse battery"})";
    EXPECT_EQ(
        browser_.post("/api/v1/account/second-factor", R"({"current_password":"wrong"})").status,
        422);
    const auto begun = browser_.post("/api/v1/account/second-factor", kPassword);
    ASSERT_EQ(begun.status, 201) << begun.body;
    const auto secret = test::base32_decode(text_at(begun, "secret"));
    const auto code = [&](int steps) {
        return totp_code(bytes_of(secret), totp_step(SystemClock().now()) + steps);
    };
    const auto body = [](const std::string& given) { return R"({"code":")" + given + "\"}"; };
    EXPECT_EQ(browser_.post("/api/v1/account/second-factor/confirm", body("000")).status, 422);
    const auto on = browser_.post("/api/v1/account/second-factor/confirm", body(code(-1)));
    ASSERT_EQ(on.status, 200) << on.body;
    const std::string recovery(
        boost::json::parse(on.body).at("codes").as_array().at(0).as_string());

    Browser half(server_.port());
    const auto password = half.post("/api/v1/auth/local", kSignIn);
    ASSERT_EQ(password.status, 200);
    EXPECT_EQ(password.header("set-cookie"), "");
    EXPECT_FALSE(boost::json::parse(password.body).at("signed_in").as_bool());
    const auto token = text_at(password, "second_step");
    half.cookie = "ohmstead=" + token;
    EXPECT_EQ(half.get("/api/v1/me").status, 401);
    half.cookie.clear();
    half.key = token;
    EXPECT_EQ(half.get("/api/v1/me").status, 401);
    half.key.clear();
    EXPECT_EQ(half.post("/api/v1/auth/reset",
                        R"({"token":")" + token + R"(","password":"kettle behind mars"})")
                  .status,
              403);

    const auto step = [&](const std::string& with, const std::string& given) {
        return half.post("/api/v1/auth/second-step",
                         R"({"token":")" + with + R"(","code":")" + given + "\"}");
    };
    EXPECT_EQ(step(token, code(-1)).status, 401) << "the code was used to turn it on";
    EXPECT_EQ(step(std::string(43, 'A'), code(0)).status, 403);
    half.take_session(step(token, code(0)));
    EXPECT_EQ(half.get("/api/v1/me").status, 200);
    EXPECT_EQ(step(token, code(1)).status, 403) << "one password lets in once";

    const auto second = text_at(half.post("/api/v1/auth/local", kSignIn), "second_step");
    EXPECT_EQ(step(second, recovery).status, 200);
    const auto account = boost::json::parse(browser_.get("/api/v1/account").body);
    EXPECT_EQ(account.at("second_factor").at("recovery_codes_left").as_int64(), 9);
}

TEST_F(AccountThroughTheDoor, WhoIsLockedOutGetsInAgainByTheCommand) {
    testing::internal::CaptureStdout();
    EXPECT_EQ(reset_user(config_of(folder_.path()), "ADA@example.invalid", true), 0);
    const auto link = testing::internal::GetCapturedStdout();
    ASSERT_NE(link.find("reset#token="), std::string::npos) << link;
    const auto token = link.substr(link.find('=') + 1, 43);

    Browser stranger(server_.port());
    const auto use = [&](std::string_view password) {
        return stranger.post("/api/v1/auth/reset",
                             fmt::format(R"({{"token":"{}","password":"{}"}})", token, password));
    };
    EXPECT_EQ(use("short").status, 422);
    EXPECT_EQ(use("kettle behind mars").status, 204);
    EXPECT_EQ(use("kettle behind venus").status, 403);
    EXPECT_EQ(browser_.get("/api/v1/me").status, 401) << "all sessions have ended";
    EXPECT_EQ(stranger.post("/api/v1/auth/local", kSignIn).status, 401);
    EXPECT_EQ(reset_user(config_of(folder_.path()), "nobody@example.invalid", false), 1);
}

}  // namespace
}  // namespace ohmstead
