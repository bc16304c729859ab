#include "client_fixture.hpp"

namespace ohmstead::dynamodb::test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class Operations : public ClientTest {
protected:
    Operations() { settings.table_prefix = "home-"; }

    boost::json::object sent(std::size_t number = 0) { return server.requests().at(number).json(); }
};

TEST_F(Operations, ARequestLooksAsDynamoDbWantsIt) {
    EXPECT_FALSE(get()->has_value());
    const auto& request = server.requests().at(0);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/");
    EXPECT_EQ(request.headers.at("content-type"), "application/x-amz-json-1.0");
    EXPECT_EQ(request.headers.at("x-amz-target"), "DynamoDB_20120810.GetItem");
    EXPECT_EQ(request.headers.at("connection"), "keep-alive");
    EXPECT_THAT(request.headers.at("authorization"),
                testing::StartsWith("AWS4-HMAC-SHA256 Credential=KEY1/20260301/eu-central-1/"
                                    "dynamodb/aws4_request, "
                                    "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "));
    EXPECT_EQ(sent(), item(R"({"TableName":"home-T","Key":{"p":{"S":"a"}},"ConsistentRead":false,
                               "ReturnConsumedCapacity":"TOTAL"})"));
}

TEST_F(Operations, AnItemIsRead) {
    server.queue(served(R"({"Item":{"p":{"S":"a"},"n":{"N":"-5"}}})"));
    const auto found = get();
    ASSERT_TRUE(found && *found);
    EXPECT_EQ(read_number(**found, "n").value(), -5);
}

TEST_F(Operations, WritesSayTheirConditionAndWhatTheyWantReturned) {
    server.queue({ScriptedAnswer{}, served(R"({"Attributes":{"n":{"N":"8"}}})"), ScriptedAnswer{}});
    EXPECT_EQ(run(client().put_item({.table = "T",
                                     .item = item(R"({"p":{"S":"a"}})"),
                                     .condition = "#r < :r",
                                     .placeholders = {.names = item(R"({"#r":"revision"})"),
                                                      .values = item(R"({":r":{"N":"2"}})")}}))
                  ->written,
              Written::yes);
    const auto updated = run(client().update_item({.table = "T",
                                                   .key = item(R"({"p":{"S":"a"}})"),
                                                   .update = "REMOVE #x",
                                                   .placeholders = {.names = item(R"({"#x":"x"})")},
                                                   .returned = Returned::all_new}));
    EXPECT_EQ(read_number(updated->item, "n").value(), 8);
    EXPECT_TRUE(run(client().delete_item({.table = "T", .key = item(R"({"p":{"S":"a"}})")})));
    EXPECT_EQ(sent(0),
              item(R"({"TableName":"home-T","Item":{"p":{"S":"a"}},"ConditionExpression":"#r < :r",
                       "ExpressionAttributeNames":{"#r":"revision"},
                       "ExpressionAttributeValues":{":r":{"N":"2"}},
                       "ReturnValuesOnConditionCheckFailure":"ALL_OLD",
                       "ReturnConsumedCapacity":"TOTAL"})"));
    EXPECT_EQ(sent(1),
              item(R"({"TableName":"home-T","Key":{"p":{"S":"a"}},"UpdateExpression":"REMOVE #x",
                       "ExpressionAttributeNames":{"#x":"x"},"ReturnValues":"ALL_NEW",
                       "ReturnConsumedCapacity":"TOTAL"})"));
    EXPECT_EQ(sent(2), item(R"({"TableName":"home-T","Key":{"p":{"S":"a"}},
                                "ReturnConsumedCapacity":"TOTAL"})"));
}

TEST_F(Operations, AFailedConditionIsNoErrorAndShowsTheItem) {
    auto failed = failed_with("ConditionalCheckFailedException");
    failed.body = R"({"__type":"x#ConditionalCheckFailedException","Message":"m",)"
                  R"("Item":{"p":{"S":"a"},"n":{"N":"1"}}})";
    server.queue({failed, failed_with("ConditionalCheckFailedException")});
    const auto outcome = put("attribute_not_exists(#p)");
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->written, Written::condition_failed);
    EXPECT_EQ(read_number(outcome->item, "n").value(), 1);
    EXPECT_FALSE(outcome->unsure);
    EXPECT_TRUE(put("attribute_exists(#p)")->item.empty());
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(Operations, PagesAreReadToTheEnd) {
    server.queue({served(R"({"Items":[{"s":{"N":"1"}}],"LastEvaluatedKey":{"s":{"N":"1"}}})"),
                  served(R"({"Items":[],"LastEvaluatedKey":{"s":{"N":"2"}}})"),
                  served(R"({"Items":[{"s":{"N":"3"}}]})")});
    const auto items = run(client().query_all(
        {.table = "T",
         .key_condition = "#p = :p",
         .placeholders = {.names = item(R"({"#p":"p"})"), .values = item(R"({":p":{"S":"a"}})")},
         .ascending = false,
         .consistent = true,
         .limit = 1},
        2));
    ASSERT_TRUE(items);
    EXPECT_THAT(*items, ElementsAre(item(R"({"s":{"N":"1"}})"), item(R"({"s":{"N":"3"}})")));
    EXPECT_EQ(sent(0), item(R"({"TableName":"home-T","KeyConditionExpression":"#p = :p",
                                "ExpressionAttributeNames":{"#p":"p"},
                                "ExpressionAttributeValues":{":p":{"S":"a"}},
                                "ScanIndexForward":false,"ConsistentRead":true,"Limit":1,
                                "ReturnConsumedCapacity":"TOTAL"})"));
    EXPECT_EQ(sent(2).at("ExclusiveStartKey"), item(R"({"s":{"N":"2"}})"));
}

TEST_F(Operations, MoreThanWasToBeReadIsAnError) {
    server.answer_with([](const ScriptedRequest&) {
        return served(R"({"Items":[{},{}],"LastEvaluatedKey":{"s":{"N":"1"}}})");
    });
    const auto items = run(client().query_all({.table = "T", .key_condition = "#p = :p"}, 5));
    ASSERT_FALSE(items);
    EXPECT_EQ(items.error().code, ErrorCode::too_large);
    EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(Operations, OnePageTellsWhereTheNextBegins) {
    server.queue(served(R"({"Items":[],"LastEvaluatedKey":{"s":{"N":"1"}}})"));
    const auto page = run(client().query({.table = "T", .key_condition = "#p = :p"}));
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->items.empty());
    EXPECT_EQ(page->next, item(R"({"s":{"N":"1"}})"));
}

TEST_F(Operations, AnAnswerOfAnotherShapeIsAnError) {
    server.queue({served(R"({"Items":5})"), served(R"({"Items":[5]})"), served(R"({"Item":5})")});
    EXPECT_EQ(run(client().query({.table = "T"})).error().code, ErrorCode::internal);
    EXPECT_EQ(run(client().query({.table = "T"})).error().code, ErrorCode::internal);
    EXPECT_EQ(get().error().code, ErrorCode::internal);
}

class Transactions : public ClientTest {
protected:
    Result<Transaction> write() {
        std::vector<Action> actions;
        actions.push_back(Put{.table = "T", .item = item(R"({"p":{"S":"a"}})")});
        actions.push_back(
            Update{.table = "T", .key = item(R"({"p":{"S":"b"}})"), .update = "REMOVE #x"});
        actions.push_back(Delete{.table = "U", .key = item(R"({"p":{"S":"c"}})")});
        actions.push_back(Check{
            .table = "U", .key = item(R"({"p":{"S":"d"}})"), .condition = "attribute_exists(#p)"});
        return run(client().transact_write(std::move(actions)));
    }

    static ScriptedAnswer cancelled(const std::string& reasons) {
        return {.status = 400,
                .body = R"({"__type":"x#TransactionCanceledException","Message":"m",)"
                        R"("CancellationReasons":)" +
                        reasons + "}"};
    }
};

TEST_F(Transactions, AllActionsGoTogether) {
    EXPECT_EQ(write()->written, Written::yes);
    const auto sent = server.requests().at(0).json();
    EXPECT_EQ(sent.at("TransactItems"), boost::json::parse(R"x([
        {"Put":{"TableName":"T","Item":{"p":{"S":"a"}}}},
        {"Update":{"TableName":"T","Key":{"p":{"S":"b"}},"UpdateExpression":"REMOVE #x"}},
        {"Delete":{"TableName":"U","Key":{"p":{"S":"c"}}}},
        {"ConditionCheck":{"TableName":"U","Key":{"p":{"S":"d"}},
            "ConditionExpression":"attribute_exists(#p)",
            "ReturnValuesOnConditionCheckFailure":"ALL_OLD"}}])x"));
}

TEST_F(Transactions, TheTokenIsOnePerCallForAllItsAttempts) {
    server.queue(ScriptedAnswer{.gone = true});
    EXPECT_TRUE(write());
    EXPECT_TRUE(write());
    const auto token = [&](std::size_t number) {
        return server.requests().at(number).json().at("ClientRequestToken");
    };
    EXPECT_EQ(token(0), token(1));
    EXPECT_NE(token(1), token(2));
    EXPECT_LE(token(0).as_string().size(), 36U);
}

// Where the token is not minded, as a stand-in for the service may do.
TEST_F(Transactions, ALostAnswerToWhatWasWrittenIsFoundOut) {
    const auto own = R"([{"Code":"ConditionalCheckFailed","Item":{"p":{"S":"a"}}},
                         {"Code":"None"},{"Code":"None"},{"Code":"None"}])";
    server.queue({ScriptedAnswer{.gone = true}, cancelled(own)});
    EXPECT_EQ(write()->written, Written::yes);
    // Nothing was lost: somebody else has written the same.
    server.queue(cancelled(own));
    EXPECT_EQ(write()->written, Written::condition_failed);
}

TEST_F(Transactions, ALostAnswerToWhatWasNotWrittenIsNone) {
    server.queue({ScriptedAnswer{.gone = true},
                  cancelled(R"([{"Code":"ConditionalCheckFailed","Item":{"p":{"S":"a"}}},
                                {"Code":"None"},{"Code":"None"},
                                {"Code":"ConditionalCheckFailed"}])")});
    EXPECT_EQ(write()->written, Written::condition_failed);
}

TEST_F(Transactions, AFailedConditionSaysWhere) {
    server.queue(cancelled(
        R"([{"Code":"None"},{"Code":"ConditionalCheckFailed","Item":{"n":{"N":"4"}}},
            {"Code":"TransactionConflict"},{"Code":"ConditionalCheckFailed"}])"));
    const auto outcome = write();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->written, Written::condition_failed);
    ASSERT_THAT(outcome->parts, SizeIs(4));
    EXPECT_EQ(outcome->parts[0].written, Written::yes);
    EXPECT_EQ(outcome->parts[1].written, Written::condition_failed);
    EXPECT_EQ(outcome->parts[1].item, item(R"({"n":{"N":"4"}})"));
    EXPECT_EQ(outcome->parts[2].written, Written::yes);
    EXPECT_EQ(outcome->parts[3].written, Written::condition_failed);
    EXPECT_TRUE(outcome->parts[3].item.empty());
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(Transactions, AConflictWithAnotherIsTriedAgain) {
    server.queue({cancelled(R"([{"Code":"None"},{"Code":"TransactionConflict"},{"Code":"None"},
                                {"Code":"None"}])"),
                  cancelled(R"([{"Code":"ThrottlingError"},{"Code":"TransactionConflict"},
                                {"Code":"None"},{"Code":"None"}])"),
                  failed_with("TransactionInProgressException"), ScriptedAnswer{}});
    EXPECT_EQ(write()->written, Written::yes);
    EXPECT_THAT(timing->pauses, ElementsAre(12ms, 1'000ms, 50ms));
}

TEST_F(Transactions, AnythingElseInTheWayIsAFault) {
    for (const auto* reasons :
         {R"([{"Code":"ValidationError"},{"Code":"TransactionConflict"},{"Code":"None"},
              {"Code":"None"}])",
          R"([{"Code":"ConditionalCheckFailed"},{"Code":"ItemCollectionSizeLimitExceeded"},
              {"Code":"None"},{"Code":"None"}])",
          R"([{"Code":"ConditionalCheckFailed"}])", R"([])", R"(["x"])", R"(7)"}) {
        server.queue(cancelled(reasons));
        EXPECT_EQ(write().error().code, ErrorCode::internal) << reasons;
    }
    EXPECT_EQ(server.requests().size(), 6U);
}

TEST_F(ClientTest, WhatWasConsumedIsSummedByOperationAndTable) {
    settings.table_prefix = "home-";
    server.queue({served(R"({"ConsumedCapacity":{"TableName":"home-T","CapacityUnits":0.5}})"),
                  served(R"({"ConsumedCapacity":{"TableName":"home-T","CapacityUnits":2}})"),
                  served(R"({"ConsumedCapacity":{"TableName":"home-T","CapacityUnits":1}})"),
                  served(R"({"ConsumedCapacity":[
             {"TableName":"home-T","CapacityUnits":4,"WriteCapacityUnits":4},
             {"TableName":"home-U","CapacityUnits":3,"WriteCapacityUnits":2,
              "ReadCapacityUnits":1}]})"),
                  served(R"({"ConsumedCapacity":[5,{"TableName":7,"CapacityUnits":"x"}]})")});
    EXPECT_TRUE(get());
    EXPECT_TRUE(get());
    EXPECT_TRUE(put());
    std::vector<Action> actions{Put{.table = "T", .item = item(R"({"p":{"S":"a"}})")}};
    EXPECT_TRUE(run(client().transact_write(actions)));
    EXPECT_TRUE(run(client().transact_write(actions)));
    const auto& units = costs.units();
    EXPECT_EQ((units.at({"GetItem", "T"}).read), 2.5);
    EXPECT_EQ((units.at({"PutItem", "T"}).write), 1);
    EXPECT_EQ((units.at({"TransactWriteItems", "T"}).write), 4);
    EXPECT_EQ((units.at({"TransactWriteItems", "U"}).write), 2);
    EXPECT_EQ((units.at({"TransactWriteItems", "U"}).read), 1);
    EXPECT_EQ(costs.requests().at("GetItem").served, 2U);
}

}  // namespace
}  // namespace ohmstead::dynamodb::test
