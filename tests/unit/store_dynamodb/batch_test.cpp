#include <set>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "client_fixture.hpp"

namespace ohmstead::dynamodb::test {
namespace {

namespace json = boost::json;
using testing::ElementsAre;

class Batches : public ClientTest {
protected:
    Batches() { settings.table_prefix = "x-"; }

    static std::vector<Change> puts(int count) {
        std::vector<Change> changes;
        for (int i = 0; i < count; ++i) {
            changes.push_back(Put{.table = "T", .item = {{"p", number_value(i)}}});
        }
        return changes;
    }

    static std::vector<Item> keys(int count) {
        std::vector<Item> keys;
        for (int i = 0; i < count; ++i) {
            keys.push_back({{"p", number_value(i)}});
        }
        return keys;
    }

    static json::array& list(json::object& request) {
        return request.at("RequestItems").at("x-T").as_array();
    }

    // Leaves the second half of a batch undone.
    static ScriptedAnswer half_done(const ScriptedRequest& request) {
        auto body = request.json();
        auto& all = list(body);
        all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>((all.size() + 1) / 2));
        if (all.empty()) {
            body.at("RequestItems").as_object().clear();
        }
        return served(json::serialize(json::object{{"UnprocessedItems", body.at("RequestItems")}}));
    }
};

TEST_F(Batches, ChangesGoInTwentyFives) {
    auto changes = puts(30);
    changes.push_back(Delete{.table = "U", .key = item(R"({"p":{"N":"7"}})")});
    EXPECT_TRUE(run(client().batch_write(std::move(changes))));
    ASSERT_EQ(server.requests().size(), 2U);
    auto first = server.requests()[0].json();
    EXPECT_EQ(list(first).size(), 25U);
    EXPECT_EQ(list(first)[24], json::parse(R"({"PutRequest":{"Item":{"p":{"N":"24"}}}})"));
    auto second = server.requests()[1].json();
    EXPECT_EQ(list(second).size(), 5U);
    EXPECT_EQ(second.at("RequestItems").at("x-U"),
              json::parse(R"([{"DeleteRequest":{"Key":{"p":{"N":"7"}}}}])"));
}

TEST_F(Batches, ExactlyWhatWasLeftUndoneIsSentAgain) {
    server.answer_with(half_done);
    EXPECT_TRUE(run(client().batch_write(puts(25))));
    std::vector<std::size_t> sizes;
    for (const auto& request : server.requests()) {
        auto body = request.json();
        sizes.push_back(list(body).size());
        EXPECT_EQ(list(body).at(list(body).size() - 1),
                  json::parse(R"({"PutRequest":{"Item":{"p":{"N":"24"}}}})"));
    }
    EXPECT_THAT(sizes, ElementsAre(25, 12, 6, 3, 1));
    EXPECT_THAT(timing->pauses, ElementsAre(500ms, 500ms, 500ms, 500ms));
}

TEST_F(Batches, ABatchThatGetsNowhereIsGivenUp) {
    server.answer_with([](const ScriptedRequest& request) {
        return served(
            json::serialize(json::object{{"UnprocessedItems", request.json().at("RequestItems")}}));
    });
    const auto written = run(client().batch_write(puts(3)));
    EXPECT_EQ(written.error().code, ErrorCode::unavailable);
    EXPECT_EQ(server.requests().size(), 4U);
    EXPECT_THAT(timing->pauses, ElementsAre(500ms, 1'000ms, 2'000ms));
}

TEST_F(Batches, ABatchThrottledAsAWholeIsSentAgain) {
    server.queue({failed_with("ProvisionedThroughputExceededException"),
                  failed_with("ThrottlingException")});
    EXPECT_TRUE(run(client().batch_write(puts(3))));
    EXPECT_EQ(server.requests().size(), 3U);
    server.answer_with([](const ScriptedRequest&) { return failed_with("ThrottlingException"); });
    EXPECT_EQ(run(client().batch_write(puts(3))).error().code, ErrorCode::unavailable);
    EXPECT_EQ(server.requests().size(), 7U);
}

TEST_F(Batches, NothingToDoSendsNothing) {
    EXPECT_TRUE(run(client().batch_write({})));
    EXPECT_TRUE(run(client().batch_get("T", {})));
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(Batches, KeysGoInHundredsAndWhatWasLeftOutIsAskedForAgain) {
    // Finds all but multiples of ten, at most 40 at a time.
    server.answer_with([](const ScriptedRequest& request) {
        const auto asked = request.json().at("RequestItems").at("x-T").at("Keys").as_array();
        json::array found;
        json::array left;
        for (const auto& key : asked) {
            if (found.size() >= 40) {
                left.push_back(key);
            } else if (std::stoi(key.at("p").at("N").as_string().c_str()) % 10 != 0) {
                found.push_back(key);
            }
        }
        json::object unprocessed;
        if (!left.empty()) {
            unprocessed["x-T"] = {{"Keys", left}, {"ConsistentRead", true}};
        }
        return served(json::serialize(
            json::object{{"Responses", {{"x-T", found}}}, {"UnprocessedKeys", unprocessed}}));
    });
    const auto items = run(client().batch_get("T", keys(150), true));
    ASSERT_TRUE(items);
    std::set<std::int64_t> numbers;
    for (const auto& one : *items) {
        EXPECT_TRUE(numbers.insert(read_number(one, "p").value()).second);
    }
    EXPECT_EQ(numbers.size(), 135U);
    const auto& requests = server.requests();
    ASSERT_EQ(requests.size(), 5U);
    const auto first = requests[0].json().at("RequestItems").at("x-T");
    EXPECT_EQ(first.at("Keys").as_array().size(), 100U);
    EXPECT_EQ(first.at("ConsistentRead"), true);
}

TEST_F(Batches, AnAnswerOfAnotherShapeIsAnError) {
    for (const auto* body : {R"({})", R"({"Responses":5})", R"({"Responses":{"x-T":5}})",
                             R"({"Responses":{"x-T":[5]}})"}) {
        server.queue(served(body));
        EXPECT_EQ(run(client().batch_get("T", keys(1))).error().code, ErrorCode::internal) << body;
    }
}

}  // namespace
}  // namespace ohmstead::dynamodb::test
