#include "http/server.hpp"

#include <atomic>
#include <functional>
#include <optional>

#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/sleep.hpp"
#include "http/gunzip.hpp"
#include "http/openapi.hpp"
#include "support/accepted_consent.hpp"
#include "unit/http/server_fixture.hpp"

namespace ohmstead::http {
namespace {

using namespace std::chrono_literals;
using test::get_request;
using test::kAdmin;
using test::kHome;
using test::kKey;
using test::kOtherHome;
using test::kViewer;
using test::post_request;
using test::RunningServer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Note {
    static constexpr std::string_view kSchemaName = "Note";
    std::string text = {};
};
BOOST_DESCRIBE_STRUCT(Note, (), (text))
constexpr FieldRule kNoteRules[]{{.field = "text", .max_length = 20}};
constexpr std::span<const FieldRule> rules_for(const Note*) {
    return kNoteRules;
}

struct HomePath {
    HomeId home;
};
BOOST_DESCRIBE_STRUCT(HomePath, (), (home))

struct HomeNote {
    HomeId home;
    std::string text = {};
};
BOOST_DESCRIBE_STRUCT(HomeNote, (), (home, text))

Task<Result<Note>> hello(RequestContext& context, Nothing) {
    co_return Note{context.identity ? context.identity->subject.name : "nobody"};
}
Task<Result<Note>> echo(RequestContext&, Note note) {
    co_return note;
}
Task<Result<Note>> read_home(RequestContext&, HomePath in) {
    co_return Note{in.home.value};
}
Task<Result<Note>> write_home(RequestContext&, HomeNote in) {
    co_return Note{in.text};
}
Task<Result<Note>> fail(RequestContext&, Nothing) {
    throw std::runtime_error("secret of /var/lib");
    co_return Note{};
}
Task<Result<Note>> slow(RequestContext&, Nothing) {
    co_await sleep_for(200ms);
    co_return Note{"slow"};
}
Task<Result<Reply<Note>>> tagged(RequestContext& context, Nothing) {
    if (context.client_has("\"v1\"")) {
        co_return Reply<Note>{.etag = "\"v1\"", .not_modified = true};
    }
    co_return Reply<Note>{.value = {"tagged"}, .etag = "\"v1\""};
}
Task<Result<Response>> raw_body(RequestContext&, RouteInput input) {
    co_return Response{.content_type = "text/plain", .body = std::to_string(input.body.size())};
}
Task<Result<Response>> big(RequestContext&, RouteInput) {
    co_return Response{.content_type = "text/plain", .body = std::string(10'000'000, 'x')};
}
Task<Result<Response>> list(RequestContext&, RouteInput input) {
    const auto size = std::stoul(input.query.at(0).value);
    co_return Response{.content_type = "application/json",
                       .body = '"' + std::string(size - 2, 'x') + '"'};
}
Task<Result<Response>> bad_header(RequestContext&, RouteInput) {
    co_return Response{.headers = {{"X-Name", "a\r\nSet-Cookie: evil=1\xff"}}};
}

void add_routes(Routes& routes) {
    const auto open = Access::open();
    routes.add(get<Nothing, Note>("/api/v1/hello", {.access = open}, hello));
    routes.add(post<Note, Note>("/api/v1/echo", {.access = open, .max_body = 1024}, echo));
    routes.add(get<Nothing, Note>("/api/v1/me", {.access = Access::signed_in()}, hello));
    routes.add(get<HomePath, Note>("/api/v1/homes/{home}",
                                   {.access = Access::home(Right::see_home)}, read_home));
    routes.add(put<HomeNote, Note>("/api/v1/homes/{home}",
                                   {.access = Access::home(Right::edit_home)}, write_home));
    routes.add(get<Nothing, Note>("/api/v1/fail", {.access = open}, fail));
    routes.add(get<Nothing, Note>("/api/v1/slow", {.access = open}, slow));
    routes.add(get<Nothing, Note>("/api/v1/tagged", {.access = open}, tagged));
    routes.add(get<Nothing, Note>("/api/v1/limited",
                                  {.access = open, .rate = Rate{.per_minute = 3}}, hello));
    routes.add(raw(Method::post, "/api/v1/ingest",
                   {.access = Access::ingest_key(), .takes_gzip = true}, raw_body));
    routes.add(raw(Method::get, "/api/v1/big", {.access = open}, big));
    routes.add(raw(Method::get, "/api/v1/list", {.access = open}, list));
    routes.add(raw(Method::get, "/api/v1/bad-header", {.access = open}, bad_header));
    add_document_routes(routes, {.title = "Test", .version = "1", .description = ""}, open);
}

ServerSettings quick() {
    ServerSettings settings;
    settings.limits.head = 200ms;
    settings.limits.body = 200ms;
    settings.limits.idle = 400ms;
    settings.limits.write = 500ms;
    settings.limits.sweep = 10ms;
    return settings;
}

class ServerTest : public ::testing::Test {
protected:
    void SetUp() override { add_routes(routes_); }

    Routes routes_;
    StaticFiles files_;
};

TEST_F(ServerTest, PacksJsonThatIsWorthItForWhoTakesItSo) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    const auto ask = [&](std::size_t bytes, std::string_view accepts) {
        return client.ask(get_request("/api/v1/list?bytes=" + std::to_string(bytes),
                                      "Accept-Encoding: " + std::string(accepts) + "\r\n"));
    };
    const auto packed = ask(20'000, "gzip, br");
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    EXPECT_EQ(packed.header("vary"), "Accept-Encoding");
    EXPECT_LT(packed.body.size(), 1'000U);
    const auto plain = ask(20'000, "br");
    EXPECT_EQ(plain.header("content-encoding"), "");
    EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
    EXPECT_EQ(gunzip(packed.body, {}).value(), plain.body);
    EXPECT_EQ(ask(1'000, "gzip").header("content-encoding"), "");
    EXPECT_EQ(ask(200'000, "gzip").header("content-encoding"), "");
    EXPECT_EQ(client.ask(get_request("/api/v1/big", "Accept-Encoding: gzip\r\n"))
                  .header("content-encoding"),
              "");
}

TEST_F(ServerTest, AnswersWithEveryHeaderItOwes) {
    const RunningServer server(routes_, files_);
    const auto response = server.client().ask(get_request("/api/v1/hello"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"text":"nobody"})");
    EXPECT_EQ(response.header("content-type"), "application/json; charset=utf-8");
    EXPECT_EQ(response.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(response.header("cache-control"), "no-store");
    EXPECT_EQ(response.header("referrer-policy"), "no-referrer");
    EXPECT_EQ(response.header("cross-origin-opener-policy"), "same-origin");
    EXPECT_EQ(response.header("cross-origin-resource-policy"), "same-origin");
    EXPECT_THAT(response.header("content-security-policy"), HasSubstr("default-src 'none'"));
    EXPECT_THAT(response.header("permissions-policy"), HasSubstr("camera=()"));
    EXPECT_EQ(response.header("strict-transport-security"), "");
    EXPECT_EQ(response.header("x-request-id").size(), 36U);
    EXPECT_EQ(response.header("date").size(), 29U);
}

TEST_F(ServerTest, KeepsTheConnectionAndAnswersPipelinedRequestsInOrder) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    std::string packet;
    for (int i = 0; i < 100; ++i) {
        packet += post_request("/api/v1/echo", "{\"text\":\"" + std::to_string(i) + "\"}");
    }
    client.send(packet);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(client.response().body, "{\"text\":\"" + std::to_string(i) + "\"}");
    }
}

TEST_F(ServerTest, ServesNothingAfterABadRequestOrAClose) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    client.send(get_request("/api/v1/hello") + "BAD\r\n\r\n" + get_request("/api/v1/hello"));
    EXPECT_EQ(client.response().status, 200);
    const auto refusal = client.response();
    EXPECT_EQ(refusal.status, 400);
    EXPECT_EQ(refusal.header("connection"), "close");
    EXPECT_EQ(refusal.header("content-type"), "application/problem+json");
    EXPECT_THAT(client.read_all(), IsEmpty());

    auto closing = server.client();
    closing.send(get_request("/api/v1/hello", "Connection: close\r\n") +
                 get_request("/api/v1/hello"));
    EXPECT_EQ(closing.response().header("connection"), "close");
    EXPECT_THAT(closing.read_all(), IsEmpty());
}

TEST_F(ServerTest, AnswersHeadWithoutABodyAndOptionsWithoutEffect) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    client.send("HEAD /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto head = client.response(false);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-length"), "17");
    const auto options = client.ask("OPTIONS /api/v1/homes/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(options.header("allow"), "GET, HEAD, PUT, OPTIONS");
    EXPECT_EQ(options.header("access-control-allow-origin"), "");
    EXPECT_EQ(client.ask("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 204);
}

TEST_F(ServerTest, NamesTheMethodsItServes) {
    const RunningServer server(routes_, files_);
    const auto response =
        server.client().ask("DELETE /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(response.header("allow"), "GET, HEAD, OPTIONS");
    for (const auto* method : {"TRACE", "TRACK", "DEBUG", "get", "PRI", "SEARCH", "CONNECT"}) {
        const auto refused = server.client().ask(
            std::string(method) + " /api/v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_EQ(refused.status, 405) << method;
        EXPECT_NE(refused.header("allow"), "");
    }
}

TEST_F(ServerTest, ReportsFaultsAsProblems) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    const auto invalid = client.ask(post_request("/api/v1/echo", R"({"text":1,"more":2})"));
    EXPECT_EQ(invalid.status, 422);
    EXPECT_EQ(invalid.header("content-type"), "application/problem+json");
    const auto body = boost::json::parse(invalid.body);
    EXPECT_EQ(body.at("status"), 422);
    EXPECT_EQ(body.at("type"), "/problems/invalid");
    EXPECT_EQ(body.at("errors").as_array().size(), 2U);
    EXPECT_EQ(body.at("errors").at(0).at("pointer"), "/text");
    EXPECT_EQ(std::string(body.at("instance").as_string()),
              "urn:uuid:" + invalid.header("x-request-id"));
    EXPECT_EQ(client.ask(post_request("/api/v1/echo", "{")).status, 400);
    const auto failure = client.ask(get_request("/api/v1/fail"));
    EXPECT_EQ(failure.status, 500);
    EXPECT_THAT(failure.body, ::testing::Not(HasSubstr("secret")));
    EXPECT_EQ(client.ask(get_request("/api/v1/hello")).status, 200);
}

TEST_F(ServerTest, GuardsRoutesByRole) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    const auto home = "/api/v1/homes/" + kHome.value;
    const auto anonymous = client.ask(get_request(home));
    EXPECT_EQ(anonymous.status, 401);
    EXPECT_THAT(anonymous.header("www-authenticate"), HasSubstr("Bearer"));
    EXPECT_EQ(client.ask(get_request(home, kViewer)).status, 200);
    EXPECT_EQ(client.ask(get_request(home, kKey)).status, 404);
    EXPECT_EQ(client.ask(get_request("/api/v1/me", kKey)).status, 403);
    EXPECT_EQ(client.ask(get_request("/api/v1/me", kViewer)).body, R"({"text":"viewer"})");
    const std::string put = "PUT " + home +
                            " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            "Content-Length: 12\r\n";
    EXPECT_EQ(test::RawClient(server.port)
                  .ask(put + std::string(kViewer) + "X-CSRF-Token: csrf-viewer\r\n\r\n" +
                       R"({"text":"a"})")
                  .status,
              403);
    EXPECT_EQ(client.ask(put + std::string(kAdmin) + "\r\n" + R"({"text":"a"})").status, 200);
}

TEST_F(ServerTest, HidesWhatIsNotYoursAsIfItDidNotExist) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    const auto without_id = [](test::RawClient::Response response) {
        const auto id = response.header("x-request-id");
        for (auto* text : {&response.head, &response.body}) {
            for (auto at = text->find(id); at != std::string::npos; at = text->find(id)) {
                text->replace(at, id.size(), "ID");
            }
        }
        return response.head.substr(response.head.find("X-Request")) + response.body;
    };
    const auto foreign =
        client.ask(get_request("/api/v1/homes/" + test::kOtherHome.value, kViewer));
    const auto unknown =
        client.ask(get_request("/api/v1/homes/" + test::kUnknownHome.value, kViewer));
    const auto odd = client.ask(get_request("/api/v1/homes/%7Bid%7D", kViewer));
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(without_id(foreign), without_id(unknown));
    EXPECT_EQ(without_id(foreign), without_id(odd));
}

TEST_F(ServerTest, RefusesForgedWrites) {
    const RunningServer server(routes_, files_);
    const auto put = [&](std::string_view more) {
        return test::RawClient(server.port)
            .ask("PUT /api/v1/homes/" + kHome.value +
                 " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                 "Content-Length: 12\r\nCookie: s=admin\r\n" +
                 std::string(more) + "\r\n" + R"({"text":"a"})")
            .status;
    };
    EXPECT_EQ(put("X-CSRF-Token: csrf-admin\r\n"), 200);
    EXPECT_EQ(put("X-CSRF-Token: csrf-admin\r\nOrigin: http://localhost\r\n"), 200);
    EXPECT_EQ(put("X-CSRF-Token: csrf-admin\r\nSec-Fetch-Site: same-origin\r\n"), 200);
    EXPECT_EQ(put(""), 403);
    EXPECT_EQ(put("X-CSRF-Token: csrf-viewer\r\n"), 403);
    EXPECT_EQ(put("X-CSRF-Token: csrf-admin\r\nOrigin: http://evil.example\r\n"), 403);
    EXPECT_EQ(put("X-CSRF-Token: csrf-admin\r\nOrigin: null\r\n"), 403);
    EXPECT_EQ(put("X-CSRF-Token: csrf-admin\r\nOrigin: https://localhost\r\n"), 403);
    EXPECT_EQ(put("X-CSRF-Token: csrf-admin\r\nOrigin: http://localhost.evil\r\n"), 403);
    EXPECT_EQ(put("X-CSRF-Token: csrf-admin\r\nSec-Fetch-Site: cross-site\r\n"), 403);
    // Signing in over an open route is a write too.
    EXPECT_EQ(
        test::RawClient(server.port)
            .ask(post_request("/api/v1/echo", R"({"text":"a"})", "Origin: http://evil.example\r\n"))
            .status,
        403);
}

TEST_F(ServerTest, TakesTheCookieOfAnEndedSessionAway) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    const auto refused = client.ask(get_request("/api/v1/me", "Cookie: s=old\r\n"));
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.header("set-cookie"), "s=; Max-Age=0");
    EXPECT_EQ(client.ask(get_request("/api/v1/hello", "Cookie: s=old\r\n")).status, 200);
    EXPECT_EQ(client.ask(get_request("/api/v1/hello", "Authorization: Bearer x\r\n")).status, 401);
    EXPECT_EQ(client.ask(get_request("/api/v1/hello", "Cookie: s=broken\r\n")).status, 500);
}

TEST_F(ServerTest, AcceptsOnlyJsonBodiesWithinTheirLimit) {
    const RunningServer server(routes_, files_);
    const auto post = [&](std::string_view type, std::string_view more = {}) {
        return test::RawClient(server.port)
            .ask("POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12\r\n" +
                 std::string(type) + std::string(more) + "\r\n" + R"({"text":"a"})")
            .status;
    };
    EXPECT_EQ(post("Content-Type: application/json\r\n"), 200);
    EXPECT_EQ(post("Content-Type: Application/JSON; charset=UTF-8\r\n"), 200);
    for (const auto* type :
         {"", "Content-Type: text/plain\r\n", "Content-Type: application/x-www-form-urlencoded\r\n",
          "Content-Type: multipart/form-data; boundary=x\r\n",
          "Content-Type: application/json; charset=utf-16\r\n",
          "Content-Type: application/jsonx\r\n"}) {
        EXPECT_EQ(post(type), 415) << type;
    }
    EXPECT_EQ(post("Content-Type: application/json\r\n", "Content-Encoding: gzip\r\n"), 415);
    auto client = server.client();
    EXPECT_EQ(client.ask(post_request("/api/v1/echo", std::string(1025, ' '))).status, 413);
    EXPECT_TRUE(client.ended());
}

TEST_F(ServerTest, PassesCompressedBodiesToRoutesThatTakeThem) {
    const RunningServer server(routes_, files_);
    const auto post = [&](std::string_view encoding) {
        return test::RawClient(server.port)
            .ask(
                "POST /api/v1/ingest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                "Content-Type: application/json\r\n" +
                std::string(kKey) + "Content-Encoding: " + std::string(encoding) + "\r\n\r\n{}");
    };
    EXPECT_EQ(post("gzip").status, 200);
    EXPECT_EQ(post("GZIP").body, "2");
    for (const auto* encoding : {"br", "deflate", "gzip, gzip", "x-gzip", "gzip;q=1"}) {
        EXPECT_EQ(post(encoding).status, 415) << encoding;
    }
}

TEST_F(ServerTest, ReadsChunkedBodiesAndRefusesOnesThatGrowTooLarge) {
    const RunningServer server(routes_, files_);
    const std::string head =
        "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n";
    auto client = server.client();
    EXPECT_EQ(client.ask(head + "5\r\n{\"tex\r\n7;x=y\r\nt\":\"a\"}\r\n0\r\n\r\n").status, 200);
    EXPECT_EQ(client.ask(get_request("/api/v1/hello")).status, 200);
    EXPECT_EQ(
        client.ask(head + "400\r\n" + std::string(1024, ' ') + "\r\n1\r\n \r\n0\r\n\r\n").status,
        413);
}

TEST_F(ServerTest, SaysContinueOnlyToWhoMay) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    const std::string head =
        " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 12\r\n"
        "Expect: 100-continue\r\n\r\n";
    client.send("POST /api/v1/echo" + head);
    EXPECT_EQ(client.response(false).status, 100);
    client.send(R"({"text":"a"})");
    EXPECT_EQ(client.response().status, 200);
    auto nobody = server.client();
    nobody.send("PUT /api/v1/homes/" + kHome.value + head);
    EXPECT_EQ(nobody.response().status, 401);
}

TEST_F(ServerTest, LimitsTheRateOfARoute) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(client.ask(get_request("/api/v1/limited")).status, 200);
    }
    const auto refused = client.ask(get_request("/api/v1/limited"));
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("retry-after"), "20");
    EXPECT_EQ(client.ask(get_request("/api/v1/limited", kViewer)).status, 200);
    EXPECT_EQ(client.ask(get_request("/api/v1/hello")).status, 200);
}

TEST_F(ServerTest, LimitsTheRateOfWrongCredentials) {
    ServerSettings settings;
    settings.limits.requests = {.per_minute = 3};
    const RunningServer server(routes_, files_, settings);
    auto client = server.client();
    const auto guess = get_request("/api/v1/me", "Authorization: Bearer wrong\r\n");
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(client.ask(guess).status, 401);
    }
    const auto refused = client.ask(guess);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("retry-after"), "20");
    EXPECT_EQ(client.ask(get_request("/api/v1/me", kViewer)).status, 200);
}

TEST_F(ServerTest, AnswersATagWithNotModified) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    const auto first = client.ask(get_request("/api/v1/tagged"));
    EXPECT_EQ(first.header("etag"), "\"v1\"");
    EXPECT_EQ(first.header("cache-control"), "private, no-cache");
    const auto again =
        client.ask(get_request("/api/v1/tagged", "If-None-Match: \"v0\", W/\"v1\"\r\n"));
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.header("content-length"), "");
    EXPECT_EQ(client.ask(get_request("/api/v1/hello")).status, 200);
}

TEST_F(ServerTest, LetsNoValueBeginANewHeaderLine) {
    const RunningServer server(routes_, files_);
    const auto response = server.client().ask(get_request("/api/v1/bad-header"));
    EXPECT_EQ(response.header("x-name"), "aSet-Cookie: evil=1");
    EXPECT_EQ(response.header("set-cookie"), "");
}

TEST_F(ServerTest, AnswersOnlyToItsOwnNames) {
    const RunningServer server(routes_, files_);
    const auto response =
        server.client().ask("GET /api/v1/hello HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    EXPECT_EQ(response.status, 421);
    EXPECT_EQ(response.header("connection"), "close");
}

TEST_F(ServerTest, EndsSlowHeadsSlowBodiesAndIdleConnections) {
    const RunningServer server(routes_, files_, quick());
    auto head = server.client();
    head.send("GET /api/v1/hello HTTP/1.1\r\n");
    EXPECT_EQ(head.response().status, 408);
    EXPECT_TRUE(head.ended());
    auto body = server.client();
    body.send(
        "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 10\r\n\r\n12345");
    EXPECT_EQ(body.response().status, 408);
    EXPECT_TRUE(body.ended());
    auto idle = server.client();
    EXPECT_TRUE(idle.ended());
    EXPECT_THAT(idle.read_all(), IsEmpty());
}

TEST_F(ServerTest, EndsBodiesThatTrickle) {
    auto settings = quick();
    settings.limits.whole_body = 2;
    const RunningServer server(routes_, files_, settings);
    auto client = server.client();
    client.send(
        "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 1000\r\n\r\n");
    const auto began = std::chrono::steady_clock::now();
    while (!client.ended(50ms) && std::chrono::steady_clock::now() - began < 3s) {
        client.send(" ");
    }
    EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
}

TEST_F(ServerTest, Rb19HonoursNoRightThatEndedWhileTheBodyCame) {
    RunningServer server(routes_, files_);
    const auto path = "/api/v1/homes/" + kHome.value;
    const auto start = [&](std::string_view method, const std::string& target,
                           std::string_view credentials) {
        auto client = server.client();
        client.send(
            fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}Content-Type: "
                        "application/json\r\nContent-Length: 12\r\n"
                        "Expect: 100-continue\r\n\r\n",
                        method, target, credentials));
        EXPECT_EQ(client.response(false).status, 100) << "admitted";
        return client;
    };
    auto person = start("PUT", path, kAdmin);
    auto key = start("POST", "/api/v1/ingest", kKey);
    auto anyone = start("POST", "/api/v1/echo", kAdmin);
    server.authenticator.revocation.revoke();
    EXPECT_EQ(person.ask(R"({"text":"a"})").status, 401);
    EXPECT_EQ(key.ask(R"({"text":"a"})").status, 401);
    EXPECT_EQ(anyone.ask(R"({"text":"a"})").status, 200);
}

// A consent of `home` to the staff's provider.
Permission consent_of(const HomeId& home) {
    return ohmstead::test::accepted_consent(home, test::kProvider);
}

// What the staff of a provider reads, while a consent changes in the midst of it.
class ReadingByConsent : public ServerTest {
protected:
    ReadingByConsent() {
        const auto read = [this](RequestContext& context, const HomeId& home) {
            ++readings_;
            const auto text = context.scope().standing_in(home) ? "seen" : "unseen";
            if (meanwhile_) {
                meanwhile_();
            }
            return Note{text};
        };
        routes_.add(get<HomePath, Note>(
            "/api/v1/homes/{home}/read", {.access = Access::view(Right::see_home)},
            [read](RequestContext& context, HomePath in) -> Task<Result<Note>> {
                co_return read(context, in.home);
            }));
        routes_.add(
            get<Nothing, Note>("/api/v1/all", {.access = Access::signed_in()},
                               [read](RequestContext& context, Nothing) -> Task<Result<Note>> {
                                   co_return read(context, kHome);
                               }));
    }
    void SetUp() override {
        ServerTest::SetUp();
        server_.emplace(routes_, files_);
        authenticator().permissions = {consent_of(kHome), consent_of(kOtherHome)};
    }
    test::FakeAuthenticator& authenticator() { return server_->authenticator; }
    // As a withdrawal, which others are told of at once.
    void withdraw(const HomeId& home) {
        std::erase_if(authenticator().permissions,
                      [&](const Permission& each) { return each.home == home; });
        authenticator().change_rights();
    }
    auto ask(std::string_view path) {
        return server_->client().ask(get_request(path, "Cookie: s=staff\r\n"));
    }
    static std::string one_home() { return "/api/v1/homes/" + kHome.value + "/read"; }

    int readings_ = 0;
    std::function<void()> meanwhile_;
    std::optional<RunningServer> server_;
};

TEST_F(ReadingByConsent, IsNotDisturbedByOtherHomes) {
    meanwhile_ = [this] { withdraw(kOtherHome); };
    EXPECT_EQ(ask(one_home()).status, 200);
    EXPECT_EQ(readings_, 1);
}

TEST_F(ReadingByConsent, OfAllHomesIsNotDisturbedByOneMore) {
    withdraw(kOtherHome);
    meanwhile_ = [this] {
        authenticator().permissions.push_back(consent_of(kOtherHome));
        authenticator().change_rights();
    };
    EXPECT_EQ(ask("/api/v1/all").status, 200);
    EXPECT_EQ(readings_, 1);
}

TEST_F(ReadingByConsent, BeginsAnewWithWhatIsLeft) {
    meanwhile_ = [this] {
        if (readings_ == 1) {
            withdraw(kHome);
        }
    };
    const auto all = ask("/api/v1/all");
    EXPECT_EQ(all.status, 200);
    EXPECT_THAT(all.body, HasSubstr("unseen"));
    EXPECT_EQ(readings_, 2);
}

TEST_F(ReadingByConsent, BeginsAnewWhereTheTermsAreOthers) {
    meanwhile_ = [this] {
        if (readings_ == 1) {
            authenticator().permissions.front().given->finest = Detail::month;
            authenticator().change_rights();
        }
    };
    EXPECT_EQ(ask(one_home()).status, 200);
    EXPECT_EQ(readings_, 2);
}

TEST_F(ReadingByConsent, TellsNothingOfAHomeThatWithdrewMeanwhile) {
    meanwhile_ = [this] { withdraw(kHome); };
    EXPECT_EQ(ask(one_home()).status, 404);
    EXPECT_EQ(readings_, 1);
}

TEST_F(ReadingByConsent, IsPutOffWhereItChangesAgainAndAgain) {
    meanwhile_ = [this] {
        authenticator().permissions.front().purpose += "x";
        authenticator().change_rights();
    };
    const auto answer = ask(one_home());
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.header("retry-after"), "1");
    EXPECT_LE(readings_, 5);
}

TEST_F(ServerTest, GoesOnWithTheRightsThatChangedWhileTheBodyCame) {
    RunningServer server(routes_, files_);
    auto client = server.client();
    client.send(
        fmt::format("PUT /api/v1/homes/{} HTTP/1.1\r\nHost: localhost\r\n{}Content-Type: "
                    "application/json\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n",
                    kHome.value, kAdmin));
    ASSERT_EQ(client.response(false).status, 100);
    boost::asio::post(server.io(), [&] { server.authenticator.change_rights(); });
    EXPECT_EQ(client.ask(R"({"text":"a"})").status, 200);
}

TEST_F(ServerTest, EndsAConnectionWhoseClientReadsNothing) {
    const RunningServer server(routes_, files_, quick());
    auto client = server.client();
    client.send(get_request("/api/v1/big"));
    std::this_thread::sleep_for(1s);
    EXPECT_LT(client.read_all().size(), 10'000'000U);
}

TEST_F(ServerTest, LimitsConnectionsPerAddress) {
    auto settings = quick();
    settings.limits.connections_per_address = 3;
    const RunningServer server(routes_, files_, settings);
    {
        std::vector<test::RawClient> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(server.client());
            EXPECT_EQ(clients.back().ask(get_request("/api/v1/hello")).status, 200);
        }
        EXPECT_EQ(server.client().ask(get_request("/api/v1/hello")).status, 0);
    }
    // Slots come back with the connections.
    int status = 0;
    for (int attempt = 0; attempt < 100 && status == 0; ++attempt) {
        std::this_thread::sleep_for(5ms);
        status = server.client().ask(get_request("/api/v1/hello")).status;
    }
    EXPECT_EQ(status, 200);
}

TEST_F(ServerTest, SurvivesClientsThatLeaveAtAnyByte) {
    const RunningServer server(routes_, files_);
    const auto request = post_request("/api/v1/echo", R"({"text":"a"})");
    for (std::size_t bytes = 0; bytes <= request.size(); ++bytes) {
        auto client = server.client();
        client.send(std::string_view(request).substr(0, bytes));
    }
    EXPECT_EQ(server.client().ask(request).status, 200);
}

TEST_F(ServerTest, FinishesRunningRequestsBeforeItStops) {
    RunningServer server(routes_, files_);
    auto busy = server.client();
    auto idle = server.client();
    EXPECT_EQ(idle.ask(get_request("/api/v1/hello")).status, 200);
    busy.send(get_request("/api/v1/slow"));
    std::this_thread::sleep_for(50ms);
    std::thread stopper([&] { server.stop(); });
    const auto response = busy.response();
    EXPECT_EQ(response.body, R"({"text":"slow"})");
    EXPECT_EQ(response.header("connection"), "close");
    EXPECT_TRUE(idle.ended());
    busy.close();
    stopper.join();
    EXPECT_THROW(server.client(), boost::system::system_error);
}

TEST_F(ServerTest, SpeaksTls) {
    const auto certificate =
        make_local_certificate({"localhost"}, *parse_rfc3339("2026-11-25T00:00:00Z"));
    RunningServer server(routes_, files_, {}, certificate);
    server.tls = true;
    auto client = server.client();
    const auto response = client.ask(get_request("/api/v1/hello"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    EXPECT_EQ(client.ask(get_request("/api/v1/big")).body.size(), 10'000'000U);
    // Plain HTTP on the port of TLS gets nothing.
    test::RawClient plain(server.port);
    EXPECT_EQ(plain.ask(get_request("/api/v1/hello")).status, 0);
}

TEST_F(ServerTest, ForgetsAtOnceTlsClientsThatLeaveWithoutFarewell) {
    const auto certificate =
        make_local_certificate({"localhost"}, *parse_rfc3339("2026-11-25T00:00:00Z"));
    RunningServer server(routes_, files_, {}, certificate);
    server.tls = true;
    // More than one address may hold open at a time.
    for (int i = 0; i < 100; ++i) {
        auto client = server.client();
        const auto response = client.ask(get_request("/api/v1/hello", "Connection: close\r\n"));
        EXPECT_EQ(response.status, 200) << i;
        client.close();
    }
}

TEST_F(ServerTest, BelievesForwardingHeadersOfTrustedProxiesAlone) {
    auto settings = quick();
    const std::string headers =
        "Cookie: s=viewer\r\nX-Forwarded-For: 198.51.100.7, 203.0.113.9\r\n"
        "X-Forwarded-Proto: https\r\nX-Forwarded-Host: home.example\r\n";
    {
        RunningServer server(routes_, files_, settings);
        const auto response = server.client().ask(get_request("/api/v1/me", headers));
        EXPECT_EQ(response.header("strict-transport-security"), "");
        server.stop();
        EXPECT_EQ(server.authenticator.last_connection.peer.to_string(), "127.0.0.1");
        EXPECT_EQ(server.authenticator.last_connection.host, "localhost");
        EXPECT_TRUE(server.authenticator.last_connection.forwarded);
        EXPECT_FALSE(server.authenticator.last_connection.tls);
    }
    settings.trusted_proxies = {"127.0.0.0/8"};
    RunningServer server(routes_, files_, settings);
    const auto response = server.client().ask(get_request("/api/v1/me", headers));
    EXPECT_NE(response.header("strict-transport-security"), "");
    server.stop();
    EXPECT_EQ(server.authenticator.last_connection.peer.to_string(), "203.0.113.9");
    EXPECT_EQ(server.authenticator.last_connection.host, "home.example");
    EXPECT_TRUE(server.authenticator.last_connection.tls);
}

TEST_F(ServerTest, ServesItsOwnDocument) {
    const RunningServer server(routes_, files_);
    auto client = server.client();
    const auto document = boost::json::parse(client.ask(get_request("/api/openapi.json")).body);
    EXPECT_EQ(document.at("openapi"), "3.1.0");
    const auto page = client.ask(get_request("/api/docs"));
    EXPECT_THAT(page.header("content-security-policy"), HasSubstr("script-src 'self'"));
    EXPECT_THAT(page.header("content-security-policy"), Not(HasSubstr("nonce")));
    EXPECT_THAT(page.body, HasSubstr("docs.js"));
}

}  // namespace
}  // namespace ohmstead::http
