#include <algorithm>

#include <gmock/gmock.h>

#include "unit/api/api_fixture.hpp"
#include "unit/auth/token_fixture.hpp"

namespace ohmstead::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using Parameters = std::vector<reflect::Parameter>;

const std::string kStart = "/api/v1/auth/oidc/work/start";
const std::string kCallback = "/api/v1/auth/oidc/work/callback";

class DirectoryRoutes : public ApiTest {
protected:
    DirectoryRoutes() {
        transport.allowed_hosts = {"energy.example"};
        publish(provider, jwk_set_of({with_id(rsa_key().jwk(), "rsa-1")}));
        provider.answers["/token"] = [this](const HttpRequest&) {
            auto claims = entra_id_claims();
            claims["nonce"] = nonce;
            claims["iat"] = ms_of(clock.now()) / 1000;
            claims["nbf"] = ms_of(clock.now()) / 1000;
            claims["exp"] = ms_of(clock.now()) / 1000 + 3600;
            return ScriptedProvider::text(boost::json::serialize(
                boost::json::object{{"id_token", mint(rsa_key(), rs256_header(), claims)}}));
        };
        (void)users.add("Owner", "owner@example.org");
    }

    // A request of a browser over TLS, as the handler gets it.
    Result<http::Response> open(const std::string& path, Parameters query,
                                std::vector<http::HeaderField> fields = {},
                                http::Method method = http::Method::get) {
        auto match = routes.find(http::Method::get, path);
        http::RequestContext context;
        context.method = method;
        context.path = path;
        context.prefix = prefix;
        context.connection = {.tls = tls,
                              .local = boost::asio::ip::make_address("192.0.2.1"),
                              .peer = boost::asio::ip::make_address("198.51.100.7"),
                              .host = "energy.example"};
        for (const auto& field : fields) {
            context.headers.add(field);
        }
        return runner.run(match.route->handler(
            context, {.path = match.path, .query = std::move(query), .body = {}}));
    }
    static std::string header_of(const http::Response& response, std::string_view name) {
        for (const auto& [key, value] : response.headers) {
            if (key == name) {
                return value;
            }
        }
        return {};
    }
    static std::string parameter_of(const std::string& url, const std::string& name) {
        const auto start = url.find(name + "=") + name.size() + 1;
        return url.substr(start, std::min(url.find('&', start), url.size()) - start);
    }
    struct Begun {
        std::string url;
        std::string cookie;
        std::string state;
    };
    Begun begin(Parameters query = {}) {
        const auto response = open(kStart, std::move(query)).value();
        EXPECT_EQ(response.status, 303);
        const auto set = header_of(response, "Set-Cookie");
        Begun begun{.url = header_of(response, "Location"),
                    .cookie = set.substr(0, set.find(';')),
                    .state = {}};
        begun.state = parameter_of(begun.url, "state");
        nonce = parameter_of(begun.url, "nonce");
        return begun;
    }

    bool tls = true;
    std::string prefix;
    std::string nonce;
};

TEST_F(DirectoryRoutes, LeadsTheBrowserThereAndBackIntoASession) {
    const auto begun = begin({{"return", "/history?period=day"}});
    EXPECT_THAT(begun.url, StartsWith("https://login.microsoftonline.com/authorize?"));
    EXPECT_THAT(begun.cookie, StartsWith("__Host-ohmstead-start="));
    const auto response =
        open(kCallback, {{"state", begun.state}, {"code", "c"}}, {{"Cookie", begun.cookie}})
            .value();
    // Never 307: that would send a form's content on (OIDC-23).
    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(header_of(response, "Location"), "/history?period=day");
    const auto cookie = header_of(response, "Set-Cookie");
    EXPECT_THAT(cookie, StartsWith("__Host-ohmstead="));
    EXPECT_THAT(cookie, HasSubstr("; Secure; HttpOnly; SameSite=Lax"));
    EXPECT_EQ(users.sessions.size(), 1U);
}

TEST_F(DirectoryRoutes, TheStartCookieIsForTenMinutesAndNoScript) {
    const auto set = header_of(open(kStart, {}).value(), "Set-Cookie");
    EXPECT_THAT(set, HasSubstr("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"));
    EXPECT_LT(set.size(), 4'096U);
}

TEST_F(DirectoryRoutes, KeepsToThePrefixOfAProxy) {
    prefix = "/energy";
    const auto begun = begin({{"return", "/live"}});
    EXPECT_EQ(parameter_of(begun.url, "redirect_uri"),
              "https%3A%2F%2Fenergy.example%2Fenergy%2Fapi%2Fv1%2Fauth%2Foidc%2Fwork%2Fcallback");
    const auto response =
        open(kCallback, {{"state", begun.state}, {"code", "c"}}, {{"Cookie", begun.cookie}})
            .value();
    EXPECT_EQ(header_of(response, "Location"), "/energy/live");
}

TEST_F(DirectoryRoutes, Ses02AnOlderSessionOfTheBrowserEnds) {
    const auto begun = begin();
    const auto old = runner.run(sessions.start(users.users.front().id)).value();
    auto match = routes.find(http::Method::get, kCallback);
    http::RequestContext context;
    context.identity = old.identity;
    context.connection = {.tls = true,
                          .local = boost::asio::ip::make_address("192.0.2.1"),
                          .peer = boost::asio::ip::make_address("198.51.100.7"),
                          .host = "energy.example"};
    context.headers.add({"Cookie", begun.cookie});
    const auto response = runner.run(match.route->handler(
        context,
        {.path = match.path, .query = {{"state", begun.state}, {"code", "c"}}, .body = {}}));
    EXPECT_EQ(response.value().status, 303);
    EXPECT_FALSE(old.identity->grant.valid());
    EXPECT_FALSE(runner.run(sessions.find(old.secret)));
}

TEST_F(DirectoryRoutes, Oidc08OnlyAPageOfItsOwnIsAnswered) {
    const auto begun = begin();
    const Parameters answer{{"state", begun.state}, {"code", "c"}};
    for (const http::HeaderField field :
         {http::HeaderField{"Sec-Purpose", "prefetch"}, http::HeaderField{"Purpose", "prefetch"},
          http::HeaderField{"Sec-Fetch-Dest", "iframe"},
          http::HeaderField{"Sec-Fetch-Dest", "image"}}) {
        EXPECT_FALSE(open(kCallback, answer, {{"Cookie", begun.cookie}, field})) << field.value;
        EXPECT_FALSE(open(kStart, {}, {field})) << field.value;
    }
    EXPECT_FALSE(open(kCallback, answer, {{"Cookie", begun.cookie}}, http::Method::head));
    EXPECT_EQ(routes.find(http::Method::post, kCallback).route, nullptr);
    EXPECT_EQ(provider.times("/token"), 0U);
    // The sign-in is still good.
    EXPECT_TRUE(
        open(kCallback, answer, {{"Cookie", begun.cookie}, {"Sec-Fetch-Dest", "document"}}));
}

TEST_F(DirectoryRoutes, Oidc17AParameterTwiceIsRefused) {
    for (const char* name :
         {"state", "code", "client_id", "redirect_uri", "scope", "iss", "error"}) {
        const auto begun = begin();
        const auto response = open(
            kCallback, {{"state", begun.state}, {"code", "c"}, {name, begun.state}, {name, "x"}},
            {{"Cookie", begun.cookie}, {"Accept", "text/html"}});
        ASSERT_FALSE(response) << name;
        EXPECT_EQ(response.error().code, ErrorCode::malformed) << name;
    }
    EXPECT_EQ(open(kStart, {{"return", "/a"}, {"return", "/b"}}).error().code,
              ErrorCode::malformed);
    EXPECT_EQ(provider.times("/token"), 0U);
}

TEST_F(DirectoryRoutes, APersonGetsThePageAndAProgramTheProblem) {
    const auto page =
        open(kCallback, {{"state", "x"}, {"code", "c"}}, {{"Accept", "text/html,*/*"}});
    EXPECT_EQ(page.value().status, 303);
    EXPECT_EQ(header_of(*page, "Location"), "/sign-in?problem=unauthenticated");
    const auto program = open(kCallback, {{"state", "x"}, {"code", "c"}});
    EXPECT_EQ(program.error().code, ErrorCode::unauthenticated);

    provider.fails(kProviderDiscovery, NetFailure::unreachable);
    const auto down = open(kStart, {});
    EXPECT_EQ(down.error().code, ErrorCode::unavailable);
    EXPECT_THAT(down.error().detail, HasSubstr("Example Ltd does not answer"));
    EXPECT_EQ(header_of(open(kStart, {}, {{"Accept", "text/html"}}).value(), "Location"),
              "/sign-in?problem=unavailable");
}

TEST_F(DirectoryRoutes, WithoutEncryptionThereAreNoDirectories) {
    tls = false;
    transport.allow_plain_http = true;
    EXPECT_EQ(open(kStart, {}).error().code, ErrorCode::forbidden);
    EXPECT_EQ(open(kCallback, {{"state", "x"}, {"code", "c"}}).error().code, ErrorCode::forbidden);
    EXPECT_TRUE(provider.requests.empty());
}

TEST_F(DirectoryRoutes, AnUnknownDirectoryIsNotFound) {
    EXPECT_EQ(open("/api/v1/auth/oidc/nowhere/start", {}).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace ohmstead::test
