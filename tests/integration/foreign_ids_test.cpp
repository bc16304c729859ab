#include <set>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "integration/running_server.hpp"
#include "integration/stored_people.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead::test {
namespace {

namespace json = boost::json;

using Query = std::vector<std::pair<std::string, std::string>>;

// What a route reads from the address, as the server's own document says it.
struct ReadRoute {
    std::string path;
    Query required;
    Query optional;  // a parameter stands in it once for each value that is tried
};

// What is told apart from the request alone: its id, and when it was answered.
std::string without_request(const RawClient::Response& response) {
    const auto id = response.header("x-request-id");
    std::string text = std::to_string(response.status) + '\n';
    for (const auto& [name, value] : response.headers) {
        if (name != "x-request-id" && name != "date") {
            text += name + ": " + value + '\n';
        }
    }
    text += response.body;
    if (const auto at = text.find(id); !id.empty() && at != std::string::npos) {
        text.replace(at, id.size(), "ID");
    }
    return text;
}

std::string replaced(std::string text, std::string_view what, std::string_view instead) {
    for (auto at = text.find(what); at != std::string::npos;
         at = text.find(what, at + instead.size())) {
        text.replace(at, what.size(), instead);
    }
    return text;
}

std::string address(const std::string& path, const HomeId& home, const Query& query) {
    std::string text = replaced(path, "{home}", home.value);
    char separator = '?';
    for (const auto& [name, value] : query) {
        text += fmt::format("{}{}={}", separator, name, value);
        separator = '&';
    }
    return text;
}

// Two people with a home each, and a server where nobody is in the home of another.
class ForeignIds : public testing::Test {
protected:
    static Config strangers(const std::filesystem::path& data) {
        auto config = config_of(data);
        config.single_household = false;
        config.max_requests_per_minute = 1'000'000;
        return config;
    }

    RawClient::Response get(const StoredPerson& who, const std::string& target) {
        // A connection ends with a malformed request.
        return RawClient(server_.port()).ask(get_request(target, who.cookie()));
    }

    // Values that `parameter` may have; an id is always one of Ada's.
    std::vector<std::string> values_of(const json::object& parameter) const {
        const std::string name(parameter.at("name").as_string());
        const auto& schema = parameter.at("schema").as_object();
        if (const auto* choices = schema.if_contains("enum")) {
            std::vector<std::string> values;
            for (const auto& each : choices->as_array()) {
                values.emplace_back(each.as_string());
            }
            return values;
        }
        if (name == "from") {
            return {"2026-01-01"};
        }
        if (name == "to") {
            return {"2026-01-02"};
        }
        if (schema.at("type") == "boolean") {
            return {"true", "false"};
        }
        if (schema.at("type") == "integer") {
            return {"1", "100"};
        }
        return {ada_.channel.value};
    }

    std::vector<ReadRoute> read_routes() {
        const auto document = json::parse(get(ada_, "/api/openapi.json").body).as_object();
        std::vector<ReadRoute> routes;
        for (const auto& [path, methods] : document.at("paths").as_object()) {
            const auto* const reading = methods.as_object().if_contains("get");
            if (reading == nullptr || path.find("{home}") == json::string_view::npos) {
                continue;
            }
            ReadRoute route{.path = std::string(path), .required = {}, .optional = {}};
            for (const auto& each : reading->at("parameters").as_array()) {
                const auto* const in = each.as_object().if_contains("in");
                if (in == nullptr || *in != "query") {
                    continue;
                }
                const auto& parameter = each.as_object();
                const std::string name(parameter.at("name").as_string());
                const auto* const required = parameter.if_contains("required");
                const auto values = values_of(parameter);
                if (required != nullptr && required->as_bool()) {
                    route.required.emplace_back(name, values.front());
                } else {
                    for (const auto& value : values) {
                        route.optional.emplace_back(name, value);
                    }
                }
            }
            routes.push_back(std::move(route));
        }
        return routes;
    }

    TemporaryFolder folder_;
    std::vector<StoredPerson> people_ = store_people(folder_.path(), 2);
    StoredPerson ada_ = people_[0];
    StoredPerson bob_ = people_[1];
    RunningServer server_{strangers(folder_.path())};
};

// Every combination of what a route may be asked with, of every route that there is.
TEST_F(ForeignIds, RB_08_AForeignHomeIsUnknownWithWhateverParameters) {
    const auto routes = read_routes();
    EXPECT_GE(routes.size(), 20U);
    std::size_t asked = 0;
    for (const auto& route : routes) {
        std::vector<Query> queries{{}, route.required};
        for (const auto& each : route.optional) {
            auto query = route.required;
            query.push_back(each);
            queries.push_back(query);
            for (const auto& other : route.optional) {
                if (other.first > each.first) {
                    query.push_back(other);
                    queries.push_back(query);
                    query.pop_back();
                }
            }
        }
        for (const auto& query : queries) {
            const auto theirs = get(bob_, address(route.path, ada_.home, query));
            const auto nobodys = get(bob_, address(route.path, HomeId::make(), query));
            ASSERT_EQ(theirs.status, 404) << address(route.path, ada_.home, query);
            ASSERT_EQ(without_request(theirs), without_request(nobodys))
                << address(route.path, ada_.home, query);
            ++asked;
        }
    }
    std::printf("%zu routes, %zu ways to ask\n", routes.size(), asked);
}

// Of one's own home, an id of another's is worth what an unknown one is.
TEST_F(ForeignIds, RB_08_AForeignIdWithinOnesOwnHomeIsUnknownToo) {
    const auto unknown = ChannelId::make();
    std::size_t asked = 0;
    for (const auto& route : read_routes()) {
        for (const auto& each : route.optional) {
            if (each.second != ada_.channel.value) {
                continue;
            }
            auto query = route.required;
            query.push_back(each);
            const auto theirs = get(bob_, address(route.path, bob_.home, query));
            query.back().second = unknown.value;
            const auto nobodys = get(bob_, address(route.path, bob_.home, query));
            EXPECT_EQ(without_request(theirs).find("Meter of Person 00"), std::string::npos);
            EXPECT_EQ(replaced(without_request(theirs), ada_.channel.value, "CHANNEL"),
                      replaced(without_request(nobodys), unknown.value, "CHANNEL"))
                << route.path;
            ++asked;
        }
    }
    EXPECT_GE(asked, 2U);
}

// An id has one form. Whatever looks like it leads nowhere, its owner neither.
TEST_F(ForeignIds, RB_12_AnIdHasOneForm) {
    const auto& id = ada_.home.value;
    std::string upper = id;
    std::ranges::transform(upper, upper.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    std::string twice;
    for (const char c : id) {
        twice += fmt::format("%25{:02x}", static_cast<unsigned char>(c));
    }
    // Cyrillic for Latin letters, and wide forms.
    std::string alike = id;
    alike.replace(0, 1, "%D0%B0");
    std::string wide = id;
    wide.replace(0, 1, "%EF%BD%81");
    const std::vector<std::string> forms{
        upper,          "0" + id,         "00" + id,     twice,
        id + ".",       id + "%2E",       id + "%2F",    id + "%5C",
        id + "/",       id + "//",        id + "%20",    "%20" + id,
        id + "+",       id + ";a=b",      alike,         wide,
        id + "%CC%81",  id + "%E2%80%8B", "./" + id,     "x/../" + id,
        "%2E%2E/" + id, id + "%09",       id + "," + id, id.substr(1),
        id + id,        "-" + id,         id + "%C2%AD", id.substr(0, 19) + "%2A"};
    for (const auto& who : {ada_, bob_}) {
        for (const auto& form : forms) {
            for (const std::string rest : {"", "/channels", "/live"}) {
                const auto answer = get(who, "/api/v1/homes/" + form + rest);
                EXPECT_TRUE(answer.status == 404 || answer.status == 400)
                    << form << rest << ' ' << answer.status;
                EXPECT_EQ(answer.body.find("Home of"), std::string::npos) << form;
                EXPECT_EQ(answer.body.find("Meter of"), std::string::npos) << form;
            }
        }
    }
    // The same characters, escaped once, are the same address (RFC 3986).
    const auto escaped = fmt::format("%{:02X}{}", static_cast<unsigned char>(id[0]), id.substr(1));
    EXPECT_EQ(get(ada_, "/api/v1/homes/" + escaped).status, 200);
    EXPECT_EQ(get(ada_, "/api/v1/homes/" + id).status, 200);
    EXPECT_EQ(get(bob_, "/api/v1/homes/" + escaped).status, 404);
}

}  // namespace
}  // namespace ohmstead::test
