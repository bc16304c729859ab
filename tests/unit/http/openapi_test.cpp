#include "http/openapi.hpp"

#include <set>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace ohmstead::http {
namespace {

namespace json = boost::json;

struct Item {
    static constexpr std::string_view kSchemaName = "Item";
    std::string name = {};
    std::optional<std::string> note = {};
};
BOOST_DESCRIBE_STRUCT(Item, (), (name, note))

struct EditItem {
    static constexpr std::string_view kSchemaName = "EditItem";
    HomeId home;
    std::string name = {};
};
BOOST_DESCRIBE_STRUCT(EditItem, (), (home, name))

struct ItemQuery {
    HomeId home;
    std::optional<std::string> search = {};
    std::vector<std::string> kinds = {};
    int limit = 10;
};
BOOST_DESCRIBE_STRUCT(ItemQuery, (), (home, search, kinds, limit))
constexpr FieldRule kItemQueryRules[]{
    {.field = "kinds", .has_default = true},
    {.field = "limit", .minimum = 1, .maximum = 100, .has_default = true, .doc = "How many"}};
constexpr std::span<const FieldRule> rules_for(const ItemQuery*) {
    return kItemQueryRules;
}

Routes make_routes() {
    Routes routes;
    routes.add(get<ItemQuery, Item>(
        "/api/v1/homes/{home}/item",
        {.summary = "Read", .access = Access::home(Right::see_home), .tag = "items"},
        [](RequestContext&, ItemQuery) -> Task<Result<Item>> { co_return Item{}; }));
    routes.add(put<EditItem, Item>(
        "/api/v1/homes/{home}/item",
        {.summary = "Write", .access = Access::home(Right::edit_home), .tag = "items"},
        [](RequestContext&, EditItem) -> Task<Result<Item>> { co_return Item{}; }));
    routes.add(post<Nothing, NoContent>(
        "/api/v1/ping", {.summary = "Ping", .access = Access::open(), .success_status = 204},
        [](RequestContext&, Nothing) -> Task<Result<NoContent>> { co_return NoContent{}; }));
    routes.add(raw(
        Method::post, "/api/v1/ingest", {.summary = "Add readings", .access = Access::ingest_key()},
        [](RequestContext&, RouteInput) -> Task<Result<Response>> { co_return Response{}; }));
    return routes;
}

json::value document() {
    const auto text = openapi_document(make_routes(), {.title = "T", .version = "1"});
    EXPECT_EQ(text, openapi_document(make_routes(), {.title = "T", .version = "1"}));
    EXPECT_EQ(text.back(), '\n');
    return json::parse(text);
}

TEST(OpenApi, DescribesParametersBodiesAndAnswers) {
    const auto api = document();
    const auto& item = api.at("paths").at("/api/v1/homes/{home}/item");
    EXPECT_EQ(item.at("get").at("operationId"), "get_homes_home_item");
    EXPECT_EQ(item.at("get").at("parameters"), json::parse(R"([
        {"name":"home","in":"path","required":true,
         "schema":{"type":"string","format":"id","pattern":"^[a-z2-7]{20}$"}},
        {"name":"search","in":"query","required":false,"schema":{"type":"string"}},
        {"name":"kinds","in":"query","required":false,
         "schema":{"type":"array","items":{"type":"string"}},"style":"form","explode":false},
        {"name":"limit","in":"query","required":false,
         "schema":{"type":"integer","minimum":1,"maximum":100,"description":"How many"}}])"));
    EXPECT_EQ(item.at("put").at("requestBody").at("content").at("application/json").at("schema"),
              json::parse(R"({"$ref":"#/components/schemas/EditItem"})"));
    EXPECT_EQ(api.at("components").at("schemas").at("EditItem").at("required"),
              json::parse(R"(["name"])"));
    EXPECT_EQ(
        item.at("get").at("responses").at("200").at("content"),
        json::parse(R"({"application/json":{"schema":{"$ref":"#/components/schemas/Item"}}})"));
    EXPECT_FALSE(api.at("paths").at("/api/v1/ping").at("post").as_object().contains("requestBody"));
    EXPECT_TRUE(
        api.at("paths").at("/api/v1/ping").at("post").at("responses").as_object().contains("204"));
}

TEST(OpenApi, SaysWhoMay) {
    const auto api = document();
    const auto security = [&](const char* path, const char* method) {
        return api.at("paths").at(path).at(method).at("security");
    };
    EXPECT_EQ(security("/api/v1/homes/{home}/item", "get"), json::parse(R"([{"session":[]}])"));
    EXPECT_EQ(security("/api/v1/ingest", "post"), json::parse(R"([{"api_key":[]}])"));
    EXPECT_EQ(security("/api/v1/ping", "post"), json::parse("[]"));
    EXPECT_EQ(api.at("paths").at("/api/v1/homes/{home}/item").at("put").at("description"),
              "Needs the right home.edit in the home.");
}

TEST(OpenApi, SaysWhoMayWhereTheHandlerDecidesIt) {
    Routes routes;
    routes.add(raw(
        Method::get, "/figures",
        {.summary = "Figures", .access = Access::open(), .who = "For some, and for the machine."},
        [](RequestContext&, RouteInput) -> Task<Result<Response>> { co_return Response{}; }));
    const auto api = json::parse(openapi_document(routes, {.title = "T", .version = "1"}));
    const auto& figures = api.at("paths").at("/figures").at("get");
    EXPECT_EQ(figures.at("description"), "For some, and for the machine.");
    EXPECT_EQ(figures.at("security"), json::parse(R"([{},{"session":[]}])"));
}

void collect_references(const json::value& value, std::set<std::string>& references) {
    if (const auto* object = value.if_object()) {
        for (const auto& [key, held] : *object) {
            if (key == "$ref") {
                references.emplace(held.as_string().c_str());
            }
            collect_references(held, references);
        }
    } else if (const auto* array = value.if_array()) {
        for (const auto& held : *array) {
            collect_references(held, references);
        }
    }
}

TEST(OpenApi, DefinesWhatItRefersTo) {
    const auto api = document();
    std::set<std::string> references;
    collect_references(api, references);
    EXPECT_GE(references.size(), 5U);
    for (const auto& reference : references) {
        EXPECT_NO_THROW(api.at_pointer(reference.substr(1))) << reference;
    }
    const auto& problem = api.at("components").at("schemas").at("Problem");
    EXPECT_EQ(problem.at("required"), json::parse(R"(["type","title","status","instance"])"));
    EXPECT_EQ(api.at("components").at("securitySchemes").at("session"),
              json::parse(R"({"type":"apiKey","in":"cookie","name":"__Host-ohmstead"})"));
}

}  // namespace
}  // namespace ohmstead::http
