#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "unit/api/api_fixture.hpp"

namespace ohmstead::test {
namespace {

using http::Method;

const std::string kPin =
    "0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:"
    "F9";

class Connection : public ApiTest {
protected:
    Result<http::Response> put(const std::string& body) {
        return call(Method::put, under(home, "/connection"), admin, {}, body);
    }
    std::string body(const std::string& url, const std::string& more = {}) {
        return R"({"url":")" + url + R"(","token":"secret")" + more + "}";
    }
    std::string pinned(const std::string& url, const std::string& pin) {
        return body(url, R"(,"tls_fingerprint":")" + pin + R"(")");
    }
    boost::json::object shown(const http::IdentityPtr& to) {
        return boost::json::parse(get(under(home, "/connection"), to).value().body).as_object();
    }
    std::string kept() { return homes.connections.at(home).tls_fingerprint; }

    http::IdentityPtr admin = person(HomeRole::admin, home);
};

TEST_F(Connection, KeepsAndShowsThePinnedCertificate) {
    ASSERT_TRUE(put(pinned("https://ha.local:8123", kPin)));
    EXPECT_EQ(kept(), kPin);
    EXPECT_EQ(shown(admin).at("tls_fingerprint").as_string(), kPin);
    EXPECT_FALSE(shown(person(HomeRole::viewer, home)).contains("tls_fingerprint"));
}

TEST_F(Connection, APinStaysWithItsHostUntilItIsTakenBack) {
    ASSERT_TRUE(put(pinned("https://ha.local:8123", kPin)));
    ASSERT_TRUE(put(body("https://ha.local:8443")));
    EXPECT_EQ(kept(), kPin);
    ASSERT_TRUE(put(R"({"url":"https://ha.local:8443","tls_fingerprint":null})"));
    EXPECT_EQ(kept(), "");
    EXPECT_FALSE(shown(admin).contains("tls_fingerprint"));

    ASSERT_TRUE(put(pinned("https://ha.local:8123", kPin)));
    ASSERT_TRUE(put(body("https://other.local:8123")));
    EXPECT_EQ(kept(), "");
}

TEST_F(Connection, AStoredTokenGoesOnlyToTheAddressItWasGivenFor) {
    const auto test = [this](const std::string& text) {
        return call(Method::post, under(home, "/connection/test"), admin, {}, text);
    };
    const auto stored = [this] { return homes.connections.at(home); };
    ASSERT_TRUE(put(body("https://ha.local")));
    for (const auto* same :
         {"https://ha.local:443/", "https://HA.local/path", "https://ha.local"}) {
        const auto text = fmt::format(R"({{"url":"{}"}})", same);
        runtime.tested = {};
        EXPECT_TRUE(test(text)) << same;
        EXPECT_EQ(runtime.tested.token, "secret") << same;
        EXPECT_TRUE(put(text)) << same;
        EXPECT_EQ(stored().sealed_token, "secret") << same;
    }
    runtime.tested = {};
    for (const auto* other : {"http://ha.local", "http://ha.local:443", "https://ha.local:8443",
                              "https://other.local", "wss://ha.local"}) {
        const auto text = fmt::format(R"({{"url":"{}"}})", other);
        for (const auto& refused : {test(text), put(text)}) {
            ASSERT_FALSE(refused) << other;
            ASSERT_EQ(refused.error().fields.size(), 1U) << other;
            EXPECT_EQ(refused.error().fields[0].pointer, "/token");
            EXPECT_THAT(refused.error().fields[0].detail, testing::HasSubstr("Enter it again."));
        }
        EXPECT_EQ(stored().url, "https://ha.local") << other;
    }
    EXPECT_EQ(runtime.tested.url, "");
    EXPECT_TRUE(put(body("http://ha.local")));
}

TEST_F(Connection, WithoutAnyTokenNothingIsTried) {
    const auto refused = call(Method::post, under(home, "/connection/test"), admin, {},
                              R"({"url":"https://ha.local"})");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fields.at(0).detail, "Enter a long-lived access token.");
}

TEST_F(Connection, RefusesAPinThatIsNoneOrHasNothingToPin) {
    for (const auto& pin : {std::string("ab:cd"), kPin.substr(1), kPin + ":00",
                            kPin.substr(0, 94) + "g", std::string(64, 'x'), std::string()}) {
        const auto refused = put(pinned("https://ha.local", pin));
        ASSERT_FALSE(refused) << pin;
        ASSERT_EQ(refused.error().fields.size(), 1U) << pin;
        EXPECT_EQ(refused.error().fields[0].pointer, "/tls_fingerprint");
        EXPECT_THAT(refused.error().fields[0].detail, testing::HasSubstr("64 hexadecimal digits"));
    }
    EXPECT_TRUE(put(pinned("https://ha.local", std::string(64, 'e'))));
    const auto plain = put(pinned("http://ha.local", kPin));
    ASSERT_FALSE(plain);
    EXPECT_EQ(plain.error().fields[0].pointer, "/tls_fingerprint");
}

TEST_F(Connection, IsKeptAtTheHomeWhereTheEngineIsThere) {
    runtime.engines = false;
    const auto settings = body("https://ha.local");
    EXPECT_EQ(put(settings).error().code, ErrorCode::conflict);
    for (const auto* action : {"/connection/test", "/connection/discover"}) {
        const auto refused = call(Method::post, under(home, action), admin, {}, settings);
        EXPECT_EQ(refused.error().code, ErrorCode::conflict) << action;
    }
    EXPECT_FALSE(homes.connections.contains(home));
    EXPECT_TRUE(shown(admin).at("by_agent").as_bool());
    runtime.brought.clear();
    EXPECT_TRUE(shown(person(HomeRole::viewer, home)).at("by_agent").as_bool());
    EXPECT_THAT(runtime.brought, testing::ElementsAre(home));
}

TEST_F(Connection, OneThatNeverWasHasNoBeginning) {
    EXPECT_TRUE(shown(admin).at("since").is_null());
    EXPECT_TRUE(shown(admin).at("last_event_at").is_null());
    EXPECT_FALSE(shown(admin).at("by_agent").as_bool());
}

TEST_F(Connection, TheTestTriesThePinThatWouldBeKept) {
    const auto test = [this](const std::string& text) {
        EXPECT_TRUE(call(Method::post, under(home, "/connection/test"), admin, {}, text));
        return runtime.tested.pinned_fingerprint;
    };
    EXPECT_EQ(test(pinned("https://ha.local", kPin)), kPin);
    EXPECT_EQ(test(body("https://ha.local")), "");
    ASSERT_TRUE(put(pinned("https://ha.local", kPin)));
    EXPECT_EQ(test(R"({"url":"https://ha.local"})"), kPin);
    EXPECT_EQ(test(body("http://ha.local")), "");
}

}  // namespace
}  // namespace ohmstead::test
