#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/routes.hpp"
#include "support/task_runner.hpp"

namespace ohmstead::http {
namespace {

using ::testing::ElementsAre;

struct Sum {
    static constexpr std::string_view kSchemaName = "Sum";
    int sum = 0;
    std::string home = {};
};
BOOST_DESCRIBE_STRUCT(Sum, (), (sum, home))

struct Terms {
    HomeId home;
    int a = 0;
    int b = 0;
};
BOOST_DESCRIBE_STRUCT(Terms, (), (home, a, b))

constexpr std::string_view kHomeText = "abcdefghijklmnopqrst";
constexpr auto kPath = "/api/v1/homes/{home}/sum";

Task<Result<Sum>> add_up(RequestContext&, Terms terms) {
    co_return Sum{.sum = terms.a + terms.b, .home = terms.home.value};
}

RouteSpec open_spec() {
    return {.summary = "Adds", .access = Access::open()};
}

Result<Response> call(const Route& route, RouteInput input) {
    ohmstead::test::TaskRunner runner;
    RequestContext context;
    return runner.run(route.handler(context, std::move(input)));
}

TEST(TypedRoute, TakesPathAndQuery) {
    const auto route = get<Terms, Sum>(kPath, open_spec(), add_up);
    const auto response = call(
        route, {.path = {{"home", std::string(kHomeText)}}, .query = {{"a", "1"}, {"b", "2"}}});
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->content_type, "application/json");
    EXPECT_EQ(response->body, R"({"sum":3,"home":"abcdefghijklmnopqrst"})");
}

TEST(TypedRoute, TakesPathAndBody) {
    const auto route =
        post<Terms, Sum>(kPath, {.access = Access::open(), .success_status = 201}, add_up);
    const auto response =
        call(route, {.path = {{"home", std::string(kHomeText)}}, .body = R"({"a":1,"b":2})"});
    EXPECT_EQ(response->status, 201);
    EXPECT_EQ(response->body, R"({"sum":3,"home":"abcdefghijklmnopqrst"})");
}

TEST(TypedRoute, RefusesAPathFieldInTheBody) {
    const auto route = post<Terms, Sum>(kPath, open_spec(), add_up);
    const auto response = call(
        route, {.path = {{"home", std::string(kHomeText)}}, .body = R"({"a":1,"b":2,"home":"x"})"});
    EXPECT_EQ(response.error().code, ErrorCode::invalid);
    EXPECT_EQ(response.error().fields.at(0).pointer, "/home");
}

TEST(TypedRoute, TellsBadJsonFromBadFieldsAndBadParameters) {
    const auto route = post<Terms, Sum>(kPath, open_spec(), add_up);
    const std::vector<reflect::Parameter> path{{"home", std::string(kHomeText)}};
    EXPECT_EQ(call(route, {.path = path, .body = "{"}).error().code, ErrorCode::malformed);
    EXPECT_EQ(call(route, {.path = path, .body = "{}"}).error().code, ErrorCode::invalid);
    EXPECT_EQ(call(route, {.path = {{"home", "x"}}, .body = "{}"}).error().code,
              ErrorCode::malformed);
}

TEST(TypedRoute, RepliesWithExtras) {
    const auto route = get<Nothing, Sum>(
        "/sum", open_spec(), [](RequestContext&, Nothing) -> Task<Result<Reply<Sum>>> {
            co_return Reply<Sum>{
                .value = {.sum = 1}, .status = 203, .set_cookies = {"a=b", "c=d"}, .etag = "\"e\""};
        });
    const auto response = call(route, {});
    EXPECT_EQ(response->status, 203);
    EXPECT_THAT(response->headers,
                ElementsAre(std::pair("Set-Cookie", "a=b"), std::pair("Set-Cookie", "c=d"),
                            std::pair("ETag", "\"e\"")));
}

TEST(TypedRoute, TakesEncodedOutputAndNoContent) {
    const auto encoded = get<Nothing, Sum>(
        "/sum", open_spec(), [](RequestContext&, Nothing) -> Task<Result<Encoded<Sum>>> {
            co_return Encoded<Sum>{R"({"sum":9})"};
        });
    EXPECT_EQ(call(encoded, {})->body, R"({"sum":9})");
    const auto nothing = post<Nothing, NoContent>(
        "/sum", {.access = Access::open(), .success_status = 204},
        [](RequestContext&, Nothing) -> Task<Result<NoContent>> { co_return NoContent{}; });
    const auto response = call(nothing, {});
    EXPECT_EQ(response->status, 204);
    EXPECT_EQ(response->body, "");
    EXPECT_EQ(response->content_type, "");
}

TEST(TypedRoute, NeedsAFieldForEveryPathParameter) {
    EXPECT_THROW((get<Terms, Sum>("/{house}", open_spec(), add_up)), std::logic_error);
    EXPECT_THROW((get<Terms, Sum>("/sum", {.access = Access::home(Right::see_home)}, add_up)),
                 std::logic_error);
}

Task<Result<Response>> nothing_raw(RequestContext&, RouteInput) {
    co_return Response{};
}

Routes some_routes() {
    Routes routes;
    for (const auto* path : {"/api/v1/homes", "/api/v1/homes/{home}", "/api/v1/homes/{home}/live",
                             "/api/v1/homes/mine", "/"}) {
        routes.add(raw(Method::get, path, open_spec(), nothing_raw));
    }
    routes.add(raw(Method::delete_, "/api/v1/homes/{home}", open_spec(), nothing_raw));
    return routes;
}

TEST(Routes, MatchesLiteralsBeforeParameters) {
    const auto routes = some_routes();
    EXPECT_EQ(routes.find(Method::get, "/api/v1/homes/mine").route->path, "/api/v1/homes/mine");
    const auto match = routes.find(Method::get, "/api/v1/homes/x/live");
    EXPECT_EQ(match.route->path, "/api/v1/homes/{home}/live");
    EXPECT_EQ(match.path.at(0).name, "home");
    EXPECT_EQ(match.path.at(0).value, "x");
    EXPECT_EQ(routes.find(Method::get, "/").route->path, "/");
}

TEST(Routes, AnswersHeadWithGet) {
    EXPECT_NE(some_routes().find(Method::head, "/api/v1/homes").route, nullptr);
}

TEST(Routes, NamesTheMethodsOfAPath) {
    const auto match = some_routes().find(Method::post, "/api/v1/homes/x");
    EXPECT_EQ(match.route, nullptr);
    EXPECT_TRUE(match.path_known);
    EXPECT_EQ(match.allowed, "GET, HEAD, DELETE, OPTIONS");
}

TEST(Routes, KnowsNoOtherFormOfAPath) {
    const auto routes = some_routes();
    for (const auto* path :
         {"/api/v1/homes/", "/api/v1//homes", "/API/v1/homes", "/api/v1", "/api/v1/homes/x/",
          "/api/v1/homes//live", "", "x", "/api/v1/homes/x/live/y", "//"}) {
        const auto match = routes.find(Method::get, path);
        EXPECT_EQ(match.route, nullptr) << path;
        EXPECT_FALSE(match.path_known) << path;
    }
}

TEST(Routes, RefusesTheSameRouteTwice) {
    auto routes = some_routes();
    EXPECT_THROW(routes.add(raw(Method::get, "/api/v1/homes", open_spec(), nothing_raw)),
                 std::logic_error);
    EXPECT_THROW(routes.add(raw(Method::get, "/api/v1/homes/{house}/x", open_spec(), nothing_raw)),
                 std::logic_error);
}

}  // namespace
}  // namespace ohmstead::http
