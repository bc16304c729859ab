#include "client_fixture.hpp"

namespace ohmstead::dynamodb::test {
namespace {

using testing::ElementsAre;

class Tables : public ClientTest {
protected:
    Tables() { settings.table_prefix = "x-"; }

    Status ensure(std::string ttl = "") {
        return run(client().ensure_table({.name = "T",
                                          .partition_key = {"p"},
                                          .sort_key = KeyAttribute{.name = "s", .type = 'N'},
                                          .ttl_attribute = std::move(ttl)}));
    }

    static ScriptedAnswer described(const std::string& status, const std::string& sort_key = "s") {
        return served(R"({"Table":{"TableStatus":")" + status +
                      R"(","KeySchema":[{"AttributeName":"p","KeyType":"HASH"},)"
                      R"({"AttributeName":")" +
                      sort_key + R"(","KeyType":"RANGE"}]}})");
    }
    static ScriptedAnswer absent() { return failed_with("ResourceNotFoundException"); }

    std::vector<std::string> operations() {
        std::vector<std::string> names;
        for (const auto& request : server.requests()) {
            names.push_back(request.operation());
        }
        return names;
    }
};

TEST_F(Tables, ATableIsMadeAndWaitedFor) {
    server.queue({absent(), ScriptedAnswer{}, absent(), described("CREATING"), described("ACTIVE"),
                  served(R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})")});
    EXPECT_TRUE(ensure("ttl"));
    EXPECT_THAT(operations(),
                ElementsAre("DescribeTable", "CreateTable", "DescribeTable", "DescribeTable",
                            "DescribeTable", "DescribeTimeToLive", "UpdateTimeToLive"));
    EXPECT_THAT(timing->pauses, ElementsAre(2s, 2s));
    EXPECT_EQ(server.requests()[1].json(),
              item(R"({"TableName":"x-T","BillingMode":"PAY_PER_REQUEST",
                       "AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},
                                               {"AttributeName":"s","AttributeType":"N"}],
                       "KeySchema":[{"AttributeName":"p","KeyType":"HASH"},
                                    {"AttributeName":"s","KeyType":"RANGE"}]})"));
    EXPECT_EQ(server.requests()[6].json(), item(R"({"TableName":"x-T",
                       "TimeToLiveSpecification":{"Enabled":true,"AttributeName":"ttl"}})"));
}

TEST_F(Tables, WhatStandsIsLeftAsItIs) {
    server.queue({described("ACTIVE"),
                  served(R"({"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED"}})")});
    EXPECT_TRUE(ensure("ttl"));
    EXPECT_THAT(operations(), ElementsAre("DescribeTable", "DescribeTimeToLive"));
}

TEST_F(Tables, AnotherProcessMayBeQuicker) {
    server.queue({absent(), failed_with("ResourceInUseException"), described("ACTIVE")});
    EXPECT_TRUE(ensure());
}

TEST_F(Tables, ATableWithAnotherKeyIsNotTaken) {
    server.queue(described("ACTIVE", "other"));
    EXPECT_EQ(ensure().error().code, ErrorCode::conflict);
}

TEST_F(Tables, WaitingHasAnEnd) {
    server.answer_with([](const ScriptedRequest&) { return described("CREATING"); });
    EXPECT_EQ(ensure().error().code, ErrorCode::unavailable);
}

TEST_F(Tables, TheStateOfATableIsTold) {
    server.queue({absent(), described("CREATING"), described("UPDATING"), described("DELETING")});
    EXPECT_EQ(run(client().describe_table("T")).value(), TableState::absent);
    EXPECT_EQ(run(client().describe_table("T")).value(), TableState::preparing);
    EXPECT_EQ(run(client().describe_table("T")).value(), TableState::active);
    EXPECT_EQ(run(client().describe_table("T")).value(), TableState::preparing);
}

}  // namespace
}  // namespace ohmstead::dynamodb::test
