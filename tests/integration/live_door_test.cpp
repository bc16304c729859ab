#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "integration/running_server.hpp"
#include "integration/socket_client.hpp"
#include "integration/stored_people.hpp"
#include "store_sqlite/connection.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead::test {
namespace {

// The live socket of the whole server, from outside.
class LiveDoor : public testing::Test {
protected:
    static Config strangers(const std::filesystem::path& data) {
        auto config = config_of(data);
        config.single_household = false;
        return config;
    }
    int knock(const std::string& lines, const std::string& query = {}) {
        return RawClient(server_.port()).ask(handshake(lines, query)).status;
    }

    TemporaryFolder folder_;
    std::vector<StoredPerson> people_ = store_people(folder_.path(), 2);
    StoredPerson ada_ = people_[0];
    RunningServer server_{strangers(folder_.path())};
    std::string origin_ = "Origin: http://localhost\r\n";
};

TEST_F(LiveDoor, WS_03_NobodyComesInWithoutASessionThatHolds) {
    const auto changed = "Cookie: ohmstead=" + std::string(43, 'A') + "\r\n";
    const auto token =
        "Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJlbHNld2hlcmUifQ.c2lnbmF0dXJl\r\n";
    EXPECT_EQ(knock(origin_), 401);
    EXPECT_EQ(knock(origin_ + changed), 401);
    EXPECT_EQ(knock(token), 401) << "for another audience, and signed by nobody";
    EXPECT_EQ(knock(std::string("Authorization: Bearer ohm_guess\r\n")), 401);
    EXPECT_EQ(knock(origin_ + ada_.cookie() + token), 401) << "two at once";
    ASSERT_EQ(knock(origin_ + ada_.cookie()), 101);

    Browser browser(server_.port());
    browser.cookie = "ohmstead=" + ada_.secret;
    const auto session = browser.get("/api/v1/auth/session");
    browser.csrf = boost::json::parse(session.body).at("csrf_token").as_string();
    ASSERT_EQ(browser.post("/api/v1/auth/sign-out", "{}").status, 200);
    EXPECT_EQ(knock(origin_ + ada_.cookie()), 401) << "it has ended";
}

// There are no tickets: what opens a session is a header, which stands in no address and no log.
TEST_F(LiveDoor, WS_04_WS_05_WhatStandsInTheAddressOpensNothingAndIsInNoLog) {
    for (const std::string name :
         {"token", "ticket", "access_token", "session", "ohmstead", "authorization", "key"}) {
        EXPECT_EQ(knock(origin_, "?" + name + "=" + ada_.secret), 401) << name;
        EXPECT_EQ(knock("", "?" + name + "=Bearer%20" + ada_.secret), 401) << name;
    }
    RawClient reader(server_.port());
    EXPECT_EQ(reader.ask(get_request("/api/v1/me?access_token=" + ada_.secret)).status, 401);
    const auto document = reader.ask(get_request("/api/openapi.json", ada_.cookie())).body;
    EXPECT_NE(document.find("/api/v1/live"), std::string::npos);
    EXPECT_EQ(document.find("ticket"), std::string::npos);
    EXPECT_EQ(server_.logged().find(ada_.secret), std::string::npos);
}

TEST_F(LiveDoor, WS_13_ForeignUnknownAndMadeUpHomesAreRefusedAlike) {
    SocketClient socket(server_.port(), ada_);
    EXPECT_EQ(socket.next().at("type").as_string(), "hello");
    const auto refusal = [&](const std::string& home) {
        socket.subscribe(home);
        auto answer = socket.next();
        answer.erase("home");
        return answer;
    };
    const auto unknown = refusal(HomeId::make().value);
    EXPECT_EQ(unknown.at("code").as_string(), "not_found");
    EXPECT_EQ(refusal(people_[1].home.value), unknown);
    EXPECT_EQ(refusal("*"), unknown);
    EXPECT_EQ(refusal("#"), unknown);
    EXPECT_EQ(refusal("../" + ada_.home.value), unknown);
    EXPECT_EQ(refusal(ada_.home.value + "," + people_[1].home.value), unknown);
    socket.subscribe(ada_.home.value);
    EXPECT_EQ(socket.next().at("type").as_string(), "snapshot");
}

// Nothing can be written for a while: sockets open, follow and are answered all the same, and what
// waited is shown when it is kept.
TEST_F(LiveDoor, WS_22_AStoreThatStallsHoldsUpNoSocket) {
    Browser admin(server_.port());
    admin.cookie = "ohmstead=" + ada_.secret;
    admin.csrf =
        boost::json::parse(admin.get("/api/v1/auth/session").body).at("csrf_token").as_string();
    const auto made = admin.post(
        "/api/v1/api-keys",
        fmt::format(R"({{"name":"meter","kind":"ingest","home":"{}"}})", ada_.home.value));
    ASSERT_EQ(made.status, 201) << made.body;
    Browser meter(server_.port());
    meter.key = boost::json::parse(made.body).at("token").as_string();
    SocketClient socket(server_.port(), ada_);
    socket.subscribe(ada_.home.value);
    EXPECT_EQ(socket.next().at("type").as_string(), "hello");
    EXPECT_EQ(socket.next().at("type").as_string(), "snapshot");

    Connection other(folder_.path() / "ohmstead.db", Connection::Mode::read_write);
    other.execute("BEGIN IMMEDIATE");
    const auto now = SystemClock().now().time_since_epoch().count();
    meter.client.send(post_request(
        "/api/v1/ingest",
        fmt::format(R"({{"protocol":1,"items":[{{"id":"r","kind":"readings","channel":"{}",)"
                    R"("measure":"power","t":[{}],"v":[1234]}}]}})",
                    ada_.channel.value, now),
        meter.lines()));
    for (int i = 0; i < 10; ++i) {
        socket.subscribe(ada_.home.value);
        EXPECT_EQ(socket.next_of("snapshot").at("home").as_string(), ada_.home.value);
        SocketClient another(server_.port(), people_[1]);
        another.subscribe(people_[1].home.value);
        EXPECT_EQ(another.next_of("snapshot").at("home").as_string(), people_[1].home.value);
        EXPECT_EQ(admin.get("/api/v1/homes/" + ada_.home.value + "/live").status, 200);
    }
    other.execute("COMMIT");
    const auto kept = meter.client.response();
    EXPECT_EQ(kept.status, 200) << kept.body;
    EXPECT_NE(kept.body.find(R"("status":"stored")"), std::string::npos) << kept.body;
    const auto shown = socket.next_of("power");
    EXPECT_EQ(shown.at("power").at(ada_.channel.value).to_number<double>(), 1234);
}

TEST(LiveDoorOverTls, WS_06_APlainSocketOpensNothing) {
    const TemporaryFolder folder;
    const auto people = store_people(folder.path(), 1);
    auto config = config_of(folder.path());
    config.plain_http = false;
    const RunningServer server(config);
    const auto lines = "Origin: http://localhost\r\n" + people[0].cookie(true);
    RawClient plain(server.port());
    const auto answer = plain.ask(handshake(lines));
    EXPECT_NE(answer.status, 101);
    EXPECT_EQ(answer.body.find("hello"), std::string::npos);
    EXPECT_TRUE(plain.ended());

    RawClient with_plain_origin(server.port(), true);
    EXPECT_EQ(with_plain_origin.ask(handshake(lines)).status, 403) << "a page of http";
    RawClient safe(server.port(), true);
    EXPECT_EQ(safe.ask(handshake("Origin: https://localhost\r\n" + people[0].cookie(true))).status,
              101);
}

}  // namespace
}  // namespace ohmstead::test
